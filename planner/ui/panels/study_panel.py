"""Step 1: open images, see what a folder holds, and whose images are on the screen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QProgressBar, QVBoxLayout, QWidget

from planner.dicom.load import LoadedImages
from planner.dicom.study import Stack, Study
from planner.sheet.facts import date_words, person_name, plain, sex_words
from planner.ui.loading import Loader
from planner.ui.panels.fields import (
    GRID_PX,
    StatusLine,
    clear_layout,
    labelled_value,
    plain_label,
    push_button,
    row,
    rows,
)
from planner.ui.panels.panel import Panel
from planner.ui.panels.recent import RecentList, last_folder, remember
from planner.ui.panels.series_card import SeriesCard
from planner.ui.panels.thumbnails import Thumbnails
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import _, ngettext

MOST_REFUSED = 30
"""So many refused files are listed by name; the others are counted."""


class StudyPanel(Panel):
    """What can be opened, and what is open.

    Signals
    -------
    open_requested
        A folder or file to open: a `pathlib.Path`.
    """

    open_requested = Signal(object)

    def __init__(self, session: Session, hand: Hand, loader: Loader, parent: QWidget | None = None) -> None:
        super().__init__(session, hand, parent)
        self.loader = loader
        self.thumbnails = Thumbnails(loader.reader, self)
        column = rows(self)
        column.addLayout(self._open_buttons())
        column.addWidget(plain_label(_("Or drop a folder anywhere on this window."), "muted"))
        column.addWidget(self._progress_row())
        self._patient = QVBoxLayout()
        column.addLayout(self._patient)
        self._series = rows()
        column.addLayout(self._series)
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
        self.open_file = push_button(_("Open file…"), "file", _("Open one DICOM file, or a saved plan"))
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

    def _on_progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _on_study(self, study: Study) -> None:
        if study.series:
            remember(QSettings(), study.path)
        self._recent.reload()
        self.bring_up_to_date()

    def shown(self) -> object:
        """Return the images on the screen and what the last folder held."""
        return id(self.session.images), id(self.loader.study)

    def refresh(self) -> None:
        """Show the patient, the series and what was refused."""
        clear_layout(self._patient)
        if self.session.images is not None:
            self._patient.addWidget(_patient_card(self.session.images))
        clear_layout(self._series)
        study = self.loader.study
        if study is not None:
            self._show_series(study)
            self._show_refused(study)

    def _show_series(self, study: Study) -> None:
        if not study.series:
            self._series.addWidget(plain_label(_("No DICOM images were found here."), "strong"))
            return
        self._series.addWidget(plain_label(_("Series"), "section"))
        best, cards = study.best(), []
        for series in study.series:
            for part in series.parts:
                why = study.best_reason() if part is best else ""
                card = SeriesCard(series, part, self.loader.load, why, self._is_open(part))
                self._series.addWidget(card)
                cards.append(card)
        self.thumbnails.fill(cards)

    def _is_open(self, part: object) -> bool:
        images = self.session.images
        if images is None or not isinstance(part, Stack):
            return False
        here = images.images
        return (here.series_uid, here.stack) == (part.acquisition.series_uid, part.index)

    def _show_refused(self, study: Study) -> None:
        refused = study.refused
        if not refused:
            return
        n = len(refused)
        self._series.addWidget(
            plain_label(ngettext("{n} file refused", "{n} files refused", n).format(n=n), "section")
        )
        for each in refused[:MOST_REFUSED]:
            line = StatusLine()
            words = _("{file}: {reason}. {cure}").format(
                file=plain(Path(each.file).name), reason=plain(each.reason), cure=plain(each.cure)
            )
            line.say("not_assessed", words)
            self._series.addWidget(line)
        if n > MOST_REFUSED:
            self._series.addWidget(plain_label(_("and {n} more").format(n=n - MOST_REFUSED), "muted"))


def _patient_card(images: LoadedImages) -> QFrame:
    """Return whose images are on the screen; every text as plain text."""
    card = QFrame()
    card.setProperty("role", "card")
    column = rows(card, margin=GRID_PX + 4, gap=GRID_PX // 2)
    if images.sample:
        sample = StatusLine()
        sample.say("warn", _("SAMPLE: synthetic images of no person"))
        column.addWidget(sample)
    patient = images.patient
    column.addWidget(plain_label(person_name(patient.name) or _("no name"), "value"))
    thickness = images.slice_thickness_mm
    facts = (
        (_("ID"), plain(patient.id) or _("not known")),
        (_("Born"), date_words(patient.birth_date)),
        (_("Sex"), sex_words(patient.sex) or _("not known")),
        (_("Scanned"), date_words(images.study_date)),
        (_("Series"), plain(images.series_description) or _("no description")),
        (_("Nominal slice"), f"{thickness:g} mm" if thickness is not None else _("not known")),
        (_("Position"), plain(images.patient_position) or _("not known")),
    )
    for name, value in facts:
        column.addLayout(labelled_value(name, value))
    for banner in images.banners:
        line = StatusLine()
        line.say("warn", banner)
        column.addWidget(line)
    return card
