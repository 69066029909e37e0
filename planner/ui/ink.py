"""The colours of what is drawn on images, by meaning; they read on grey at any window."""

from __future__ import annotations

from planner.checks.result import Outcome
from planner.ui.look import ViewKind

NERVE = "#ffd84d"
STRETCH = "#ffb000"
COVERED = "#5be37d"
NEEDLE = "#6fd3ff"
ACTIVE_TIP = "#ffffff"
COVER = "#5be37d"
HAZARD = "#ff6b5e"
METAL = "#c79bff"
PROPOSED = "#b266ff"
JOINT = "#8be0c8"
STRUCTURE = "#ff9de1"
LANDMARK = "#9fb4c8"
MEASURE = "#ffffff"
RAY = "#ff8ad0"
FORAMEN = "#ff9de1"
FURNITURE = "#e8eef4"
SELECTED = "#ffffff"
COMPANION = "#c8f542"
ON_COMPANION = "#10140a"

ACCESS = ("#fff3c4", "#f0a860", "#b0609c")
"""What is possible from a place on the skin, most first: lighter is more, for the colour-blind as well."""
NO_ACCESS = "#8f99a3"

MUTED = "#c3ccd5"
WARNING = "#ffb84d"
C_ARM = "#b39ae8"
FRAME = "#4fc3b8"
"""The frame of a real picture, and what is marked in it."""

VIEW = {
    ViewKind.AXIAL: "#e5695b",
    ViewKind.SAGITTAL: "#d9b94a",
    ViewKind.CORONAL: "#66b86a",
    ViewKind.OBLIQUE: "#5d9fe0",
}
"""The frame of each view of slices and its line in the others."""

OUTCOME = {Outcome.OK: "#5be37d", Outcome.WARN: "#ffb84d", Outcome.FAIL: "#ff6b5e"}
"""How a result reads beside its word."""

NOT_ASSESSED = "#b8a5e8"
