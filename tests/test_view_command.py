"""facet-planner view: the right part of the images in the picture, or one clear line."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from planner.anatomy.spine import Level, Side
from planner.carm.site import Site, save_site, site_path
from planner.cli import main
from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.dicom.write import SeriesHeader, write_ct_series
from planner.geometry.vectors import Point
from planner.plan.file import read_plan, write_plan
from planner.plan.identity import Patient
from planner.plan.parts import Landmarks, MedialBranch, Needle
from planner.plan.plan import Plan

BEAD = Point(11.2, 8.8, -4.8)


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a room that nothing has been said of yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return site_path()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bead of bone in tissue, in a grid of unequal spacing."""
    target = tmp_path_factory.mktemp("ct")
    hu = np.full((30, 44, 52), 40, np.int16)
    matrix = np.diag((1.4, 1.1, 2.4, 1.0))
    matrix[:3, 3] = (-28.0, -20.9, -40.8)
    k, j, i = (round(v) for v in ((-4.8 + 40.8) / 2.4, (8.8 + 20.9) / 1.1, (11.2 + 28.0) / 1.4))
    hu[k - 1 : k + 2, j - 1 : j + 2, i - 1 : i + 2] = 1800
    header = SeriesHeader(patient=Patient(id="P-1", name="ROE^JO", birth_date="19500101"), seed="view")
    write_ct_series(target, hu, matrix, header)
    return target


@pytest.fixture(scope="module")
def plan_file(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    images = load_volume(scan(folder).best())  # type: ignore[arg-type]
    plan = Plan(patient=images.patient, images=images.images).with_landmarks(
        Level.L4, Landmarks(endplate=BEAD)
    )
    nerve = MedialBranch(id="T1", nerve=Level.L3, side=Side.LEFT, course_mm=(BEAD, Point(13.0, 14.0, -10.0)))
    needle = Needle(
        id="N1", target="T1", device="rf-18g-100-10", entry_mm=Point(16.0, 24.0, -20.0), tip_mm=BEAD
    )
    file = tmp_path_factory.mktemp("plan") / "plan.json"
    write_plan(plan.with_item(nerve).with_item(needle), file)
    return file


def picture(path: Path) -> QImage:
    image = QImage(str(path))
    assert not image.isNull()
    return image


@pytest.mark.parametrize("view", ["axial", "sagittal", "coronal"])
def test_at_puts_the_point_into_the_middle(
    qapp: QApplication, folder: Path, tmp_path: Path, view: str
) -> None:
    out = tmp_path / "v.png"
    place = ",".join(str(value) for value in BEAD)
    assert main(["view", str(folder), "--view", view, f"--at={place}", "-o", str(out)]) == 0
    image = picture(out)
    middle = image.pixelColor(image.width() // 2, image.height() // 2)
    away = image.pixelColor(image.width() // 2 + 60, image.height() // 2)
    assert middle.lightness() > 200
    assert away.lightness() < 120


@pytest.mark.parametrize(
    "of", [["--view", "along"], ["--view", "barrel", "--needle", "N1"], ["--view", "axial", "--level", "L4"]]
)
def test_views_of_the_plan_are_drawn(
    qapp: QApplication, folder: Path, plan_file: Path, tmp_path: Path, of: list[str]
) -> None:
    bare, drawn = tmp_path / "bare.png", tmp_path / "drawn.png"
    assert main(["view", str(folder), "--plan", str(plan_file), *of, "-o", str(drawn)]) == 0
    place = ",".join(str(value) for value in BEAD)
    assert main(["view", str(folder), "--view", "axial", f"--at={place}", "-o", str(bare)]) == 0
    without, with_plan = (
        {image.pixelColor(x, y).hue() for x in range(380, 580, 3) for y in range(260, 460, 3)}
        for image in (picture(bare), picture(drawn))
    )
    assert without == {-1}, "images alone are grey"
    assert len(with_plan) > 3, "nothing coloured was drawn near the target"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--view", "along"], "needs a needle"),
        (["--view", "barrel", "--needle", "N9"], "no needle N9"),
        (["--view", "axial", "--at=900,0,0"], "outside of the images"),
        (["--view", "axial", "--level", "L2"], "does not say where L2 is"),
        (["--view", "ap", "--needle", "N9"], "no needle N9"),
        (["--view", "lateral", "--at=900,0,0"], "outside of the images"),
        (["--view", "oblique", "--level", "L2"], "does not say where L2 is"),
    ],
)
def test_what_cannot_be_shown_is_one_line(
    qapp: QApplication,
    folder: Path,
    plan_file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    sentence: str,
) -> None:
    plan = [] if arguments == ["--view", "along"] else ["--plan", str(plan_file)]
    assert main(["view", str(folder), *plan, *arguments, "-o", str(tmp_path / "v.png")]) == 2
    said = capsys.readouterr().err.splitlines()
    assert sentence in said[-1]
    assert not (tmp_path / "v.png").exists()


def at(point: Point) -> str:
    return "--at=" + ",".join(str(value) for value in point)


def bead_at(image: QImage, area: QRect) -> tuple[float, float]:
    """Return the middle of what is darker than its surroundings within an area of a picture."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    part = rows[area.top() : area.bottom() + 1, area.left() : area.right() + 1].astype(float)
    dark = np.clip(np.median(part) - 30.0 - part, 0.0, None)
    assert dark.sum() > 0.0, "nothing dark is seen"
    y, x = np.indices(dark.shape)
    return area.left() + float((x * dark).sum() / dark.sum()), area.top() + float(
        (y * dark).sum() / dark.sum()
    )


@pytest.mark.parametrize("view", ["ap", "lateral", "oblique"])
def test_a_view_of_the_c_arm_has_the_point_in_the_middle(
    qapp: QApplication,
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    view: str,
) -> None:
    out = tmp_path / "v.png"
    assert main(["view", str(folder), "--view", view, at(BEAD), "-o", str(out)]) == 0
    image = picture(out)
    assert image.width() == image.height() == 960
    assert bead_at(image, QRect(420, 420, 120, 120)) == pytest.approx((479.5, 479.5), abs=2.0)
    said = capsys.readouterr().err
    assert "Monitor not confirmed: shown with the patient's LEFT on the LEFT of the screen." in said
    assert "not squared: straight along the axes of the scanner" in said


@pytest.mark.parametrize(("patient_left", "sign"), [(None, -1), (Side.LEFT, -1), (Side.RIGHT, 1)])
def test_the_room_says_on_which_side_the_patients_left_is_seen(
    qapp: QApplication,
    folder: Path,
    tmp_path: Path,
    site: Path,
    capsys: pytest.CaptureFixture[str],
    patient_left: Side | None,
    sign: int,
) -> None:
    if patient_left is not None:
        save_site(Site(patient_left=patient_left), site)
    out = tmp_path / "v.png"
    beside = Point(BEAD.x - 14.0, BEAD.y, BEAD.z)
    assert main(["view", str(folder), "--view", "ap", at(beside), "-o", str(out)]) == 0
    expected = round(480 + sign * 14.0 * 960 / (205.0 * 0.7))
    found, _row = bead_at(picture(out), QRect(expected - 60, 420, 120, 120))
    assert found == pytest.approx(expected, abs=3.0)
    assert ("Monitor not confirmed" in capsys.readouterr().err) is (patient_left is None)


@pytest.mark.parametrize("view", ["along", "barrel"])
def test_slices_on_a_needle_are_laid_as_the_room_shows_them(
    qapp: QApplication,
    folder: Path,
    plan_file: Path,
    tmp_path: Path,
    site: Path,
    capsys: pytest.CaptureFixture[str],
    view: str,
) -> None:
    shown = []
    for side in (Side.LEFT, Side.RIGHT):
        save_site(Site(patient_left=side), site)
        out = tmp_path / f"{side}.png"
        arguments = ["view", str(folder), "--plan", str(plan_file), "--view", view, "--needle", "N1"]
        assert main([*arguments, "-o", str(out)]) == 0
        shown.append(picture(out))
    assert "Monitor" not in capsys.readouterr().err
    one, other = shown
    grid = [(x, y) for x in range(300, 660, 12) for y in range(20, 700, 12)]
    as_is = sum(one.pixelColor(x, y) == other.pixelColor(x, y) for x, y in grid)
    over = sum(
        abs(one.pixelColor(x, y).lightness() - other.pixelColor(959 - x, y).lightness()) < 8 for x, y in grid
    )
    assert over > 0.85 * len(grid)
    assert over > as_is


def test_a_view_of_a_needle_is_drawn_and_says_what_it_lacks(
    qapp: QApplication,
    folder: Path,
    plan_file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "v.png"
    arguments = ["view", str(folder), "--plan", str(plan_file), "--view", "lateral", "--needle", "N1"]
    assert main([*arguments, "-o", str(out)]) == 0
    image = picture(out)
    colours = {image.pixelColor(x, y).hue() for x in range(380, 580, 3) for y in range(380, 580, 3)}
    assert len(colours) > 3, "nothing coloured was drawn near the target"
    assert "not squared: mark both pedicles and the endplate of L4" in capsys.readouterr().err


def test_a_level_with_its_landmarks_is_squared(
    qapp: QApplication,
    folder: Path,
    plan_file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    marks = Landmarks(
        left_pedicle=Point(21.0, 16.0, -12.0), right_pedicle=Point(-12.0, 16.0, -12.0), endplate=BEAD
    )
    write_plan(read_plan(plan_file).with_landmarks(Level.L4, marks), tmp_path / "plan.json")
    out = tmp_path / "v.png"
    of = ["--plan", str(tmp_path / "plan.json"), "--view", "oblique", "--level", "L4", "--side", "right"]
    assert main(["view", str(folder), *of, "-o", str(out)]) == 0
    assert "not squared" not in capsys.readouterr().err
    assert picture(out).width() == 960


def test_a_room_that_cannot_be_read_is_one_line_and_concerns_its_own_views_only(
    qapp: QApplication, folder: Path, tmp_path: Path, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.parent.mkdir(parents=True)
    site.write_text('{"patient_left": "up"}')
    out = tmp_path / "v.png"
    assert main(["view", str(folder), "--view", "ap", "-o", str(out)]) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith("site.json: not a room's settings")
    assert not out.exists()
    assert main(["view", str(folder), "--view", "axial", "-o", str(out)]) == 0


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("folder.png", "is a folder: name a file in it."),
        ("nowhere/v.png", "cannot be saved (No such file or directory). Choose another name or folder."),
        ("image.png", "holds something else, which is never written over: choose another name."),
        ("plan.png", "holds something else, which is never written over: choose another name."),
        ("pipe.png", "holds something else"),
    ],
)
def test_where_no_picture_can_be_written_is_one_line_before_the_work(
    folder: Path, plan_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, why: str
) -> None:
    (tmp_path / "folder.png").mkdir()
    shutil.copyfile(next(folder.iterdir()), tmp_path / "image.png")
    shutil.copyfile(plan_file, tmp_path / "plan.png")
    os.mkfifo(tmp_path / "pipe.png")
    before = {path: path.read_bytes() for path in (tmp_path / "image.png", tmp_path / "plan.png")}
    arguments = ["view", str(folder), "--plan", str(tmp_path / "plan.png"), "--view", "axial"]
    assert main([*arguments, "-o", str(tmp_path / name)]) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith(str(tmp_path / name))
    assert said.endswith(why) if why.endswith(".") else why in said
    assert {path: path.read_bytes() for path in before} == before


def test_a_picture_is_written_over_a_picture_or_nothing_whatever_the_case_of_its_ending(
    qapp: QApplication, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "V.PNG"
    out.touch()
    for _turn in range(2):
        assert main(["view", str(folder), "--view", "axial", "-o", str(out)]) == 0
        assert picture(out).width() == 960


def test_a_name_that_ends_otherwise_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["view", str(folder), "--view", "axial", "-o", str(tmp_path / "v.jpg")])
    assert stopped.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1].endswith("the name of the file ends in .png")


def test_a_full_disk_is_one_line_and_leaves_nothing(
    qapp: QApplication,
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("planner.plan.whole.os.fsync", full)
    out = tmp_path / "v.png"
    assert main(["view", str(folder), "--view", "axial", "-o", str(out)]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said == f"{out}: cannot be saved (No space left on device). Choose another name or folder."
    assert list(tmp_path.iterdir()) == []


def test_a_plan_of_other_images_is_not_drawn(
    qapp: QApplication, folder: Path, plan_file: Path, tmp_path: Path
) -> None:
    stranger = replace(read_plan(plan_file), patient=Patient(id="P-2", name="DOE^JO"))
    write_plan(stranger, tmp_path / "other.json")
    out = tmp_path / "v.png"
    arguments = ["view", str(folder), "--plan", str(tmp_path / "other.json"), "--view", "axial"]
    assert main([*arguments, "-o", str(out)]) == 3
    assert not out.exists()
