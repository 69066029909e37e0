"""facet-planner check, from a folder and a plan file to its exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from planner.cli import main
from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.dicom.write import SeriesHeader, write_ct_series
from planner.geometry.vectors import Point
from planner.guideline.site_limits import SiteLimit, SiteLimits, save_site_limits, site_limits_path
from planner.plan.file import write_plan
from planner.plan.plan import Plan
from tests.checks.plans import PATIENT, PLAN, back, needle


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the plain back as a CT series."""
    folder = tmp_path_factory.mktemp("images")
    _write(folder, "one")
    return folder


def _write(folder: Path, seed: str) -> None:
    volume = back(shape=(60, 70, 80), spacing_mm=(1.7, 1.9, 2.5))
    hu = np.round(volume.hu).astype(np.int16)
    write_ct_series(folder, hu, volume.voxel_to_patient, SeriesHeader(patient=PATIENT, seed=seed))


@pytest.fixture(scope="module")
def bound(images: Path) -> Plan:
    """Return the plain plan, bound to these images."""
    best = scan(images).best()
    assert best is not None
    loaded = load_volume(best)
    return replace(PLAN, patient=loaded.patient, images=loaded.images)


def check(plan: Plan, images: Path, folder: Path, *more: str) -> int:
    """Save the plan, run the command and return its exit code."""
    path = folder / "plan.json"
    write_plan(plan, path)
    return main(["check", str(path), "--images", str(images), *more])


def results(text: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the printed results by check and subject."""
    return {(entry["check"], entry["subject"]): entry for entry in json.loads(text)["results"]}


def test_a_sound_plan_exits_with_0(
    bound: Plan, images: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(bound, images, tmp_path, "--json") == 0
    said = capsys.readouterr()
    found = results(said.out)
    assert {entry["outcome"] for entry in found.values()} <= {"ok", "warn"}
    assert found["reach", "N1"]["measured"]["path_mm"] == pytest.approx(43.66, abs=0.1)
    assert found["image_identity", "plan"]["measured"] == {"match": "match"}
    assert bound.images.series_uid in said.err


def test_as_text(bound: Plan, images: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(bound, images, tmp_path) == 0
    assert "Electrode along the nerve: needle N1 · L3 MB (on L4) left" in capsys.readouterr().out


def test_what_fails_or_is_not_assessed_exits_with_1(
    bound: Plan, images: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    crossed = bound.with_item(needle(entry_mm=Point(60.0, 60.0, 40.0)))
    assert check(crossed, images, tmp_path, "--json") == 1
    assert results(capsys.readouterr().out)["alignment", "N1"]["outcome"] == "fail"
    assert check(replace(bound, levels=()), images, tmp_path, "--json") == 1
    assert results(capsys.readouterr().out)["side", "T1"]["outcome"] == "not_assessed"


def test_a_warning_exits_with_0(
    bound: Plan, images: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unknown = replace(bound, images=replace(bound.images, pixel_digest=""))
    assert check(unknown, images, tmp_path, "--json") == 0
    assert results(capsys.readouterr().out)["image_identity", "plan"]["outcome"] == "warn"


def test_the_limits_of_the_site_are_obeyed_and_said(
    bound: Plan,
    images: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    save_site_limits(SiteLimits(limits={"alignment.warn": SiteLimit(value=1.0, by="Dr Li")}))
    check(bound, images, tmp_path, "--json")
    said = capsys.readouterr()
    limit = results(said.out)["alignment", "N1"]["limit"]["warn"]
    assert (limit["value"], limit["default"], limit["changed_by"]) == (1.0, 15.0, "site")
    (line,) = (line for line in said.err.splitlines() if "alignment.warn = 1" in line)
    assert "limits.json" in line
    site_limits_path().write_text('{"limits": {"alignment.best": {"value": 1}}}')
    assert check(bound, images, tmp_path, "--json") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "there is no limit “alignment.best”" in said.err


@pytest.mark.parametrize("wrong", ["plan", "no plan", "images", "limit", "series"])
def test_what_cannot_be_read_exits_with_2_and_one_line(
    wrong: str, bound: Plan, images: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "plan.json"
    write_plan(replace(bound, limits={"alignment.best": 1.0}) if wrong == "limit" else bound, path)
    if wrong == "plan":
        path.write_text('{"format": "facet-plan", "version": 1, "x": 1}', encoding="utf-8")
    folder = tmp_path if wrong == "images" else images
    plan = str(tmp_path / "none.json" if wrong == "no plan" else path)
    more = ["--series", "1.2.3"] if wrong == "series" else []
    assert main(["check", plan, "--images", str(folder), "--json", *more]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("field", "value", "match"),
    [
        ("patient", {"id": "someone else"}, "other_patient"),
        ("images", {"study_uid": "1.2.3"}, "other_study"),
        ("images", {"series_uid": "1.2.3", "frame_of_reference_uid": "1.2.4"}, "other_series"),
        ("images", {"pixel_digest": "sha256:" + "00" * 32}, "other_pixels"),
    ],
)
def test_other_images_exit_with_3_and_are_not_measured(
    field: str,
    value: dict[str, str],
    match: str,
    bound: Plan,
    images: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = replace(bound, **{field: replace(getattr(bound, field), **value)})
    assert check(other, images, tmp_path, "--json") == 3
    said = capsys.readouterr()
    found = results(said.out)
    assert found.keys() == {("image_identity", "plan")}
    assert found["image_identity", "plan"]["outcome"] == "fail"
    assert found["image_identity", "plan"]["measured"] == {"match": match}
    assert "does not belong" in said.err


def test_another_series_in_the_same_frame_is_measured_but_exits_with_3(
    bound: Plan, images: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = replace(bound, images=replace(bound.images, series_uid="1.2.3"))
    assert check(other, images, tmp_path, "--json") == 3
    found = results(capsys.readouterr().out)
    assert found["image_identity", "plan"]["outcome"] == "warn"
    assert ("alignment", "N1") in found


def test_among_several_series_the_plans_own_is_taken(
    bound: Plan, images: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "both"
    for n, seed in enumerate(("other", "one", "another")):
        _write(folder / str(n), seed)
    assert check(bound, folder, tmp_path, "--json") == 0
    assert bound.images.series_uid in capsys.readouterr().err
