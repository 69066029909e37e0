"""Finds the hardware in a CT: what is seen of it, told as pieces of a plan."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from msgspec.structs import replace

from planner.geometry.curves import Segment
from planner.geometry.solids import Capsule
from planner.geometry.vectors import SUPERIOR, Point
from planner.imaging.metal import Region, find_metal, hides_metal
from planner.imaging.volume import Volume
from planner.plan.parts import Hardware, HardwareKind
from planner.plan.plan import Plan
from planner.suggest.hardware.cement import cements
from planner.suggest.hardware.places import Places
from planner.suggest.hardware.proposal import HardwareProposal, is_head_of
from planner.suggest.hardware.rest import FoundRest, rest
from planner.suggest.hardware.rods import FoundRod, rods
from planner.suggest.hardware.screws import FoundScrew, Head, screws

Tell = Callable[[float], None]
"""Told the share that is done, 0 to 1."""

ROD_MM, ROD_LONG_MM = 9.0, 20.0
"""What is left, no thicker than this and at least so long, and leads up and down, is a rod (ours)."""
UPRIGHT_COS = 0.7
SAME_MM = 3.0
"""A piece whose axis lies no farther than this from that of a piece in the plan is the same one (ours)."""


def propose_hardware(plan: Plan, volume: Volume, tell: Tell = lambda _share: None) -> HardwareProposal:
    """Return the hardware that is seen in a CT; nothing of it is in the plan until somebody accepts it.

    Level and side are those of the plan's landmarks; where these do not tell, they are left for the user.
    """
    metal = find_metal(volume)
    tell(0.1)
    places = Places.of(plan, volume)
    found: list[Hardware] = []
    for n, region in enumerate(metal.regions):
        found += _in_region(volume, region, places)
        tell(0.1 + 0.8 * (n + 1) / len(metal.regions))
    found += [_cement(cloud, places) for cloud in cements(volume)]
    found = [piece for n, piece in enumerate(found) if not any(_same(piece, before) for before in found[:n])]
    found = _in_reading_order(found)
    marked = {piece.id for piece in plan.hardware for new in found if _same(piece, new)}
    new = [piece for piece in found if not any(_same(piece, known) for known in plan.hardware)]
    tell(1.0)
    return HardwareProposal(
        pieces=_numbered(plan, new),
        marked=tuple(sorted(marked)),
        uncertainty_mm=metal.uncertainty_mm(volume),
        is_clipped=metal.is_clipped,
        cut_off_hu=hides_metal(volume),
    )


def _in_region(volume: Volume, region: Region, places: Places) -> list[Hardware]:
    own = [screw for screw in screws(volume, region) if _is_pedicle_screw(screw, places)]
    heads = [screw.head for screw in own if screw.head is not None]
    joining = rods(volume, region, heads)
    found = [piece for screw in own for piece in _screw(screw, places)]
    found += [_rod(rod, places) for rod in joining]
    explained = [solid for piece in found for solid in piece.capsules] + [_whole(head) for head in heads]
    return found + [_rest(piece, places) for piece in rest(region, explained)]


def _in_reading_order(found: list[Hardware]) -> list[Hardware]:
    """Return screws from above downwards, each followed by its head, then rods, cement and the rest."""
    kinds = list(HardwareKind)
    groups: list[list[Hardware]] = []
    for piece in found:
        is_head = piece.kind is HardwareKind.OTHER and bool(groups) and is_head_of(piece, groups[-1][0])
        if is_head:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    groups.sort(
        key=lambda group: (
            kinds.index(group[0].kind),
            -round(group[0].points[0].z / LEVEL_MM),
            group[0].side or "",
        )
    )
    return [piece for group in groups for piece in group]


LEVEL_MM = 15.0
"""Screws whose heads lie no farther apart in height are of one level, for the order of a list."""


def _is_pedicle_screw(screw: FoundScrew, places: Places) -> bool:
    """Say whether a screw is one of the spine: beside it and with a head, or through a marked pedicle."""
    passes = places.pedicle(screw.line.start, screw.line.end) is not None
    return passes or (screw.head is not None and places.is_beside_spine(screw.line.start))


def _screw(screw: FoundScrew, places: Places) -> list[Hardware]:
    """Return a screw and its head, as a plan has them."""
    level, side = places.pedicle(screw.line.start, screw.line.end) or (None, places.side(screw.line.start))
    pieces = [
        Hardware(
            id="",
            kind=HardwareKind.PEDICLE_SCREW,
            level=level,
            side=side,
            from_mm=screw.line.start,
            to_mm=screw.line.end,
            diameter_mm=round(screw.diameter_mm, 1),
        )
    ]
    if screw.head is not None:
        axis = _rounded_in(screw.head)
        pieces.append(
            Hardware(
                id="",
                kind=HardwareKind.OTHER,
                level=level,
                side=side,
                from_mm=axis.start,
                to_mm=axis.end,
                diameter_mm=round(screw.head.diameter_mm, 1),
            )
        )
    return pieces


HEAD_ENDS = 0.5
"""The round ends of a head's capsule stand out by half of its radius: its own ends are flat (ours)."""


def _rounded_in(head: Head) -> Segment:
    inset = min(HEAD_ENDS * head.diameter_mm / 2.0, 0.4 * head.line.length_mm)
    return Segment(head.line.at(inset), head.line.at(head.line.length_mm - inset))


def _whole(head: Head) -> Capsule:
    return Capsule(head.line.start, head.line.end, head.diameter_mm / 2.0)


def _rod(rod: FoundRod, places: Places) -> Hardware:
    middle = rod.path[len(rod.path) // 2]
    return Hardware(
        id="",
        kind=HardwareKind.ROD,
        side=places.side(middle),
        path_mm=rod.path,
        diameter_mm=round(rod.diameter_mm, 1),
    )


def _rest(piece: FoundRest, places: Places) -> Hardware:
    upright = abs((piece.path[-1] - piece.path[0]).unit().dot(SUPERIOR)) >= UPRIGHT_COS
    is_rod = piece.diameter_mm <= ROD_MM and piece.length_mm >= ROD_LONG_MM and upright
    beside = places.is_beside_spine(piece.path[0])
    return _shaped(piece, HardwareKind.ROD if is_rod and beside else HardwareKind.OTHER, places)


def _cement(cloud: FoundRest, places: Places) -> Hardware:
    beside = places.is_beside_spine(cloud.path[0])
    piece = _shaped(cloud, HardwareKind.CEMENT if beside else HardwareKind.OTHER, places)
    return replace(piece, level=places.body(cloud.path[0].towards(cloud.path[-1], 0.5)))


def _shaped(piece: FoundRest, kind: HardwareKind, places: Places) -> Hardware:
    wide = round(piece.diameter_mm, 1)
    side = None if kind is HardwareKind.CEMENT else places.side(piece.path[len(piece.path) // 2])
    if len(piece.path) > 2:
        return Hardware(id="", kind=kind, side=side, path_mm=piece.path, diameter_mm=wide)
    start, end = piece.path
    return Hardware(id="", kind=kind, side=side, from_mm=start, to_mm=end, diameter_mm=wide)


def _same(one: Hardware, other: Hardware) -> bool:
    """Say whether two pieces are the same: of one kind, the axis of one along that of the other."""
    if one.kind is not other.kind:
        return False
    return all(_away_mm(point, other) <= SAME_MM for point in _inner(one))


def _inner(piece: Hardware) -> tuple[Point, ...]:
    """Return places on the axis of a piece, its ends left out: how far it goes is less sure."""
    return tuple(a.towards(b, share) for a, b in pairwise(piece.points) for share in (0.25, 0.75))


def _away_mm(point: Point, piece: Hardware) -> float:
    here = Capsule(point, point, 0.0)
    return min(here.gap_to(Capsule(s.start, s.end, 0.0)).gap_mm for s in piece.capsules)


def _numbered(plan: Plan, pieces: list[Hardware]) -> tuple[Hardware, ...]:
    numbered = []
    for piece in pieces:
        piece = replace(piece, id=plan.free_id("H"))
        plan = plan.with_item(piece)
        numbered.append(piece)
    return tuple(numbered)
