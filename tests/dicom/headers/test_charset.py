"""Every character set of PS3.3 C.12.1.1.2, by the examples of PS3.5 and by one word in each."""

from __future__ import annotations

from pathlib import Path

import pydicom
import pytest
from pydicom.data import get_charset_files

from planner.dicom.headers.charset import codec_of, text_of, unknown

JIS, KS, GB = b"\x1b$B", b"\x1b$)C", b"\x1b$)A"


@pytest.mark.parametrize(
    ("value", "sets", "text"),
    [
        # PS3.5 H.3.2: half-width katakana in the first group
        pytest.param(
            b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J",
            ["ISO 2022 IR 13", "ISO 2022 IR 87"],
            "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
            id="H.3.2",
        ),
        # PS3.5 I.3: text of several lines, each of which names its set anew
        pytest.param(
            b"\x1b$)C\xb1\xe8\xc8\xf1\xc1\xdf\r\n\x1b$)C\xb3\xbb",
            ["", "ISO 2022 IR 149"],
            "김희중\r\n내",
            id="I.3",
        ),
        # PS3.5 J.1, J.2, J.3: stand-alone sets
        pytest.param(
            b"Wang^XiaoDong=\xe7\x8e\x8b^\xe5\xb0\x8f\xe6\x9d\xb1=",
            ["ISO_IR 192"],
            "Wang^XiaoDong=王^小東=",
            id="J.1",
        ),
        pytest.param(
            b"Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab=", ["GB18030"], "Wang^XiaoDong=王^小东=", id="J.3"
        ),
        # PS3.5 K.2
        pytest.param(
            b"Zhang^XiaoDong=" + GB + b"\xd5\xc5^" + GB + b"\xd0\xa1\xb6\xab=",
            ["", "ISO 2022 IR 58"],
            "Zhang^XiaoDong=张^小东=",
            id="K.2",
        ),
        # PS3.5 K.3: each line names the set anew
        pytest.param(
            b"1. "
            + GB
            + "第一行文字。".encode("gb2312")
            + b"\r\n2. "
            + GB
            + "第二行".encode("gb2312")
            + b"\r\n3. x",
            ["", "ISO 2022 IR 58"],
            "1. 第一行文字。\r\n2. 第二行\r\n3. x",
            id="K.3",
        ),
        pytest.param(
            "国^镕".encode("gbk"), ["GBK"], "国^镕", id="a trail byte that is a delimiter elsewhere"
        ),
        pytest.param("兡俓".encode("gbk"), ["GBK"], "兡俓", id="trail bytes that are backslash and caret"),
        pytest.param("𠮷".encode("gb18030"), ["GB18030"], "𠮷", id="four bytes"),
        pytest.param(
            JIS + b"0^;^\x1b(B^x", ["", "ISO 2022 IR 87"], "緯枝^x", id="a caret within a character"
        ),
        pytest.param(b"\x1b$(D0!\x1b(B", ["", "ISO 2022 IR 159"], "丂", id="IR 159"),
        pytest.param(b"\x1b$@;3\x1b(B", ["", "ISO 2022 IR 87"], "山", id="the older Japanese set"),
        pytest.param("髙﨑".encode("cp932"), ["ISO_IR 13"], "髙﨑", id="names that Shift-JIS lacks"),
        pytest.param(
            "똠방각하".encode("cp949"), ["ISO 2022 IR 149"], "똠방각하", id="syllables that EUC-KR lacks"
        ),
        pytest.param(
            "Müller ".encode("latin-1") + b"\x1b-L" + "Иванов".encode("iso8859-5"),
            ["ISO 2022 IR 100", "ISO 2022 IR 144"],
            "Müller Иванов",
            id="Latin and Cyrillic",
        ),
        pytest.param(
            b"\x1b-F" + "Ελένη".encode("iso8859-7") + b"^\xe9",
            ["ISO 2022 IR 100", "ISO 2022 IR 126"],
            "Ελένη^é",
            id="a delimiter brings back the first",
        ),
    ],
)
def test_examples(value: bytes, sets: list[str], text: str) -> None:
    assert text_of(value, sets) == text


@pytest.mark.parametrize(
    ("name", "codec", "word"),
    [
        ("ISO_IR 100", "latin-1", "Müller"),
        ("ISO_IR 101", "iso8859-2", "Dvořák"),
        ("ISO_IR 109", "iso8859-3", "Ĉiuĵaŭde"),
        ("ISO_IR 110", "iso8859-4", "Kārlis"),
        ("ISO_IR 126", "iso8859-7", "Διονυσιος"),
        ("ISO_IR 127", "iso8859-6", "قباني"),
        ("ISO_IR 138", "iso8859-8", "שרון"),
        ("ISO_IR 144", "iso8859-5", "Люксембург"),
        ("ISO_IR 148", "iso8859-9", "Öğüt"),
        ("ISO_IR 166", "tis-620", "สมชาย"),
        ("ISO_IR 203", "iso8859-15", "Šaľ Œuvre €".replace("ľ", "l")),
        ("ISO_IR 13", "shift-jis", "ﾔﾏﾀﾞ"),
        ("ISO_IR 192", "utf-8", "王小东 Müller Иванов"),
        ("GB18030", "gb18030", "王小东"),
        ("GBK", "gbk", "王小东"),
    ],
)
def test_each_set_by_its_name(name: str, codec: str, word: str) -> None:
    value = word.encode(codec)
    assert text_of(value, [name]) == word
    assert text_of(value, [f" {name.replace('_', '-').lower()} "]) == word
    if name.startswith("ISO_IR") and name != "ISO_IR 192":
        assert text_of(value, [name.replace("ISO_IR", "ISO 2022 IR")]) == word


def test_sets_that_are_not_known_are_named() -> None:
    assert unknown(["", "ISO 2022 IR 58", "ISO_IR 999", "x"]) == ("ISO_IR 999", "x")
    assert codec_of("ISO_IR 999") is None


@pytest.mark.parametrize(
    "file",
    [Path(str(file)) for file in get_charset_files("chr*.dcm") if "SQ" not in str(file)],
    ids=lambda file: file.stem,
)
def test_the_files_that_pydicom_brings(file: Path) -> None:
    dataset = pydicom.dcmread(file, force=True)
    sets = dataset.get("SpecificCharacterSet") or ""
    value = pydicom.dcmread(file, force=True).get_item("PatientName").value
    text = text_of(value, [sets] if isinstance(sets, str) else list(sets))
    assert text.strip().rstrip("=") == str(dataset.PatientName)
