"""Every tolerance that decides what becomes of images: its value, and what happens on which side of it."""

from __future__ import annotations

from dataclasses import dataclass

from planner.dicom.notes import note
from planner.words import N_, _

BYTES = "bytes"
"""The unit of what is shown in MiB or GiB."""


@dataclass(frozen=True)
class Tolerance:
    """A limit with a name.

    Attributes
    ----------
    name
        What it is called in the table of cases.
    value
        The limit itself belongs to what is still accepted.
    unit
        "mm", "°", "slices", "slice steps", "bytes" or "s"; empty where it has none.
    message
        What happens on which side, with ``{value}`` in it; `sentence` puts it into words.
    """

    name: str
    value: float
    unit: str
    message: str

    def holds(self, value: float) -> bool:
        """Say whether a value is not above the limit."""
        return value <= self.value

    @property
    def sentence(self) -> str:
        """What happens on which side, in the language in force."""
        return str(note(self.message, value=self.shown))

    @property
    def shown(self) -> str:
        """The value with its unit, as "0.1 mm"; bytes as "256 MiB" or "1 GiB"."""
        if self.unit == BYTES:
            mib = self.value / 2**20
            return f"{mib / 1024:g} GiB" if mib >= 1024.0 else f"{mib:g} MiB"
        number = f"{self.value:.10f}".rstrip("0").rstrip(".")
        if self.unit == "°":
            return f"{number}°"
        return f"{number} {_(self.unit)}" if self.unit else number


SLICES = N_("slices")
SLICE_STEPS = N_("slice steps")

SAME_PLACE = Tolerance(
    "same place",
    0.01,
    "mm",
    N_(
        "Slices within {value} of each other along their normal lie in the same place; different pictures in "
        "one place are refused unless something tells them apart."
    ),
)
EVEN_GRID = Tolerance(
    "even grid",
    0.1,
    "mm",
    N_("A stack with a slice or a gap more than {value} off an even grid is refused."),
)
TILT = Tolerance(
    "tilt",
    0.1,
    "°",
    N_("A stack whose slices are sheared by more than {value} is resampled to right angles."),
)
DRIFT = Tolerance(
    "drift",
    0.05,
    "mm",
    N_(
        "A stack that would have its first and last slice more than {value} off if it were taken as "
        "right-angled is resampled too."
    ),
)
UNIT_VECTORS = Tolerance(
    "unit vectors",
    1e-3,
    "",
    N_(
        "Directions of rows and columns that are off perpendicular unit vectors by more than {value} are "
        "refused; those within it are squared."
    ),
)
ORIENTATION = Tolerance(
    "orientation",
    1e-4,
    "",
    N_("Slices whose direction cosines differ by more than {value} belong to different stacks."),
)
PIXEL_SPACING = Tolerance(
    "pixel spacing",
    1e-5,
    "mm",
    N_("Slices whose pixel spacings differ by more than {value} belong to different stacks."),
)
BLOCK_GAP = Tolerance(
    "block gap",
    3.5,
    SLICE_STEPS,
    N_(
        "A gap of more than {value} between slices divides them into stacks of their own, and is said; in a "
        "smaller one slices are missing, and the stack is refused."
    ),
)
BLOCK_SLICES = Tolerance(
    "smallest block",
    2,
    SLICES,
    N_(
        "Slices that lie apart in blocks become stacks of their own where each block is a single image or "
        "has more than {value}."
    ),
)
PLANE = Tolerance(
    "plane",
    30.0,
    "°",
    N_("Slices turned by more than {value} from every plane of the body are called oblique."),
)
FEW_SLICES = Tolerance(
    "few slices",
    7,
    SLICES,
    N_("Volumes of {value} or fewer are preselected only where there is nothing else."),
)
SHORT = Tolerance(
    "short volume",
    60.0,
    "mm",
    N_(
        "Volumes that reach over no more than {value} of the body hold no two vertebrae: they are "
        "preselected only where there is nothing else."
    ),
)
TWIN = Tolerance(
    "twin",
    0.01,
    "mm",
    N_(
        "Of two volumes whose voxels lie within {value} of each other, one compressed with loss is not "
        "preselected."
    ),
)
TOLERANCES = (
    SAME_PLACE,
    EVEN_GRID,
    TILT,
    DRIFT,
    UNIT_VECTORS,
    ORIENTATION,
    PIXEL_SPACING,
    BLOCK_GAP,
    BLOCK_SLICES,
    PLANE,
    FEW_SLICES,
    SHORT,
    TWIN,
)
"""All of them, in the order in which they are listed."""
