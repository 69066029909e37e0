"""The commands on a plan made on pictures of a C-arm alone: judged, printed, or refused in one sentence."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from planner import words
from planner.cli import main
from planner.plan.file import write_plan
from planner.plan.plan import Plan
from tests.sheet.on_pictures import CASE, FRAMES, plan_on_frames

CT = CASE / "ct"


@pytest.fixture(autouse=True)
def _no_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A file with a plan made on the frames of a sample."""
    return saved(plan_on_frames(), tmp_path)


def saved(plan: Plan, folder: Path) -> Path:
    path = folder / "plan.json"
    write_plan(plan, path)
    return path


def run(command: str, plan: Path, images: Path, *more: str) -> int:
    return main([command, str(plan), "--images", str(images), *more])


@pytest.mark.parametrize("images", [FRAMES, CASE])
def test_such_a_plan_is_checked_on_its_frames(
    images: Path, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", plan, images, "--json") == 1, "what needs a CT is not assessed"
    printed = capsys.readouterr()
    (said,) = printed.err.splitlines()
    assert said.startswith("C-arm pictures of study 2.25.")
    found = {(each["check"], each["subject"]): each for each in json.loads(printed.out)["results"]}
    assert found["image_identity", "plan"]["measured"] == {"match": "pictures"}
    assert found["image_identity", "plan"]["outcome"] == "warn"
    assert found["reach", "N1"]["outcome"] == "not_assessed"
    assert "needs a CT" in found["reach", "N1"]["reason"]
    assert found["hardware_clearance", "N1"]["estimated"] is True
    assert "fail" not in {each["outcome"] for each in found.values()}


@pytest.mark.parametrize("command", ["check", "sheet"])
@pytest.mark.parametrize("stranger", ["patient", "study"])
def test_frames_of_others_are_a_mismatch(
    command: str, stranger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = plan_on_frames()
    other = (
        replace(plan, patient=replace(plan.patient, id="SAMPLE-OTHER"))
        if stranger == "patient"
        else replace(plan, images=replace(plan.images, study_uid="2.25.7"))
    )
    output = tmp_path / "sheet.pdf"
    more = ("-o", str(output)) if command == "sheet" else ()
    assert run(command, saved(other, tmp_path), FRAMES, *more) == 3
    assert not output.exists()
    assert len(capsys.readouterr().err.splitlines()) == 2


@pytest.mark.parametrize("command", ["check", "sheet"])
def test_a_plan_of_a_ct_is_not_judged_on_frames(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ("-o", str(tmp_path / "sheet.pdf")) if command == "sheet" else ()
    assert run(command, CASE / "plan.json", FRAMES, *more) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    (said,) = printed.err.splitlines()
    assert said.endswith("only pictures of a C-arm stand here, and no CT. Name the folder of the CT.")


def test_a_plan_of_frames_is_not_judged_on_a_ct(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", plan, CT) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert said.endswith(
        "the plan was made on pictures of a C-arm, and none stand here. Name the folder of those pictures."
    )


def test_what_needs_a_ct_is_refused_in_a_sentence(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    image, proposed = tmp_path / "view.png", tmp_path / "proposed.json"
    view = ["view", str(CASE), "--plan", str(plan), "--view", "ap", "-o", str(image)]
    suggest = ["suggest", str(plan), "--images", str(FRAMES), "-o", str(proposed)]
    for command in (view, suggest):
        assert main(command) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.splitlines() == [
            "The plan was made on pictures of a C-arm: this command needs a plan made on a CT."
        ]
    assert not image.exists()
    assert not proposed.exists()


@pytest.mark.usefixtures("qapp")
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_its_sheet_is_a_sample_and_shows_the_frames(language: str, plan: Path, tmp_path: Path) -> None:
    output = tmp_path / "sheet.pdf"
    assert run("sheet", plan, FRAMES, "-o", str(output), "--lang", language) == 0
    read = subprocess.run(["pdftotext", "-layout", output, "-"], capture_output=True, check=True)
    text = read.stdout.decode()
    with words.use(language):
        told = (
            words._("SAMPLE: no real patient"),
            words._("PLANNED ON C-ARM PICTURES"),
            words._("PICTURES"),
            words._("like AP ☐").rstrip(" ☐"),
            words._("C-arm pictures"),
            words._("{n} est. mm").format(n=69),
        )
        never = words._("REAL PATIENT"), words._("Cut from the CT along the planned needles.")
    for each in told:
        assert each in text
    for each in never:
        assert each not in text.replace(told[0], "")
