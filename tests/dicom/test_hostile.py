"""Damaged and hostile files end in a `LoadError` or in a volume, never in anything else."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from numpy.typing import DTypeLike

from planner.dicom.errors import LoadError
from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from tests.dicom.packing import SYNTAXES
from tests.dicom.phantom import written

MUTANTS = 40


def mutated(content: bytes, chance: np.random.Generator) -> bytes:
    """Return a file with bytes changed, cut out, doubled or cut off, most often in its header."""
    data = bytearray(content)
    for _round in range(int(chance.integers(1, 6))):
        end = min(len(data), 1600) if chance.random() < 0.8 else len(data)
        at = int(chance.integers(0, max(end, 1)))
        kind = int(chance.integers(0, 5))
        if kind == 0:
            data[at : at + 1] = bytes([int(chance.integers(0, 256))])
        elif kind == 1:
            del data[at : at + int(chance.integers(1, 30))]
        elif kind == 2:
            data[at:at] = data[at : at + int(chance.integers(1, 30))]
        elif kind == 3:
            data[at : at + 4] = b"\xff\xff\xff\xff"
        else:
            del data[int(chance.integers(at, len(data) + 1)) :]
    return bytes(data)


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_mutants(tmp_path: Path, syntax: str) -> None:
    files = written(tmp_path, (3, 20, 28))
    for file in files:
        SYNTAXES[syntax](file)
    whole = files[1].read_bytes()
    chance = np.random.default_rng(len(syntax))
    for _mutant in range(MUTANTS):
        files[1].write_bytes(mutated(whole, chance))
        for stack in scan(tmp_path).stacks():
            with contextlib.suppress(LoadError):
                load_volume(stack)


def test_nested_sequences_without_end(tmp_path: Path) -> None:
    """Each level is a sequence of undefined length in an item of undefined length."""
    file = written(tmp_path, (1, 20, 28))[0]
    content = file.read_bytes()
    at = content.index(b"\x08\x00\x08\x00CS")
    level = b"\x08\x00\x06\x00SQ\x00\x00\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
    file.write_bytes(content[:at] + level * 3000 + content[at:])
    study = scan(tmp_path)
    (refused,) = study.refused
    assert refused.reason == "its header is damaged"


def test_no_text_of_a_patient_reaches_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    secrets = {b"Doe^Jane": b"Secret\xff\xfe", b"ISO_IR 192": b"Secret 192", b"Lumbar 1.7": b"Secret\\<b>"}
    for file in written(tmp_path):
        content = file.read_bytes()
        for plain, secret in secrets.items():
            assert plain in content
            content = content.replace(plain, secret)
        file.write_bytes(content)
    with caplog.at_level(logging.DEBUG):
        for stack in scan(tmp_path).stacks():
            load_volume(stack)
    assert "Secret" not in caplog.text


def test_a_volume_that_memory_does_not_hold_is_refused(tmp_path: Path) -> None:
    written(tmp_path)

    def no_room(_shape: tuple[int, ...], _dtype: DTypeLike) -> NoReturn:
        raise MemoryError

    (stack,) = scan(tmp_path).stacks()
    with pytest.raises(LoadError, match="bigger than the memory"):
        load_volume(stack, allocate=no_room)


@pytest.mark.parametrize("representation", [b"SW", b"S\x02", b"\xff\xff"])
def test_an_empty_element_of_no_known_kind(tmp_path: Path, representation: bytes) -> None:
    (file,) = written(tmp_path, (1, 20, 28))
    content = file.read_bytes()
    at = content.index(b"\x18\x00\x10\x12SH")
    file.write_bytes(content[: at + 4] + representation + content[at + 6 :])
    assert len(scan(file).stacks()) + len(scan(file).refused) == 1
