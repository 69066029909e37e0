"""What kind of picture of the body an image is, as its file says: a slice, or what was made of slices."""

from __future__ import annotations

import re
from typing import Literal

from planner.dicom.image import CtImage

Flavour = Literal["slice", "reformat", "curved", "slab", "rendering", "capture"]
"""As scanned; cut anew from a volume, flat or along a curve; a projection through a slab; a picture of a
surface; of a screen."""
MADE_OF_MANY = ("curved", "slab", "rendering", "capture")
"""What is no slice of the body: no volume holds these and slices."""

# PS3.3 C.8.2.1.1.1 and C.8.16.1.4, and what vendors write in the third value and beyond
_WORDS: tuple[tuple[Flavour, frozenset[str]], ...] = (
    ("curved", frozenset(("CPR", "CURVED"))),
    ("slab", frozenset(("MIP", "MINIP", "MAXIP", "AVGIP", "AIP", "AVERAGE", "MAXIMUM", "MINIMUM", "MEAN",
                        "PROJECTION", "THICK"))),
    ("reformat", frozenset(("MPR", "REFORMATTED", "REFORMAT"))),
    ("rendering", frozenset(("VRT", "SSD", "3D", "RENDERED", "SURFACE"))),
    ("capture", frozenset(("SCREEN", "CAPTURE", "DOSE", "PROT", "OVERLAY", "SNAPSHOT"))),
)  # fmt: skip
_SEPARATORS = re.compile(r"[^A-Z0-9]+")


def flavour_of(image: CtImage) -> Flavour:
    """Return what kind of picture an image is; a slice where the file says nothing else."""
    if image.volumetric == "DISTORTED":
        return "curved"
    values = "\\".join(image.image_type[2:]).upper().replace("MAX_IP", "MAXIP").replace("MIN_IP", "MINIP")
    said = set(_SEPARATORS.split(values))
    return next((flavour for flavour, words in _WORDS if said & words), "slice")
