"""The pictures of the sheet: things are where they lie, and what is written can be read on paper."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from scipy.spatial.transform import Rotation

from planner.anatomy.spine import Level, Side
from planner.carm.machine import Machine
from planner.carm.site import Site
from planner.checks import review
from planner.checks.scene import Scene
from planner.geometry.frames import axial
from planner.geometry.vectors import LEFT, POSTERIOR, Point, Vector
from planner.guideline.rules import load_rules
from planner.imaging.volume import Volume
from planner.plan.parts import MedialBranch, Needle
from planner.plan.plan import Plan
from planner.sheet.content import PictureKind, PictureRequest
from planner.sheet.pictures import FIELD_MM
from planner.sheet.views import VIEWS
from planner.ui import ink
from planner.ui.overlays.marks import Mark, Spot, Stroke, paint
from planner.ui.printing.layout import lay_out
from planner.ui.printing.marks import PicturePlace
from planner.ui.sheet_painter import PICTURE_DPI
from planner.ui.sheet_pictures import edged, plane_on_sheet, sheet_pictures, view_on_sheet
from tests.sheet import cases

pytestmark = pytest.mark.usefixtures("qapp")

BRIGHT = 200
LEFT_ON_LEFT, LEFT_ON_RIGHT = Site(patient_left=Side.LEFT), Site(patient_left=Side.RIGHT)


def pictures(kinds: set[PictureKind]) -> list[tuple[QImage, float]]:
    """Return the pictures of one needle as they are printed, and how many mm of paper a pixel takes."""
    plan = cases.ablation(nerves="L3")
    results = review(plan, Scene(cases.BODY, plan.patient, plan.images), load_rules())
    render = sheet_pictures(cases.BODY, plan, results, cases.UNCONFIRMED)
    places = [m for page in lay_out(cases.sheet_of(plan)) for m in page.marks if isinstance(m, PicturePlace)]
    made = []
    for place in places:
        if place.request.kind in kinds:
            pixels = [round(side / 72.0 * PICTURE_DPI) for side in (place.width, place.height)]
            image = render(place.request, QSize(*pixels))
            made.append((image, place.width / 72.0 * 25.4 / image.width()))
    return made


def ink_height_mm(image: QImage, area: QRect, mm_per_px: float) -> float:
    """Return the height on paper of what is written in bright ink within an area of a picture."""
    rows = [
        y
        for y in range(area.top(), area.bottom() + 1)
        if any(image.pixelColor(x, y).red() > BRIGHT for x in range(area.left(), area.right() + 1))
    ]
    assert rows, "nothing is written there"
    return (rows[-1] - rows[0] + 1) * mm_per_px


def test_the_letters_of_the_sides_stand_two_millimetres_high() -> None:
    made = pictures({PictureKind.ALONG, PictureKind.BARREL, *VIEWS})
    assert len(made) == 5
    for image, mm_per_px in made:
        middle = QRect(0, image.height() * 2 // 5, image.width() // 12, image.height() // 5)
        assert ink_height_mm(image, middle, mm_per_px) >= 2.0


def test_labels_have_seven_points_at_least() -> None:
    """Measured on the digits of the scale bar, which has the type of the labels; digits are 0.7 of it."""
    for image, mm_per_px in pictures({PictureKind.ALONG, PictureKind.BARREL, *VIEWS}):
        tall, above = round(5.9 / mm_per_px), round(11.4 / mm_per_px)
        above_bar = QRect(image.width() * 4 // 5, image.height() - above, image.width() // 5, tall)
        assert ink_height_mm(image, above_bar, mm_per_px) >= 0.7 * 7.0 / 72.0 * 25.4


def test_a_view_has_as_many_pixels_as_the_detector() -> None:
    for image, _mm_per_px in pictures(set(VIEWS)):
        assert (image.width(), image.height()) == (512, 512)


VOXEL = (44, 36, 23)
TIP = Point(9.0, 21.0, 6.0)


def _volume(bead: bool) -> Volume:
    """Return tissue on a grid of unequal spacing that lies askew, with one voxel of metal or without."""
    spacing = (1.1, 0.9, 1.6)
    matrix = np.eye(4)
    matrix[:3, :3] = Rotation.from_euler("xyz", (12, -8, 17), degrees=True).as_matrix() * spacing
    hu = np.full((56, 72, 64), 40, np.int16)
    matrix[:3, 3] = np.array(tuple(TIP)) - matrix[:3, :3] @ (30.0, 30.0, 30.0)
    if bead:
        i, j, k = VOXEL
        hu[k, j, i] = 30000
    return Volume(hu, matrix)


def _plan() -> Plan:
    plan = Plan().with_landmarks(Level.L4, cases.landmarks(Level.L4))
    nerve = MedialBranch(
        id="T1", nerve=Level.L3, side=Side.LEFT, course_mm=(TIP, TIP + Vector(2.0, 5.0, -6.0))
    )
    needle = Needle(
        id="N1", target="T1", device="rf-18g-100-10", entry_mm=TIP + Vector(-10.0, 60.0, 30.0), tip_mm=TIP
    )
    return plan.with_item(nerve).with_item(needle)


def _greys(image: QImage) -> NDArray[np.float64]:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : grey.width()].astype(float)


def _bead_at(kind: PictureKind, site: Site, size: QSize) -> tuple[float, float]:
    """Return where a picture shows the bead, in pixels from its left and upper edge."""
    plan = _plan()
    request = PictureRequest("N1", kind, FIELD_MM, FIELD_MM, "")
    without, beaded = (
        _greys(sheet_pictures(_volume(bead), plan, (), site)(request, size)) for bead in (False, True)
    )
    darker = np.clip(without - beaded - 40.0, 0.0, None)
    rows, columns = np.indices(darker.shape)
    weight = darker.sum()
    assert weight > 0.0, "the bead is not seen"
    return float((columns * darker).sum() / weight) + 0.5, float((rows * darker).sum() / weight) + 0.5


@pytest.mark.parametrize("site", [LEFT_ON_LEFT, LEFT_ON_RIGHT], ids=["left", "mirrored"])
@pytest.mark.parametrize("kind", list(VIEWS))
def test_a_bead_lies_where_the_view_says(kind: PictureKind, site: Site) -> None:
    plan = _plan()
    needle = plan.needles[0]
    request = PictureRequest("N1", kind, FIELD_MM, FIELD_MM, "")
    view = view_on_sheet(plan, needle, request, site, 512)
    bead = _volume(True).to_patient(*VOXEL)
    u, v, depth = view.to_view(bead)
    assert max(abs(u), abs(v)) > 5.0
    assert abs(depth) > 1.0
    x, y = _bead_at(kind, site, QSize(468, 468))
    assert x == pytest.approx(256.0 + u * 512.0 / FIELD_MM, abs=1.0)
    assert y == pytest.approx(256.0 + v * 512.0 / FIELD_MM, abs=1.0)


def test_what_lies_to_the_patients_left_is_on_the_side_that_the_monitor_shows_it() -> None:
    bead = _volume(True).to_patient(*VOXEL)
    assert bead.x > TIP.x
    assert _bead_at(PictureKind.AP, LEFT_ON_LEFT, QSize(468, 468))[0] < 256.0
    assert _bead_at(PictureKind.AP, LEFT_ON_RIGHT, QSize(468, 468))[0] > 256.0


def test_the_scale_holds_at_the_tip_whatever_the_machine_magnifies() -> None:
    plan = _plan()
    request = PictureRequest("N1", PictureKind.OBLIQUE, FIELD_MM, FIELD_MM, "")
    for source_mm in (600.0, 800.0):
        machine = Machine(source_to_isocentre_mm=source_mm, source_to_detector_mm=1100.0)
        view = view_on_sheet(plan, plan.needles[0], request, Site(machine=machine), 512)
        assert view.field_mm == pytest.approx((FIELD_MM, FIELD_MM))
        assert view.to_view(TIP) == pytest.approx((0.0, 0.0, 0.0))
        assert view.to_view(TIP + view.right * 20.0)[0] == pytest.approx(20.0)


def test_bone_is_dark_or_bright_as_in_the_room() -> None:
    plan = _plan()
    request = PictureRequest("N1", PictureKind.AP, FIELD_MM, FIELD_MM, "")
    dark, bright = (
        _greys(sheet_pictures(_volume(True), plan, (), Site(bone_dark=tone))(request, QSize(468, 468)))
        for tone in (True, False)
    )
    turned_over = np.abs(dark + bright - 255.0) <= 1.0
    assert turned_over.mean() > 0.9, "all but the overlay is the negative"


def test_the_axial_slice_is_seen_from_the_feet_whatever_the_monitor_of_the_c_arm_shows() -> None:
    plan = _plan()
    for site in (LEFT_ON_LEFT, LEFT_ON_RIGHT):
        plane = plane_on_sheet(plan, plan.needles[0], PictureKind.AXIAL, FIELD_MM, site.mirrored)
        assert tuple(plane.normal) == pytest.approx(tuple(axial(TIP).normal))
        assert plane.down.dot(POSTERIOR) == pytest.approx(-1.0), "the back is up"
        assert plane.to_view(plan.needles[0].tip_mm)[2] == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("kind", [PictureKind.ALONG, PictureKind.BARREL])
def test_slices_are_laid_as_the_monitor_lays_the_views(kind: PictureKind) -> None:
    plan = _plan()
    needle = plan.needles[0]
    ap = PictureRequest("N1", PictureKind.AP, FIELD_MM, FIELD_MM, "")
    for site in (LEFT_ON_LEFT, LEFT_ON_RIGHT):
        plane = plane_on_sheet(plan, needle, kind, FIELD_MM, site.mirrored)
        view = view_on_sheet(plan, needle, ap, site, 512)
        assert plane.right.dot(LEFT) * view.right.dot(LEFT) > 0.0
        assert plane.to_view(needle.tip_mm)[2] == pytest.approx(0.0, abs=1e-9)


def breadth(mark: Mark) -> float:
    assert isinstance(mark, Stroke | Spot)
    return mark.width_px if isinstance(mark, Stroke) else mark.radius_px


def test_lines_and_dots_that_stand_out_have_black_edges_below_them() -> None:
    line = Stroke(((0.0, 0.0), (5.0, 0.0)), "#ffffff", 2.0)
    dashed = Stroke(((0.0, 0.0), (5.0, 0.0)), "#ffffff", 2.0, dashed=True)
    dot, ring = Spot((0.0, 0.0), "#ffffff", 3.0, filled=True), Spot((0.0, 0.0), "#ffffff", 3.0)
    faint = Stroke(((0.0, 0.0), (5.0, 0.0)), "#ffffff", 2.0, opacity=0.2)
    marks = (line, dashed, dot, ring, faint)
    edges = edged(marks)[: -len(marks)]
    assert edged(marks)[-len(marks) :] == list(marks)
    assert [type(edge) for edge in edges] == [Stroke, Stroke, Spot]
    of: tuple[Mark, ...] = (line, dashed, dot)
    for edge, mark in zip(edges, of, strict=True):
        assert edge.colour == "#000000"
        assert breadth(edge) > breadth(mark)
    assert not any(isinstance(edge, Stroke) and edge.dashed for edge in edges)


@pytest.mark.parametrize("ground", [0, 90, 160, 255])
def test_in_grey_a_needle_is_told_from_any_ground(ground: int) -> None:
    """Every colour of a line, printed grey on any grey, has a light and a dark pixel beside the ground."""
    for colour in (ink.NEEDLE, ink.NERVE, ink.STRETCH, ink.HAZARD, ink.COVER, ink.METAL, ink.STRUCTURE):
        image = QImage(60, 40, QImage.Format.Format_RGB32)
        image.fill(QColor(ground, ground, ground))
        painter = QPainter(image)
        line = Stroke(((0.0, 20.0), (60.0, 20.0)), colour, 2.2)
        paint(painter, edged((line,)), QPointF, 1.5)
        painter.end()
        column = _greys(image)[:, 30]
        assert max(abs(column - ground)) > 60.0, colour
        assert column.max() - column.min() > 60.0, colour


def test_a_picture_of_no_needle_is_refused() -> None:
    plan = _plan()
    render = sheet_pictures(_volume(False), plan, (), cases.UNCONFIRMED)
    with pytest.raises(KeyError):
        render(PictureRequest("N9", PictureKind.AP, FIELD_MM, FIELD_MM, ""), QSize(100, 100))
    with pytest.raises(KeyError):
        plane_on_sheet(plan, plan.needles[0], PictureKind.AP, FIELD_MM, False)
