"""The posterior border of the foramen in the lateral view, and how far behind it a needle's tip lies.

The rule for it (pijn.com, lumbar facet RF): in the lateral view the tip lies about 1 mm or more dorsal of the
posterior border of the foramen, never ventral of it. The foramen that a needle on vertebra V must stay out of
is the one above V, between V and its upper neighbour; behind it stands V's superior articular process.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from planner.anatomy.shape import shape_of
from planner.anatomy.spine import Level, Side
from planner.geometry.frames import Frame
from planner.geometry.vectors import Point, Vector
from planner.plan.parts import Needle, Provenance, Role, Structure, StructureKind
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebra_frame
from planner.words import _

FROM_PEDICLE_TO_PEDICLE_MM = 35.0
"""From a lumbar pedicle to the one above, along the lower vertebra's superior axis (lumbar.json, `stack`)."""


@dataclass(frozen=True)
class ForamenBorder:
    """The posterior border of a foramen as a straight line to draw, LPS mm.

    Attributes
    ----------
    top, bottom
        Its upper and lower end.
    provenance
        Drawn: from a foramen that is drawn in the plan. Template: from the shape that vertebrae of the level
        have, laid on the marked landmarks.
    within_mm
        How far from it the bone's own border lies, to either side, in 95 of 100 places: of a template by its
        level (`Shape.superior_articular_front_within_mm`); 0 where it is drawn.

    Raises
    ------
    ValueError
        If the ends coincide.
    """

    top: Point
    bottom: Point
    provenance: Provenance
    within_mm: float = 0.0

    def __post_init__(self) -> None:
        if self.top == self.bottom:
            raise ValueError("the border of a foramen needs two different ends")


def tip_behind_mm(tip: Point, border: ForamenBorder, frame: Frame) -> float:
    """Return how far a tip lies behind the border as the lateral view of a vertebra shows it, in mm.

    Positive is dorsal, negative ventral. It is measured square to the border, which is taken on beyond its
    ends; how far to the side the tip lies does not matter.

    Raises
    ------
    ValueError
        If the border is only a point in the lateral view.
    """
    return (tip - border.bottom).dot(_backwards(border, frame))


def _backwards(border: ForamenBorder, frame: Frame) -> Vector:
    """Return the direction square to the border as the lateral view shows it, to the back, LPS."""
    line = frame.to_frame(border.top - border.bottom)
    backwards = frame.to_patient(Vector(0.0, line.z, -line.y).unit())
    return backwards if backwards.dot(frame.posterior) >= 0.0 else -backwards


LEAST_BEHIND_MM = 1.0
"""So far behind the border the tip should lie at least (pijn.com, lumbar facet RF)."""


def is_clear(behind_mm: float) -> bool:
    """Say whether a tip lies behind the border as the rule asks."""
    return behind_mm >= LEAST_BEHIND_MM


def behind_words(behind_mm: float, provenance: Provenance, within_mm: float) -> str:
    """Return where a tip lies against a border, and how sure the border is (see `ForamenBorder`).

    Whole mm, rounded towards the border: what is printed never looks clearer than it is.
    """
    if 0.0 <= behind_mm < LEAST_BEHIND_MM:
        where = _("tip less than 1 mm behind the foramen's border")
    elif behind_mm > 0.0:
        where = _("tip {mm} mm behind the foramen").format(mm=floor(behind_mm))
    else:
        where = _("tip {mm} mm IN FRONT of the foramen's border").format(mm=ceil(-behind_mm))
    if provenance is Provenance.DRAWN:
        return where
    return _("{where} (template, ±{within} mm)").format(where=where, within=ceil(within_mm))


@dataclass(frozen=True)
class TipAtForamen:
    """Where the tip of a needle lies against the foramen that it must stay out of.

    Attributes
    ----------
    level
        The vertebra of the needle's target; the foramen lies above it.
    frame
        Of that vertebra.
    behind_mm
        How far the tip lies behind the border in the lateral view; negative in front of it.
    foot
        Where on the border that distance is measured to, LPS: as far to the side as the tip.
    """

    level: Level
    frame: Frame
    border: ForamenBorder
    behind_mm: float
    foot: Point

    @property
    def clear(self) -> bool:
        """Whether it lies behind the border as the rule asks; where not, it is warned of."""
        return is_clear(self.behind_mm)

    @property
    def words(self) -> str:
        """Where it lies, and how sure the border is, as one phrase."""
        return behind_words(self.behind_mm, self.border.provenance, self.border.within_mm)

    @property
    def name(self) -> str:
        """The foramen in a few words, and how sure its border is: "foramen L3-L4 ±6 mm"."""
        above = self.level.above
        levels = self.level.value if above is None else f"{above.value}-{self.level.value}"
        if self.border.provenance is Provenance.DRAWN:
            return _("foramen {levels}").format(levels=levels)
        return _("foramen {levels} ±{within} mm").format(levels=levels, within=ceil(self.border.within_mm))


def tip_at_foramen(plan: Plan, needle: Needle) -> TipAtForamen | None:
    """Return where the tip of a needle lies against its foramen.

    None for a thermometer, which goes to metal, without a target, and without the vertebra's frame.
    """
    target = plan.target_of(needle)
    if target is None or needle.role is Role.THERMOMETER:
        return None
    frame, border = vertebra_frame(plan, target.bone), foramen_border(plan, target.bone, target.side)
    if frame is None or border is None:
        return None
    behind_mm = tip_behind_mm(needle.tip_mm, border, frame)
    foot = needle.tip_mm + _backwards(border, frame) * -behind_mm
    return TipAtForamen(target.bone, frame, border, behind_mm, foot)


def foramen_border(plan: Plan, level: Level, side: Side) -> ForamenBorder | None:
    """Return the border that a needle on a vertebra must stay behind; None without the vertebra's frame.

    Where a foramen is drawn above this vertebra on this side, the border is its posterior tangent in the
    lateral view, parallel to the vertebra's superior axis. Otherwise it is the front of the superior
    articular process of the template, a line from the anterior end of its neck at the height of the
    pedicle's upper edge to its tip. The template is scaled so that its pedicles are those marked.

    Notes
    -----
    Against the bone of 120 people drawn as those of the samples are, none of them real, the border of the
    template lies between its ends within (L1 to L5, S1) 5, 4, 4, 6, 6 and 9 mm at 95 of 100 places and more.
    In the median it lies too far back on L1 to L3 by 1 mm, too far forward on L4 and L5 by 1 mm, and too far
    back on S1 by 3 mm and 11 at most: there it warns early.
    """
    frame = vertebra_frame(plan, level)
    if frame is None:
        return None
    drawn = _drawn_above(plan, level, side, frame)
    return _of_template(plan, level, side, frame) if drawn is None else _tangent(drawn, frame)


def _own(point: Point, frame: Frame) -> Vector:
    """Return where a point lies in a vertebra's frame: left, posterior, superior of its endplate's centre."""
    return frame.to_frame(point - frame.origin)


def _pedicle(plan: Plan, level: Level, side: Side) -> Point | None:
    marks = plan.landmarks(level)
    if marks is None:
        return None
    return marks.left_pedicle if side is Side.LEFT else marks.right_pedicle


def _of_template(plan: Plan, level: Level, side: Side, frame: Frame) -> ForamenBorder:
    pedicle, marks = _pedicle(plan, level, side), plan.landmarks(level)
    assert pedicle is not None, "a frame comes from both pedicles"
    assert marks is not None
    assert marks.endplate is not None
    shape, marked = shape_of(level), frame.to_frame(pedicle - marks.endplate)
    # across is left out: how far the pedicles are apart says little of how far back their processes stand
    size = Vector(0.0, marked.y, marked.z).length / Vector(0.0, shape.pedicle.y, shape.pedicle.z).length

    def place(own: Vector) -> Point:
        off = (own - shape.pedicle) * size
        return pedicle + frame.to_patient(Vector(side.sign * off.x, off.y, off.z))

    edge = shape.pedicle.z + shape.pedicle_height_mm / 2.0
    neck, tip = shape.medial_branch[0], shape.superior_articular_tip
    within_mm = shape.superior_articular_front_within_mm
    return ForamenBorder(place(tip), place(Vector(neck.x, neck.y, edge)), Provenance.TEMPLATE, within_mm)


def _drawn_above(plan: Plan, level: Level, side: Side, frame: Frame) -> Structure | None:
    """Return the foramen drawn between a vertebra's pedicle and the one above; of several the middlemost.

    One that comes from the template is not drawn: the border of the template is measured, its ball is not.
    """
    own_pedicle = _pedicle(plan, level, side)
    assert own_pedicle is not None, "a frame comes from both pedicles"
    floor = _own(own_pedicle, frame)
    above = None if level.above is None else _pedicle(plan, level.above, side)
    roof_mm = floor.z + FROM_PEDICLE_TO_PEDICLE_MM if above is None else _own(above, frame).z
    found: list[tuple[float, Structure]] = []
    for structure in plan.structures:
        if structure.kind is StructureKind.FORAMEN and structure.is_drawn_by_hand:
            at = _middle(structure, frame)
            if at.x * side.sign > 0.0 and floor.z <= at.z < roof_mm:
                found.append((abs(at.z - (floor.z + roof_mm) / 2.0), structure))
    return min(found, key=lambda entry: entry[0])[1] if found else None


def _middle(structure: Structure, frame: Frame) -> Vector:
    total = Vector(0.0, 0.0, 0.0)
    for point in structure.path_mm:
        total = total + _own(point, frame)
    return total * (1.0 / len(structure.path_mm))


def _tangent(drawn: Structure, frame: Frame) -> ForamenBorder:
    """Return the posterior tangent of a drawn foramen, as long as the foramen is high."""
    points = [_own(point, frame) for point in drawn.path_mm]
    rearmost = max(points, key=lambda point: point.y)
    behind = rearmost + Vector(0.0, drawn.radius_mm, 0.0)
    ends = (max(p.z for p in points) + drawn.radius_mm, min(p.z for p in points) - drawn.radius_mm)
    top, bottom = (frame.origin + frame.to_patient(Vector(behind.x, behind.y, z)) for z in ends)
    return ForamenBorder(top, bottom, Provenance.DRAWN)
