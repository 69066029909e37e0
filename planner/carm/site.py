"""What a room says once: how its monitor shows the patient, and what its C-arm can do.

It is kept as ``site.json`` in the user's folder of settings, and every picture of the C-arm obeys it.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from platformdirs import user_config_path

from planner.anatomy.spine import Side
from planner.carm.beam import Beam
from planner.carm.beam_view import BeamView
from planner.carm.machine import Machine
from planner.plan.settings import SettingsFileError, read_settings, save_settings
from planner.words import _


class SiteError(Exception):
    """The file of the room cannot be read or written. `str` is one sentence: which file, why, what to do."""


class Site(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A procedure room.

    Attributes
    ----------
    patient_left
        On which side of the monitor the patient's left is seen when the detector stands over the back;
        None while nobody has confirmed it: pictures are then as for left, and whoever shows one says so.
    machine
        The C-arm.
    bone_dark
        Whether the monitor shows bone and metal dark.
    """

    patient_left: Side | None = None
    machine: Machine = Machine()
    bone_dark: bool = True

    @property
    def mirrored(self) -> bool:
        """Whether pictures must be mirrored left to right.

        As a `Beam` sees it, from the detector over the back, the patient's left is on the left.
        """
        return self.patient_left is Side.RIGHT

    def laid(self, beam: Beam) -> BeamView:
        """Return a beam's picture as the monitor lays it."""
        return BeamView(beam, self.mirrored)


def screen_words(site: Site) -> str:
    """Return on which side of the screen the patient's left is seen, and whether that is confirmed."""
    if site.patient_left is None:
        return _("Monitor not confirmed: shown with the patient's LEFT on the LEFT of the screen.")
    if site.mirrored:
        return _("The patient's LEFT is on the RIGHT of the screen.")
    return _("The patient's LEFT is on the LEFT of the screen.")


def site_path() -> Path:
    """Return where the room is kept."""
    return user_config_path("facet-planner") / "site.json"


def load_site(path: Path | None = None) -> Site:
    """Return the room as it was saved; one that nothing is known of where there is no file.

    Raises
    ------
    SiteError
        If the file cannot be read, or holds an unknown key or an impossible value.
    """
    file = path or site_path()
    try:
        return read_settings(file, Site) or Site()
    except SettingsFileError as error:
        raise SiteError(str(error)) from error
    except ValueError as error:
        sentence = _("{file}: not a room's settings ({why}). Correct it or delete it, then confirm the room.")
        raise SiteError(sentence.format(file=file.name, why=str(error).rstrip("."))) from error


def save_site(site: Site, path: Path | None = None) -> None:
    """Save the room, whole or not at all.

    Raises
    ------
    SiteError
        If it cannot be written; what was there is then as it was.
    """
    try:
        save_settings(path or site_path(), site)
    except SettingsFileError as error:
        raise SiteError(str(error)) from error
