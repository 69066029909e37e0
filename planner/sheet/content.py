"""The plan sheet as content: what stands on it and in which order, every string already in words.

Nothing here knows fonts, paper or Qt. Whoever paints the sheet adds no word of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from planner.plan.c_arm import FrameRef
from planner.sheet.tables import AngleTable, CheckTable, Code, Notices

_UNPRINTED = {"printed": False}


@dataclass(frozen=True)
class Labelled:
    """A short label and what it labels: "DEPTH", "79 mm"."""

    label: str
    text: str


@dataclass(frozen=True)
class Banner:
    """What stands at the head of every page. `origin` says whether the images are a sample or a person's.

    `page_of` is the wording of the page number with ``{n}`` and ``{total}``: only the painter knows both.
    `watermark` is empty for a person's images.
    """

    program: str
    disclaimer: str
    origin: str
    watermark: str = field(metadata=_UNPRINTED)
    patient: str
    identity: tuple[str, ...]
    plan: str
    made: str
    running: str
    continued: str = field(metadata=_UNPRINTED)
    page_of: str = field(metadata=_UNPRINTED)

    def page_words(self, n: int, total: int) -> str:
        """Return "page n of total" in the sheet's language."""
        return self.page_of.format(n=n, total=total)


@dataclass(frozen=True)
class ProcedureLine:
    """What is done, on which side (in capitals), to which joints and nerves, and how levels were counted."""

    kind: str
    sides: str
    joints: str
    facts: tuple[str, ...]
    nerves: Labelled | None
    count: Labelled
    counted: tuple[str, ...]


@dataclass(frozen=True)
class StopItem:
    """One line of the STOP box. `strong` where the work must not begin before somebody has settled it."""

    label: str
    text: str
    strong: bool


@dataclass(frozen=True)
class StopBox:
    """What to settle before the first needle, worst first."""

    title: str
    items: tuple[StopItem, ...]


@dataclass(frozen=True)
class RoomLines:
    """How the room is set up: pad, sedation, cannula; and under a C-arm, where the detector stands."""

    lines: tuple[Labelled, ...]
    detector: Labelled | None


@dataclass(frozen=True)
class NeedleRow:
    """One needle on the room's page, under the id that the plan, the pictures and the checks use."""

    needle: str
    name: str
    device: str
    depth: Labelled
    lines: tuple[Labelled, ...]


@dataclass(frozen=True)
class CArmSetting:
    """A position of the C-arm: its letter, which endplate to square first, where the detector goes then.

    `stops` is what keeps this room's C-arm from going there; None where nothing does.
    """

    letter: str
    square: Labelled | None
    then: Labelled
    stops: Labelled | None = None


@dataclass(frozen=True)
class CArmGroup:
    """Needles of one side that share a C-arm setting; without one where no C-arm is used."""

    side: str
    setting: CArmSetting | None
    needles: tuple[NeedleRow, ...]


@dataclass(frozen=True)
class TimeOut:
    """What the team says aloud before the first needle, and who says so."""

    label: str
    text: str
    by: str


@dataclass(frozen=True)
class RoomPage:
    """DO: the page that hangs next to the table.

    `depth` says from where depth counts (empty without needles); `signs` are those on which the work stops.
    """

    heading: str
    procedure: ProcedureLine
    timeout: TimeOut
    stop: StopBox
    room: RoomLines
    groups: tuple[CArmGroup, ...]
    depth: str
    footnotes: tuple[str, ...]
    order: Labelled
    dose: tuple[Labelled, ...]
    signs: Labelled


@dataclass(frozen=True)
class Field:
    """Something to write in: a label, a ruled blank (or none, where boxes are to be ticked) and a unit."""

    label: str
    unit: str = ""
    blank: bool = True
    share: float = 1.0


@dataclass(frozen=True)
class FieldGroup:
    """Fields to write in under one title, line by line."""

    title: str
    lines: tuple[tuple[Field, ...], ...]


@dataclass(frozen=True)
class TestStrip:
    """The sensory thresholds and three times each, so that nobody has to multiply in the room."""

    __test__ = False  # pytest would take the name for a test class

    title: str
    rows: tuple[tuple[str, ...], ...]
    note: str


@dataclass(frozen=True)
class RecordPage:
    """RECORD: the page on which the room writes down what was done."""

    heading: str
    needles: tuple[FieldGroup, ...]
    strip: TestStrip | None
    groups: tuple[FieldGroup, ...]


class PictureKind(StrEnum):
    """Which picture of a needle: what a C-arm shows in a view, a slice, or a real picture of a C-arm."""

    AP = "ap"
    OBLIQUE = "oblique"
    LATERAL = "lateral"
    ALONG = "along"
    BARREL = "barrel"
    AXIAL = "axial"
    FRAME = "frame"


@dataclass(frozen=True)
class Bar:
    """A bar to hold a ruler to: so long on paper as it says, if the paper was printed at its full size."""

    length_mm: float
    text: str


@dataclass(frozen=True)
class PictureRequest:
    """A picture of a needle that somebody else renders: `width_mm` x `height_mm` of the patient.

    Below it stand a title with a box to tick, the caption, small print, what else it tells, what is wrong
    with it, and that metal hides the target. With a `bar` it is printed at true scale, a millimetre of the
    patient for each of the paper; without, as large as there is room for. `frame` is which real picture of a
    C-arm it is, where it is one.
    """

    needle: str = field(metadata=_UNPRINTED)
    kind: PictureKind = field(metadata=_UNPRINTED)
    width_mm: float
    height_mm: float
    caption: str
    title: str = ""
    small: str = ""
    remark: str = ""
    warnings: tuple[str, ...] = ()
    hides: str = ""
    bar: Bar | None = None
    frame: FrameRef | None = field(default=None, metadata=_UNPRINTED)


@dataclass(frozen=True)
class NeedlePictures:
    """The pictures of one needle: the views of the C-arm, if one is used, the slices, what is ticked off."""

    title: str
    views: tuple[PictureRequest, ...]
    slices: tuple[PictureRequest, ...]
    ticks: str

    @property
    def pictures(self) -> tuple[PictureRequest, ...]:
        """All pictures in reading order."""
        return self.views + self.slices


@dataclass(frozen=True)
class PicturePage:
    """PICTURES: each needle as the program draws it on the images."""

    heading: str
    legend: tuple[Labelled, ...]
    needles: tuple[NeedlePictures, ...]


@dataclass(frozen=True)
class DeskPage:
    """DESK: for the doctor: what the plan rests on, every check with its source, and what is not known."""

    heading: str
    facts: tuple[Labelled, ...]
    code: Code
    checks: CheckTable
    angles: AngleTable | None
    notices: tuple[Notices, ...]


Page = RoomPage | RecordPage | PicturePage | DeskPage


@dataclass(frozen=True)
class Sheet:
    """The whole plan sheet in one language."""

    language: str = field(metadata=_UNPRINTED)
    title: str = field(metadata=_UNPRINTED)
    made_at: datetime = field(metadata=_UNPRINTED)
    banner: Banner
    pages: tuple[Page, ...]
