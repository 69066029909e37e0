"""A vertebra of a person: its body, its arch on either side, its canal and spinous process."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import Vector
from planner.samples.angles import cos_sin
from planner.samples.person.lots import Lots, tidy, value
from planner.samples.person.population import Spread, population
from planner.samples.person.traits import ArchTraits, BodyTraits, VertebraTraits

RIBS = ("T11", "T12")
OWN_SIDE = 0.5
"""Weight of what is drawn for one side alone; its square is the share of the variance."""
OWN_VERTEBRA = 0.6
BROAD_PROCESS_MM = (27.0, 14.0)
"""Height and thickness of the transverse process of a sacralised L5."""
BROAD_TIP_BELOW_MM = 17.0


@dataclass(frozen=True, kw_only=True)
class Factors:
    """What is common to all vertebrae of one person; each of mean 0 and standard deviation about 1."""

    size: float
    breadth: float
    height: float
    pedicle: float
    canal: float
    process: float
    lordosis: float

    @classmethod
    def of(cls, lots: Lots, taller: float) -> Factors:
        """Return the factors of a person; `taller` is what the sex makes of the size."""
        size = 0.85 * lots.own("factor", "size") + taller

        def follows(name: str, share: float) -> float:
            return share * size + sqrt(1.0 - share * share) * lots.own("factor", name)

        return cls(
            size=size,
            breadth=follows("breadth", 0.75),
            height=follows("height", 0.7),
            pedicle=follows("pedicle", 0.5),
            canal=follows("canal", 0.3),
            process=follows("process", 0.5),
            lordosis=lots.own("factor", "lordosis"),
        )


@dataclass(frozen=True)
class _Draw:
    """Draws for one vertebra, of the spreads of another where it has the shape of that."""

    lots: Lots
    name: str
    like: str

    def of(self, what: str, spread: dict[str, Spread], follows: float, share: float) -> float:
        return value(self.lots, spread[self.like], what, self.name, follows=follows, share=share)

    def sided(self, what: str, spread: dict[str, Spread], side: Side, follows: float) -> float:
        share = sqrt(1.0 - OWN_SIDE * OWN_SIDE - OWN_VERTEBRA * OWN_VERTEBRA)
        common = (share * follows + OWN_VERTEBRA * self.lots.own(what, self.name)) / sqrt(
            1.0 - OWN_SIDE * OWN_SIDE
        )
        return value(
            self.lots,
            spread[self.like],
            what,
            self.name,
            side,
            follows=common,
            share=sqrt(1.0 - OWN_SIDE * OWN_SIDE),
        )


def vertebra(
    lots: Lots, factors: Factors, name: str, level: Level | None, like: str | None = None
) -> VertebraTraits:
    """Return one vertebra, without what discs and scoliosis add to its body.

    Parameters
    ----------
    like
        Name of the vertebra whose shape it has, where that is not its own.
    """
    draw = _Draw(lots, name, like or name)
    ring, body = population().ring, _body(draw, factors)
    canal_depth = draw.of("canal depth", ring.canal_depth_mm, factors.canal, 0.6)
    canal_width = draw.of("canal width", ring.canal_width_mm, factors.canal, 0.6)
    deeper = (body.upper_depth_mm - population().body.upper_depth_mm[draw.like].mean) / 2.0
    behind = draw.of("spinous behind", ring.spinous_behind_mm, factors.process, 0.4)
    wider_canal = canal_depth - ring.canal_depth_mm[draw.like].mean
    return VertebraTraits(
        name=name,
        level=level,
        body=body,
        arches={side: _arch(draw, factors, side, body, canal_width) for side in Side},
        spinous_tip=Vector(
            tidy(1.6 * lots.own("spinous aside", name)),
            tidy(behind + deeper + wider_canal * 0.7),
            tidy(-draw.of("spinous below", ring.spinous_below_mm, factors.height, 0.4)),
        ),
        spinous_height_mm=draw.of("spinous height", ring.spinous_height_mm, factors.height, 0.5),
        spinous_thickness_mm=draw.of("spinous thickness", ring.spinous_thickness_mm, factors.size, 0.3),
        canal_depth_mm=canal_depth,
        canal_width_mm=canal_width,
        ribs=name in RIBS,
    )


def _body(draw: _Draw, factors: Factors) -> BodyTraits:
    of = population().body
    depth, breadth, height = factors.size, factors.breadth, factors.height
    return BodyTraits(
        upper_depth_mm=draw.of("upper depth", of.upper_depth_mm, depth, 0.9),
        upper_width_mm=draw.of("upper width", of.upper_width_mm, breadth, 0.9),
        lower_depth_mm=draw.of("lower depth", of.lower_depth_mm, depth, 0.9),
        lower_width_mm=draw.of("lower width", of.lower_width_mm, breadth, 0.9),
        waist_depth_mm=draw.of("waist depth", of.waist_depth_mm, depth, 0.9),
        waist_width_mm=draw.of("waist width", of.waist_width_mm, breadth, 0.9),
        front_mm=draw.of("front", of.front_mm, height, 0.8),
        back_mm=draw.of("back", of.back_mm, height, 0.8),
        left_taller_mm=tidy(0.35 * draw.lots.own("left taller", draw.name)),
        upper_dish_mm=draw.of("upper dish", of.upper_dish_mm, 0.0, 0.0),
        lower_dish_mm=draw.of("lower dish", of.lower_dish_mm, 0.0, 0.0),
    )


def _arch(draw: _Draw, factors: Factors, side: Side, body: BodyTraits, canal_width_mm: float) -> ArchTraits:
    of = population().arch
    half = body.upper_depth_mm / 2.0
    width = draw.sided("pedicle width", of.pedicle_width_mm, side, factors.pedicle)
    angle = draw.sided("pedicle angle", of.pedicle_angle_deg, side, 0.0)
    lateral = canal_width_mm / 2.0 + width / 2.0 / cos_sin(angle)[0]
    behind = half + draw.sided("pedicle behind", of.pedicle_behind_mm, side, factors.size)
    below = draw.sided("pedicle below", of.pedicle_below_mm, side, factors.height)
    return ArchTraits(
        pedicle=Vector(tidy(side.sign * lateral), tidy(behind), -below),
        pedicle_width_mm=width,
        pedicle_height_mm=draw.sided("pedicle height", of.pedicle_height_mm, side, factors.pedicle),
        pedicle_angle_deg=angle,
        transverse_tip=_transverse_tip(draw, factors, side, half),
        transverse_height_mm=draw.sided("transverse height", of.transverse_height_mm, side, factors.process),
        transverse_thickness_mm=draw.sided(
            "transverse thickness", of.transverse_thickness_mm, side, factors.process
        ),
        mamillary_mm=draw.sided("mamillary", of.mamillary_mm, side, 0.0),
        accessory_mm=draw.sided("accessory", of.accessory_mm, side, 0.0),
        lamina_thickness_mm=draw.sided("lamina", of.lamina_thickness_mm, side, factors.size),
    )


def _transverse_tip(draw: _Draw, factors: Factors, side: Side, half_depth_mm: float) -> Vector:
    of = population().arch
    usual = population().body.upper_depth_mm[draw.like].mean / 2.0
    lateral = draw.sided("transverse lateral", of.transverse_lateral_mm, side, factors.breadth)
    behind = draw.sided("transverse behind", of.transverse_behind_mm, side, 0.0)
    below = draw.sided("transverse below", of.transverse_below_mm, side, 0.0)
    return Vector(side.sign * lateral, tidy(behind + half_depth_mm - usual), -below)


def sacralised(vertebra: VertebraTraits, sides: tuple[Side, ...]) -> VertebraTraits:
    """Return an L5 whose transverse processes on `sides` are broad and reach down to the sacrum."""
    height, thickness = BROAD_PROCESS_MM
    arches = {
        side: replace(
            arch,
            transverse_tip=Vector(arch.transverse_tip.x, arch.transverse_tip.y, -BROAD_TIP_BELOW_MM),
            transverse_height_mm=height,
            transverse_thickness_mm=thickness,
        )
        if side in sides
        else arch
        for side, arch in vertebra.arches.items()
    }
    return replace(vertebra, arches=arches)
