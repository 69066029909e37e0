"""The sheet of a plan made on pictures of a C-arm: what these say, and the plan drawn on them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from planner.carm.beam_view import BeamView
from planner.carm.calibration import Calibration
from planner.carm.site import Site
from planner.carm.wording import calibration_words, unit_words
from planner.checks.result import Result
from planner.dicom.errors import LoadError
from planner.plan.c_arm import CArm
from planner.plan.parts import Needle
from planner.plan.plan import Plan
from planner.sheet.content import PictureRequest
from planner.sheet.facts import ImageFacts, RunFacts, facts_of
from planner.ui import ink
from planner.ui.frames import FrameSource, Run, Runs, run_of, told_geometry
from planner.ui.overlays.halo import label_font
from planner.ui.overlays.sight import Sight
from planner.ui.pictures import as_image, furnished, marks_of
from planner.ui.session import Session
from planner.ui.sheet_painter import Pictures
from planner.ui.sheet_pictures import LETTERS, edged, sheet_pictures


def facts_in(session: Session) -> ImageFacts:
    """Return what the sheet says of the images that are open, in the language in force."""
    plan = session.committed
    if session.images is None:
        return facts_of_runs(session.runs, plan)
    return facts_of(session.images, run_facts(session.runs, plan.c_arm))


def pictures_in(session: Session, frame: FrameSource) -> Pictures:
    """Return what renders the pictures of the sheet from the images that are open."""
    plan, results, site = session.committed, session.results, session.site
    if session.volume is None:
        return frame_pictures(session.runs, frame, plan, results, site)
    return sheet_pictures(session.volume, plan, results, site)


def run_facts(runs: Runs, c_arm: CArm) -> tuple[RunFacts, ...]:
    """Return what the files with pictures say of themselves, their sides as the plan tells them."""
    return tuple(_facts(run, c_arm) for run in runs)


def _facts(run: Run, c_arm: CArm) -> RunFacts:
    projection = run.projection
    return RunFacts(
        sop_instance_uid=projection.sop_instance_uid,
        series_uid=run.series_uid,
        description=run.description,
        frames=projection.frames,
        geometries=tuple(
            told_geometry(run, run.frame(number), c_arm) for number in range(len(projection.geometries))
        ),
    )


def facts_of_runs(runs: Runs, plan: Plan) -> ImageFacts:
    """Return what the sheet of a plan made on these pictures alone says of them, in the language in force.

    What not all of them say alike is left empty; they are a sample only where all of them are.
    """
    projections = [run.projection for run in runs]
    worth = {calibration_words(state) for state in Calibration}
    notes = dict.fromkeys(reason for each in projections for reason in each.reasons)
    return ImageFacts(
        study_date=_common([each.study_date for each in projections]),
        series_description=_common([run.description for run in runs]),
        patient_position=_common([each.geometry().patient_position for each in projections]),
        # what lengths are worth is said picture by picture
        banners=tuple(note for note in notes if note not in worth),
        sample=bool(projections) and all(each.sample for each in projections),
        runs=run_facts(runs, plan.c_arm),
    )


def _common(values: Sequence[str]) -> str:
    return values[0] if len(set(values)) == 1 else ""


def frame_pictures(
    runs: Runs, frame: FrameSource, plan: Plan, results: Sequence[Result], site: Site
) -> Pictures:
    """Return what renders the pictures of a sheet of a plan made on pictures of a C-arm.

    A picture that cannot be read any more is black, with the reason on it.

    Raises
    ------
    KeyError
        From the returned function, if the plan has no such needle or the picture is not open.
    """

    @cache
    def picture(request: PictureRequest, size: QSize) -> QImage:
        needle, run = plan.item(request.needle), run_of(runs, request.frame)
        if not isinstance(needle, Needle) or run is None or request.frame is None:
            raise KeyError(request.needle)
        geometry = told_geometry(run, request.frame, plan.c_arm)
        beam, laid = geometry.beam(), geometry.laid
        if beam is None or laid is None:
            raise KeyError(request.frame)
        try:
            grey = frame(run.projection, request.frame.frame).grey
        except LoadError as error:
            return _unread(str(error), size)
        view = BeamView(beam, site.mirrored)
        shown = as_image(view.laid(laid.seen(grey)))
        # a coarse picture is made finer, so that the lines drawn on it are sharp
        width_px = max(shown.width(), size.width())
        shown = shown.scaledToWidth(width_px, Qt.TransformationMode.SmoothTransformation)
        marks = edged(marks_of(Sight(plan, tuple(results), view, needle.id), sparse=True))
        scale, unit = width_px * LETTERS / size.width(), unit_words(Calibration.ESTIMATED)
        return furnished(shown, marks, view, view.field_mm[0] / width_px, scale, unit=unit)

    return picture


def _unread(reason: str, size: QSize) -> QImage:
    """Return a black picture with the reason why there is no other."""
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    painter.setFont(label_font(painter.font(), LETTERS))
    painter.setPen(QColor(ink.WARNING))
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(QRectF(image.rect()), flags, reason)
    painter.end()
    return image
