"""Room and C-arm: what a site says once of its monitor and its machine; every window and sheet obeys it."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QWidget,
)

from planner.anatomy.spine import Side
from planner.carm.machine import LONGEST_MM, Machine
from planner.carm.site import Site, screen_words
from planner.ui.monitor_drawing import MonitorDrawing
from planner.ui.panels.fields import GRID_PX, StatusLine, plain_label, push_button, row, rows, rule
from planner.ui.panels.numbers import NumberField
from planner.ui.room_settings import keep_site
from planner.ui.session import Session
from planner.words import N_, _

WIDEST = 9999.0
"""The fields let be typed what no C-arm has, so that it can be said why not."""

LENGTHS = {
    "source_to_isocentre_mm": N_("Source to patient"),
    "source_to_detector_mm": N_("Source to detector"),
    "field_mm": N_("Side of the square field, at the detector"),
}
SIDEWAYS = {"left_deg": N_("to the patient's LEFT"), "right_deg": N_("to the patient's RIGHT")}
TILTS = {"head_deg": N_("to the HEAD"), "feet_deg": N_("to the FEET")}

SIDES: dict[str, Side | None] = {"left": Side.LEFT, "right": Side.RIGHT, "unknown": None}


class RoomDialog(QDialog):
    """Shows the room of a session; what is changed holds at once and is remembered.

    Nothing waits for it: it can stay open beside the window. A number that no C-arm can have is not taken,
    and why is said beside it; until it is mended the machine stays as it was.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setWindowTitle(_("Room and C-arm"))
        self.setModal(False)
        self.sides = {key: QRadioButton(text) for key, text in _side_words().items()}
        self.greys = {
            True: QRadioButton(_("Bone dark, as on a fluoroscope")),
            False: QRadioButton(_("Bone bright, as on a radiograph")),
        }
        self.drawing = MonitorDrawing()
        self.fields = {name: self._field(name) for name in (*LENGTHS, *SIDEWAYS, *TILTS)}
        self.sentences = {name: plain_label("", "fail") for name in self.fields}
        self.trouble = StatusLine()
        self.trouble.hide()
        self.reset = push_button(_("Reset to typical"), hint=_("Take what is typical of mobile C-arms again"))
        self.reset.clicked.connect(self._reset)
        self._wrong = False
        self._lay_out()
        self._connect()
        session.changed.connect(self.refresh)
        self.refresh()

    def _field(self, name: str) -> NumberField:
        unit = "mm" if name in LENGTHS else "°"
        return NumberField(lambda _value: self._keep_machine(), unit=unit, high=WIDEST, decimals=0, step=5.0)

    def _lay_out(self) -> None:
        column = rows(self, margin=2 * GRID_PX)
        column.addWidget(plain_label(_("Monitor, with the detector over the back"), "title"))
        column.addLayout(self._monitor())
        column.addWidget(rule())
        column.addWidget(plain_label(_("C-arm"), "title"))
        for title, names in (
            (_("Distances"), LENGTHS),
            (_("How far the detector turns from over the back"), SIDEWAYS),
            (_("How far it tilts"), TILTS),
        ):
            column.addWidget(plain_label(title, "section"))
            column.addLayout(self._grid(names))
        column.addWidget(plain_label(_defaults_words(), "muted"))
        column.addWidget(self.trouble)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setAutoDefault(False)
        self.reset.setAutoDefault(False)
        column.addStretch(1)
        column.addLayout(row(self.reset, None, buttons))
        self.setMinimumWidth(660)

    def _monitor(self) -> QHBoxLayout:
        choices = rows(gap=GRID_PX // 2)
        self._groups = []
        for buttons in (self.sides.values(), self.greys.values()):
            group = QButtonGroup(self)
            for button in buttons:
                group.addButton(button)
                choices.addWidget(button)
            choices.addSpacing(GRID_PX)
            self._groups.append(group)
        choices.addStretch(1)
        line = row(self.drawing, gap=3 * GRID_PX)
        line.addLayout(choices, 1)
        return line

    def _grid(self, names: dict[str, str]) -> QGridLayout:
        """Return fields under each other, each with its name before it and what is wrong behind it."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID_PX)
        grid.setVerticalSpacing(GRID_PX // 2)
        grid.setColumnMinimumWidth(0, NAMES_PX)
        grid.setColumnStretch(2, 1)
        for number, (name, text) in enumerate(names.items()):
            label = QLabel(_(text))
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setBuddy(self.fields[name])
            self.fields[name].setAccessibleName(_(text))
            self.fields[name].setFixedWidth(FIELD_PX)
            grid.addWidget(label, number, 0)
            grid.addWidget(self.fields[name], number, 1)
            grid.addWidget(self.sentences[name], number, 2)
        return grid

    def _connect(self) -> None:
        for key, button in self.sides.items():
            button.clicked.connect(lambda _checked=False, key=key: self._keep(patient_left=SIDES[key]))
        for dark, button in self.greys.items():
            button.clicked.connect(lambda _checked=False, dark=dark: self._keep(bone_dark=dark))

    def _keep(self, **changes: object) -> None:
        """Work for the room so changed, and remember it; say why where that is not possible."""
        self.trouble.hide()
        keep_site(self.session, replace(self.session.site, **changes), self._complain)
        self.refresh()

    def _complain(self, sentence: str) -> None:
        self.trouble.say("fail", sentence)
        self.trouble.show()

    def _keep_machine(self) -> None:
        """Take the numbers as they stand, once all of them can be a C-arm's."""
        values = {name: field.value() for name, field in self.fields.items()}
        problems = problems_of(values)
        self._show(problems)
        if not problems:
            self._keep(machine=Machine(**values))

    def _show(self, problems: dict[str, str]) -> None:
        self._wrong = bool(problems)
        for name, label in self.sentences.items():
            label.setText(problems.get(name, ""))
            self.fields[name].setProperty("wrong", name in problems)
            self.fields[name].style().polish(self.fields[name])

    def _reset(self) -> None:
        """Take the typical machine; the monitor is this room's own and stays."""
        self._show({})
        self._keep(machine=Machine())

    def refresh(self) -> None:
        """Show the room of the session; numbers that are wrong stay to be mended."""
        site = self.session.site
        side = next(key for key, value in SIDES.items() if value is site.patient_left)
        self.sides[side].setChecked(True)
        self.greys[site.bone_dark].setChecked(True)
        self.drawing.show_site(site)
        self.drawing.setAccessibleName(screen_words(site))
        if not self._wrong:
            for name, field in self.fields.items():
                field.show_value(getattr(site.machine, name))

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget numbers that are wrong: what is shown next time is what holds."""
        super().hideEvent(event)
        self._show({})
        self.refresh()


NAMES_PX, FIELD_PX = 250, 104
"""Widths of names and fields."""


def problems_of(values: dict[str, float]) -> dict[str, str]:
    """Return for each number that cannot be a C-arm's why not; empty where `Machine` takes them all."""
    problems = {name: sentence for name in values if (sentence := _problem(name, values))}
    if not problems:
        try:
            Machine(**values)
        except ValueError:
            problems = {"field_mm": _("These numbers together cannot be a C-arm's.")}
    return problems


def _problem(name: str, values: dict[str, float]) -> str:
    value, detector_mm = values[name], values["source_to_detector_mm"]
    if name in LENGTHS and not 0.0 < value <= LONGEST_MM:
        return _("A length of a C-arm lies above 0 and up to {mm:.0f} mm.").format(mm=LONGEST_MM)
    if name == "source_to_isocentre_mm" and value > detector_mm > 0.0:
        return _("The patient lies before the detector: at most {mm:.0f} mm.").format(mm=detector_mm)
    most = 180.0 if name in SIDEWAYS else 90.0
    if name not in LENGTHS and not 0.0 <= value <= most:
        return _("From 0 to {most:.0f}°.").format(most=most)
    return ""


def _side_words() -> dict[str, str]:
    """Return the choices of where the monitor shows the patient's left."""
    known = {key: screen_words(Site(patient_left=side)) for key, side in SIDES.items() if side is not None}
    return {**known, "unknown": _("Not confirmed yet")}


def _defaults_words() -> str:
    return _(
        "Typical is a mobile C-arm: 1000 mm from source to detector; a small flat panel of 205 mm (large ones"
        " have 300 mm, an image intensifier of 9 inches shows 230 mm); 95° to either side, so that a lateral"
        " of a turned vertebra counts as reached; 45° of tilt, where table and patient stop it. The numbers"
        " are recalled from makers' data sheets and from DeepDRR's model of a Siemens Cios: type in your own"
        " machine's."
    )
