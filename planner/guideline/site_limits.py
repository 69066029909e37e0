"""The limits that a site has changed for all its plans: shipped < site < plan.

They are kept as ``limits.json`` beside the room's ``site.json``, in the user's folder of settings; the window
and the command line obey them alike.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import msgspec
from platformdirs import user_config_path

from planner.devices.placement import placement_keys
from planner.guideline.changes import unfit_words
from planner.guideline.limits import Limit
from planner.guideline.sources import Entry
from planner.plan.settings import SettingsFileError, read_settings, save_settings
from planner.words import _


class SiteLimitsError(Exception):
    """The limits of the site cannot be read or written. `str` is a sentence: which file, why, what to do."""


class SiteLimit(Entry, frozen=True, kw_only=True):
    """A limit as the site wants it, in the unit of the limit; who chose it, and on which day."""

    value: float
    by: str = ""
    on: str = ""

    @property
    def who(self) -> str:
        """Who chose it and when: "Dr Li, 2026-03-01"; empty: nobody says."""
        return ", ".join(filter(None, (self.by.strip(), self.on.strip())))


class SiteLimits(Entry, frozen=True, kw_only=True):
    """What a site has changed, by the key of the limit ("alignment.warn"); `name`: who changes now."""

    format: Literal["facet-limits"] = "facet-limits"
    version: Literal[1] = 1
    name: str = ""
    limits: dict[str, SiteLimit] = msgspec.field(default_factory=dict)

    @property
    def errors(self) -> dict[str, float]:
        """The errors of a placement that the site expects."""
        return {key: each.value for key, each in self.limits.items() if key in placement_keys()}

    def with_limit(self, key: str, limit: SiteLimit | None) -> SiteLimits:
        """Return the limits with one changed; None puts the shipped one back."""
        limits = {k: v for k, v in self.limits.items() if k != key}
        if limit is not None:
            limits[key] = limit
        return msgspec.structs.replace(self, limits=limits)


def site_limits_path() -> Path:
    """Return where the limits of the site are kept."""
    return user_config_path("facet-planner") / "limits.json"


def load_site_limits(known: dict[str, Limit], path: Path | None = None) -> SiteLimits:
    """Return the limits of the site as they were saved; none where there is no file.

    Parameters
    ----------
    known
        Every limit as shipped, by its key.

    Raises
    ------
    SiteLimitsError
        If the file cannot be read, has an unknown key, or changes what is no limit, is stated by its source,
        or cannot be meant.
    """
    file = path or site_limits_path()
    try:
        limits = read_settings(file, SiteLimits) or SiteLimits()
    except SettingsFileError as error:
        raise SiteLimitsError(str(error)) from error
    except ValueError as error:
        raise _refusal(file.name, str(error)) from error
    for key, each in limits.limits.items():
        if why := unfit_words(key, each.value, known):
            raise _refusal(file.name, why)
    return limits


def _refusal(name: str, why: str) -> SiteLimitsError:
    if unknown := re.match(r"Object contains unknown field `(.*?)`", why):
        why = _("unknown key “{key}”").format(key=unknown[1])
    sentence = _("{file}: not the limits of a site ({why}). Correct it, or delete it to use those shipped.")
    return SiteLimitsError(sentence.format(file=name, why=why.rstrip(".")))


def save_site_limits(limits: SiteLimits, path: Path | None = None) -> None:
    """Save the limits of the site, whole or not at all.

    Raises
    ------
    SiteLimitsError
        If they cannot be written; what was there is then as it was.
    """
    try:
        save_settings(path or site_limits_path(), limits)
    except SettingsFileError as error:
        raise SiteLimitsError(str(error)) from error
