"""The list of what a folder holds: by patient, by date, a card for each part, then what was refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from planner.dicom.loaded import LoadedImages
from planner.dicom.study import UNKNOWN, Part, Series, Stack, Study
from planner.plan.identity import Patient
from planner.sheet.facts import date_words, plain
from planner.ui.companion import companions, in_one_space, is_of
from planner.ui.panels.fields import StatusLine, clear_layout, plain_label, rows
from planner.ui.panels.refused_list import RefusedList
from planner.ui.panels.series_card import Place, SeriesCard
from planner.ui.panels.series_words import breakable, parts_of, patient_words
from planner.ui.panels.thumbnails import Thumbnails
from planner.words import _

AT_ONCE = 8
"""So many cards are made before the window goes on; the others follow a few at a time."""


@dataclass(frozen=True)
class Group:
    """The series of one patient and one date."""

    patient: Patient
    date: str
    series: tuple[Series, ...]


class SeriesList(QWidget):
    """The cards of a study. They stay what they are until another study is shown.

    Signals
    -------
    wanted, wanted_beside, unwanted_beside, pictures_wanted, frames_wanted
        As those of the cards.
    headerless_wanted
        A path whose files are to be read without a header: a `pathlib.Path`.
    """

    wanted = Signal(object)
    wanted_beside = Signal(object)
    unwanted_beside = Signal()
    pictures_wanted = Signal(object)
    frames_wanted = Signal(object)
    headerless_wanted = Signal(object)

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self.cards: list[SeriesCard] = []
        self._open: tuple[LoadedImages | None, LoadedImages | None] = (None, None)
        self._column = rows(self)
        self._to_come: Iterator[QWidget] = iter(())
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    def show_study(self, study: Study) -> None:
        """List a study in the place of the one before."""
        self._thumbnails.stop()
        clear_layout(self._column)
        self.cards = []
        self._to_come = self._widgets(study)
        for _n in range(AT_ONCE):
            self._add_next()
        self._timer.start()

    def _go_on(self) -> None:
        if not self._add_next():
            self._timer.stop()
            self._thumbnails.fill(self.cards)

    def _add_next(self) -> bool:
        widget = next(self._to_come, None)
        if widget is None:
            return False
        self._column.addWidget(widget)
        return True

    def _widgets(self, study: Study) -> Iterator[QWidget]:
        """Make headings and cards one after the other."""
        yield plain_label(_("In “{name}”").format(name=breakable(plain(study.path.name))), "section")
        if not study.series:
            yield plain_label(_("No DICOM images were found here."), "strong")
        groups = grouped(study)
        several = len(study.patients()) > 1
        if len(study.people()) > 1:
            yield _several_patients(len(study.people()))
        last: Patient | None = None
        for group in groups:
            if several and group.patient != last:
                yield _patient_heading(group)
            last = group.patient
            yield plain_label(_date_heading(group.date), "section")
            for series in group.series:
                for part, files in parts_of(series):
                    yield self._card(study, series, part, files)
        if study.refused:
            refused = RefusedList(study)
            refused.headerless_wanted.connect(lambda: self.headerless_wanted.emit(study.path))
            yield refused

    def _card(self, study: Study, series: Series, part: Part, files: int) -> SeriesCard:
        why = study.best_reason() if part is study.best() else ""
        others = companions(study, part) if isinstance(part, Stack) and part.action != "refuse" else ()
        card = SeriesCard(series, part, why, others, files)
        for name in ("wanted", "wanted_beside", "unwanted_beside", "pictures_wanted", "frames_wanted"):
            getattr(card, name).connect(getattr(self, name))
        card.set_place(place_of(part, *self._open))
        self.cards.append(card)
        return card

    def mark(self, images: LoadedImages | None, companion: LoadedImages | None) -> None:
        """Mark which volumes are shown, and offer what can be looked at beside them."""
        self._open = images, companion
        for card in self.cards:
            card.set_place(place_of(card.part, images, companion))


def place_of(part: Part, images: LoadedImages | None, companion: LoadedImages | None) -> Place:
    """Return what a part of a series is to the images that are open and the one beside them."""
    if not isinstance(part, Stack) or images is None or part.action == "refuse":
        return Place.APART
    if is_of(part, images):
        return Place.OPEN
    if companion is not None and is_of(part, companion):
        return Place.BESIDE
    return Place.SAME_SPACE if in_one_space(part, images) else Place.APART


def grouped(study: Study) -> list[Group]:
    """Return the series of a study by patient and date, in the order in which they stand in it."""
    groups = []
    for patient in study.patients():
        by_date: dict[str, list[Series]] = {}
        for series in study.of_patient(patient):
            by_date.setdefault(series.date, []).append(series)
        for date, found in by_date.items():
            # what can be planned on first; otherwise as they were scanned
            groups.append(Group(patient, date, tuple(sorted(found, key=lambda each: not _has_volume(each)))))
    return groups


def _has_volume(series: Series) -> bool:
    return any(stack.action != "refuse" for stack in series.stacks)


def _date_heading(date: str) -> str:
    return _("Scanned {date}").format(date=date_words(date)) if date else _("Series without a date")


def _patient_heading(group: Group) -> QWidget:
    reading = next((series.name_reading for series in group.series if series.name_reading), "")
    nobody = group.patient == UNKNOWN
    words = _("It is not said whose these are") if nobody else patient_words(group.patient, reading)
    return plain_label(words, "value")


def _several_patients(n: int) -> QWidget:
    line = StatusLine()
    line.say("warn", _("Images of {n} patients stand here: choose whose to show.").format(n=n))
    return line
