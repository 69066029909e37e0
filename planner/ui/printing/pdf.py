"""The sheet as a PDF: vector text, embedded fonts, lossless pictures, the same bytes for the same sheet."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QUuid
from PySide6.QtGui import QPdfWriter

from planner.plan.whole import write_whole
from planner.sheet.content import Sheet
from planner.sheet.texts import texts
from planner.ui.sheet_painter import Pictures, paint_sheet

RESOLUTION_DPI = 1200
"""Fineness of positions in the file."""


def write_pdf(sheet: Sheet, path: Path, pictures: Pictures) -> None:
    """Write a sheet as a PDF, whole or not at all.

    Raises
    ------
    OSError
        If the file cannot be written; what stood there before is then as it was.
    """
    write_whole(path, pdf_bytes(sheet, pictures), FILE_MODE)


FILE_MODE = 0o600
"""The sheet names a patient: it is its writer's to pass on."""


def pdf_bytes(sheet: Sheet, pictures: Pictures) -> bytes:
    """Return a sheet as the bytes of a PDF: the same sheet and pictures give the same bytes."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(RESOLUTION_DPI)
    writer.setTitle(sheet.title)
    writer.setCreator(sheet.banner.program)
    writer.setDocumentId(QUuid(str(uuid5(NAMESPACE_OID, "\n".join(texts(sheet))))))
    paint_sheet(sheet, writer, pictures)
    buffer.close()
    return _dated(bytes(content.data()), sheet.made_at)


def _dated(content: bytes, made_at: datetime) -> bytes:
    """Return a PDF with the sheet's time in place of the clock's, byte for byte as long as before."""
    utc = made_at.astimezone(UTC)
    info = utc.strftime("D:%Y%m%d%H%M%SZ").encode("ascii")
    metadata = utc.strftime("%Y-%m-%dT%H:%M:%S+00:00").encode("ascii")
    content = _INFO_DATE.sub(lambda found: found[1] + info + b")", content)
    return _METADATA_DATE.sub(lambda found: found[1] + metadata + b'"', content)


_INFO_DATE = re.compile(rb"(/(?:CreationDate|ModDate) \()D:\d{14}Z\)")
_METADATA_DATE = re.compile(
    rb'(xmp:(?:CreateDate|ModifyDate|MetadataDate)=")\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00"'
)
