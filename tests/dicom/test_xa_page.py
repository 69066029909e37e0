"""The page that tells what is read of frames of a C-arm is up to date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.dicom.xa_cases import PAGE, VARIANTS, Variant, rows_of, rows_of_real


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_a_generated_file(variant: Variant) -> None:
    assert rows_of(variant) in PAGE.read_text(encoding="utf-8").splitlines()


def test_no_line_too_many() -> None:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
    assert len(lines) == len(VARIANTS) + 2 + 4


def test_the_real_files(real_data: Callable[[str], Path]) -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = rows_of_real(real_data("xa"))
    assert len(rows) == 2
    assert set(rows) <= set(lines)
