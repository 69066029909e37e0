"""The plan file: read strictly, written whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.assets import resource
from planner.geometry.vectors import Point
from planner.plan.file import (
    BACKUPS,
    MAX_BYTES,
    PlanError,
    decode,
    encode,
    plan_digest,
    read_plan,
    schema,
    write_plan,
)
from planner.plan.parts import Hardware, HardwareKind, Provenance, Structure, StructureKind
from planner.plan.plan import Plan
from tests.checks.plans import PLAN, needle, with_items

ROD = Hardware(
    id="H2",
    kind=HardwareKind.ROD,
    path_mm=(Point(1.0, 2.0, 3.0), Point(4.0, 5.0, 6.0), Point(7.0, 8.0, 9.5)),
    diameter_mm=5.5,
)
ROOT = Structure(
    id="K1", kind=StructureKind.NERVE_ROOT, label="L4 根", path_mm=(Point(1.0, 2.0, 3.0),), radius_mm=3.0
)
FULL = replace(
    with_items(ROD, ROOT, replace(ROOT, id="K2", provenance=Provenance.TEMPLATE, accepted=False)),
    answers={"count_method": "last_rib", "transitional_vertebra": False, "months": 4.5},
    limits={"alignment.warn": 20.0},
    notes="夹角略大",
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "计划.json"
    write_plan(FULL, path)
    assert read_plan(path) == FULL
    assert path.read_bytes() == encode(FULL)


def test_it_is_plain_sorted_utf8_without_what_is_not_there() -> None:
    text = encode(FULL).decode()
    assert "夹角略大" in text
    assert "null" not in text

    def keys(value: object) -> None:
        if isinstance(value, dict):
            assert list(value) == sorted(value)
            for part in value.values():
                keys(part)
        elif isinstance(value, list):
            for part in value:
                keys(part)

    content = json.loads(text)
    keys(content)
    assert (content["format"], content["version"]) == ("facet-plan", 1)
    assert content["targets"][0]["kind"] == "medial_branch"
    assert "from_mm" not in content["hardware"][1]


@given(x=st.floats(-500.0, 500.0), y=st.floats(-500.0, 500.0), z=st.floats(-500.0, 500.0))
def test_numbers_come_back_exactly(x: float, y: float, z: float) -> None:
    plan = with_items(needle(entry_mm=Point(x, y, z)))
    assert decode(encode(plan)) == plan
    assert encode(decode(encode(plan))) == encode(plan)


def test_equal_plans_have_equal_bytes() -> None:
    whole = with_items(needle(entry_mm=Point(40, 0, -36)))
    floats = with_items(needle(entry_mm=Point(40.0, -0.0, -36.0)))
    assert whole == floats
    assert encode(whole) == encode(floats)
    assert plan_digest(whole) == plan_digest(floats)
    assert plan_digest(whole) != plan_digest(PLAN)
    assert len(plan_digest(PLAN)) == 12


def test_the_example_of_the_documentation() -> None:
    """The plan file as it is published, with whole numbers and every key."""
    example = """
    {"format": "facet-plan", "version": 1,
     "patient": {"id": "1", "name": "A^B", "birth_date": "19610304", "sex": "M"},
     "images": {"study_uid": "1.2", "series_uid": "1.2.3", "frame_of_reference_uid": "1.2.4",
                "pixel_digest": "sha256:00", "stack": 0, "patient_position": "HFS"},
     "procedure": {"kind": "rf_ablation", "guidance": "c_arm", "position": "prone"},
     "levels": [{"level": "L4", "landmarks_mm": {"left_pedicle": [20, 24, 2], "endplate": [0, 0, 0]}}],
     "targets": [{"id": "T1", "kind": "medial_branch", "nerve": "L3", "side": "left",
                  "course_mm": [[0, 0, 0], [0, 0, 9]], "stretch_mm": [0.0, 9.0],
                  "provenance": "template_edited", "accepted": true},
                 {"id": "T2", "kind": "facet_joint", "joint": "L4-L5", "side": "right",
                  "point_mm": [0, 0, 0], "opening_mm": [[0, 0, 0], [1, 0, 0]]}],
     "needles": [{"id": "N1", "target": "T1", "role": "electrode", "device": "rf-18g-100-10",
                  "entry_mm": [0, 90, 0], "tip_mm": [0, 0, 0],
                  "lesions": [{"withdraw_mm": 0.0, "temperature_c": 80, "duration_s": 90}]}],
     "hardware": [{"id": "H1", "kind": "pedicle_screw", "level": "L4", "side": "left",
                   "from_mm": [0, 0, 0], "to_mm": [0, 40, 0], "diameter_mm": 6.5}],
     "hardware_reviewed": true,
     "structures": [{"id": "K1", "kind": "nerve_root", "label": "L4 root", "path_mm": [[0, 0, 0]],
                     "radius_mm": 3.0}],
     "injection": {"drug_ml": 0.5, "contrast_ml": 0.0},
     "answers": {}, "limits": {}, "overrides": [], "notes": ""}
    """
    plan = decode(example.encode())
    assert decode(encode(plan)) == plan
    assert plan.structures[0].is_drawn_by_hand
    assert plan.structures[0].accepted


HEAD = '{"format": "facet-plan", "version": 1'
NEEDLE = '{"id": "N1", "device": "d", "entry_mm": [0, 0, 0], "tip_mm": '


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "not a plan file"),
        ("[1, 2]", "not a plan file"),
        ('{"format": "facet-plan", "version": 1, ', "not a plan file"),
        ('{"format": "other", "version": 1}', "not a plan file"),
        ('{"version": 1}', "not a plan file"),
        ("[" * 100_000, "not a plan file"),
        ('{"format": "facet-plan", "version": 2, "new": 1}', "version 2, this program reads 1"),
        ('{"format": "facet-plan", "version": "x"}', "not a plan file"),
        (HEAD + ', "colour": 1}', "unknown key “colour” at the top"),
        (HEAD + ', "needles": [{"id": "N1", "gauge": 18}]}', "unknown key “gauge” at needles[0]"),
        (HEAD + f', "needles": [{NEEDLE}[0, 0]}}]}}', "needles[0].tip_mm"),
        (HEAD + f', "needles": [{NEEDLE}[0, 0, 0]}}]}}', "entry and tip of a needle must differ"),
        (HEAD + f', "needles": [{NEEDLE}[0, 0, 1e999]}}]}}', "needles[0].tip_mm"),
        (HEAD + f', "needles": [{NEEDLE}[0, 0, NaN]}}]}}', "not a plan file"),
        (HEAD + f', "needles": [{NEEDLE}[0, 0, 1], "target": "T9"}}]}}', "T9"),
        (HEAD + ', "targets": [{"id": "T1", "kind": "disc"}]}', "disc"),
        (HEAD + ', "procedure": {"kind": "surgery"}}', "procedure.kind"),
        (HEAD + ', "notes": ' + "[" * 100_000, "not a plan file"),
    ],
)
def test_what_is_no_plan_is_refused_in_one_sentence(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "p.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        read_plan(path)
    message = str(caught.value)
    assert message.startswith("p.json: ")
    assert says in message
    assert "\n" not in message
    assert message.endswith(".")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(PlanError, match="not a plan file"):
        decode(b'{"format": "facet-plan", "version": 1, "notes": "\xff\xfe"}')


@given(
    cut=st.integers(0, len(encode(FULL))),
    changes=st.lists(st.tuples(st.integers(0, len(encode(FULL)) - 1), st.integers(0, 255)), max_size=4),
)
def test_damaged_bytes_are_a_plan_or_refused(cut: int, changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(encode(FULL))
    for place, byte in changes:
        damaged[place] = byte
    with suppress(PlanError):
        plan = decode(bytes(damaged[:cut]))
        assert decode(encode(plan)) == plan


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="cannot be read"):
        read_plan(tmp_path / "none.json")
    with pytest.raises(PlanError, match="cannot be read"):
        read_plan(tmp_path)
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(PlanError, match="too large"):
        read_plan(large)


def test_earlier_versions_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    for n in range(BACKUPS + 3):
        write_plan(replace(PLAN, notes=str(n)), path)
    kept = {int(p.name.split(".")[3]): read_plan(p).notes for p in tmp_path.glob(".plan.json.*")}
    assert kept == {n: str(BACKUPS + 2 - n) for n in range(1, BACKUPS + 1)}
    assert read_plan(path).notes == str(BACKUPS + 2)
    assert not list(tmp_path.glob("*.tmp"))


def test_the_file_and_its_name_are_brought_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bool] = []
    fsync = os.fsync

    def watched(handle: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(handle).st_mode))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    write_plan(PLAN, tmp_path / "plan.json")
    assert synced == [False, True]


def test_the_mode_of_a_shared_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    write_plan(PLAN, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o664)
    write_plan(FULL, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o664


def test_a_link_keeps_pointing(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "plan.json"
    link.symlink_to(tmp_path / "real" / "plan.json")
    write_plan(PLAN, link)
    write_plan(FULL, link)
    assert link.is_symlink()
    assert read_plan(tmp_path / "real" / "plan.json") == FULL


@pytest.mark.parametrize("step", ["fsync", "write", "replace"])
def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    path = tmp_path / "plan.json"
    write_plan(PLAN, path)

    def full(*_args: object, **_more: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if step == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    elif step == "replace":
        monkeypatch.setattr(Path, "replace", full)
    else:
        monkeypatch.setattr(os, "fdopen", lambda handle, _mode: _Full(handle))
    with pytest.raises(PlanError, match=r"plan\.json: cannot be saved \(No space left on device\)"):
        write_plan(FULL, path)
    monkeypatch.undo()
    assert read_plan(path) == PLAN
    assert not list(tmp_path.glob("*.tmp"))


class _Full:
    """A file on a full disk."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def __enter__(self) -> _Full:
        return self

    def __exit__(self, *_error: object) -> None:
        os.close(self._handle)

    def write(self, _content: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_real_limit_of_the_disk_leaves_the_old_file(tmp_path: Path) -> None:
    """The system itself refuses to let a file grow beyond 4 kB."""
    path = tmp_path / "plan.json"
    write_plan(PLAN, path)
    program = """
import resource, signal, sys
from pathlib import Path
from msgspec.structs import replace
from planner.plan.file import PlanError, read_plan, write_plan
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
path = Path(sys.argv[1])
try:
    write_plan(replace(read_plan(path), notes="x" * 10_000), path)
except PlanError as error:
    print(error)
"""
    run = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    assert "cannot be saved (File too large)" in run.stdout
    assert read_plan(path) == PLAN
    assert not list(tmp_path.glob("*.tmp"))


def test_the_published_schema_is_current() -> None:
    """After a change: write `schema()` to the file again."""
    assert resource("schema/facet-plan-1.json").read_bytes() == schema()


def test_the_schema_names_every_key() -> None:
    published = json.loads(resource("schema/facet-plan-1.json").read_text(encoding="utf-8"))
    plan = published["$defs"]["Plan"]
    assert plan["additionalProperties"] is False
    assert plan["properties"].keys() == {field.encode_name for field in msgspec.structs.fields(Plan)}
