"""Text comes out as it was meant; what no one can read is replaced, and nothing is ever raised."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.dicom.headers.text import decoded
from planner.dicom.scan import scan
from tests.dicom.phantom import edit, put_raw, written

ESCAPE_58 = b"\x1b$)A"


@pytest.mark.parametrize(
    ("value", "character_sets", "text"),
    [
        pytest.param(b"Doe^Jane", [], "Doe^Jane", id="none"),
        pytest.param("Müller^Jörg".encode("latin-1"), ["ISO_IR 100"], "Müller^Jörg", id="latin 1"),
        pytest.param("Müller".encode("latin-1"), ["ISO-IR 100"], "Müller", id="misspelt"),
        pytest.param("Müller".encode("latin-1"), ["nonsense"], "Müller", id="unknown"),
        pytest.param("王^小东".encode(), ["ISO_IR 192"], "王^小东", id="utf-8"),
        pytest.param("王^小东".encode("gb18030"), ["GB18030"], "王^小东", id="gb18030"),
        pytest.param("王^小东".encode("gbk"), ["GBK"], "王^小东", id="gbk"),
        pytest.param("王".encode("gbk"), ["ISO_IR 192"], "��", id="undecodable"),
        # PS3.5 K.2 writes a Chinese name so
        pytest.param(
            b"Zhang^XiaoDong="
            + ESCAPE_58
            + "张".encode("gb2312")
            + b"^"
            + ESCAPE_58
            + "小东".encode("gb2312")
            + b"=",
            ["", "ISO 2022 IR 58"],
            "Zhang^XiaoDong=张^小东=",
            id="ISO 2022 IR 58",
        ),
        # PS3.5 H.3.1
        pytest.param(
            b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B",
            ["", "ISO 2022 IR 87"],
            "Yamada^Tarou=山田^太郎=やまだ^たろう",
            id="ISO 2022 IR 87",
        ),
        # PS3.5 I.2
        pytest.param(
            b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf",
            ["", "ISO 2022 IR 149"],
            "Hong^Gildong=洪^吉洞=홍^길동",
            id="ISO 2022 IR 149",
        ),
        pytest.param(
            ESCAPE_58 + "朱^镕基".encode("gbk"), ["", "ISO 2022 IR 58"], "朱^镕基", id="more than GB2312"
        ),
        pytest.param(
            b"\x1b$)C\xfb\xf3^\xe9", ["ISO 2022 IR 100", "ISO 2022 IR 149"], "洪^é", id="back at a delimiter"
        ),
        pytest.param(b"a\x1bzb", [""], "a\x1bzb".replace("\x1b", ""), id="unknown escape"),
    ],
)
def test_decoded(value: bytes, character_sets: list[str], text: str) -> None:
    assert decoded(value, tuple(character_sets)) == text


@given(
    st.binary(max_size=60),
    st.sampled_from([[], ["", "ISO 2022 IR 58"], ["ISO_IR 192"], ["", "ISO 2022 IR 87"], ["x"]]),
)
def test_nothing_is_raised(value: bytes, character_sets: list[str]) -> None:
    assert isinstance(decoded(value, tuple(character_sets)), str)


def test_a_chinese_name_with_code_extensions_is_read_from_a_file(tmp_path: Path) -> None:
    name = b"Wang^XiaoDong=" + ESCAPE_58 + "王".encode("gb2312") + b"^" + ESCAPE_58 + "小东".encode("gb2312")
    for file in written(tmp_path):
        edit(file, put_raw("SpecificCharacterSet", rb"\ISO 2022 IR 58"))
        edit(file, put_raw("PatientName", name))
    (stack,) = scan(tmp_path).stacks()
    assert stack.acquisition.patient.name == "Wang^XiaoDong=王^小东"
