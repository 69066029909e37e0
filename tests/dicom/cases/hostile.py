"""Cases of files that are made to do harm; what hangs is tried in the reading process, not here."""

from __future__ import annotations

from tests.dicom.bombs import BESIDE, PACKED, executable, with_all
from tests.dicom.cases.case import Case

_LARGE = "60000 x 60000"

CASES = (
    Case(
        "bombs",
        "a deflated file that unfolds to 2,000 times its size, beside good images",
        BESIDE["deflated 2000 times"],
        "load",
        ("it unfolds to more than an image can be",),
    ),
    Case(
        "bombs",
        "3,000 sequences, one within the other, beside good images",
        BESIDE["3,000 nested sequences"],
        "load",
        ("its header is damaged",),
    ),
    Case(
        "bombs",
        "a header that claims 65,535 x 65,535 pixels, beside good images",
        BESIDE["65,535 x 65,535 pixels"],
        "load",
        ("file ends before its pixels do",),
    ),
    Case(
        "bombs",
        "a header that claims 2,147,483,647 frames, beside good images",
        BESIDE["2,147,483,647 frames"],
        "load",
        ("which has no room to say where each of them lies",),
    ),
    Case(
        "bombs",
        "header and codestream claim 60,000 x 60,000 pixels, beside good images",
        BESIDE["60,000 x 60,000 pixels, packed"],
        "load",
        (f"{_LARGE} pixels are more than a CT has",),
    ),
    *(
        Case("bombs", f"a codestream: {name}", PACKED[name], "refuse", (says,))
        for name, says in (
            ("JPEG 2000 that claims 60,000 x 60,000", f"but {_LARGE} are packed"),
            ("JPEG-LS that claims 60,000 x 60,000", f"but {_LARGE} are packed"),
            ("RLE segments behind the end", "says that it is packed as RLE Lossless, but it is not"),
            ("RLE segments that unfold to more", "its pixels are damaged"),
        )
    ),
    Case("bombs", "a preamble that makes the file a program", executable, "load"),
    Case("bombs", "a UID that is a path", with_all(SOPInstanceUID="../../../tmp/x"), "load"),
    Case("bombs", "a name that is markup", with_all(PatientName="<img src=file:///etc/passwd>"), "load"),
)
