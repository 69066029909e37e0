"""What the user looks at: cursor, selection, window, slab, oblique view, C-arm, tool; no part of the plan."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum

from planner.carm.angles import AP, CArmAngles
from planner.carm.screen import Greys
from planner.carm.site import Site
from planner.carm.views import CAUDAL_DEG, OBLIQUE_DEG, View
from planner.geometry.vectors import Point
from planner.imaging.reslice import SlabMode
from planner.suggest.paths.access import AccessMap
from planner.ui.frames_look import FramePane, FramesLook


class ViewKind(StrEnum):
    """The four views of slices."""

    AXIAL = "axial"
    SAGITTAL = "sagittal"
    CORONAL = "coronal"
    OBLIQUE = "oblique"


class CArmPane(StrEnum):
    """The views of the C-arm: one that is steered, and three that stay what they are."""

    STEERED = "c_arm_steered"
    AP = "c_arm_ap"
    OBLIQUE = "c_arm_oblique"
    LATERAL = "c_arm_lateral"


class Layout(StrEnum):
    """Which views stand in the window."""

    SLICES = "slices"
    C_ARM = "c_arm"
    THREE = "three"
    FRAMES = "frames"


class NoPoint(Enum):
    """Stands for the point under the mouse where a picture does not tell which it is."""

    NO_DEPTH = "no_depth"
    """A place in a projection is a ray."""


class ObliqueMode(StrEnum):
    """What the oblique view is set along."""

    ALONG = "along"
    BARREL = "barrel"
    FREE = "free"
    SCANNED = "scanned"


class Tool(StrEnum):
    """What the left mouse button does on an image."""

    CROSSHAIR = "crosshair"
    WINDOW = "window"
    DISTANCE = "distance"
    ANGLE = "angle"
    LANDMARK = "landmark"
    VERTEBRA = "vertebra"
    NERVE = "nerve"
    FACET = "facet"
    NEEDLE = "needle"
    SCREW = "screw"
    ROD = "rod"
    KNOWN_LENGTH = "known_length"
    KNOWN_DIAMETER = "known_diameter"
    SEEN_LANDMARK = "seen_landmark"


@dataclass(frozen=True)
class Window:
    """A grey window in HU: `width` above 0 around `level`."""

    width: float
    level: float

    @property
    def low(self) -> float:
        """HU shown black."""
        return self.level - self.width / 2.0

    @property
    def high(self) -> float:
        """HU shown white."""
        return self.level + self.width / 2.0

    def dragged(self, right_px: float, down_px: float) -> Window:
        """Return the window after a drag: to the right widens it, downwards raises the level."""
        width = max(1.0, self.width + right_px * WINDOW_HU_PER_PX)
        return Window(width, self.level + down_px * WINDOW_HU_PER_PX)


WINDOW_HU_PER_PX = 4.0
"""How many HU one pixel of a window drag is worth."""

WINDOW_PRESETS = {
    "soft": Window(400.0, 40.0),
    "bone": Window(2500.0, 480.0),
    "spine": Window(2000.0, 500.0),
    "metal": Window(4000.0, 1000.0),
}
"""The presets of the keys 1 to 4, by name."""


@dataclass(frozen=True)
class Oblique:
    """How the oblique view lies.

    `turn_deg` turns it about the needle (along), in the picture (barrel, scanned) or about the patient's long
    axis (free: 0 coronal, 90 sagittal); `tilt_deg` tips the free view (0 upright, 90 axial); `depth_mm` is
    where the barrel view cuts, from the tip towards the hub.
    """

    mode: ObliqueMode = ObliqueMode.FREE
    turn_deg: float = 0.0
    tilt_deg: float = 0.0
    depth_mm: float = 0.0


ORIGIN = Point(0.0, 0.0, 0.0)
"""Where the cursor stands before images are there."""


@dataclass(frozen=True)
class CArmLook:
    """How the C-arm stands and what its screen shows.

    Attributes
    ----------
    view, free
        The view of the steered pane; `free` are its angles where the user turns it by hand.
    oblique_deg, caudal_deg
        How far the oblique view turns to the side, and the declined one to the feet.
    isocentre
        What lies in the middle, LPS mm.
    magnified
        1 shows the whole field of the machine; 2 half of it, twice as large.
    open_width, open_height
        How far the collimator is open, as shares of the field.
    contrast, brightness
        Of the screen, as in `Greys`; whether bone is dark is the room's.
    noise
        Whether the picture has the noise of photons.
    """

    view: View = View.AP
    free: CArmAngles = AP
    oblique_deg: float = OBLIQUE_DEG
    caudal_deg: float = CAUDAL_DEG
    isocentre: Point = ORIGIN
    magnified: float = 1.0
    open_width: float = 1.0
    open_height: float = 1.0
    contrast: float = 1.0
    brightness: float = 0.0
    noise: bool = False

    @property
    def greys(self) -> Greys:
        """The greys where bone is dark; `greys_of` asks the room."""
        return Greys(contrast=self.contrast, brightness=self.brightness)


Reach = tuple[float, float]
"""The least and the most that something can be set to."""

MAGNIFIED: Reach = (0.4, 4.0)
"""The widest and the closest picture of the C-arm."""
CONTRAST: Reach = (0.3, 5.0)
BRIGHTNESS: Reach = (-0.5, 0.5)
OPEN: Reach = (0.15, 1.0)
"""The collimator never closes more than to this share of the field."""


def within(value: float, reach: Reach) -> float:
    """Return the nearest value that can be set."""
    return min(max(value, reach[0]), reach[1])


def greys_of(look: CArmLook, site: Site) -> Greys:
    """Return the greys of the screen in a room: what the user has set, and bone as the room has it."""
    return Greys(site.bone_dark, look.contrast, look.brightness)


@dataclass(frozen=True)
class Look:
    """The state of the views.

    `cursor` is the point in which the planes cross, LPS mm; `beside` are the views that show the companion;
    `access` is what is possible from the skin for a target, drawn where it is asked for.
    """

    cursor: Point = ORIGIN
    selected: str = ""
    window: Window = WINDOW_PRESETS["spine"]
    slab_mm: float = 0.0
    slab_mode: SlabMode = SlabMode.MEAN
    prone: bool = False
    crosshair: bool = True
    overlays: bool = True
    oblique: Oblique = field(default_factory=Oblique)
    c_arm: CArmLook = field(default_factory=CArmLook)
    layout: Layout = Layout.SLICES
    frames: FramesLook = field(default_factory=FramesLook)
    maximised: ViewKind | CArmPane | FramePane | None = None
    beside: frozenset[ViewKind] = frozenset()
    measurements: tuple[tuple[Point, ...], ...] = ()
    tool: Tool = Tool.CROSSHAIR
    access: AccessMap | None = None

    def with_turned_over(self, kind: ViewKind) -> Look:
        """Return the look in which a view shows the other of main images and companion."""
        return replace(self, beside=self.beside ^ {kind})

    def with_c_arm(self, **changes: object) -> Look:
        """Return the look with the C-arm changed."""
        return replace(self, c_arm=replace(self.c_arm, **changes))  # type: ignore[arg-type]

    def turned_to(self, angles: CArmAngles) -> Look:
        """Return the look with the steered C-arm turned by hand."""
        return self.with_c_arm(view=View.FREE, free=angles)

    def with_frames(self, **changes: object) -> Look:
        """Return the look with other frames, or the same looked at otherwise."""
        return replace(self, frames=replace(self.frames, **changes))  # type: ignore[arg-type]

    def with_oblique(self, **changes: float | ObliqueMode) -> Look:
        """Return the look with parts of the oblique view changed."""
        return replace(self, oblique=replace(self.oblique, **changes))  # type: ignore[arg-type]
