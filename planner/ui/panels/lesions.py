"""The burns of an electrode: how far it is drawn back for each, temperature and time."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from planner.plan.parts import Lesion, Needle
from planner.ui.panels.fields import GRID_PX, icon_button, plain_label, push_button, row, rows
from planner.ui.panels.numbers import NumberField
from planner.ui.panels.shown_part import ShownPart
from planner.ui.session import Session
from planner.words import N_, _, ngettext

MOST_LESIONS = 6
HEADS = (N_("drawn back"), N_("heated to"), N_("held for"))
_FIELDS = (
    ("withdraw_mm", N_("mm"), 0.0, 60.0, 1.0),
    ("temperature_c", N_("°C"), 40.0, 95.0, 1.0),
    ("duration_s", N_("s"), 10.0, 600.0, 10.0),
)
"""Field of a lesion, unit, lowest, highest value and step."""


class LesionTable(QWidget):
    """A row of fields for each burn of a needle."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.part = ShownPart(session, self)
        self.fields: list[tuple[NumberField, ...]] = []
        self.removes: list[QToolButton] = []
        column = rows(self, gap=GRID_PX // 2)
        self._title = plain_label("", "section")
        column.addWidget(self._title)
        self._grid = QGridLayout()
        self._grid.setSpacing(GRID_PX // 2)
        self._heads = [plain_label(_(head), "muted") for head in HEADS]
        for number, head in enumerate(self._heads):
            self._grid.addWidget(head, 0, number)
        column.addLayout(self._grid)
        self.add = push_button(_("Add a burn"), "plus", _("Another burn with this needle, 5 mm further back"))
        self.add.clicked.connect(self._add)
        column.addLayout(row(self.add, None))

    def show_needle(self, needle: Needle | None) -> None:
        """Show the burns of a needle; None hides the table."""
        self.part.turn_to(needle)
        self.setVisible(needle is not None)
        if needle is None:
            return
        n = len(needle.lesions)
        self._title.setText(ngettext("{n} burn", "{n} burns", n).format(n=n))
        self._show_rows(n)
        for fields, lesion in zip(self.fields, needle.lesions, strict=False):
            for field, (name, *_rest) in zip(fields, _FIELDS, strict=True):
                field.show_value(getattr(lesion, name))
        self.add.setEnabled(n < MOST_LESIONS)

    def _show_rows(self, n: int) -> None:
        """Have at least `n` rows of fields, and show so many."""
        for number in range(len(self.fields), n):
            fields = tuple(self._field(number, *spec) for spec in _FIELDS)
            for column, field in enumerate(fields):
                self._grid.addWidget(field, number + 1, column)
            remove = icon_button("clear", _("Remove burn {n}").format(n=number + 1))
            remove.clicked.connect(lambda _checked=False, number=number: self._remove(number))
            self._grid.addWidget(remove, number + 1, len(_FIELDS))
            self.fields.append(fields)
            self.removes.append(remove)
        for number, fields in enumerate(self.fields):
            for widget in (*fields, self.removes[number]):
                widget.setVisible(number < n)
        for head in self._heads:
            head.setVisible(n > 0)

    def _field(self, number: int, name: str, unit: str, low: float, high: float, step: float) -> NumberField:
        field = NumberField(
            lambda value: self._change(number, name, value),
            unit=_(unit),
            low=low,
            high=high,
            step=step,
            decimals=0,
        )
        head = HEADS[[spec[0] for spec in _FIELDS].index(name)]
        field.setAccessibleName(_("Burn {n}: {field}").format(n=number + 1, field=_(head)))
        return field

    def _change(self, number: int, name: str, value: float) -> None:
        needle = self.part.now(Needle)
        if needle is None or number >= len(needle.lesions):
            return
        lesions = list(needle.lesions)
        lesions[number] = replace(lesions[number], **{name: value})
        self._keep(needle, lesions, _("Burn of {part}"))

    def _add(self) -> None:
        # what is being typed belongs to a burn by its number, which may now change
        self.part.finish()
        needle = self.part.now(Needle)
        if needle is not None:
            last = needle.lesions[-1] if needle.lesions else None
            more = Lesion() if last is None else replace(last, withdraw_mm=last.withdraw_mm + FURTHER_MM)
            self._keep(needle, [*needle.lesions, more], _("Add burn to {part}"))

    def _remove(self, number: int) -> None:
        self.part.finish()
        needle = self.part.now(Needle)
        if needle is not None:
            left = [*needle.lesions[:number], *needle.lesions[number + 1 :]]
            self._keep(needle, left, _("Remove burn of {part}"))

    def _keep(self, needle: Needle, lesions: list[Lesion], text: str) -> None:
        self.part.keep(replace(needle, lesions=tuple(lesions)), text.format(part=needle.id))


FURTHER_MM = 5.0
"""How much further back the next burn is than the last: half an active tip of 10 mm."""
