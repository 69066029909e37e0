"""`facet-planner view`: one view as a picture, without a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from planner.anatomy.spine import Level, Side
from planner.carm.angles import carm_parts, dicom_words
from planner.carm.beam_view import BeamView
from planner.carm.hidden import hides_words, metal_before
from planner.carm.in_vertebra import squaring_words
from planner.carm.screen import Greys
from planner.carm.site import Site, screen_words
from planner.carm.views import Sighted, View, view_angles
from planner.checks.result import Result
from planner.geometry.frames import ViewPlane, axial, coronal, sagittal
from planner.geometry.vectors import Point
from planner.imaging.projection import Body
from planner.imaging.reslice import full_rect
from planner.imaging.volume import Volume
from planner.plan.midline import midline_of
from planner.plan.parts import FacetTarget, MedialBranch, Needle, Target
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebra_frame
from planner.ui import ink
from planner.ui.c_arm_words import foramen_lines, view_name
from planner.ui.pictures import render_c_arm, render_picture
from planner.ui.planes import along_plane, barrel_plane, focus_of, partner_direction
from planner.ui.views.furniture import MARGIN_PX, paint_corner
from planner.ui.views.pictogram import paint_pictogram
from planner.words import _

SIZE_PX = (960, 720)
CLOSE_MM = 140.0
"""Width of a view on a needle or a level."""
C_ARM_PX = 960
"""Side of a picture of the C-arm, and of its detector in pixels."""
LETTERS = 1.4
"""So much larger than on the screen are lines and letters of such a picture."""

STANDARD = {"axial": axial, "sagittal": sagittal, "coronal": coronal}
ON_NEEDLE = ("along", "barrel")
OF_C_ARM = {"ap": View.AP, "lateral": View.LATERAL, "oblique": View.OBLIQUE}
VIEWS = (*STANDARD, *ON_NEEDLE, *OF_C_ARM)
"""The views that there are."""
OF_THE_ROOM = (*ON_NEEDLE, *OF_C_ARM)
"""Those that are laid as the room's monitor shows them."""


class ViewError(Exception):
    """A view that cannot be made, in one sentence."""


@dataclass(frozen=True)
class Wanted:
    """Which view: a name of `VIEWS`, and what it is of; the first of `at`, needle and level that is given."""

    view: str
    at: Point | None = None
    needle: str = ""
    level: Level | None = None
    side: Side | None = None


@dataclass(frozen=True)
class Made:
    """The picture of a view.

    Attributes
    ----------
    notes
        What its reader must know of it, in sentences in the language in force: a monitor that is not
        confirmed, and in a view of the C-arm what `_Shot.notes` tells. Empty where there is nothing.
    """

    picture: QImage
    notes: tuple[str, ...] = ()


def render_view(
    volume: Volume, plan: Plan, results: Sequence[Result], wanted: Wanted, site: Site | None = None
) -> Made:
    """Return the picture of a view with overlays, letters and scale bar.

    Parameters
    ----------
    site
        The room, for the views of `OF_THE_ROOM`; None: nothing is known of it.

    Raises
    ------
    ViewError
        If there is no such needle or level in the plan, or the place lies outside of the images.
    """
    room = site or Site()
    needle = _needle(plan, wanted)
    notes = (screen_words(room),) if wanted.view in OF_THE_ROOM and room.patient_left is None else ()
    if wanted.view in ON_NEEDLE:
        if needle is None:
            raise ViewError(_("This view needs a needle: name one of the plan with --needle."))
        plane = (
            along_plane(needle.segment, partner_direction(plan, needle), mirrored=room.mirrored)
            if wanted.view == "along"
            else barrel_plane(needle.segment, mirrored=room.mirrored)
        )
        return Made(_picture(volume, plan, results, plane, CLOSE_MM, needle.id), notes)
    point = _point(plan, wanted, needle)
    if point is not None and not volume.contains(point):
        raise ViewError(_("This place lies outside of the images."))
    if wanted.view in OF_C_ARM:
        shot = _Shot(volume, plan, wanted, needle, point or volume.centre, room)
        return Made(shot.picture(results), (*notes, *shot.notes))
    plane = STANDARD[wanted.view](point or volume.centre)
    width = CLOSE_MM if point is not None else _whole_mm(volume, plane)
    return Made(_picture(volume, plan, results, plane, width, needle.id if needle is not None else ""))


def _picture(
    volume: Volume, plan: Plan, results: Sequence[Result], plane: ViewPlane, width_mm: float, selected: str
) -> QImage:
    return render_picture(volume, plan, results, plane, SIZE_PX, width_mm / SIZE_PX[0], selected=selected)


def _whole_mm(volume: Volume, plane: ViewPlane) -> float:
    """Return the width at which the whole slice fits into the picture."""
    rect = full_rect(volume, plane)
    return max(rect.width_mm, rect.height_mm * SIZE_PX[0] / SIZE_PX[1])


@dataclass(frozen=True)
class _Shot:
    """A picture of the C-arm of a room, with its isocentre in the middle."""

    volume: Volume
    plan: Plan
    wanted: Wanted
    needle: Needle | None
    isocentre: Point
    site: Site

    @property
    def target(self) -> Target | None:
        """What the needle is for."""
        return self.plan.target_of(self.needle) if self.needle is not None else None

    @property
    def level(self) -> Level | None:
        """The vertebra that is squared: the one asked for, else that of the needle."""
        return self.wanted.level or (self.target.bone if self.target is not None else None)

    @property
    def side(self) -> Side | None:
        """The side that is turned to: the one asked for, else that of the needle, else of the isocentre."""
        if self.wanted.side is not None or self.target is not None:
            return self.wanted.side or (self.target.side if self.target is not None else None)
        midline = midline_of(self.plan)
        return None if midline is None else midline.side_of(self.isocentre)

    @property
    def of(self) -> Sighted:
        """What the view is taken of."""
        frame = vertebra_frame(self.plan, self.level) if self.level is not None else None
        return Sighted(frame, self.side, self.needle.segment if self.needle is not None else None)

    @property
    def view(self) -> BeamView:
        """What the monitor shows."""
        angles = view_angles(OF_C_ARM[self.wanted.view], self.of)
        assert angles is not None, "AP, oblique and lateral need no needle"
        return self.site.laid(self.site.machine.beam(angles, self.isocentre, pixels=C_ARM_PX))

    @property
    def notes(self) -> tuple[str, ...]:
        """What is wrong with the view: not squared, out of the machine's reach, the target behind metal."""
        stops = self.site.machine.what_stops(self.view.beam.angles)
        return tuple(filter(None, (self._unsquared(), stops, self._hides())))

    def _unsquared(self) -> str:
        if self.level is None:
            return _("not squared: straight along the axes of the scanner, as no --level is given")
        return squaring_words(self.plan, self.level)

    def _hides(self) -> str:
        hardware = self.plan.hardware
        hidden = metal_before(self.target, self.needle, self.view.beam, hardware, self.volume)
        return "" if hidden is None else hides_words(hidden)

    def picture(self, results: Sequence[Result]) -> QImage:
        """Return the picture with the plan, where the detector stands, and what is wrong."""
        view, selected = self.view, self.needle.id if self.needle is not None else ""
        greys, body = Greys(self.site.bone_dark), Body.of(self.volume)
        image = render_c_arm(body, self.plan, results, view, greys, selected, C_ARM_PX / LETTERS)
        name = view_name(OF_C_ARM[self.wanted.view])
        lines = (
            (name if self.level is None else f"{name} {self.level.value}", ink.C_ARM),
            *((part, ink.FURNITURE) for part in carm_parts(view.beam.angles)),
            (dicom_words(view.beam.angles), ink.MUTED),
            (screen_words(self.site), ink.WARNING if self.site.patient_left is None else ink.MUTED),
            *foramen_lines(self.plan, self.needle, view.beam.angles),
            *((note, ink.WARNING) for note in self.notes),
        )
        area, margin = QRectF(image.rect()), MARGIN_PX * LETTERS
        painter = QPainter(image)
        paint_corner(painter, lines, area, LETTERS)
        corner = QPointF(area.left() + margin, area.bottom() - margin)
        paint_pictogram(painter, view.beam.angles, corner, LETTERS)
        painter.end()
        return image


def _needle(plan: Plan, wanted: Wanted) -> Needle | None:
    if wanted.needle:
        item = plan.item(wanted.needle)
        if not isinstance(item, Needle):
            raise ViewError(_("The plan has no needle {name}.").format(name=wanted.needle))
        return item
    if wanted.view not in ON_NEEDLE:
        return None
    for target in plan.targets:
        if _is_at(target, wanted) and plan.needles_of(target):
            return plan.needles_of(target)[0]
    return None


def _is_at(target: MedialBranch | FacetTarget, wanted: Wanted) -> bool:
    """Say whether a target lies on the level and side asked for; what is not asked for fits."""
    return wanted.level in (None, target.bone) and wanted.side in (None, target.side)


def _point(plan: Plan, wanted: Wanted, needle: Needle | None) -> Point | None:
    if wanted.at is not None:
        return wanted.at
    if needle is not None:
        return needle.tip_mm
    if wanted.level is None:
        return None
    if wanted.side is not None:
        for target in plan.targets:
            point = focus_of(target) if _is_at(target, wanted) else None
            if point is not None:
                return point
    frame = vertebra_frame(plan, wanted.level)
    marks = plan.landmarks(wanted.level)
    found = (frame.origin if frame is not None else None) or (marks.endplate if marks is not None else None)
    if found is None:
        raise ViewError(_("The plan does not say where {level} is.").format(level=wanted.level))
    return found
