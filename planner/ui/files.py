"""Opening and saving: images, plans, the sheet. What cannot be done becomes one sentence for the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QWidget

from planner.checks.image_identity import Match
from planner.checks.reasons import Reason, reason_text
from planner.dicom.loaded import LoadedImages
from planner.guideline.limits import LimitError
from planner.plan.file import PlanError, read_plan
from planner.plan.plan import Plan
from planner.plan.whole import reason_of
from planner.sheet.compose import SheetBlockedError, compose
from planner.sheet.content import Sheet
from planner.sheet.facts import plain
from planner.ui.companion import in_one_space
from planner.ui.frames import planned_on_pictures
from planner.ui.loading import Loader
from planner.ui.panels.recent import last_folder
from planner.ui.printing.pdf import write_pdf
from planner.ui.printing.preview import print_preview
from planner.ui.session import OtherPatientError, Session
from planner.ui.sheet_frames import facts_in, pictures_in
from planner.ui.sheet_painter import Pictures, paint_sheet
from planner.words import LANGUAGES, _, language, use

PLAN_SUFFIXES = (".json", ".facetplan")
SHEET_LANGUAGE = "sheet_language"
"""The answer that holds the sheet's language, chosen apart from the screen's."""


def sheet_language(plan: Plan) -> str:
    """Return the code of the sheet's language; the screen's where the plan names none that is spoken."""
    code = plan.answers.get(SHEET_LANGUAGE)
    return code if isinstance(code, str) and code in LANGUAGES else language()


class Files(QObject):
    """The work of the File menu.

    Signals
    -------
    said
        A sentence for the notice bar.
    unsaid
        A sentence that is past: it was about something else that was opened before.
    opened
        Images have been opened and are on the screen.
    """

    said = Signal(str)
    unsaid = Signal(str)
    opened = Signal(object)

    def __init__(self, session: Session, loader: Loader, window: QWidget) -> None:
        super().__init__(window)
        self.session, self.loader, self.window = session, loader, window
        self._plan_to_open: Path | None = None
        self._of_opening: list[str] = []
        self._of_match = ""
        loader.loaded.connect(self._show_images)
        loader.companion_loaded.connect(self._show_beside)
        loader.failed.connect(self._say_of_opening)

    def work(self) -> dict[str, Callable[[], object]]:
        """Return what each of its actions does, by the action's name."""
        return {
            "open": self.open_images_dialog,
            "open_plan": self.open_plan_dialog,
            "new_plan": self.new_plan,
            "save": self.save,
            "save_as": self.save_as,
            "preview": self.preview,
            "print": self.print,
            "export_pdf": self.export_pdf,
        }

    def open_path(self, path: Path) -> None:
        """Open images (a folder or a file) or a plan; a case's folder brings its plan with it."""
        if path.suffix.lower() in PLAN_SUFFIXES and path.is_file():
            self.open_plan(path)
            return
        for sentence in self._of_opening:
            self.unsaid.emit(sentence)
        self._of_opening.clear()
        example = path / "plan.json"
        self._plan_to_open = example if example.is_file() else None
        self.loader.open(path)

    def open_dropped(self, paths: Sequence[Path]) -> None:
        """Open what was dropped on the window: a folder, a file, a plan, or a plan and the images it is for.

        Of several others only one can be opened: the first folder, or the folder that holds the first file;
        which one it was is said. What is neither file nor folder is refused in a sentence.
        """
        plans = [path for path in paths if path.suffix.lower() in PLAN_SUFFIXES and path.is_file()]
        images = [path for path in paths if path not in plans]
        if not paths:
            cure = _("Drop a folder, a zip archive or a DICOM file.")
            self._say_of_opening(_("What was dropped is neither file nor folder. {cure}").format(cure=cure))
        elif not images:
            self.open_path(plans[0])
        else:
            chosen = _one_of(images)
            self.open_path(chosen)
            if plans:
                self._plan_to_open = plans[0]
            if len(images) > 1:
                words = _("{n} things were dropped, and one can be opened: the folder “{folder}” was taken.")
                self._say_of_opening(words.format(n=len(images), folder=plain(chosen.name)))

    def _say_of_opening(self, sentence: str) -> None:
        """Say what stands until something else is opened."""
        self._of_opening.append(sentence)
        self.said.emit(sentence)

    def _show_images(self, images: LoadedImages) -> None:
        if self.session.set_images(images):
            self._say_of_opening(
                _("The open plan belongs to another patient or to other pictures; a new one was begun.")
            )
        if self._plan_to_open is not None and not self.session.committed.items:
            self.open_plan(self._plan_to_open)
        self._plan_to_open = None
        self._say_match()
        self.opened.emit(images)

    def _show_beside(self, companion: LoadedImages) -> None:
        """Show images beside those that are open; they may have changed while these were read."""
        images = self.session.images
        if images is None or not in_one_space(images, companion):
            self.said.emit(_("These images lie in another space than those that are open."))
            return
        self.session.set_companion(companion)

    def _say_match(self) -> None:
        """Say how the plan belongs to the images where it does not; what was said before is past."""
        self.unsaid.emit(self._of_match)
        match = self.session.match(self.session.committed)
        self._of_match = "" if match is Match.MATCH else match_words(match)
        if self._of_match:
            self.said.emit(self._of_match)

    def may_leave(self) -> bool:
        """Say whether the plan may give way: it is saved, or the user saves or discards it now."""
        if self.session.undo_stack.isClean():
            return True
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self.window,
            _("Unsaved plan"),
            _("The plan has changes that are not saved."),
            buttons.Save | buttons.Discard | buttons.Cancel,
            buttons.Save,
        )
        if answer == buttons.Discard:
            self.session.discard()
        return answer == buttons.Discard or (answer == buttons.Save and self.save())

    def new_plan(self) -> None:
        """Start an empty plan on the images that are open."""
        if self.may_leave():
            self.session.new_plan()

    def open_images_dialog(self) -> None:
        """Ask for a folder of images and open it."""
        folder = QFileDialog.getExistingDirectory(self.window, _("Open images"), last_folder())
        if folder:
            self.open_path(Path(folder))

    def open_plan_dialog(self) -> None:
        """Ask for a plan file and open it."""
        if not self.may_leave():
            return
        kinds = _("Plans (*.json *.facetplan)")
        name, _kind = QFileDialog.getOpenFileName(self.window, _("Open plan"), last_folder(), kinds)
        if name:
            self.open_plan(Path(name))

    def open_plan(self, path: Path) -> None:
        """Open a plan file; one of another patient is refused, one of other images is marked as stale."""
        try:
            plan = read_plan(path)
            self.session.set_plan(plan, path)
        except (PlanError, OtherPatientError, LimitError) as error:
            self.said.emit(str(error))
            return
        if self.session.images is not None or self.session.runs:
            self._say_match()

    def save(self) -> bool:
        """Save the plan to its file, asking for one where it has none; say whether it was saved."""
        return self.save_as() if self.session.path is None else self._save(self.session.path)

    def save_as(self) -> bool:
        """Ask for a file and save the plan to it; say whether it was saved."""
        name, _kind = QFileDialog.getSaveFileName(
            self.window, _("Save plan"), _("plan.json"), _("Plans (*.json *.facetplan)")
        )
        return bool(name) and self._save(with_suffix(Path(name), ".json"))

    def _save(self, path: Path) -> bool:
        try:
            self.session.save(path)
        except PlanError as error:
            self.said.emit(str(error))
            return False
        return True

    def sheet(self) -> Sheet | None:
        """Return the sheet of the plan in its language; None where it may not be made, which is said."""
        session = self.session
        if session.images is None and not planned_on_pictures(session):
            self.said.emit(_("Open images first: the sheet shows them."))
            return None
        # a proposal that is only looked at is no part of a sheet
        if session.editing:
            session.cancel()
        with use(sheet_language(session.committed)):
            try:
                return compose(
                    session.committed,
                    session.results,
                    facts_in(session),
                    session.rules,
                    datetime.now().astimezone(),
                    session.site,
                    session.volume,
                )
            except SheetBlockedError as error:
                reason = str(error)
        self.said.emit(reason)
        return None

    def preview(self) -> None:
        """Show the sheet as it will be printed."""
        sheet = self.sheet()
        if sheet is not None:
            print_preview(self.window, sheet, self._pictures()).open()

    def print(self) -> None:
        """Ask for a printer and print the sheet."""
        sheet = self.sheet()
        if sheet is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self.window).exec() == QDialog.DialogCode.Accepted:
            try:
                paint_sheet(sheet, printer, self._pictures())
            except OSError as error:
                self.said.emit(_("The sheet was not printed: {reason}").format(reason=reason_of(error)))

    def export_pdf(self) -> None:
        """Ask for a file and write the sheet to it as PDF."""
        sheet = self.sheet()
        if sheet is None:
            return
        name, _kind = QFileDialog.getSaveFileName(
            self.window, _("Export sheet as PDF"), _("plan sheet.pdf"), _("PDF (*.pdf)")
        )
        if name:
            self.write_pdf(sheet, with_suffix(Path(name), ".pdf"))

    def write_pdf(self, sheet: Sheet, path: Path) -> None:
        """Write a sheet to a PDF file."""
        try:
            write_pdf(sheet, path, self._pictures())
        except OSError as error:
            self.said.emit(_("The sheet was not written: {reason}").format(reason=reason_of(error)))

    def _pictures(self) -> Pictures:
        return pictures_in(self.session, self.loader.reader.frame)


def _one_of(images: Sequence[Path]) -> Path:
    """Return what to open of several paths: the first folder, else the folder that holds the first file."""
    if len(images) == 1:
        return images[0]
    folders = [path for path in images if path.is_dir()]
    return folders[0] if folders else images[0].parent


def with_suffix(path: Path, suffix: str) -> Path:
    """Return a path as typed; with `suffix` where none was typed."""
    return path if path.suffix else path.with_name(path.name + suffix)


def match_words(match: Match) -> str:
    """Return what it means that a plan and images do not match."""
    return reason_text(Reason(match.value))
