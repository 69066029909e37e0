"""The code on the desk page holds the plan's digest, nothing of the patient, and is printed as it is held."""

from __future__ import annotations

import hashlib
import re

import segno
from msgspec.structs import replace

from planner.plan.file import encode, plan_digest
from planner.sheet.code import code_words, plan_code
from planner.sheet.content import DeskPage
from planner.sheet.texts import texts
from tests.sheet import cases


def test_the_code_holds_the_digest_of_the_plans_file() -> None:
    plan = cases.ablation()
    digest = hashlib.sha256(encode(plan)).hexdigest()
    assert code_words(plan).endswith(f"SHA-256:{digest.upper()}")
    assert digest.startswith(plan_digest(plan))
    assert code_words(replace(plan, notes="other")) != code_words(plan)


def test_nothing_of_the_patient_is_in_the_code() -> None:
    plan = replace(cases.ablation(), patient=replace(cases.PATIENT, name="QUIX^ABEL", id="4217-XYZ"))
    held = code_words(plan)
    for secret in ("QUIX", "ABEL", "4217-XYZ", cases.PATIENT.birth_date, plan.images.series_uid):
        assert secret not in held
    assert re.fullmatch(r"FACET-PLAN:1 PROGRAM:[0-9A-Z.+-]+ SHA-256:[0-9A-F]{64}", held)


def test_the_page_prints_what_the_code_holds() -> None:
    plan = cases.ablation()
    page = cases.sheet_of(plan).pages[3]
    assert isinstance(page, DeskPage)
    assert page.code.held == code_words(plan)
    printed = list(texts(page))
    assert page.code.held in printed
    assert not any(line in printed for line in page.code.modules)


def test_the_modules_are_those_of_the_standard() -> None:
    code = plan_code(cases.ablation())
    same = segno.make(code.held, error="m", micro=False, boost_error=False, mode="alphanumeric")
    assert code.modules == tuple("".join(map(str, map(int, row))) for row in same.matrix)
    assert {len(line) for line in code.modules} == {len(code.modules)}
    assert code.modules[0].startswith("11111110")
