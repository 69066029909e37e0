"""Step 1: open images, see what a folder holds, and whose images are on the screen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QProgressBar, QVBoxLayout, QWidget

from planner.dicom.study import Study
from planner.ui.loading import Loader
from planner.ui.panels.fields import clear_layout, plain_label, push_button, row, rows
from planner.ui.panels.panel import Panel
from planner.ui.panels.patient_card import PatientCard
from planner.ui.panels.recent import RecentList, last_folder, remember
from planner.ui.panels.series_list import SeriesList
from planner.ui.panels.thumbnails import Thumbnails
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import _


class StudyPanel(Panel):
    """What can be opened, and what is open.

    Signals
    -------
    open_requested
        A folder or file to open: a `pathlib.Path`.
    pictures_wanted
        Pictures without geometry to look at: the `Pictures`.
    frames_wanted
        A file with frames of a C-arm to look at: the `Projection`.
    """

    open_requested = Signal(object)
    pictures_wanted = Signal(object)
    frames_wanted = Signal(object)

    def __init__(self, session: Session, hand: Hand, loader: Loader, parent: QWidget | None = None) -> None:
        super().__init__(session, hand, parent)
        self.loader = loader
        self._listed: Study | None = None
        self.thumbnails = Thumbnails(loader.reader, self)
        column = rows(self)
        column.addLayout(self._open_buttons())
        column.addWidget(
            plain_label(_("Or drop a folder or a zip archive anywhere on this window."), "muted")
        )
        column.addWidget(self._progress_row())
        self._patient = QVBoxLayout()
        column.addLayout(self._patient)
        self.series = SeriesList(self.thumbnails)
        self.series.wanted.connect(loader.load)
        self.series.wanted_beside.connect(loader.load_beside)
        self.series.unwanted_beside.connect(lambda: session.set_companion(None))
        self.series.pictures_wanted.connect(self.pictures_wanted)
        self.series.frames_wanted.connect(self.frames_wanted)
        self.series.headerless_wanted.connect(lambda path: loader.open(path, headerless=True))
        column.addWidget(self.series)
        self._recent = RecentList(self._ask_to_open)
        column.addWidget(self._recent)
        column.addStretch(1)
        loader.started.connect(self._show_progress)
        loader.finished.connect(self._show_progress)
        loader.progressed.connect(self._on_progress)
        loader.study_found.connect(self._on_study)
        self._show_progress()

    def _open_buttons(self) -> QVBoxLayout:
        self.open_folder = push_button(
            _("Open folder…"), "open", _("Open a folder of DICOM images"), primary=True
        )
        self.open_file = push_button(
            _("Open file…"), "file", _("Open one DICOM file, a DICOMDIR, a zip archive or a saved plan")
        )
        self.open_folder.clicked.connect(self._choose_folder)
        self.open_file.clicked.connect(self._choose_file)
        column = rows()
        column.addLayout(row(self.open_folder, self.open_file, None))
        return column

    def _progress_row(self) -> QWidget:
        self._progress_box = QFrame()
        self._bar = QProgressBar()
        self._bar.setAccessibleName(_("Progress of reading"))
        self.cancel = push_button(_("Cancel"), "stop", _("Stop reading"))
        self.cancel.clicked.connect(self.loader.cancel)
        line = row(self._bar, self.cancel)
        line.setStretch(0, 1)
        self._progress_box.setLayout(line)
        return self._progress_box

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Open images"), last_folder())
        if folder:
            self._ask_to_open(Path(folder))

    def _choose_file(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(self, _("Open images or a plan"), last_folder())
        if name:
            self._ask_to_open(Path(name))

    def _ask_to_open(self, path: Path) -> None:
        self.open_requested.emit(path)

    def _show_progress(self) -> None:
        busy = self.loader.busy
        self._progress_box.setVisible(busy)
        if busy:
            self._bar.setRange(0, 0)
        self.bring_up_to_date()

    def _on_progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _on_study(self, study: Study) -> None:
        if study.series:
            remember(QSettings(), study.path)
        self._recent.reload()
        self.bring_up_to_date()

    def shown(self) -> object:
        """Return the images on the screen, what is being read in their place, and what the folder held."""
        return id(self.session.images), id(self.session.companion), self._replacing, id(self.loader.study)

    @property
    def _replacing(self) -> bool:
        """Whether other images are being read in the place of those that are open."""
        return self.loader.stack is not None and not self.loader.beside

    def refresh(self) -> None:
        """Show the patient, the series and what was refused."""
        clear_layout(self._patient)
        images = self.session.images
        if images is not None and not self._replacing:
            self._patient.addWidget(plain_label(_("On the screen"), "section"))
            self._patient.addWidget(PatientCard(images))
        self.series.mark(images, self.session.companion)
        study = self.loader.study
        if study is not None and study is not self._listed:
            self._listed = study
            self.series.show_study(study)
