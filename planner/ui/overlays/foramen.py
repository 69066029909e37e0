"""The posterior border of the foramen in a lateral view, and how far behind it each tip lies."""

from __future__ import annotations

from collections.abc import Iterator

from planner.carm.beam_view import BeamView
from planner.carm.foramen import ForamenBorder, behind_words, foramen_border, is_clear, tip_behind_mm
from planner.carm.views import vertebra_angles
from planner.geometry.frames import Frame
from planner.plan.parts import Needle, Provenance, Role
from planner.plan.vertebrae import vertebra_frame
from planner.ui import ink
from planner.ui.overlays.marks import Label, Mark, Stroke
from planner.ui.overlays.sight import Sight

LATERAL_WITHIN_DEG = 20.0
"""A view that is farther from the lateral of a vertebra shows its foramen askew."""


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield border and distance for each electrode of the plan, in a lateral view of its vertebra only."""
    if not isinstance(sight.view, BeamView):
        return
    for needle in sight.plan.needles:
        target = sight.plan.target_of(needle)
        if target is None or needle.role is Role.THERMOMETER:
            continue
        frame = vertebra_frame(sight.whole_plan, target.bone)
        border = foramen_border(sight.whole_plan, target.bone, target.side)
        if frame is not None and border is not None and is_lateral(sight.view, frame):
            yield from _border(sight, needle, border, frame)


def is_lateral(view: BeamView, frame: Frame) -> bool:
    """Say whether a view is near enough to the lateral of a vertebra to judge its foramen."""
    own = vertebra_angles(view.beam.angles, frame)
    off_lateral = abs(abs(own.primary_deg) - 90.0)
    return off_lateral <= LATERAL_WITHIN_DEG and abs(own.secondary_deg) <= LATERAL_WITHIN_DEG


def _border(sight: Sight, needle: Needle, border: ForamenBorder, frame: Frame) -> Iterator[Mark]:
    template = border.provenance is not Provenance.DRAWN
    ends = (sight.uv(border.top), sight.uv(border.bottom))
    yield Stroke(ends, ink.FORAMEN, 2.0, dashed=template, opacity=sight.strength)
    behind_mm = tip_behind_mm(needle.tip_mm, border, frame)
    foot = needle.tip_mm + frame.posterior * -behind_mm
    colour = ink.FURNITURE if is_clear(behind_mm) else ink.WARNING
    yield Stroke((sight.uv(needle.tip_mm), sight.uv(foot)), colour, 1.2, opacity=sight.strength)
    yield Label(
        ends[0], behind_words(behind_mm, border.provenance), colour, sight.strength, offset_px=(10.0, -12.0)
    )
