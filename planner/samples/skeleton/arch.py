"""The arch of a vertebra: pedicles, laminae and the seven processes.

The named places are computed from the traits first (`HalfArch`); the parts of the solid are laid along them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from planner.anatomy.spine import Side
from planner.geometry.vectors import LEFT, SUPERIOR, Vector
from planner.samples.angles import cos_sin
from planner.samples.field.shape import ellipsoid, limb
from planner.samples.field.solid import Part
from planner.samples.person.traits import ArchTraits, VertebraTraits
from planner.samples.skeleton.joints import FacetJoint

LAMINA_RISE_MM = 10.5
"""How far the lamina runs backwards from the pars to the midline."""
LAMINA_LEAN = 0.44
"""How far the upper edge of a lamina lies in front, per mm of height."""


@dataclass(frozen=True)
class HalfArch:
    """One side of an arch, in the frame of its vertebra.

    Attributes
    ----------
    above, below
        The joints with the neighbours, in this frame.
    """

    vertebra: VertebraTraits
    side: Side
    above: FacetJoint
    below: FacetJoint

    @property
    def arch(self) -> ArchTraits:
        """Its traits."""
        return self.vertebra.arches[self.side]

    @property
    def outward(self) -> float:
        """+1 or -1: the sign of left on this side."""
        return float(self.side.sign)

    @cached_property
    def pedicle_axis(self) -> Vector:
        """Unit vector along the pedicle, backwards and outwards."""
        c, s = cos_sin(self.arch.pedicle_angle_deg)
        return Vector(self.outward * s, c, 0.0)

    @property
    def pedicle(self) -> Vector:
        """Centre of the narrowest part of the pedicle."""
        return self.arch.pedicle

    @property
    def canal_back(self) -> float:
        """How far behind the origin the canal ends in the midline."""
        return self.vertebra.body.upper_depth_mm / 2.0 + self.vertebra.canal_depth_mm

    @cached_property
    def neck(self) -> Vector:
        """Middle of the base of the superior articular process."""
        joint = self.above
        return joint.centre + joint.outward * (joint.gap_mm / 2.0 + joint.thickness_mm / 2.0) - joint.up * 9.0

    @cached_property
    def transverse_root(self) -> Vector:
        """Middle of the root of the transverse process."""
        half = self.arch.transverse_thickness_mm / 2.0
        out = abs(self.pedicle.x) + self.arch.pedicle_width_mm / 2.0 + 0.5
        back = max(self.pedicle.y + 6.0, self.neck.y - 4.0) + half - 2.0
        height = self.pedicle.z - 1.5 + 0.3 * (self.arch.transverse_tip.z - self.pedicle.z)
        return Vector(self.outward * out, back, height)

    @cached_property
    def mamillary(self) -> Vector:
        """Middle of the mamillary process, at the back edge of the superior articular process."""
        joint = self.above
        return joint.on_face(joint.reach_mm - 0.5, 0.5, joint.gap_mm / 2.0 + 2.6)

    @cached_property
    def accessory(self) -> tuple[Vector, Vector]:
        """Root and tip of the accessory process, behind and below the root of the transverse process."""
        root = self.transverse_root + Vector(self.outward * 1.5, 0.5, -2.2)
        back = self.arch.transverse_thickness_mm / 2.0 + 0.7 * self.arch.accessory_mm
        return root, root + Vector(self.outward * 0.6, back, -0.6 * self.arch.accessory_mm)

    @property
    def notch(self) -> Vector:
        """Middle of the notch between mamillary and accessory process, where the nerve turns inwards."""
        return (self.mamillary + self.accessory[1]) * 0.5 + Vector(self.outward * 0.8, 1.2, -0.4)

    @cached_property
    def inferior_root(self) -> Vector:
        """Where the inferior articular process hangs from the lamina."""
        joint = self.below
        return (
            joint.centre
            - joint.outward * (joint.gap_mm / 2.0 + 4.4)
            + joint.up * (joint.traits.height_mm / 2.0 + 1.0)
        )

    @cached_property
    def pars(self) -> tuple[Vector, Vector, Vector]:
        """Upper end, isthmus and lower end of what joins the articular processes."""
        back = min(self.neck.y + 0.5, self.pedicle.y + 9.5)
        top = Vector(self.neck.x - self.outward * 1.0, back, self.pedicle.z - 4.0)
        low = self.inferior_root + Vector(self.outward * 0.6, -0.6, 0.0)
        down = min(self.pedicle.z - self.arch.pedicle_height_mm / 2.0 - 2.0, top.z - 3.0)
        down = max(down, low.z + 2.0)
        out = (abs(top.x) + abs(low.x)) / 2.0 - 0.5
        isthmus = Vector(self.outward * out, min(self.pedicle.y + 9.0, low.y - 2.5), down)
        return top, isthmus, low

    @cached_property
    def lamina(self) -> tuple[Vector, Vector]:
        """Ends of the middle of the lamina: at the pars and in the midline."""
        half = self.arch.lamina_thickness_mm / 2.0
        high = self.lamina_heights
        middle = (high[0] + high[1]) / 2.0
        lean = LAMINA_LEAN * (high[0] - high[1]) / 2.0
        inner = Vector(self.outward * 0.6, self.canal_back + half + 0.88 * lean, middle + 1.5)
        out = min(abs(place.x) for place in self.pars) - 2.2
        front = min(inner.y - LAMINA_RISE_MM + 0.3 * lean, self.pars[1].y + 1.5)
        return Vector(self.outward * out, front, middle - 0.5), inner

    @property
    def lamina_heights(self) -> tuple[float, float]:
        """Upper and lower edge of the lamina."""
        return self.pedicle.z - 1.0, self.below.centre.z + 1.5


def half_arch(half: HalfArch) -> tuple[Part, ...]:
    """Return the parts of one side."""
    return (
        *_pedicle(half),
        *_pars(half),
        *_lamina(half),
        *half.above.superior,
        *_mamillary(half),
        *half.below.inferior,
        *_transverse(half),
    )


def _pedicle(half: HalfArch) -> tuple[Part, ...]:
    arch, axis = half.arch, half.pedicle_axis
    radii = (arch.pedicle_width_mm / 2.0, arch.pedicle_height_mm / 2.0)
    across = LEFT.without(axis).unit()
    tube = limb(half.pedicle - axis * 10.0, half.pedicle + axis * 5.5, across, radii, radii, (3.0, 3.0))
    foot = half.pedicle + axis * 5.0
    pillar = limb(foot, half.neck + SUPERIOR * 1.0, LEFT, (min(radii[0], 5.0), 5.2), (4.4, 5.0), (4.0, 4.0))
    front = half.above.on_face(-1.0, 3.0, half.above.gap_mm / 2.0 + half.above.thickness_mm * 0.5)
    rising = limb(half.neck, front, half.above.backward, (6.0, 4.2), (4.2, 2.9), (3.5, 3.5))
    kept = (half.above.within(half.above.gap_mm / 2.0),)
    return (
        Part(tube, 4.5),
        *_vaults(half),
        Part(pillar, 4.5),
        Part(rising, 4.0, without=kept),
    )


def _vaults(half: HalfArch) -> tuple[Part, ...]:
    """Return what rounds the notch below the pedicle into the vault of the foramen, in front and behind."""
    arch = half.arch
    radii = (arch.pedicle_width_mm * 0.34, 3.4, 4.2)
    low = half.pedicle.z - arch.pedicle_height_mm / 2.0 + 3.0
    back = half.vertebra.body.upper_depth_mm / 2.0
    in_front = half.pedicle + half.pedicle_axis * ((back - half.pedicle.y) / half.pedicle_axis.y)
    behind = half.pedicle + half.pedicle_axis * 8.5
    return (
        Part(ellipsoid(Vector(in_front.x, in_front.y, low), radii), 5.0),
        Part(ellipsoid(Vector(behind.x, behind.y, low), radii), 5.0),
    )


def _pars(half: HalfArch) -> tuple[Part, ...]:
    top, isthmus, low = half.pars
    thick = half.arch.lamina_thickness_mm / 2.0
    return (
        Part(limb(top, isthmus, LEFT, (4.4, thick + 0.4), (3.6, thick), (4.0, 3.0)), 4.0),
        Part(limb(isthmus, low, LEFT, (3.6, thick), (4.2, thick), (3.0, 3.0)), 3.5),
    )


def _lamina(half: HalfArch) -> tuple[Part, ...]:
    outer, inner = half.lamina
    high, low = half.lamina_heights
    up = Vector(0.0, -LAMINA_LEAN, 1.0).unit()
    tall = (high - low) / 2.0
    thick = half.arch.lamina_thickness_mm / 2.0
    return (
        Part(limb(outer, inner, up, (tall - 1.0, thick - 0.2), (tall - 3.0, thick - 0.2), (2.5, 2.0)), 3.5),
    )


def _mamillary(half: HalfArch) -> tuple[Part, ...]:
    joint = half.above
    size = 2.3 + 0.5 * half.arch.mamillary_mm
    centre = half.mamillary
    knob = ellipsoid(centre, (size, size * 0.95, size * 1.35), joint.axes)
    gap = joint.gap_mm / 2.0
    return (Part(knob, 2.5, without=(joint.within(gap),)),)


def _transverse(half: HalfArch) -> tuple[Part, ...]:
    arch = half.arch
    tall, thick = arch.transverse_height_mm / 2.0, arch.transverse_thickness_mm / 2.0
    root, tip = half.transverse_root, arch.transverse_tip
    tip = tip - (tip - root).unit() * 2.0
    middle = root + (tip - root) * 0.5 + Vector(0.0, 0.8, -0.4)
    first = limb(root, middle, SUPERIOR, (tall + 1.2, thick + 0.5), (tall - 0.8, thick - 0.3), (3.5, 2.0))
    second = limb(middle, tip, SUPERIOR, (tall - 0.8, thick - 0.3), (0.66 * tall, thick - 0.6), (2.0, 2.5))
    base, spike = half.accessory
    spur = limb(base, spike, LEFT, (2.2, 2.6), (1.2, 1.4), (2.0, 1.2))
    return Part(first, 3.5), Part(second, 2.5), Part(spur, 2.0)


def spinous(vertebra: VertebraTraits, canal_back: float, heights: tuple[float, float]) -> tuple[Part, ...]:
    """Return the spinous process: tall and thin, its dorsal edge thicker, its lower corner hanging."""
    tip = vertebra.spinous_tip
    half, thin = vertebra.spinous_height_mm / 2.0, vertebra.spinous_thickness_mm / 2.0
    low = heights[1] + 4.0
    root_half = (heights[0] - 2.5 - low) / 2.0
    root = Vector(0.0, canal_back + 6.0, low + root_half)
    end = Vector(tip.x, tip.y - 3.0, tip.z)
    middle = root + (end - root) * 0.5
    middle_half = (root_half + half) / 2.0 - 1.2
    blade = limb(root, middle, LEFT, (thin * 0.95, root_half), (thin * 0.72, middle_half), (2.5, 2.0))
    edge = limb(middle, end, LEFT, (thin * 0.72, middle_half), (thin + 0.4, half - 1.0), (2.0, 3.5))
    corner = limb(
        end + Vector(0.0, -1.5, half * 0.2),
        end + Vector(0.0, 0.4, -half + 1.5),
        LEFT,
        (thin + 0.9, 2.6),
        (thin + 1.6, 3.0),
    )
    return Part(blade, 4.5), Part(edge, 3.0), Part(corner, 3.0)


def notch(half: HalfArch) -> Part:
    """Return what is left out between mamillary and accessory process."""
    return Part(ellipsoid(half.notch, (3.4, 2.3, 2.2)), 2.0, carve=True)


def canal(vertebra: VertebraTraits) -> tuple[Part, ...]:
    """Return what is kept free for the canal: broad in front, narrow behind."""
    inner = min(abs(arch.pedicle.x) - arch.pedicle_width_mm / 2.0 + 0.3 for arch in vertebra.arches.values())
    wide, deep = min(vertebra.canal_width_mm / 2.0, inner), vertebra.canal_depth_mm / 2.0
    front = vertebra.body.upper_depth_mm / 2.0
    return (
        _channel(front + 0.78 * deep, (wide, 0.78 * deep)),
        _channel(front + deep, (0.58 * wide, deep)),
    )


def _channel(middle: float, radii: tuple[float, float]) -> Part:
    ends = (Vector(0.0, middle, 25.0), Vector(0.0, middle, -65.0))
    return Part(limb(*ends, LEFT, radii, radii, (4.0, 4.0)), 1.5, carve=True)
