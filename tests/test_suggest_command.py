"""facet-planner suggest, from a plan without needles to the plan with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from planner.assets import sample_dicom
from planner.cli import main
from planner.plan.file import read_plan, write_plan
from planner.plan.parts import Hardware, HardwareKind, MedialBranch, Provenance, Role

IMAGES = sample_dicom() / "screws"


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """Return a plan without needles."""
    path = tmp_path / "bare.json"
    write_plan(replace(read_plan(IMAGES / "plan.json"), needles=()), path)
    return path


def suggest(plan: Path, output: Path, *more: str) -> int:
    return main(["suggest", str(plan), "--images", str(IMAGES), "-o", str(output), *more])


def test_targets_get_needles_and_the_checks_agree(
    bare: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out.json"
    assert suggest(bare, output, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    plan = read_plan(output)
    assert [needle.target for needle in plan.needles] == ["T1", "T2"]
    assert not any(needle.accepted for needle in plan.needles)
    assert plan.notes == read_plan(bare).notes, "nothing is written into what the user writes"
    assert main(["check", str(output), "--images", str(IMAGES), "--json"]) == 0
    checked = json.loads(capsys.readouterr().out)["results"]
    found = {(entry["check"], entry["subject"]): entry for entry in checked}
    for told in report["needles"]["targets"]:
        first = told["proposals"][0]
        for entry in first["results"]:
            other = found[entry["check"], entry["subject"]]
            if entry["check"] != "needles_apart":
                assert entry == other, "a proposal and the findings never disagree"


def test_a_target_with_a_needle_is_left_alone_unless_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given, output = IMAGES / "plan.json", tmp_path / "out.json"
    assert suggest(given, output) == 0
    assert "Every target has a needle already." in capsys.readouterr().out
    before, after = read_plan(given), read_plan(output)
    assert (after.needles, after.targets, after.hardware) == (before.needles, before.targets, before.hardware)
    assert set(before.structures) <= set(after.structures), "what somebody drew stays as it is"
    assert suggest(given, output, "--replace", "--target", "T2") == 0
    needles, others = read_plan(given).needles, read_plan(output).needles
    assert others[0] == needles[0]
    assert others[1].id == needles[1].id
    assert others[1] != needles[1]


def test_one_view_is_told(bare: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert suggest(bare, tmp_path / "out.json", "--one-view", "--part", "middle") == 0
    assert "Needles of the left side, one C-arm setting: " in capsys.readouterr().out


def test_nothing_of_others_is_written_over(
    bare: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truth, other, note = IMAGES / "truth.json", tmp_path / "other.json", tmp_path / "note.json"
    plan = read_plan(bare)
    write_plan(replace(plan, patient=replace(plan.patient, id="SOMEBODY")), other)
    note.write_text("not a plan")
    for path, why in (
        (bare, "is the plan itself"),
        (truth, "holds something else"),
        (other, "holds something else"),
        (note, "holds something else"),
        (tmp_path / "no" / "out.json", "cannot be saved"),
    ):
        before = path.read_bytes() if path.exists() else None
        assert suggest(bare, path) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert why in line
        assert (path.read_bytes() if path.exists() else None) == before


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (("--target", "T9"), "The plan has no target T9."),
        (("--device", "spinal-22g-90"), "There is no electrode called spinal-22g-90."),
    ],
)
def test_what_is_not_there_is_said_in_a_line(
    bare: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, str], why: str
) -> None:
    output = tmp_path / "out.json"
    assert suggest(bare, output, *more) == 2
    assert capsys.readouterr().err.splitlines()[-1] == why
    assert not output.exists()


def test_a_plan_of_other_images_is_a_mismatch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "out.json"
    assert suggest(sample_dicom() / "plain" / "plan.json", output) in (2, 3)
    assert capsys.readouterr().err
    assert not output.exists()


def test_where_a_target_gets_none_the_exit_code_says_so(bare: Path, tmp_path: Path) -> None:
    plan = read_plan(bare)
    piece = plan.hardware[0]
    assert isinstance(piece, Hardware)
    course = plan.targets[0].course_mm  # type: ignore[union-attr]
    wall = replace(piece, id="H90", from_mm=course[0], to_mm=course[-1], diameter_mm=40.0)
    write_plan(plan.with_item(wall), bare)
    assert suggest(bare, tmp_path / "out.json") == 1
    assert [needle.target for needle in read_plan(tmp_path / "out.json").needles] in ([], ["T2"])


def test_hardware_courses_and_needles_are_proposed_for_landmarks_and_joints_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shipped = read_plan(IMAGES / "plan.json")
    marked = replace(shipped, needles=(), hardware=(), hardware_reviewed=False, structures=())
    for target in shipped.targets:
        assert isinstance(target, MedialBranch)
        marked = marked.with_item(replace(target, course_mm=(), stretch_mm=None))
    given, output = tmp_path / "marked.json", tmp_path / "out.json"
    write_plan(marked, given)
    suggest(given, output, "--json")
    report, plan = json.loads(capsys.readouterr().out), read_plan(output)

    def screws(pieces: tuple[Hardware, ...]) -> set[tuple[object, object]]:
        return {(p.level, p.side) for p in pieces if p.kind is HardwareKind.PEDICLE_SCREW}

    assert screws(plan.hardware) == screws(shipped.hardware)
    assert not plan.hardware_reviewed
    assert len(report["hardware"]["pieces"]) == len(plan.hardware)
    assert set(report["courses"]["courses"]) == {target.id for target in shipped.targets}
    for target in plan.targets:
        assert isinstance(target, MedialBranch)
        assert (target.provenance, target.accepted) == (Provenance.TEMPLATE, False)
    assert {needle.target for needle in plan.needles} == {target.id for target in plan.targets}
    assert report["structures"]["proposed"] == [each.id for each in plan.structures if each.is_proposal]
    assert not any(piece.accepted for piece in plan.hardware)


def test_without_landmarks_it_says_what_to_mark(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = replace(read_plan(IMAGES / "plan.json"), needles=(), levels=())
    target = plan.targets[0]
    assert isinstance(target, MedialBranch)
    plan = plan.with_item(replace(target, course_mm=(), stretch_mm=None))
    given = tmp_path / "bare.json"
    write_plan(plan, given)
    assert suggest(given, tmp_path / "out.json", "--target", "T1") == 1
    assert "mark the landmarks of its vertebra, and a course can be proposed" in capsys.readouterr().out


def test_a_thermometer_is_proposed_where_a_lesion_comes_near_to_metal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given, output = IMAGES / "plan.json", tmp_path / "out.json"
    main(["check", str(given), "--images", str(IMAGES), "--json"])
    checked = json.loads(capsys.readouterr().out)["results"]
    near = {e["subject"] for e in checked if e["check"] == "hardware_clearance" and e["outcome"] != "ok"}
    wanted = [needle.target for needle in read_plan(given).needles if needle.id in near]
    assert wanted

    suggest(given, output, "--json")
    assert json.loads(capsys.readouterr().out)["thermometers"] is None, "it is not asked for"
    suggest(given, output, "--json", "--thermometer")
    told = json.loads(capsys.readouterr().out)["thermometers"]["targets"]
    laid = [needle for needle in read_plan(output).needles if needle.role is Role.THERMOMETER]
    assert [each["target"] for each in told] == [needle.target for needle in laid] == wanted
    assert not any(needle.accepted for needle in laid)
    suggest(output, tmp_path / "again.json", "--thermometer")
    assert "No lesion comes near to metal without a thermometer there." in capsys.readouterr().out
