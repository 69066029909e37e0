"""Where the detector stands for a picture, in words that find room under it."""

from __future__ import annotations

from planner.carm.angles import CArmAngles, from_over_back
from planner.words import _


def stand_words(angles: CArmAngles) -> str:
    """Return where the detector goes from straight AP, over the back: "LEFT 21°, HEAD 17°".

    The sides are the patient's own, the angles whole degrees; a lateral is "LEFT 90°".
    """
    left, head = round(from_over_back(angles)), round(angles.secondary_deg)
    turn = "" if left == 0 else (_("LEFT {n}°") if left > 0 else _("RIGHT {n}°")).format(n=abs(left))
    tilt = "" if head == 0 else (_("HEAD {n}°") if head > 0 else _("FEET {n}°")).format(n=abs(head))
    return _(", ").join(filter(None, (turn, tilt))) or _("straight, no tilt")
