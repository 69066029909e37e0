"""Discs and archives as senders make them, right or wrong."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from pydicom.uid import ExplicitVRLittleEndian, MediaStorageDirectoryStorage

ITEM, ITEM_END = b"\xfe\xff\x00\xe0", b"\xfe\xff\x0d\xe0"
ENDLESS = b"\xff\xff\xff\xff"


def element(tag: tuple[int, int], vr: bytes, value: bytes) -> bytes:
    """Return an element in Explicit VR Little Endian, padded to an even length."""
    padded = value + (b"\0" if vr == b"UI" else b" ") * (len(value) % 2)
    long = vr in (b"OB", b"SQ", b"UN")
    length = b"\0\0" + struct.pack("<I", len(padded)) if long else struct.pack("<H", len(padded))
    return struct.pack("<HH", *tag) + vr + length + padded


def record(file_id: str | bytes | None, offset: int = 0, endless: bool = False) -> bytes:
    """Return a directory record (PS3.3 F.3.2.2): of an image, or of a patient where it names no file."""
    name = file_id.encode() if isinstance(file_id, str) else file_id
    content = (
        element((4, 0x1400), b"UL", struct.pack("<I", offset))
        + element((4, 0x1410), b"US", b"\xff\xff")
        + element((4, 0x1420), b"UL", struct.pack("<I", offset))
        + element((4, 0x1430), b"CS", b"PATIENT" if name is None else b"IMAGE")
        + (b"" if name is None else element((4, 0x1500), b"CS", name))
        + element((0x10, 0x10), b"PN", b"Doe^Jane")
    )
    if endless:
        return ITEM + ENDLESS + content + ITEM_END + b"\0\0\0\0"
    return ITEM + struct.pack("<I", len(content)) + content


def index(records: Sequence[bytes]) -> bytes:
    """Return the bytes of a DICOMDIR."""
    meta = (
        element((2, 1), b"OB", b"\0\1")
        + element((2, 2), b"UI", MediaStorageDirectoryStorage.encode())
        + element((2, 3), b"UI", b"1.2.3")
        + element((2, 0x10), b"UI", ExplicitVRLittleEndian.encode())
    )
    length = element((2, 0), b"UL", struct.pack("<I", len(meta)))
    data = element((4, 0x1200), b"UL", b"\0\0\0\0") + element((4, 0x1220), b"SQ", b"".join(records))
    return b"\0" * 128 + b"DICM" + length + meta + data


def zipped(archive: Path, files: Sequence[Path], folder: str = "DICOM") -> Path:
    """Pack files and return the archive."""
    with ZipFile(archive, "w", ZIP_DEFLATED) as packed:
        for file in files:
            packed.write(file, f"{folder}/{file.name}" if folder else file.name)
    return archive
