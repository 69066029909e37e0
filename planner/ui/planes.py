"""Which plane each view shows: the standard planes through the cursor, and those of a needle or a nerve."""

from __future__ import annotations

from math import atan2, cos, degrees, radians, sin

from planner.geometry.curves import Segment
from planner.geometry.frames import ViewPlane, axial, coronal, sagittal
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Point, Vector, any_perpendicular
from planner.imaging.volume import Volume
from planner.plan.parts import FacetTarget, Hardware, MedialBranch, Needle, Structure, Target
from planner.plan.plan import Item, Plan
from planner.ui.look import Look, Oblique, ObliqueMode, ViewKind


def plane_of(
    kind: ViewKind,
    look: Look,
    plan: Plan,
    volume: Volume,
    scanned: Volume | None = None,
    mirrored: bool = False,
) -> ViewPlane:
    """Return the plane that a view shows; its (u, v) origin stays put while the view scrolls.

    Parameters
    ----------
    volume
        The images that are planned on: its centre is the origin.
    scanned
        The volume whose own slices the oblique view follows where it is set to; None: `volume`.
    mirrored
        Whether the views along a needle and down its barrel are laid the other way round, as the room's
        monitor lays the pictures of the C-arm; the standard planes never are.
    """
    match kind:
        case ViewKind.AXIAL:
            plane = axial(volume.centre)
            if look.prone:
                plane = ViewPlane(plane.centre, -plane.right, -plane.down)
            return plane.through(look.cursor)
        case ViewKind.SAGITTAL:
            return sagittal(volume.centre).through(look.cursor)
        case ViewKind.CORONAL:
            return coronal(volume.centre).through(look.cursor)
        case ViewKind.OBLIQUE:
            return oblique_plane(look, plan, volume, scanned or volume, mirrored)


def oblique_plane(
    look: Look, plan: Plan, volume: Volume, scanned: Volume, mirrored: bool = False
) -> ViewPlane:
    """Return the plane of the oblique view: of the slices as scanned, of the needle looked at, or free."""
    if look.oblique.mode is ObliqueMode.SCANNED:
        plane = scanned_plane(scanned, volume.centre).through(look.cursor)
        return plane.turned(look.oblique.turn_deg)
    needle = needle_in_view(plan, look.selected)
    if needle is None or look.oblique.mode is ObliqueMode.FREE:
        return free_plane(look.oblique, volume.centre).through(look.cursor)
    if look.oblique.mode is ObliqueMode.BARREL:
        plane = barrel_plane(needle.segment, look.oblique.depth_mm, mirrored)
        return plane.turned(look.oblique.turn_deg)
    return along_plane(needle.segment, partner_direction(plan, needle), look.oblique.turn_deg, mirrored)


def needle_in_view(plan: Plan, selected: str) -> Needle | None:
    """Return the selected needle, or the first needle of the selected target."""
    item = plan.item(selected)
    if isinstance(item, Needle):
        return item
    if isinstance(item, MedialBranch | FacetTarget):
        return next(iter(plan.needles_of(item)), None)
    return None


def target_in_view(plan: Plan, selected: str) -> Target | None:
    """Return the selected target, or that of the selected needle."""
    item = plan.item(selected)
    target = plan.target_of(item) if isinstance(item, Needle) else item
    return target if isinstance(target, MedialBranch | FacetTarget) else None


WITHOUT_NEEDLE = (ObliqueMode.FREE, ObliqueMode.SCANNED)
"""What the oblique view can be set to where no needle is looked at."""


def mode_in_view(look: Look, needle: Needle | None) -> ObliqueMode:
    """Return what the oblique view is set along: a needle only where one is looked at."""
    mode = look.oblique.mode
    return mode if needle is not None or mode in WITHOUT_NEEDLE else ObliqueMode.FREE


def partner_direction(plan: Plan, needle: Needle) -> Vector:
    """Return the direction that the along-needle view should hold besides the needle: its nerve or slit.

    Where the needle has no target with a direction, the patient's left-right axis.
    """
    target = plan.target_of(needle)
    if isinstance(target, MedialBranch) and target.course is not None and target.stretch is not None:
        low, high = target.stretch
        start, end = target.course.at(low), target.course.at(high)
        if start != end:
            return end - start
    if isinstance(target, FacetTarget) and target.opening_mm is not None:
        return target.opening_mm[1] - target.opening_mm[0]
    return LEFT


def along_plane(needle: Segment, partner: Vector, turn_deg: float = 0.0, mirrored: bool = False) -> ViewPlane:
    """Return a plane that holds the needle, entry at the top and tip at the bottom, centred on the tip.

    The patient's left is on the left, as in the view down the barrel and in the axial view turned back up;
    `mirrored` on the right. At 0 degrees it also holds `partner` as far as it can; `turn_deg` turns it about
    the needle, the same way whether it is mirrored or not.
    """
    down = needle.direction
    across = partner.without(down)
    if across.length < PARALLEL_SINE * partner.length:
        across = LEFT.without(down)
    right = across.unit() if across.length > PARALLEL_SINE else any_perpendicular(down)
    if right.dot(LEFT) > 0.0:
        right = -right
    turned = right * cos(radians(turn_deg)) + down.cross(right) * sin(radians(turn_deg))
    return laid(ViewPlane(needle.end, turned.unit(), down), mirrored)


PARALLEL_SINE = 0.05
"""Sine below which two directions are too parallel (3 degrees) to span a plane."""


def barrel_plane(needle: Segment, depth_mm: float = 0.0, mirrored: bool = False) -> ViewPlane:
    """Return the plane across the needle seen from its hub, head up, `depth_mm` from the tip hubwards.

    The patient's left is on the left where the hub points back; `mirrored` on the right.
    """
    into = needle.direction
    up = SUPERIOR.without(into)
    if up.length < PARALLEL_SINE:
        up = (-POSTERIOR).without(into)
    down = -up.unit()
    return laid(ViewPlane(needle.end + into * -depth_mm, down.cross(into).unit(), down), mirrored)


def laid(plane: ViewPlane, mirrored: bool) -> ViewPlane:
    """Return a plane laid the other way round from left to right if it is to be mirrored."""
    return ViewPlane(plane.centre, -plane.right, plane.down) if mirrored else plane


def free_plane(oblique: Oblique, centre: Point) -> ViewPlane:
    """Return the free plane: coronal, turned about the long axis, then tipped until it is axial at 90."""
    turn, tilt = radians(oblique.turn_deg), radians(oblique.tilt_deg)
    right = LEFT * cos(turn) + POSTERIOR * sin(turn)
    depth = POSTERIOR * cos(turn) + LEFT * -sin(turn)
    down = SUPERIOR * -cos(tilt) + depth * sin(tilt)
    return ViewPlane(centre, right.unit(), down.without(right.unit()).unit())


def scanned_plane(volume: Volume, centre: Point) -> ViewPlane:
    """Return the plane of a volume's own slices, laid as the standard plane nearest to it is seen."""
    normal = Vector(*volume.voxel_to_patient[:3, 2].tolist()).unit()
    nearest = max(
        (make(centre) for make in (axial, sagittal, coronal)), key=lambda p: abs(p.normal.dot(normal))
    )
    away = normal if normal.dot(nearest.normal) > 0.0 else -normal
    right = nearest.right.without(away).unit()
    return ViewPlane(centre, right, away.cross(right))


def free_along(direction: Vector, oblique: Oblique) -> Oblique:
    """Return the free view turned so that it holds `direction` (a nerve course) and is nearly sagittal."""
    turn_deg = degrees(atan2(direction.y, direction.x)) if abs(direction.x) + abs(direction.y) > 0.0 else 90.0
    if turn_deg > 90.0:
        turn_deg -= 180.0
    elif turn_deg < -90.0:
        turn_deg += 180.0
    return Oblique(ObliqueMode.FREE, turn_deg, 0.0, oblique.depth_mm)


def focus_of(item: Item) -> Point | None:
    """Return the point to look at for a part of the plan; None where nothing is marked yet."""
    match item:
        case Needle():
            return item.tip_mm
        case MedialBranch():
            if item.course is None:
                return item.course_mm[0] if item.course_mm else None
            low, high = item.stretch or (0.0, item.course.length_mm)
            return item.course.at((low + high) / 2.0)
        case FacetTarget():
            return item.point_mm
        case Hardware():
            return item.points[0].towards(item.points[-1], 0.5)
        case Structure():
            return item.path_mm[len(item.path_mm) // 2]
