"""What is kept of the room: said once, obeyed by every window and sheet of this user."""

from __future__ import annotations

from collections.abc import Callable

from planner.carm.site import Site, SiteError, save_site
from planner.ui.session import Session


def keep_site(session: Session, site: Site, complain: Callable[[str], None]) -> None:
    """Work for a room and remember it; what keeps it from being remembered is said, and holds until then."""
    session.set_site(site)
    try:
        save_site(site)
    except SiteError as error:
        complain(str(error))
