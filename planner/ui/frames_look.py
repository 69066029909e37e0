"""What is looked at of the frames of a real C-arm; no part of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from planner.anatomy.spine import Level
from planner.plan.c_arm import FrameRef, Pixel


class FramePane(StrEnum):
    """The views of frames of a real C-arm, and what a virtual one shows from the same directions."""

    LEFT = "frame_left"
    RIGHT = "frame_right"
    TWIN_LEFT = "frame_twin_left"
    TWIN_RIGHT = "frame_twin_right"


class Overlaid(StrEnum):
    """What of the CT is laid over a frame, beside the plan."""

    NOTHING = "nothing"
    BLEND = "blend"
    EDGES = "edges"


@dataclass(frozen=True)
class OnFrame:
    """Places that were marked in one frame, (column, row)."""

    at: FrameRef
    places_px: tuple[Pixel, ...]


@dataclass(frozen=True)
class FramesLook:
    """Which frames of a C-arm are looked at, and how.

    Attributes
    ----------
    left, right
        The two that are shown; None where there is none.
    level
        The vertebra that is to be laid over them.
    overlaid
        What of the CT is shown with them.
    measured
        Lengths (two places) and angles (three) measured in single frames.
    to_size
        Two places whose distance is known and has still to be told.
    """

    left: FrameRef | None = None
    right: FrameRef | None = None
    level: Level = Level.L4
    overlaid: Overlaid = Overlaid.NOTHING
    measured: tuple[OnFrame, ...] = ()
    to_size: OnFrame | None = None

    def shown(self, pane: FramePane) -> FrameRef | None:
        """Return the frame that belongs to a view, real or virtual."""
        return self.left if pane in (FramePane.LEFT, FramePane.TWIN_LEFT) else self.right

    @property
    def both(self) -> tuple[FrameRef, ...]:
        """The frames that are shown, each once."""
        return tuple(dict.fromkeys(ref for ref in (self.left, self.right) if ref is not None))
