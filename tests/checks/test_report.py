"""What `check --json` and `check` print."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from planner.checks.report import check_report, check_text
from planner.geometry.vectors import Point
from planner.plan.parts import Procedure, ProcedureKind
from planner.plan.plan import Plan
from tests.checks.cases import results_of
from tests.checks.plans import PLAN, needle, scene, with_items

UNITS = ("_mm", "_deg", "_ml", "_share", "_mm2", "_c", "_percent", "_months")
"""How the name of a number ends."""


def entries(plan: Plan) -> dict[tuple[str, str], dict[str, object]]:
    """Return the entries of the report by check and subject, as they come back from JSON."""
    report = json.loads(json.dumps(check_report(results_of(plan, scene())), allow_nan=False))
    assert report.keys() == {"results"}
    return {(entry["check"], entry["subject"]): entry for entry in report["results"]}


def test_the_names_that_scripts_use() -> None:
    found = entries(replace(PLAN, limits={"alignment.warn": 1.0}))
    alignment = found["alignment", "N1"]
    assert alignment.keys() == {"check", "subject", "outcome", "measured", "limit", "rule", "reason"}
    assert alignment["rule"] == "R14"
    assert alignment["outcome"] == "warn"
    assert alignment["limit"] == {
        "warn": {"value": 1.0, "unit": "deg", "origin": "chosen", "default": 15.0, "changed_by": "plan"},
        "fail": {"value": 30.0, "unit": "deg", "origin": "chosen"},
    }
    for check, subject, names in (
        ("alignment", "N1", {"angle_deg"}),
        ("coverage", "T1", {"captured_mm", "captured_share"}),
        ("coverage", "N1", {"captured_mm", "captured_share"}),
        ("hardware_clearance", "N1", {"needle_mm", "lesion_mm", "needle_diameter_mm", "nearest"}),
        ("reach", "N1", {"path_mm", "spare_mm"}),
        ("structure_clearance", "N1", {"lesion_mm", "needle_mm", "nearest", "behind_foramen_mm"}),
        ("skin", "N1", {"lesion_mm", "active_mm"}),
        ("bone_path", "N1", {"bone_mm"}),
    ):
        assert names <= set(found[check, subject]["measured"])  # type: ignore[call-overload]
    assert found["coverage", "N1"]["envelope"] == {"length_mm": 10.0, "width_mm": 4.38}
    assert found["hardware_clearance", "N1"]["envelope"] == {
        "radius_mm": 4.745,
        "distal_mm": 2.5,
        "proximal_mm": 2.5,
    }


def test_needles_beside_each_other() -> None:
    found = entries(with_items(needle(id="N2", target="")))["needles_apart", "N1"]
    assert found["measured"].keys() == {"gap_mm", "nearest", "hubs_mm", "nearest_hub"}  # type: ignore[attr-defined]
    assert found["rule"] == "own: needles apart"


@pytest.mark.parametrize("kind", ProcedureKind)
def test_every_number_has_its_unit_in_its_name(kind: ProcedureKind) -> None:
    strange = needle(id="N2", target="", tip_mm=Point(22.0, 57.0, 4.0))
    plan = replace(with_items(strange), procedure=Procedure(kind=kind))
    for entry in entries(plan).values():
        for name, value in entry["measured"].items():  # type: ignore[attr-defined]
            assert isinstance(value, str) or name.endswith(UNITS), name


def test_what_is_not_assessed_says_why() -> None:
    entry = entries(with_items(needle(device="nothing")))["reach", "N1"]
    assert (entry["outcome"], entry["measured"]) == ("not_assessed", {})
    assert entry["reason"] == "The needle nothing is not in the catalogue: choose another."


def test_as_text() -> None:
    lines = check_text(PLAN, results_of(PLAN, scene())).splitlines()
    at = lines.index("WITHIN LIMITS  Electrode along the nerve: needle N1 · L3 MB (on L4) left")
    assert "to the nerve" in lines[at + 1]
    assert lines[at + 2].strip().startswith("in 9 of 10 placements at most ")
    assert lines[at + 3].strip() == "look again above 15°, fails above 30° (chosen by this program)"
    assert lines[at + 4].strip() == "R14, section 5.2, evidence low, grade B"
