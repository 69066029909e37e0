"""Two patients are one person only where what both say agrees."""

from __future__ import annotations

import pytest

from planner.plan.identity import Patient

JANE = Patient(id="P-17", name="Doe^Jane", birth_date="19700203", sex="F")


@pytest.mark.parametrize(
    ("other", "same", "contradicts"),
    [
        (JANE, True, False),
        (Patient(id="P-17 ", name="Doe^Jane^^", birth_date="19700203"), True, False),
        (Patient(id="P-17"), True, False),
        (Patient(name="Doe^Jane"), True, False),
        (Patient(id="P-17", name="Doe^John"), False, True),
        (Patient(id="P-18", name="Doe^Jane"), False, True),
        (Patient(id="P-17", name="Doe^Jane", birth_date="19700302"), False, True),
        (Patient(), False, False),
        (Patient(birth_date="19700203"), False, False),
    ],
)
def test_one_person_or_another(other: Patient, same: bool, contradicts: bool) -> None:
    assert (JANE.same_as(other), other.same_as(JANE)) == (same, same)
    assert (JANE.contradicts(other), other.contradicts(JANE)) == (contradicts, contradicts)


def test_images_that_name_nobody_are_of_one_unknown_person() -> None:
    assert Patient().same_as(Patient(sex="M"))
