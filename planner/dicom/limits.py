"""Every limit of size and time beyond which something is not read: its value, and what happens beyond it.

Images of a scanner are far below them; what is above would take memory or time that the user has not.
"""

from __future__ import annotations

from planner.dicom.tolerances import BYTES, Tolerance
from planner.words import N_

_MIB = 1024 * 1024

MOST_FRAMES = 10_000
LONGEST_HEADER = 256 * _MIB
MOST_INFLATED = 256 * _MIB
LARGEST_SIDE = 8192
MOST_FRAGMENTS = 1 << 16
MOST_PADDING = 1 * _MIB
MOST_BLOCKS = 40
MOST_PICTURES = 1 << 20
MOST_SAMPLES = 1 << 28
LONGEST_INDEX = 64 * _MIB
MOST_RECORDS = 200_000
MOST_MEMBERS = 100_000
MOST_UNPACKED = 32 * 1024 * _MIB
LONGEST_CONTENTS = 32 * _MIB
MUCH, MOST_RATIO = 64 * _MIB, 200
KEPT_FREE = 512 * _MIB
READING_BUDGET = 1024 * _MIB
SILENCE_S = 10.0

LIMITS = (
    Tolerance(
        "images", MOST_FRAMES, "", N_("A file that says it holds more than {value} images is refused.")
    ),
    Tolerance(
        "header", LONGEST_HEADER, BYTES, N_("A file of many images with a header above {value} is refused.")
    ),
    Tolerance(
        "deflated file",
        MOST_INFLATED,
        BYTES,
        N_("A deflated file that unfolds to more than {value} is refused."),
    ),
    Tolerance(
        "rows and columns",
        LARGEST_SIDE,
        "",
        N_("Packed pixels of more than {value} rows or columns are refused: a few bytes can claim any size."),
    ),
    Tolerance(
        "fragments", MOST_FRAGMENTS, "", N_("Packed pixels in more than {value} fragments are refused.")
    ),
    Tolerance(
        "packed image",
        MOST_PADDING,
        BYTES,
        N_("A packed image that is more than {value} above twice the size of its pixels is refused."),
    ),
    Tolerance(
        "blocks",
        MOST_BLOCKS,
        "",
        N_("Slices in more than {value} blocks that overlap are not taken apart: a spine has fewer discs."),
    ),
    Tolerance(
        "captured pictures",
        MOST_PICTURES,
        "",
        N_("A file that says it holds more than {value} captured pictures is refused."),
    ),
    Tolerance(
        "samples", MOST_SAMPLES, "", N_("A captured picture of more than {value} samples is not shown.")
    ),
    Tolerance("index", LONGEST_INDEX, BYTES, N_("An index of a disc above {value} is refused.")),
    Tolerance(
        "entries", MOST_RECORDS, "", N_("An index of a disc with more than {value} entries is refused.")
    ),
    Tolerance("members", MOST_MEMBERS, "", N_("An archive that holds more than {value} files is refused.")),
    Tolerance(
        "unpacked", MOST_UNPACKED, BYTES, N_("An archive that unfolds to more than {value} is refused.")
    ),
    Tolerance(
        "contents",
        LONGEST_CONTENTS,
        BYTES,
        N_("An archive with a table of contents above {value} is refused."),
    ),
    Tolerance(
        "small member",
        MUCH,
        BYTES,
        N_("A file in an archive that unfolds to no more than {value} is taken, however small it is there."),
    ),
    Tolerance(
        "ratio",
        MOST_RATIO,
        "",
        N_("A bigger one is refused where it unfolds to more than {value} times its size there."),
    ),
    Tolerance(
        "kept free",
        KEPT_FREE,
        BYTES,
        N_("An archive is refused where it would leave less than {value} of the disk free."),
    ),
    Tolerance(
        "memory",
        READING_BUDGET,
        BYTES,
        N_("A file is refused that takes more than {value} of memory besides its volume."),
    ),
    Tolerance(
        "silence",
        SILENCE_S,
        "s",
        N_("A file is given up when nothing has come of it for {value}; big files are waited for longer."),
    ),
)
"""All of them, in the order in which they are listed."""
