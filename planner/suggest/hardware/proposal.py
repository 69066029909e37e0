"""Hardware that was found in a CT and waits for a user, who accepts a piece or turns it down."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from dataclasses import replace as changed

from msgspec.structs import replace

from planner.plan.parts import Hardware, HardwareKind
from planner.plan.plan import Plan


@dataclass(frozen=True)
class HardwareProposal:
    """What was found in a CT.

    Attributes
    ----------
    pieces
        What was not in the plan, in reading order; with ids that were free there.
    marked
        The ids of those pieces of the plan that were found again.
    uncertainty_mm
        How far a surface of any of them may lie from the true one.
    is_clipped
        Whether the scan cuts metal off, so that its surface is less sure.
    cut_off_hu
        Where the scan is cut off so low that metal looks like bone: nothing can be found. None: it is not.
    taken
        The ids of pieces that were accepted: they are open again where this is undone.
    """

    pieces: tuple[Hardware, ...]
    marked: tuple[str, ...]
    uncertainty_mm: float
    is_clipped: bool
    cut_off_hu: float | None = None
    taken: frozenset[str] = frozenset()

    def open_in(self, plan: Plan) -> tuple[Hardware, ...]:
        """Return the pieces that wait to be accepted."""
        return tuple(p for p in self.pieces if p.id not in self.taken or plan.item(p.id) is None)

    def without(self, piece_id: str) -> HardwareProposal:
        """Return the proposal without a piece that is turned down."""
        return changed(self, pieces=tuple(p for p in self.pieces if p.id != piece_id))


def accepted(plan: Plan, proposal: HardwareProposal, ids: Collection[str]) -> tuple[Plan, HardwareProposal]:
    """Return the plan with open pieces of a proposal in it, and the proposal that knows of it.

    Whether all hardware is marked is for the user to say again: what was said before did not know of these.
    """
    waiting = {piece.id for piece in proposal.open_in(plan)} & set(ids)
    pieces, taken = [], set(proposal.taken)
    for piece in proposal.pieces:
        if piece.id in waiting:
            # somebody may have drawn another piece since, which took the id
            piece = replace(piece, id=plan.free_id("H")) if plan.item(piece.id) is not None else piece
            plan = plan.with_item(piece)
            taken.add(piece.id)
        pieces.append(piece)
    if waiting:
        plan = replace(plan, hardware_reviewed=False)
    return plan, changed(proposal, pieces=tuple(pieces), taken=frozenset(taken))


def is_head_of(piece: Hardware, screw: Hardware) -> bool:
    """Say whether a piece is the head of a screw: thicker, and it begins where the shaft does."""
    is_screw = screw.kind is HardwareKind.PEDICLE_SCREW and piece.kind is HardwareKind.OTHER
    if not is_screw or screw.from_mm is None:
        return False
    near_mm = min(point.distance_to(screw.from_mm) for point in piece.points)
    return piece.diameter_mm > screw.diameter_mm and near_mm <= piece.diameter_mm / 2.0
