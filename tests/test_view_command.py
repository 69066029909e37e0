"""facet-planner view: the right part of the images in the picture, or one clear line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from planner.anatomy.spine import Level, Side
from planner.cli import main
from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.dicom.write import SeriesHeader, write_ct_series
from planner.geometry.vectors import Point
from planner.plan.file import write_plan
from planner.plan.identity import Patient
from planner.plan.parts import Landmarks, MedialBranch, Needle
from planner.plan.plan import Plan

BEAD = Point(11.2, 8.8, -4.8)


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
    image = picture(drawn)
    colours = {image.pixelColor(x, y).hue() for x in range(380, 580, 3) for y in range(260, 460, 3)}
    assert len(colours) > 3, "nothing coloured was drawn near the target"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--view", "along"], "needs a needle"),
        (["--view", "barrel", "--needle", "N9"], "no needle N9"),
        (["--view", "axial", "--at=900,0,0"], "outside of the images"),
        (["--view", "axial", "--level", "L2"], "does not say where L2 is"),
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


def test_a_plan_of_other_images_is_not_drawn(
    qapp: QApplication, folder: Path, plan_file: Path, tmp_path: Path
) -> None:
    from planner.plan.file import read_plan

    stranger = replace(read_plan(plan_file), patient=Patient(id="P-2", name="DOE^JO"))
    write_plan(stranger, tmp_path / "other.json")
    out = tmp_path / "v.png"
    arguments = ["view", str(folder), "--plan", str(tmp_path / "other.json"), "--view", "axial"]
    assert main([*arguments, "-o", str(out)]) == 3
    assert not out.exists()
