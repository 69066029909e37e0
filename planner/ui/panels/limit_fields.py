"""The limits of the checks: those of our choice can be changed, those that a source states cannot."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from planner.checks.limit_words import limit_pattern, quantity_words
from planner.guideline.limits import Limit, Origin
from planner.guideline.rules import Rule
from planner.ui.panels.fields import GRID_PX, clear_layout, icon_button, plain_label, push_button, row, rows
from planner.ui.panels.numbers import NumberField
from planner.ui.session import Session
from planner.words import _

FIELD_PX = 88
_UNITS = {"mm": "mm", "deg": "°", "mL": "mL", "share": "%", "percent": "%", "degC": "°C"}
_HIGHEST = {"mm": 200.0, "deg": 90.0, "mL": 20.0, "share": 100.0, "percent": 100.0, "degC": 100.0}


class LimitFields(QWidget):
    """A field for every limit of the procedure; its panel calls `refresh`."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.fields: dict[str, NumberField] = {}
        self.resets: dict[str, QWidget] = {}
        self._built: tuple[str, ...] = ()
        self._column = rows(self, gap=GRID_PX // 2)

    def refresh(self) -> None:
        """Show the limits in force."""
        kind = self.session.plan.procedure.kind
        rules = [rule for rule in self.session.rules.rules if kind in rule.applies_to and rule.limits]
        keys = tuple(f"{rule.check}.{name}" for rule in rules for name, _limit in rule.limits_in_order)
        if keys != self._built:
            self._build(rules)
            self._built = keys
        for rule in rules:
            for name, limit in rule.limits_in_order:
                key = f"{rule.check}.{name}"
                if key in self.fields:
                    self.fields[key].show_value(_shown(limit, limit.value))
                    self.resets[key].setVisible(limit.changed)
        self._reset_all.setVisible(bool(self.session.plan.limits))

    def _build(self, rules: list[Rule]) -> None:
        clear_layout(self._column)
        self.fields, self.resets = {}, {}
        for rule in rules:
            self._column.addWidget(plain_label(str(rule.title), "strong"))
            for name, limit in rule.limits_in_order:
                self._add(rule, name, limit)
        self._reset_all = push_button(_("Put all limits back"), "reset", _("Use the limits as shipped"))
        self._reset_all.clicked.connect(lambda: self._keep({}, _("Put limits back")))
        self._column.addWidget(self._reset_all)

    def _add(self, rule: Rule, name: str, limit: Limit) -> None:
        words = limit_pattern(rule, name, limit).format(value="…")
        label = plain_label(words)
        if limit.origin is Origin.STATED:
            value = plain_label(
                _("{value}, stated by the source").format(value=quantity_words(limit.value, limit.unit))
            )
            self._column.addLayout(row(label, value))
            return
        key = f"{rule.check}.{name}"
        field = NumberField(
            lambda shown: self._change(key, limit, shown),
            unit=_UNITS[limit.unit],
            high=_HIGHEST[limit.unit],
            decimals=0 if limit.unit in ("share", "deg") else 1,
        )
        field.setFixedWidth(FIELD_PX)
        field.setAccessibleName(_("{rule}: {limit}").format(rule=str(rule.title), limit=words))
        field.setToolTip(str(limit.rationale or ""))
        default = limit.default if limit.default is not None else limit.value
        shipped = quantity_words(default, limit.unit)
        reset = icon_button("reset", _("Back to {value}").format(value=shipped))
        reset.clicked.connect(lambda: self._change(key, limit, _shown(limit, default)))
        line = row(label, field, reset)
        line.setStretch(0, 1)
        self._column.addLayout(line)
        self.fields[key], self.resets[key] = field, reset

    def _change(self, key: str, limit: Limit, shown: float) -> None:
        """Put a changed limit into the plan; the shipped value is no change."""
        default = limit.default if limit.default is not None else limit.value
        limits = {k: v for k, v in self.session.committed.limits.items() if k != key}
        if shown != _shown(limit, default):
            limits[key] = shown / _scale(limit)
        self._keep(limits, _("Change a limit"))

    def _keep(self, limits: dict[str, float], text: str) -> None:
        self.session.commit(replace(self.session.committed, limits=limits), text)


def _scale(limit: Limit) -> float:
    return 100.0 if limit.unit == "share" else 1.0


def _shown(limit: Limit, value: float) -> float:
    return value * _scale(limit)
