"""`facet-planner sheet`: a PDF in the language asked for, or one sentence and the right exit code."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Side
from planner.carm.site import Site, save_site, site_path
from planner.cli import main
from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.dicom.write import SeriesHeader, write_ct_series
from planner.plan.file import write_plan
from planner.plan.parts import Guidance
from planner.plan.plan import Plan
from tests.sheet import cases

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a room that nothing has been said of yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return site_path()


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the box of soft tissue as a CT series of a sample."""
    folder = tmp_path_factory.mktemp("images")
    header = SeriesHeader(cases.PATIENT, "sheet", series_description="BOX", slice_thickness_mm=5.0)
    write_ct_series(folder, np.array(cases.BODY.hu, dtype=np.int16), cases.BODY.voxel_to_patient, header)
    return folder


def plan_file(tmp_path: Path, images: Path, plan: Plan) -> Path:
    """Return a file with a plan that belongs to the images."""
    stack = scan(images).best()
    assert stack is not None
    loaded = load_volume(stack)
    path = tmp_path / "plan.json"
    write_plan(replace(plan, patient=loaded.patient, images=loaded.images), path)
    return path


def run(plan: Path, images: Path, output: Path, *more: str) -> int:
    return main(["sheet", str(plan), "--images", str(images), "-o", str(output), *more])


def read(path: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return done.stdout.decode()


def test_a_sheet_is_written(tmp_path: Path, images: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "sheet.pdf"
    assert run(plan_file(tmp_path, images, cases.ablation()), images, output) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Series" in printed.err
    text = read(output)
    for word in ("RF ABLATION", "LEFT", "Zhang San 张三", "SAMPLE", "N3", "BOX", "page 1 of"):
        assert word in text


def test_slices_at_true_scale_are_asked_for(tmp_path: Path, images: Path) -> None:
    plan, output = plan_file(tmp_path, images, cases.ablation(nerves="L3")), tmp_path / "sheet.pdf"
    assert run(plan, images, output, "--true-scale") == 0
    assert "TRUE SIZE if this bar measures 50 mm" in read(output)


def test_a_chinese_sheet_is_chinese(tmp_path: Path, images: Path) -> None:
    output = tmp_path / "sheet.pdf"
    assert (
        run(plan_file(tmp_path, images, cases.ablation(nerves="L3")), images, output, "--lang", "zh_CN") == 0
    )
    assert "电极与神经平行" in read(output)


def test_the_wrong_side_is_refused(tmp_path: Path, images: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = cases.ablation(nerves="L3")
    plan = plan.with_item(replace(plan.targets[0], side=Side.RIGHT))
    assert run(plan_file(tmp_path, images, plan), images, tmp_path / "sheet.pdf") == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("No sheet: L3 MB (on L4) right:")
    assert not (tmp_path / "sheet.pdf").exists()


def test_another_patient_is_refused(tmp_path: Path, images: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plan.json"
    plan = cases.ablation()
    write_plan(replace(plan, patient=replace(plan.patient, id="SAMPLE-8")), path)
    assert run(path, images, tmp_path / "sheet.pdf") == 3
    assert "another patient" in capsys.readouterr().err.splitlines()[-1]
    assert not (tmp_path / "sheet.pdf").exists()


def test_the_sheet_follows_the_room(tmp_path: Path, images: Path, site: Path) -> None:
    plan, output = plan_file(tmp_path, images, cases.ablation(nerves="L3")), tmp_path / "sheet.pdf"
    assert run(plan, images, output) == 0
    assert "NOT CONFIRMED" in read(output)
    save_site(Site(patient_left=Side.RIGHT), site)
    assert run(plan, images, output) == 0
    text = read(output)
    assert "NOT CONFIRMED" not in text
    assert "The patient's LEFT is on the RIGHT of the screen." in text


def test_a_room_that_cannot_be_read_is_one_line(
    tmp_path: Path, images: Path, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.parent.mkdir(parents=True)
    site.write_text("[")
    plan = plan_file(tmp_path, images, cases.ablation(nerves="L3"))
    assert run(plan, images, tmp_path / "sheet.pdf") == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith("site.json: not a room's settings")
    assert not (tmp_path / "sheet.pdf").exists()


@pytest.mark.parametrize("guidance", [Guidance.CT, Guidance.ULTRASOUND])
def test_a_room_that_cannot_be_read_stops_no_sheet_without_a_c_arm(
    tmp_path: Path, images: Path, site: Path, capsys: pytest.CaptureFixture[str], guidance: Guidance
) -> None:
    site.parent.mkdir(parents=True)
    site.write_text("[")
    plan = cases.ablation(nerves="L3")
    plan = replace(plan, procedure=replace(plan.procedure, guidance=guidance))
    assert run(plan_file(tmp_path, images, plan), images, tmp_path / "sheet.pdf") == 0
    assert capsys.readouterr().err.splitlines()[0].startswith("site.json: not a room's settings")
    assert "RF ABLATION" in read(tmp_path / "sheet.pdf")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("folder.pdf", "is a folder: name a file in it."),
        ("nowhere/sheet.pdf", "cannot be saved (No such file or directory). Choose another name or folder."),
        ("image.pdf", "holds something else, which is never written over: choose another name."),
        ("plan.pdf", "holds something else, which is never written over: choose another name."),
    ],
)
def test_where_no_sheet_can_be_written_is_one_line_before_the_work(
    tmp_path: Path, images: Path, capsys: pytest.CaptureFixture[str], name: str, why: str
) -> None:
    plan = plan_file(tmp_path, images, cases.ablation(nerves="L3")).rename(tmp_path / "plan.pdf")
    (tmp_path / "folder.pdf").mkdir()
    shutil.copyfile(next(images.iterdir()), tmp_path / "image.pdf")
    before = {path: path.read_bytes() for path in (tmp_path / "image.pdf", plan)}
    assert run(plan, images, tmp_path / name) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert (said.startswith(str(tmp_path / name)), said.endswith(why)) == (True, True)
    assert {path: path.read_bytes() for path in before} == before


def test_a_sheet_is_written_over_a_sheet_and_its_rights_are_kept(tmp_path: Path, images: Path) -> None:
    plan, output = plan_file(tmp_path, images, cases.ablation(nerves="L3")), tmp_path / "SHEET.PDF"
    for rights in (0o600, 0o640):
        assert run(plan, images, output) == 0
        assert output.read_bytes().startswith(b"%PDF-")
        assert output.stat().st_mode & 0o777 == rights
        output.chmod(0o640)


def test_a_name_that_ends_otherwise_is_refused(
    tmp_path: Path, images: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = plan_file(tmp_path, images, cases.ablation(nerves="L3"))
    with pytest.raises(SystemExit) as stopped:
        run(plan, images, plan)
    assert stopped.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1].endswith("the name of the file ends in .pdf")


def test_a_full_disk_is_one_line_and_leaves_nothing(
    tmp_path: Path, images: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, output = plan_file(tmp_path, images, cases.ablation(nerves="L3")), tmp_path / "sheet.pdf"

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("planner.plan.whole.os.fsync", full)
    assert run(plan, images, output) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said == f"{output}: cannot be saved (No space left on device). Choose another name or folder."
    assert list(tmp_path.iterdir()) == [plan]


def test_what_cannot_be_read_or_written_is_said(
    tmp_path: Path, images: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path / "nowhere.json", images, tmp_path / "sheet.pdf") == 2
    plan = plan_file(tmp_path, images, cases.ablation(nerves="L3"))
    assert run(plan, images, tmp_path / "nowhere" / "sheet.pdf") == 2
    assert "nowhere" in capsys.readouterr().err.splitlines()[-1]
    with pytest.raises(SystemExit):
        run(plan, images, tmp_path / "sheet.pdf", "--lang", "tlh")
