"""What a view draws of its session."""

from __future__ import annotations

from planner.ui.overlays.sight import AnyView, Sight
from planner.ui.session import Session


def sight_of(session: Session, view: AnyView) -> Sight:
    """Return a sight of the plan, of what waits to be accepted and of what is possible from the skin."""
    return Sight(
        session.plan,
        session.results,
        view,
        session.look.selected,
        proposed=session.proposed,
        access=session.look.access,
    )
