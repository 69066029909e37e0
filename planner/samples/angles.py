"""Cosine and sine that are the same on every machine."""

from __future__ import annotations

from math import cos, radians, sin


def cos_sin(angle_deg: float) -> tuple[float, float]:
    """Return cosine and sine, rounded to 12 places so that no mathematical library shows through."""
    return round(cos(radians(angle_deg)), 12), round(sin(radians(angle_deg)), 12)
