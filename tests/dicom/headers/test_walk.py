"""The quick walk over a header finds what pydicom finds, or leaves the file to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pydicom
import pytest
from pydicom.data import get_testdata_file
from pydicom.uid import UID, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from planner.dicom.errors import LoadError
from planner.dicom.headers import elements
from planner.dicom.headers.file_meta import FileMeta, file_meta
from planner.dicom.headers.walk import walked
from planner.dicom.scan import _KEYWORDS
from tests.dicom.phantom import edit, put, written

BUNDLED = sorted(Path(str(get_testdata_file("CT_small.dcm"))).parent.rglob("*.dcm"))
"""The files that pydicom is tested with: plain ones, odd ones and broken ones."""


def by_both(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[elements.Elements, elements.Elements]:
    """Return what is read as always, and what is read where nothing is plain."""
    quick = elements.read_elements(path, _KEYWORDS)
    with monkeypatch.context() as patch:
        patch.setattr(elements, "_plainly", lambda *_arguments: None)
        return quick, elements.read_elements(path, _KEYWORDS)


def facts(found: elements.Elements) -> tuple[object, ...]:
    tags = [(keyword, found.has(keyword), found.raw(keyword)) for keyword in _KEYWORDS]
    return found.syntax, found.sop_class, found.sop_uid, found.pixel_offset, found.size, tags


def test_what_pydicom_finds_in_its_own_files(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    for path in BUNDLED:
        try:
            quick, slow = by_both(path, monkeypatch)
        except LoadError:
            continue
        assert facts(quick) == facts(slow), path.name
        compared += 1
    assert compared > 50


@pytest.mark.parametrize("name", ["lumbar_ct_sagittal", "ct_overlapping_j2k", "ct_transfer_syntaxes", "xa"])
def test_what_pydicom_finds_in_real_files(
    real_data: Callable[[str], Path], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in sorted(real_data(name).rglob("*"))[::7]:
        if path.suffix == ".dcm" or path.name.startswith("CT."):
            quick, slow = by_both(path, monkeypatch)
            assert facts(quick) == facts(slow), path.name


def nested(dataset: pydicom.Dataset) -> None:
    """Put sequences of undefined length, and one of defined length, in front of the geometry."""
    inner = pydicom.Dataset()
    inner.ReferencedSOPInstanceUID = "1.2.3"
    outer = pydicom.Dataset()
    outer.ReferencedImageSequence = [inner, inner]
    dataset.ReferencedStudySequence = [outer]
    dataset["ReferencedStudySequence"].is_undefined_length = True
    outer["ReferencedImageSequence"].is_undefined_length = True
    outer.is_undefined_length_sequence_item = True
    dataset.SourceImageSequence = [inner]


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_sequences_are_passed(tmp_path: Path, syntax: UID, monkeypatch: pytest.MonkeyPatch) -> None:
    (file,) = written(tmp_path, (1, 20, 28))
    edit(file, nested)
    dataset = pydicom.dcmread(file)
    dataset.file_meta.TransferSyntaxUID = syntax
    pydicom.dcmwrite(
        file, dataset, implicit_vr=syntax == ImplicitVRLittleEndian, little_endian=True, overwrite=True
    )
    quick, slow = by_both(file, monkeypatch)
    assert facts(quick) == facts(slow)
    meta = file_meta(file, file.read_bytes())
    assert walk(file.read_bytes(), meta) is not None


def walk(content: bytes, meta: FileMeta, whole: bool = True) -> object:
    wanted = elements._tags(_KEYWORDS)
    return walked(content, meta.start, meta.syntax == ImplicitVRLittleEndian, wanted, whole)


def test_a_long_header_is_read_on(tmp_path: Path) -> None:
    (file,) = written(tmp_path, (1, 20, 28))
    edit(file, put(ImageComments="x" * 9000, DerivationDescription="y" * 1000, InstitutionAddress="z" * 1000))
    found = elements.read_elements(file, _KEYWORDS)
    assert found.pixel_offset > elements.FIRST_READ
    assert found.short("Rows") == 20


def test_the_beginning_of_a_file_asks_for_more_wherever_it_breaks_off(tmp_path: Path) -> None:
    (file,) = written(tmp_path, (1, 20, 28))
    edit(file, nested)
    content = file.read_bytes()
    meta = file_meta(file, content)
    end = elements.read_elements(file, _KEYWORDS).pixel_offset
    expected = walk(content, meta)
    assert walk(content[: end + 8], meta, whole=False) == expected
    for cut in range(meta.start, end + 1):
        with pytest.raises(EOFError):
            walk(content[:cut], meta, whole=False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\x28\x00\x10\x00US", b"\x28\x00\x10\x00QQ"),
        (b"\x28\x00\x10\x00US", b"\x27\x00\x10\x00US"),
        (b"\x28\x00\x11\x00US", b"\x28\x00\x10\x00US"),
    ],
)
def test_an_unknown_kind_and_tags_out_of_order_are_left_to_pydicom(
    tmp_path: Path, old: bytes, new: bytes
) -> None:
    (file,) = written(tmp_path, (1, 20, 28))
    content = file.read_bytes()
    assert content.count(old) == 1
    changed = content.replace(old, new)
    assert walk(changed, file_meta(file, changed)) is None
