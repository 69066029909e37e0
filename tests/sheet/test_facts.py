"""Text from files is one plain line; names and dates read as people write them."""

from __future__ import annotations

import pytest

from planner import words
from planner.sheet.facts import date_words, person_name, plain, sex_words


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("Zhang^San", "Zhang San"),
        ("Zhang^San=张^三", "Zhang San 张三"),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada Tarou 山田太郎 やまだ たろう"),
        ("Adams^John Robert Quincy^^Rev.^B.A.", "Adams John Robert Quincy Rev. B.A."),
        ("王^小东", "王小东"),
        ("Hong^Gildong=Hong^Gildong", "Hong Gildong"),
        ("^^^^", ""),
        ("", ""),
        ("  Li  ^ Na ", "Li Na"),
    ],
)
def test_a_person_is_named_as_written(value: str, name: str) -> None:
    assert person_name(value) == name


def test_no_text_can_open_a_line_or_turn_round() -> None:
    assert plain("Li\n\nREAL\tPATIENT\x00\u202eTHGIR\u200b") == "Li REAL PATIENTTHGIR"
    assert plain("<b>Li</b> {n} %s") == "<b>Li</b> {n} %s"


@pytest.mark.parametrize(
    ("value", "shown"),
    [("20261101", "2026-11-01"), ("2026.11.01", "2026.11.01"), ("20261341", "20261341"), ("", "not known")],
)
def test_a_date_that_is_none_stays_as_it_is(value: str, shown: str) -> None:
    assert date_words(value) == shown


def test_sex_in_words() -> None:
    assert [sex_words(value) for value in ("M", "F", "O", "", "X")] == [
        "male",
        "female",
        "sex: other",
        "",
        "X",
    ]
    with words.use("zh_CN"):
        assert sex_words("") == ""
