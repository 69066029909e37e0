"""The print preview, and printing from it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from planner.sheet.content import Sheet
from planner.ui.sheet_painter import A4, Pictures, paint_sheet
from planner.words import _

SIZE_PX = (980, 900)
"""A page is read at a glance, on a screen of 1080 rows."""


class SheetPreview(QPrintPreviewDialog):
    """A preview of one sheet. It keeps its printer: Qt's own dialog does not."""

    def __init__(self, sheet: Sheet, pictures: Pictures, printer: QPrinter, parent: QWidget | None) -> None:
        super().__init__(printer, parent)
        self._printer = printer
        self.setWindowTitle(_("Print preview: plan sheet"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE_PX)
        self.paintRequested.connect(lambda device: paint_sheet(sheet, device, pictures))


def print_preview(parent: QWidget | None, sheet: Sheet, pictures: Pictures) -> SheetPreview:
    """Return a print preview of a sheet, not yet shown; it is gone once closed."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(A4)
    printer.setDocName(sheet.title)
    return SheetPreview(sheet, pictures, printer, parent)
