"""Cases of text: names in every character set, claimed rightly, wrongly or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.dicom.cases.case import Case
from tests.dicom.phantom import edit, put_raw, written

_GB, _JIS, _KS = b"\x1b$)A", b"\x1b$B", b"\x1b$)C"


def _named(name: bytes, character_set: bytes) -> Callable[[Path], Path]:
    """Return the writer of images of a patient of that name, in the set that they claim."""

    def write(folder: Path) -> Path:
        for file in written(folder):
            edit(file, put_raw("SpecificCharacterSet", character_set))
            edit(file, put_raw("PatientName", name))
        return folder

    return write


def _of_no_known_set(folder: Path) -> Path:
    for file in written(folder):
        file.write_bytes(file.read_bytes().replace(b"ISO_IR 192", b"ISO_IR 999"))
    return folder


_OWN, _WRONG, _ODD = "character sets", "wrong or missing character set", "odd names"
_WANG = "王^小东"
_EXTENDED_GB = b"Wang^XiaoDong=" + _GB + "王".encode("gb2312") + b"^" + _GB + "小东".encode("gb2312")

CASES: tuple[Case, ...] = (
    Case(_OWN, "UTF-8 (ISO_IR 192)", _named(_WANG.encode(), b"ISO_IR 192"), "load"),
    Case(_OWN, "GB18030", _named(_WANG.encode("gb18030"), b"GB18030"), "load"),
    Case(_OWN, "GBK", _named(_WANG.encode("gbk"), b"GBK"), "load"),
    Case(
        _OWN, "GB2312 by escape sequences (ISO 2022 IR 58)", _named(_EXTENDED_GB, rb"\ISO 2022 IR 58"), "load"
    ),
    Case(
        _OWN,
        "Japanese by escape sequences (ISO 2022 IR 87)",
        _named(b"Yamada^Tarou=" + _JIS + b";3ED\x1b(B^" + _JIS + b"B@O:\x1b(B", rb"\ISO 2022 IR 87"),
        "load",
    ),
    Case(
        _OWN,
        "Korean by escape sequences (ISO 2022 IR 149)",
        _named(b"Hong^Gildong=" + _KS + b"\xfb\xf3^" + _KS + b"\xd1\xce\xd4\xd7", rb"\ISO 2022 IR 149"),
        "load",
    ),
    Case(_OWN, "Latin-1 (ISO_IR 100)", _named("Müller^Jörg".encode("latin-1"), b"ISO_IR 100"), "load"),
    Case(_OWN, "Cyrillic (ISO_IR 144)", _named("Иванов^Пётр".encode("iso8859-5"), b"ISO_IR 144"), "load"),
    Case(
        _WRONG,
        "GBK under Latin-1",
        _named(_WANG.encode("gbk"), b"ISO_IR 100"),
        "load",
        ("The name's character set is in doubt: the file says Latin-1; read as GB18030 it is “王^小东”.",),
    ),
    Case(
        _WRONG,
        "GBK under UTF-8",
        _named(_WANG.encode("gbk"), b"ISO_IR 192"),
        "load",
        ("the file says UTF-8; read as GB18030 it is “王^小东”.",),
    ),
    Case(
        _WRONG,
        "UTF-8 under Latin-1",
        _named("Müller^Jörg".encode(), b"ISO_IR 100"),
        "load",
        ("the file says Latin-1; read as UTF-8 it is “Müller^Jörg”.",),
    ),
    Case(
        _WRONG,
        "GBK without any",
        _named(_WANG.encode("gbk"), b""),
        "load",
        ("The file does not say the name's character set: read as GB18030 it is “王^小东”.",),
    ),
    Case(
        _WRONG,
        "Latin-1 without any",
        _named("Müller^Jörg".encode("latin-1"), b""),
        "load",
        ("The file does not say the name's character set: it is read as Latin-1.",),
    ),
    Case(
        _WRONG,
        "one that is not known",
        _of_no_known_set,
        "load",
        ("The character set “ISO_IR 999” is not known.",),
    ),
    Case(
        _WRONG,
        "bytes that are in no set",
        _named(b"Doe\x80\x81", b"ISO_IR 192"),
        "load",
        ("cannot be read in the character set UTF-8: they are shown as “�”.",),
    ),
    Case(
        _ODD,
        "control characters and line breaks",
        _named(b"Doe\x00\x07\r\nREFUSED^Jane", b"ISO_IR 192"),
        "load",
    ),
    Case(
        _ODD, "turned round by a right-to-left mark", _named("Doe^\u202eenaJ".encode(), b"ISO_IR 192"), "load"
    ),
    Case(_ODD, "markup", _named(b"<img src=file:///x>^<h1>", b"ISO_IR 192"), "load"),
    Case(_ODD, "of 20,000 letters", _named(b"x" * 20_000, b"ISO_IR 192"), "load"),
)
