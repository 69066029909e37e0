"""Whose images are on the screen, and what must be said of them."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from planner.dicom.loaded import LoadedImages
from planner.sheet.facts import date_words, person_name, plain, sex_words
from planner.ui.panels.fields import GRID_PX, StatusLine, labelled_value, plain_label, rows
from planner.ui.panels.series_words import breakable
from planner.words import _


class PatientCard(QFrame):
    """The patient and the series on the screen; every text as plain text."""

    def __init__(self, images: LoadedImages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        column = rows(self, margin=GRID_PX + 4, gap=GRID_PX // 2)
        if images.sample:
            sample = StatusLine()
            sample.say("warn", _("SAMPLE: synthetic images of no person"))
            column.addWidget(sample)
        patient = images.patient
        column.addWidget(plain_label(breakable(person_name(patient.name)) or _("no name"), "value"))
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
            column.addLayout(labelled_value(name, breakable(value)))
        for banner in images.banners:
            line = StatusLine()
            line.say("warn", breakable(plain(banner)))
            column.addWidget(line)
