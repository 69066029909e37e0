"""What of the structures of a plan counts for what, as pieces that needles are measured to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.checks.gaps import Pieces, pieces_of
from planner.plan.parts import Structure, StructureKind
from planner.plan.plan import Plan


@dataclass(frozen=True)
class Drawn:
    """The structures of a plan: all, those that hold nerves, roots, foramina, proposals; None for none.

    `proposed` are those of the template that nobody has accepted; they count among the others. `named` has
    every structure by its id.
    """

    all: Pieces | None
    nerves: Pieces | None
    roots: Pieces | None
    foramina: Pieces | None
    proposed: Pieces | None
    named: Mapping[str, Structure]

    @classmethod
    def of(cls, plan: Plan) -> Drawn:
        """Return the structures of a plan."""

        def of_kinds(*kinds: StructureKind) -> Pieces | None:
            return _pieces(tuple(each for each in plan.structures if each.kind in kinds))

        root, foramen, canal = StructureKind.NERVE_ROOT, StructureKind.FORAMEN, StructureKind.CANAL
        return cls(
            all=of_kinds(*StructureKind),
            nerves=of_kinds(root, foramen, canal),
            roots=of_kinds(root),
            foramina=of_kinds(foramen),
            proposed=_pieces(tuple(each for each in plan.structures if each.is_proposal)),
            named={each.id: each for each in plan.structures},
        )


def _pieces(structures: tuple[Structure, ...]) -> Pieces | None:
    return pieces_of(structures) if structures else None
