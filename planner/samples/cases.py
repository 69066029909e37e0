"""The sample cases by name: who, built how, scanned how."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from planner.anatomy.spine import Joint, Level, Side
from planner.geometry.vectors import Point
from planner.plan.identity import Patient
from planner.samples.body import Body, Build
from planner.samples.bone import BoneTissue
from planner.samples.grid import Grid
from planner.samples.hardware import Implants
from planner.samples.numbers import Chance
from planner.samples.scanner import Scanner
from planner.samples.spine import Spine
from planner.words import N_

TROPISM_DEG = 5.0
"""Largest turn of one joint against the published plane: left and right differ, as in people."""


@dataclass(frozen=True)
class Coverage:
    """What part of the body is imaged, and how finely.

    Attributes
    ----------
    shape
        Slices, rows, columns [k, j, i].
    spacing_mm
        Between columns, rows and slices (i, j, k).
    corner_mm
        Centre of the first voxel, measured from the superior endplate of L3 (left, posterior, superior).
    """

    shape: tuple[int, int, int] = (168, 272, 320)
    spacing_mm: tuple[float, float, float] = (0.72, 0.72, 1.25)
    corner_mm: tuple[float, float, float] = (-116.0, -76.0, -132.0)


@dataclass(frozen=True)
class Case:
    """A recipe: the same recipe gives the same bytes.

    Attributes
    ----------
    title
        One line in English, to be translated where it is shown.
    anchor
        LPS centre of the superior endplate of L3.
    screws
        Levels with pedicle screws on both sides; empty for none.
    joints, side
        What the example plan treats.
    """

    name: str
    title: str
    seed: int
    patient: Patient
    anchor: Point
    build: Build = field(default_factory=Build)
    tissue: BoneTissue = field(default_factory=BoneTissue)
    scanner: Scanner = field(default_factory=Scanner)
    scan: Coverage = field(default_factory=Coverage)
    screws: tuple[Level, ...] = ()
    joints: tuple[Joint, ...] = (Joint(Level.L4),)
    side: Side = Side.LEFT

    @cached_property
    def spine(self) -> Spine:
        """The bones, with joints turned a little, each for itself."""
        chance = Chance(self.seed)
        keys = [(level, side) for level in Level if level is not Level.T12 for side in Side]
        return Spine(self.anchor, {key: chance.between(-TROPISM_DEG, TROPISM_DEG) for key in keys})

    @cached_property
    def body(self) -> Body:
        """The soft parts round the bones."""
        return Body(self.spine, self.build)

    @cached_property
    def implants(self) -> Implants:
        """The metal."""
        return Implants.at(self.spine, self.screws)

    @cached_property
    def grid(self) -> Grid:
        """Where the voxels lie."""
        left, posterior, superior = self.scan.corner_mm
        first = Point(self.anchor.x + left, self.anchor.y + posterior, self.anchor.z + superior)
        return Grid.upright(self.scan.shape, self.scan.spacing_mm, first)


CASES = {
    case.name: case
    for case in (
        Case(
            name="plain",
            title=N_("Lumbar spine without hardware; left L4-L5 and L5-S1 planned for ablation"),
            seed=20240412,
            patient=Patient(id="SAMPLE-PLAIN", name="SAMPLE^PLAIN", birth_date="19790412", sex="M"),
            anchor=Point(3.4, -11.0, -742.0),
            joints=(Joint(Level.L4), Joint(Level.L5)),
        ),
        Case(
            name="screws",
            title=N_("Four pedicle screws and two rods at L4-L5; left L4-L5 planned for ablation"),
            seed=20240921,
            patient=Patient(id="SAMPLE-SCREWS", name="SAMPLE^SCREWS", birth_date="19610921", sex="F"),
            anchor=Point(-2.2, 6.5, -518.0),
            tissue=BoneTissue(cancellous_hu=128.0, arch_hu=220.0),
            build=Build(infiltration=0.75),
            screws=(Level.L4, Level.L5),
        ),
    )
}
"""The shipped cases, by name."""
