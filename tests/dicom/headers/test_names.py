"""Names in another character set than their file claims are noticed; those that are right are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.dicom.headers.names import LONGEST_SHOWN, doubt
from planner.dicom.inspect import inspect_text
from planner.dicom.scan import scan
from planner.words import use
from tests.dicom import names_of_people as people
from tests.dicom.phantom import edit, put_raw, written

LATIN = ("ISO_IR 100", "ISO_IR 101", "ISO_IR 109", "ISO_IR 110", "ISO_IR 148", "ISO_IR 203")


def noticed(names: list[str], codec: str, declared: str) -> list[str]:
    """Return the names that are read as they were meant when written so and declared otherwise."""
    return [name for name in names if doubt(name.encode(codec), (declared,)).reading == name]


def doubted(names: list[str], codec: str, declared: str) -> list[str]:
    """Return the names of which anything is said when written so."""
    return [name for name in names if doubt(name.encode(codec), (declared,)).notes]


def test_there_are_names_enough() -> None:
    assert len(people.CHINESE) >= 100
    assert len(people.LATIN_1) >= 30


@pytest.mark.parametrize("declared", [*LATIN, "", "ISO_IR 6", "ISO_IR 999"])
def test_chinese_names_in_gbk_under_another_set_are_noticed(declared: str) -> None:
    assert noticed(people.CHINESE, "gbk", declared) == people.CHINESE


def test_chinese_names_in_gbk_under_utf_8_are_noticed() -> None:
    """All but one, whose bytes are two Greek letters in UTF-8."""
    left = [name for name in people.CHINESE if name != "韦^唯"]
    assert noticed(people.CHINESE, "gbk", "ISO_IR 192") == left


@pytest.mark.parametrize("declared", [*LATIN, "", "GB18030", "GBK", "ISO 2022 IR 149"])
def test_chinese_names_in_utf_8_under_another_set_are_noticed(declared: str) -> None:
    assert noticed(people.CHINESE, "utf-8", declared) == people.CHINESE


@pytest.mark.parametrize("form", ["Wang^Wei={}", "{}=Wang^Wei", "Wang^Wei={}=", "{}(VIP)", "{} 2"])
def test_chinese_names_beside_others(form: str) -> None:
    names = [form.format(name) for name in people.CHINESE]
    assert noticed(names, "gbk", "ISO_IR 100") == names


def test_a_chinese_name_with_a_letter_at_its_end() -> None:
    assert doubt("王小东A".encode("gbk"), ("ISO_IR 100",)).reading == "王小东A"


@pytest.mark.parametrize(
    ("names", "codec", "declared"),
    [
        (people.LATIN_1, "latin-1", "ISO_IR 100"),
        (people.LATIN_1, "latin-1", "ISO 2022 IR 100"),
        (people.LATIN_2, "iso8859-2", "ISO_IR 101"),
        (people.TURKISH, "iso8859-9", "ISO_IR 148"),
        (people.GREEK, "iso8859-7", "ISO_IR 126"),
        (people.CYRILLIC, "iso8859-5", "ISO_IR 144"),
        (people.CHINESE, "gb18030", "GB18030"),
        (people.CHINESE, "gbk", "GBK"),
        (people.KOREAN, "cp949", "ISO 2022 IR 149"),
        (people.JAPANESE, "cp932", "ISO_IR 13"),
        (people.CHINESE + people.LATIN_1 + people.CYRILLIC + people.JAPANESE, "utf-8", "ISO_IR 192"),
    ],
)
def test_names_in_their_own_set_are_left_alone(names: list[str], codec: str, declared: str) -> None:
    assert doubted(names, codec, declared) == []


@pytest.mark.parametrize(
    ("names", "codec"),
    [
        (people.LATIN_1 + people.LATIN_2 + people.TURKISH, "utf-8"),
        (people.CYRILLIC, "utf-8"),
        (people.GREEK, "utf-8"),
        (people.KOREAN, "utf-8"),
        (people.JAPANESE, "utf-8"),
        (people.JAPANESE, "cp932"),
        (["ﾔﾏﾀﾞ^ﾀﾛｳ"], "cp932"),
        (people.KOREAN, "euc-kr"),
        (["Hong^Gildong=洪^吉洞=홍^길동"], "euc-kr"),
    ],
)
def test_names_of_others_under_latin_1_are_noticed(names: list[str], codec: str) -> None:
    assert noticed(names, codec, "ISO_IR 100") == names


def test_a_western_name_under_utf_8_is_noticed() -> None:
    assert doubt("Müller^Jörg".encode("latin-1"), ("ISO_IR 192",)).reading == "Müller^Jörg"


@pytest.mark.parametrize("name", people.LATIN_1)
def test_a_western_name_without_a_set_is_never_read_otherwise(name: str) -> None:
    said = doubt(name.encode("latin-1"), ("",))
    assert said.reading == ""
    assert [str(each) for each in said.notes] == [
        "The file does not say the name's character set: it is read as Latin-1."
    ]


@pytest.mark.parametrize(
    ("value", "sets", "sentences"),
    [
        (b"Doe^Jane", (), []),
        (b"Doe^Jane", ("", "ISO 2022 IR 58"), []),
        (
            "王^小东".encode("gbk"),
            ("ISO_IR 100",),
            ["The name's character set is in doubt: the file says Latin-1; read as GB18030 it is “王^小东”."],
        ),
        (
            "王^小东".encode("gbk"),
            ("", "ISO 2022 IR 58"),
            ["The file does not say the name's character set: read as GB18030 it is “王^小东”."],
        ),
        (b"Doe", ("ISO_IR 999",), ["The character set “ISO_IR 999” is not known."]),
        (
            b"Doe\x80\x81",
            ("ISO_IR 192",),
            ["Characters of the name cannot be read in the character set UTF-8: they are shown as “�”."],
        ),
        (
            b"\x1b$)A\xff\xff",
            ("", "ISO 2022 IR 58"),
            ["Characters of the name cannot be read in the character set Latin-1: they are shown as “�”."],
        ),
    ],
)
def test_what_is_said(value: bytes, sets: tuple[str, ...], sentences: list[str]) -> None:
    assert [str(each) for each in doubt(value, sets).notes] == sentences


@given(
    st.binary(max_size=90),
    st.lists(st.sampled_from([*LATIN, "", "GBK", "ISO_IR 192", "x\x1b[31m"]), max_size=2),
)
def test_nothing_is_raised_and_what_is_shown_is_one_short_line(value: bytes, sets: list[str]) -> None:
    said = doubt(value, tuple(sets))
    assert len(said.reading) <= LONGEST_SHOWN
    for sentence in map(str, said.notes):
        assert sentence.isprintable()
        sentence.encode()


def test_the_name_stays_as_the_file_says_and_the_other_reading_is_beside_it(tmp_path: Path) -> None:
    for file in written(tmp_path):
        edit(file, put_raw("SpecificCharacterSet", b"ISO_IR 100"))
        edit(file, put_raw("PatientName", "王^小东".encode("gbk")))
    study = scan(tmp_path)
    (stack,) = study.stacks()
    assert stack.acquisition.patient.name == "Íõ^Ð¡¶«"
    assert stack.acquisition.name_reading == "王^小东" == study.series[0].name_reading
    assert any("read as GB18030 it is “王^小东”" in reason for reason in stack.reasons)
    assert "“王^小东”" in inspect_text(study)
    with use("zh_CN"):
        assert "王^小东" in inspect_text(study)
