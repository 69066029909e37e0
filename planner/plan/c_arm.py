"""What a plan keeps of pictures of a C-arm: known sizes, landmarks seen in them, the CT laid over them.

Places in a picture are (column, row) of its square pixels as the beam sees it, centres of pixels at whole
numbers. The space of a C-arm has the patient's axes and the isocentre as its origin, in mm.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec.structs import replace

from planner.anatomy.spine import Level
from planner.geometry.rigid import Rigid
from planner.geometry.vectors import Vector
from planner.plan.part import Part

Pixel = tuple[float, float]
"""Column and row."""


class FrameRef(Part, frozen=True):
    """Which frame of which file: SOPInstanceUID, and its number in it from 0."""

    sop_instance_uid: str
    frame: int = 0


class KnownSize(Part, frozen=True, kw_only=True):
    """Something of known size in a frame: the two ends of a length, or opposite edges of a diameter."""

    at: FrameRef
    kind: str
    from_px: Pixel
    to_px: Pixel
    size_mm: float


class SeenLandmark(Part, frozen=True, kw_only=True):
    """A landmark of a vertebra, by its name among `Landmarks`, where it is seen in a frame."""

    level: Level
    landmark: str
    at: FrameRef
    place_px: Pixel

    @property
    def what(self) -> tuple[Level, str, FrameRef]:
        """What it is of: there is one such place in a plan."""
        return self.level, self.landmark, self.at


class LaidOver(Part, frozen=True, kw_only=True):
    """One vertebra of the CT laid over frames: where it lies in the space of the C-arm.

    Attributes
    ----------
    ct_to_c_arm
        The first three rows of the 4 x 4 matrix, row by row; mm.
    residual_mm
        How far the marked landmarks lie from where they are then seen, root mean square, at the isocentre.
    in_plane_mm, in_depth_mm
        Within about so much it lies right: across the rays, and along them.
    accepted
        Whether a person has looked at it and it fits. Without this nothing of the CT is drawn on a frame.
    """

    level: Level
    frames: tuple[FrameRef, ...]
    ct_to_c_arm: tuple[float, ...]
    residual_mm: float
    in_plane_mm: float
    in_depth_mm: float
    accepted: bool = False

    def __post_init__(self) -> None:
        if len(self.ct_to_c_arm) != ROWS * COLUMNS:
            raise ValueError("ct_to_c_arm needs twelve numbers")
        if not self.frames:
            raise ValueError("a vertebra is laid over at least one frame")

    @property
    def motion(self) -> Rigid:
        """The motion that takes points of the CT to the C-arm's space."""
        m = self.ct_to_c_arm
        columns = [Vector(*m[n::COLUMNS]) for n in range(COLUMNS)]
        return Rigid(*columns)


ROWS, COLUMNS = 3, 4


def rows_of(motion: Rigid) -> tuple[float, ...]:
    """Return a motion as `LaidOver.ct_to_c_arm` keeps it."""
    return tuple(float(number) for number in motion.matrix[:ROWS].ravel())


class ConfirmedView(Part, frozen=True, kw_only=True, omit_defaults=True):
    """A series whose view in words somebody has compared with how the patient lay.

    `letters` are the directions along the rows and down the columns, as somebody has told them where the
    files do not: ("R", "F").
    """

    series_uid: str
    letters: tuple[str, str] | None = None


class Positions(StrEnum):
    """Where a plan's positions come from: its CT, or pictures of a C-arm, counted from the isocentre.

    The mm of the second are estimates: they rest on distances that the C-arm has told.
    """

    CT = "ct"
    C_ARM = "c_arm"

    @property
    def are_of_c_arm(self) -> bool:
        """Whether they are counted from the isocentre of a C-arm."""
        return self is Positions.C_ARM


class CArm(Part, frozen=True, kw_only=True, omit_defaults=True):
    """All that a plan keeps of pictures of a C-arm.

    Attributes
    ----------
    positions
        Where the plan's positions come from.
    confirmed
        The series whose views somebody has confirmed.
    """

    positions: Positions = Positions.CT
    confirmed: tuple[ConfirmedView, ...] = ()
    known_sizes: tuple[KnownSize, ...] = ()
    landmarks: tuple[SeenLandmark, ...] = ()
    laid_over: tuple[LaidOver, ...] = ()

    def __post_init__(self) -> None:
        if len({seen.what for seen in self.landmarks}) < len(self.landmarks):
            raise ValueError("a landmark is marked twice in one frame")
        if len({view.series_uid for view in self.confirmed}) < len(self.confirmed):
            raise ValueError("the view of a series is confirmed twice")
        if len({laid.level for laid in self.laid_over}) < len(self.laid_over):
            raise ValueError("a vertebra is laid over frames twice")

    def known_size(self, at: FrameRef) -> KnownSize | None:
        """Return what of known size is marked in a frame; None where nothing is."""
        return next((size for size in self.known_sizes if size.at == at), None)

    def with_known_size(self, size: KnownSize) -> CArm:
        """Return it with something of known size in place of what was marked in that frame before."""
        others = tuple(other for other in self.known_sizes if other.at != size.at)
        return replace(self, known_sizes=(*others, size))

    def without_known_size(self, at: FrameRef) -> CArm:
        """Return it with nothing of known size in a frame."""
        return replace(self, known_sizes=tuple(size for size in self.known_sizes if size.at != at))

    def seen_of(self, level: Level) -> tuple[SeenLandmark, ...]:
        """Return the landmarks of a vertebra that are marked in frames."""
        return tuple(seen for seen in self.landmarks if seen.level is level)

    def with_landmark(self, seen: SeenLandmark) -> CArm:
        """Return it with a landmark marked in a frame, in place of the same one there."""
        others = tuple(other for other in self.landmarks if other.what != seen.what)
        return replace(self, landmarks=(*others, seen))

    def without_landmarks(self, level: Level) -> CArm:
        """Return it with no landmark of a vertebra marked in any frame."""
        return replace(self, landmarks=tuple(s for s in self.landmarks if s.level is not level))

    def laid(self, level: Level) -> LaidOver | None:
        """Return how a vertebra is laid over frames, accepted or not; None where it is not."""
        return next((laid for laid in self.laid_over if laid.level is level), None)

    def with_laid(self, laid: LaidOver) -> CArm:
        """Return it with a vertebra laid over frames, in place of how it was before."""
        others = tuple(other for other in self.laid_over if other.level is not laid.level)
        order = sorted((*others, laid), key=lambda each: each.level.order)
        return replace(self, laid_over=tuple(order))

    def without_laid(self, level: Level) -> CArm:
        """Return it with a vertebra that is not laid over any frame."""
        return replace(self, laid_over=tuple(each for each in self.laid_over if each.level is not level))

    def confirmed_view(self, series_uid: str) -> ConfirmedView | None:
        """Return what somebody has confirmed of a series; None where nobody has."""
        return next((view for view in self.confirmed if view.series_uid == series_uid), None)

    def with_confirmed(self, view: ConfirmedView) -> CArm:
        """Return it with the view of a series confirmed."""
        others = tuple(other for other in self.confirmed if other.series_uid != view.series_uid)
        return replace(self, confirmed=(*others, view))
