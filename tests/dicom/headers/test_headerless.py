"""Files without the header that says how they are written: refused, or read as they look."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.cli import main
from planner.cli.shared import OK, UNREADABLE
from planner.dicom.headers.file_meta import file_meta
from planner.dicom.headers.headerless import syntax_at
from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from tests.dicom.packing import SYNTAXES
from tests.dicom.phantom import edit, noise, put, written

NATIVE = {
    "explicit": "Explicit VR Little Endian",
    "implicit": "Implicit VR Little Endian",
    "big endian": "Explicit VR Big Endian",
}
PACKED = [name for name in SYNTAXES if name not in (*NATIVE, "ge private")]


def beheaded(file: Path) -> None:
    """Leave nothing but the data set."""
    content = file.read_bytes()
    file.write_bytes(content[file_meta(file, content).start :])


def without_syntax(file: Path) -> None:
    """Take the transfer syntax out of the file header."""
    content = file.read_bytes()
    at = content.index(b"\x02\x00\x10\x00UI")
    end = at + 8 + int.from_bytes(content[at + 6 : at + 8], "little")
    file.write_bytes(content[:at] + content[end:])


def without_preamble(file: Path) -> None:
    """Leave out what stands in front of the file header."""
    file.write_bytes(file.read_bytes()[132:])


@pytest.mark.parametrize("syntax", NATIVE)
@pytest.mark.parametrize("change", [beheaded, without_syntax])
def test_it_is_read_as_it_looks_when_asked_for(
    tmp_path: Path, syntax: str, change: Callable[[Path], None]
) -> None:
    for file in written(tmp_path):
        SYNTAXES[syntax](file)
        change(file)
    refused = scan(tmp_path)
    assert refused.series == ()
    assert {each.cure for each in refused.refused} == {
        "Export it again as a DICOM file, or have it read all the same (`--headerless` on the command line)."
    }
    (stack,) = scan(tmp_path, headerless=True).stacks()
    assert stack.action == "load"
    (said,) = stack.reasons
    assert said == f"The file does not say how it is written: it is read as {NATIVE[syntax]}."
    assert (load_volume(stack).volume.hu == noise()).all()


def test_a_file_that_says_it_without_its_preamble(tmp_path: Path) -> None:
    for file in written(tmp_path):
        without_preamble(file)
    assert {each.reason for each in scan(tmp_path).refused} == {
        "this is DICOM without the file header that says how it is written"
    }
    (stack,) = scan(tmp_path, headerless=True).stacks()
    assert stack.reasons == ()
    assert (load_volume(stack).volume.hu == noise()).all()


def test_files_with_a_header_are_read_by_it(tmp_path: Path) -> None:
    written(tmp_path)
    assert scan(tmp_path, headerless=True) == scan(tmp_path)


@pytest.mark.parametrize("syntax", PACKED)
def test_compressed_pixels_are_never_taken_for_plain_ones(tmp_path: Path, syntax: str) -> None:
    for file in written(tmp_path):
        SYNTAXES[syntax](file)
        beheaded(file)
    study = scan(tmp_path, headerless=True)
    assert study.volumes() == ()
    assert study.refused or study.stacks()[0].images[0].unreadable is not None


def test_pixels_whose_order_of_bytes_is_not_said_are_refused(tmp_path: Path) -> None:
    """A private syntax of one maker differs from the usual one in the pixels alone."""
    for file in written(tmp_path):
        edit(file, put(Manufacturer="GE MEDICAL SYSTEMS"))
        SYNTAXES["ge private"](file)
        beheaded(file)
    (stack,) = scan(tmp_path, headerless=True).stacks()
    assert stack.action == "refuse"
    assert "in which order the bytes of its pixels stand" in stack.reasons[0]


@pytest.mark.parametrize(
    "content", [b"", b"\x08\x00", b"\x08\x00" * 100, b"hello" * 100, b"\x08\x00\x05\x00CS\x0a\x00"]
)
def test_what_is_no_data_set(tmp_path: Path, content: bytes) -> None:
    assert syntax_at(content, 0) is None
    (tmp_path / "x").write_bytes(content)
    (refused,) = scan(tmp_path, headerless=True).refused
    assert refused.reason == "this is not a DICOM file"


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in written(tmp_path):
        beheaded(file)
    assert main(["inspect", str(tmp_path), "--json"]) == UNREADABLE
    assert "--headerless" in json.loads(capsys.readouterr().out)["refused"][0]["cure"]
    assert main(["inspect", str(tmp_path), "--json", "--headerless"]) == OK
    assert "it is read as" in json.loads(capsys.readouterr().out)["series"][0]["reasons"][0]
    assert main(["inspect", str(tmp_path), "--json"]) == UNREADABLE
    assert (
        main(["view", str(tmp_path), "--view", "axial", "--headerless", "-o", str(tmp_path / "x.png")]) == OK
    )
