"""The sample cases and a back by hand, for which needle paths are looked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from planner.assets import sample_dicom
from planner.checks.scene import Scene
from planner.dicom.for_plan import stack_for_plan
from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.guideline.rules import Rules, load_rules
from planner.plan.file import read_plan
from planner.plan.plan import Plan
from tests.checks.plans import PLAN, scene


@dataclass(frozen=True, eq=False)
class PathCase:
    """A plan with its images and rules."""

    plan: Plan
    scene: Scene
    rules: Rules

    def bare(self) -> Plan:
        """Return the plan without needles."""
        return replace(self.plan, needles=())


@cache
def sample(name: str) -> PathCase:
    """Return a sample case with its example plan."""
    return in_folder(sample_dicom() / name)


def in_folder(folder: Path) -> PathCase:
    """Return a case in a folder with its example plan."""
    plan = read_plan(folder / "plan.json")
    images = load_volume(stack_for_plan(scan(folder), plan, None, None))
    return PathCase(plan, Scene(images.volume, images.patient, images.images), load_rules().for_plan(plan))


@cache
def by_hand() -> PathCase:
    """Return the plain plan of the checks on its flat back of muscle: nothing but what is drawn is there."""
    return PathCase(PLAN, scene(), load_rules())
