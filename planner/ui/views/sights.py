"""What a view draws of its session."""

from __future__ import annotations

from planner.ui.frames import plan_in_frame
from planner.ui.overlays.sight import AnyView, Sight
from planner.ui.session import Session


def sight_in_frame(session: Session, view: AnyView) -> Sight:
    """Return a sight of what of the plan is drawn on frames, with what the checks say of it."""
    plan = plan_in_frame(session, session.plan)
    names = {item.id for item in plan.items}
    results = tuple(result for result in session.results if result.subject in names)
    return Sight(plan, results, view, session.look.selected, whole=plan)


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
