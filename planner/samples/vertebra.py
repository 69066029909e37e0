"""The bone of a lumbar vertebra: a body with endplates, and an arch with its seven processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Vector
from planner.samples.joint import FacetJoint
from planner.samples.numbers import VertebraNumbers, cos_sin, on_side
from planner.samples.shapes import Box, Field, Process, Shape, axes_along, smooth_max
from planner.samples.solids import Added, Carved

UPRIGHT = (LEFT, POSTERIOR, SUPERIOR)
ENDPLATE_DISH_MM = (1.0, 1.8)
"""How deep the upper and the lower endplate are hollowed."""
FRONT_MM = 3.0
"""The ellipse of a body is deeper than the body by twice this; the back of it is cut off, nearly flat."""
BACK_RADIUS_MM = 26.0
WAIST_DEPTH_MM = 2.2
SPINOUS_HALF_HEIGHT_MM = {
    Level.T12: 9.0,
    Level.L1: 9.8,
    Level.L2: 10.5,
    Level.L3: 10.5,
    Level.L4: 9.8,
    Level.L5: 7.5,
}
"""Towards the tip; low enough that spinous processes do not kiss."""


@dataclass(frozen=True)
class Centrum:
    """The body of a vertebra: kidney-shaped across, waisted, with dished endplates.

    Attributes
    ----------
    upper_mm, lower_mm
        Full depth and width at the endplates.
    waist_mm
        Full width half-way.
    heights_mm
        In front and behind.
    """

    upper_mm: tuple[float, float]
    lower_mm: tuple[float, float]
    waist_mm: float
    heights_mm: tuple[float, float]

    @property
    def mid_height_mm(self) -> float:
        """Height under the centre of the upper endplate."""
        return sum(self.heights_mm) / 2.0

    @property
    def box(self) -> Box:
        """The corners of a box around the surface."""
        half = max(self.upper_mm[0], self.lower_mm[0]) / 2.0 + 1.0
        side = max(self.upper_mm[1], self.lower_mm[1]) / 2.0 + 1.0
        return Vector(-side, -half, -max(self.heights_mm) - 2.0), Vector(side, half, 2.0)

    def distance(self, x: Field, y: Field, z: Field) -> Field:
        """Return the signed distance, in mm, about right near the surface."""
        depth = (self.upper_mm[0] + self.lower_mm[0]) / 2.0
        height = np.float32(self.mid_height_mm) + y * np.float32(
            (self.heights_mm[1] - self.heights_mm[0]) / depth
        )
        down = np.clip(-z / height, np.float32(0.0), np.float32(1.0))
        bow = down * (np.float32(1.0) - down) * np.float32(4.0)
        half_width = self._half(1, down) - bow * np.float32(
            (self.upper_mm[1] + self.lower_mm[1]) / 4.0 - self.waist_mm / 2.0
        )
        half_depth = self._half(0, down) - bow * np.float32(WAIST_DEPTH_MM / 2.0)
        across = _ellipse(x, y - np.float32(FRONT_MM), half_width, half_depth + np.float32(FRONT_MM))
        hollow = Vector(0.0, depth / 2.0 + BACK_RADIUS_MM - 1.0, 0.0)
        back = np.float32(BACK_RADIUS_MM) - _round(x, y - half_depth + np.float32(depth / 2.0), hollow)
        side = smooth_max(across, back, 6.0)
        share = x * x / (half_width * half_width) + y * y / (half_depth * half_depth)
        dish = np.maximum(np.float32(1.0) - share, np.float32(0.0))
        top = z + dish * np.float32(ENDPLATE_DISH_MM[0])
        bottom = -z - height + dish * np.float32(ENDPLATE_DISH_MM[1])
        return smooth_max(smooth_max(side, top, 2.0), bottom, 2.0)

    def _half(self, which: int, down: Field) -> Field:
        upper, lower = self.upper_mm[which] / 2.0, self.lower_mm[which] / 2.0
        half: Field = np.float32(upper) + down * np.float32(lower - upper)
        return half


def _ellipse(x: Field, y: Field, half_x: Field, half_y: Field) -> Field:
    u, v = x / half_x, y / half_y
    k0 = np.sqrt(u * u + v * v)
    u, v = u / half_x, v / half_y
    k1 = np.sqrt(u * u + v * v)
    distance: Field = (k0 - np.float32(1.0)) * (k0 + np.float32(1e-6)) / (k1 + np.float32(5e-8))
    return distance


def _round(x: Field, y: Field, centre: Vector) -> Field:
    x, y = x - np.float32(centre.x), y - np.float32(centre.y)
    distance: Field = np.sqrt(x * x + y * y)
    return distance


def centrum_of(numbers: VertebraNumbers) -> Centrum:
    """Return the body of a lumbar vertebra from its numbers.

    Raises
    ------
    ValueError
        For the sacrum, which has no lower endplate of this kind.
    """
    upper, lower, height = numbers.superior_endplate, numbers.inferior_endplate, numbers.height
    if lower is None or height is None or numbers.waist_mm is None:
        raise ValueError("only a lumbar vertebra has a body with two endplates")
    return Centrum(
        (upper.depth_mm, upper.width_mm),
        (lower.depth_mm, lower.width_mm),
        numbers.waist_mm,
        (height.anterior_mm, height.posterior_mm),
    )


def arch(
    level: Level, numbers: VertebraNumbers, above: Mapping[Side, FacetJoint], below: Mapping[Side, Shape]
) -> tuple[Added, ...]:
    """Return the pedicles, laminae and processes of a lumbar vertebra.

    Parameters
    ----------
    above
        The joints with the vertebra above, in this vertebra's frame; empty at the top of the model.
    below
        The inferior articular processes, in this vertebra's frame.
    """
    parts: list[Added] = []
    for side in Side:
        parts += _half_arch(level, numbers, side, above.get(side), below.get(side))
    parts.append(_spinous(level, numbers))
    return tuple(parts)


def _half_arch(
    level: Level, numbers: VertebraNumbers, side: Side, joint: FacetJoint | None, inferior: Shape | None
) -> list[Added]:
    parts = [_pedicle(numbers, side), *_transverse(level, numbers, side), *_lamina(numbers, side)]
    if joint is not None:
        neck = joint.centre + joint.outward * 3.0
        foot = on_side(numbers.pedicle.centre_mm, side)
        parts += [
            Added(joint.superior_process, 3.5),
            _rod(foot + Vector(0.0, 6.0, 0.5), neck + Vector(0.0, 1.0, -6.0), (4.5, 4.0, 6.0), 3.0),
            _knob(on_side(numbers.mamillary_mm, side) + Vector(-side.sign * 0.6, -3.0, -1.5), 3.6),
        ]
    if inferior is not None:
        low, high = inferior.box
        root = (low + high) * 0.5 + Vector(0.0, 0.5, 5.0)
        parts.append(_rod(_pars(numbers, side) + Vector(0.0, 1.5, -6.0), root, (4.5, 5.8, 4.2), 4.0))
        parts.append(Added(inferior, 2.5))
    return parts


def _rod(start: Vector, end: Vector, radii_mm: tuple[float, float, float], blend_mm: float) -> Added:
    """Return a strut; `radii_mm` along it, to the left and across both."""
    axes = axes_along(end - start, LEFT)
    return Added(Process(start, end, axes, radii_mm, radii_mm), blend_mm)


def _knob(centre: Vector, radius_mm: float) -> Added:
    radii = (radius_mm, radius_mm, radius_mm * 1.2)
    return Added(Process(centre, centre, UPRIGHT, radii, radii), 3.0)


def _pedicle(numbers: VertebraNumbers, side: Side) -> Added:
    pedicle = numbers.pedicle
    c, s = cos_sin(pedicle.angle_deg)
    backward = Vector(side.sign * s, c, 0.0)
    centre = on_side(pedicle.centre_mm, side)
    axes = (backward, Vector(side.sign * c, -s, 0.0), SUPERIOR)
    radii = (3.0, pedicle.width_mm / 2.0, pedicle.height_mm / 2.0)
    return Added(Process(centre - backward * 9.0, centre + backward * 7.0, axes, radii, radii), 4.0)


def _transverse(level: Level, numbers: VertebraNumbers, side: Side) -> list[Added]:
    if numbers.transverse_tip_mm is None:
        return []
    stout = level is Level.L5
    tip = on_side(numbers.transverse_tip_mm, side)
    groove = on_side(numbers.medial_branch_mm[3], side)
    notch = on_side(numbers.medial_branch_mm[4], side)
    root_radii, tip_radii = (
        ((4.0, 5.2, 7.0), (3.5, 3.4, 4.8)) if stout else ((3.5, 3.4, 5.6), (3.0, 2.8, 4.4))
    )
    root = Vector(groove.x - side.sign * 1.5, groove.y - 1.2 - root_radii[1], tip.z + 0.3)
    end = tip - Vector(side.sign * tip_radii[0], 0.0, 0.0)
    axes = axes_along(end - root, POSTERIOR)
    accessory = Vector(notch.x + side.sign * 2.4, notch.y - 1.6, notch.z - 3.4)
    base = Vector(accessory.x - side.sign * 1.0, root.y, accessory.z - 0.5)
    bump = axes_along(accessory - base, LEFT)
    return [
        Added(Process(root, end, axes, root_radii, tip_radii), 4.0),
        Added(Process(base, accessory, bump, (2.6, 2.6, 3.4), (1.8, 1.8, 2.2)), 2.5),
    ]


def _pars(numbers: VertebraNumbers, side: Side) -> Vector:
    """Return the middle of the isthmus between the articular processes."""
    canal_back = _canal_back_mm(numbers)
    lateral = numbers.medial_branch_mm[5][1] - 4.6
    return Vector(side.sign * lateral, canal_back + 1.6, -15.5)


def _canal_back_mm(numbers: VertebraNumbers) -> float:
    depth = numbers.canal.depth_mm if numbers.canal else 16.0
    return numbers.superior_endplate.depth_mm / 2.0 + depth


def _lamina(numbers: VertebraNumbers, side: Side) -> list[Added]:
    pars = _pars(numbers, side)
    back = _canal_back_mm(numbers)
    outer = Vector(pars.x - side.sign * 1.5, back + 1.8, -18.0)
    inner = Vector(side.sign * 0.5, back + 7.4, -21.5)
    along, across, third = axes_along(inner - outer, SUPERIOR)
    radii = (3.0, 10.8, 3.4)
    return [
        Added(Process(outer, inner, (along, across, third), radii, radii), 3.0),
        _rod(pars + Vector(0.0, -1.8, 4.5), pars + Vector(0.0, 1.0, -5.0), (3.0, 4.8, 4.4), 3.5),
    ]


def _spinous(level: Level, numbers: VertebraNumbers) -> Added:
    tip = on_side(numbers.spinous_tip_mm or (-66.0, 0.0, -24.0), Side.LEFT)
    half = SPINOUS_HALF_HEIGHT_MM[level]
    root = Vector(0.0, _canal_back_mm(numbers) + 7.5, -18.5)
    end = Vector(0.0, tip.y - 4.0, tip.z - 0.5)
    axes = axes_along(end - root, LEFT)
    return Added(Process(root, end, axes, (3.0, 3.2, half - 1.0), (4.0, 4.2, half)), 4.0)


def canal(numbers: VertebraNumbers, height_mm: tuple[float, float] = (-48.0, 16.0)) -> Carved:
    """Return the vertebral canal, to be carved."""
    depth, width = (numbers.canal.depth_mm, numbers.canal.width_mm) if numbers.canal else (15.0, 30.0)
    inner = on_side(numbers.pedicle.centre_mm, Side.LEFT).x - numbers.pedicle.width_mm / 2.0
    half_width = min(width / 2.0, inner + 0.3)
    centre = numbers.superior_endplate.depth_mm / 2.0 + depth / 2.0 + 0.4
    radii = (4.0, half_width, depth / 2.0)
    ends = (Vector(0.0, centre, height_mm[0]), Vector(0.0, centre, height_mm[1]))
    return Carved(Process(*ends, (SUPERIOR, LEFT, POSTERIOR), radii, radii), 0.0, 1.5)
