"""The print preview, and printing from it."""

from __future__ import annotations

from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from planner.sheet.content import Sheet
from planner.ui.sheet_painter import A4, Pictures, paint_sheet
from planner.words import _


def print_preview(parent: QWidget | None, sheet: Sheet, pictures: Pictures) -> QPrintPreviewDialog:
    """Return a print preview of a sheet; the caller shows it."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(A4)
    printer.setDocName(sheet.title)
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setWindowTitle(_("Print preview: plan sheet"))
    dialog.paintRequested.connect(lambda device: paint_sheet(sheet, device, pictures))
    return dialog
