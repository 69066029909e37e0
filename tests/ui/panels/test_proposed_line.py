"""What the program put into a plan and nobody has looked at: list and card say so; it is accepted there."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from planner.plan.parts import Hardware, Needle
from planner.ui.panels.hardware_panel import HardwarePanel
from planner.ui.panels.needles_panel import NeedlesPanel
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from tests.ui.panels.looking import Show, click, texts

WORDS = "Proposed by the program, accepted by nobody"


def proposed(session: Session, item_id: str) -> None:
    item = session.committed.item(item_id)
    assert isinstance(item, Needle | Hardware)
    session.commit(session.committed.with_item(replace(item, accepted=False)), "as proposed")


@pytest.mark.parametrize(("kind", "item_id"), [(NeedlesPanel, "N1"), (HardwarePanel, "H1")])
def test_it_is_said_until_somebody_accepts_it(
    planned: Session, hand: Hand, show: Show, kind: type[NeedlesPanel | HardwarePanel], item_id: str
) -> None:
    panel = show(kind(planned, hand))
    planned.select(item_id)
    assert WORDS not in texts(panel)
    assert not panel.card.proposed.isVisible()

    proposed(planned, item_id)
    assert panel.card.proposed.isVisible()
    assert WORDS in texts(panel.card)
    line = panel.list.currentItem().data(Qt.ItemDataRole.AccessibleTextRole)
    assert "accepted by nobody" in line

    click(panel.card.proposed.accept)
    item = planned.committed.item(item_id)
    assert isinstance(item, Needle | Hardware)
    assert item.accepted
    assert planned.undo_stack.undoText() == f"Accept {item_id}"
    assert not panel.card.proposed.isVisible()
    planned.undo_stack.undo()
    assert panel.card.proposed.isVisible()
