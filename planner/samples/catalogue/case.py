"""A sample case: a recipe that with a seed gives one person, scanned once, and the same bytes always."""

from __future__ import annotations

from dataclasses import dataclass, replace

from planner.anatomy.spine import Joint, Side
from planner.dicom.image import SAMPLE_PREFIX
from planner.geometry.vectors import Point
from planner.plan.identity import Patient
from planner.samples.chance import Chance
from planner.samples.implants.wishes import NO_IMPLANTS, ImplantWishes
from planner.samples.person.traits import PersonTraits
from planner.samples.person.wishes import Wishes
from planner.samples.series.acquisition import Acquisition
from planner.samples.series.says import Study


@dataclass(frozen=True)
class Treatment:
    """What the example plan of a case treats."""

    joints: tuple[Joint, ...]
    side: Side


@dataclass(frozen=True, kw_only=True)
class Case:
    """A recipe; with another seed it is another person, with the same wishes and scanned in the same way.

    Attributes
    ----------
    title
        One line in English, to be translated where it is shown.
    suffix
        What is added to the name where the seed is not the recipe's own.
    treats
        None where there is no example plan.
    other_name
        The patient's name in other letters, appended as an ideographic group; empty for none.
    shipped
        Whether the program comes with it.
    c_arm
        Whether frames of a C-arm go with it.
    """

    name: str
    title: str
    seed: int
    person: Wishes
    acquisition: Acquisition
    implants: ImplantWishes = NO_IMPLANTS
    treats: Treatment | None = None
    study_date: str = "20240412"
    other_name: str = ""
    character_set: str = "ISO_IR 192"
    shipped: bool = False
    suffix: str = ""
    c_arm: bool = True

    def with_seed(self, seed: int) -> Case:
        """Return the recipe for another person.

        Raises
        ------
        ValueError
            If the seed is below zero.
        """
        if seed < 0:
            raise ValueError("a seed is a whole number from 0")
        if seed == self.seed:
            return self
        return replace(self, seed=seed, suffix=f"-{seed}", shipped=False)

    @property
    def label(self) -> str:
        """What its folder is called: "plain", or with another seed "plain-7"."""
        return self.name + self.suffix

    @property
    def anchor(self) -> Point:
        """Where in the scanner the middle of the upper endplate of L3 lies, LPS."""
        chance = Chance(self.seed, "anchor")
        x, y, z = (chance.between(*ends) for ends in ((-6.0, 6.0), (-18.0, 8.0), (-900.0, -400.0)))
        return Point(round(x, 1), round(y, 1), round(z, 1))

    def patient(self, person: PersonTraits) -> Patient:
        """Return what the images say of a person; she or he is as old as said on the day of the study."""
        chance = Chance(self.seed, "birthday")
        birthday = 100 * int(chance.between(1.0, 13.0)) + int(chance.between(1.0, 29.0))
        year, day = divmod(int(self.study_date), 10000)
        year -= person.age + (birthday > day)
        label = self.label.upper()
        return Patient(
            id=f"{SAMPLE_PREFIX}{label}",
            name=f"SAMPLE^{label}" + (f"={self.other_name}" if self.other_name else ""),
            birth_date=f"{year:04d}{birthday:04d}",
            sex=person.sex,
        )

    def study(self, person: PersonTraits) -> Study:
        """Return what all series of the case say."""
        return Study(
            seed=f"facet-planner/2/{self.name}/{self.seed}",
            name=self.label,
            patient=self.patient(person),
            date=self.study_date,
            character_set=self.character_set,
        )
