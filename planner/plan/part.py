"""What all parts of a plan share, and where a part comes from."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What all parts of a plan share: frozen, unknown keys refused."""


class Provenance(StrEnum):
    """Where landmarks, the course of a nerve, the place of a joint or a structure at risk come from.

    Drawn by hand; from the template, laid on landmarks or found in the images; or that, then moved by hand.
    """

    DRAWN = "drawn"
    TEMPLATE = "template"
    TEMPLATE_EDITED = "template_edited"
