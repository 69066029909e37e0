"""What is kept of the limits of the site: every window and command of this user judges by them."""

from __future__ import annotations

from collections.abc import Callable

from planner.guideline.rules import site_limits
from planner.guideline.site_limits import SiteLimits, SiteLimitsError, save_site_limits
from planner.ui.session import Session


def keep_site_limits(
    session: Session, change: Callable[[SiteLimits], SiteLimits], complain: Callable[[str], None]
) -> None:
    """Change the limits of the site as they stand on the disk now, and judge by them.

    A file that cannot be read is never written over: why is said, and nothing changes.
    """
    try:
        limits = change(site_limits())
        save_site_limits(limits)
    except SiteLimitsError as error:
        complain(str(error))
        return
    session.set_site_limits(limits)
