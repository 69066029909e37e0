"""The limits of the checks and the errors of a placement: changed for one plan, or for all of a site."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from planner.checks.changeable import Changeable, change_words, changeables
from planner.checks.limit_words import quantity_words
from planner.guideline.limits import Whose
from planner.guideline.site_limits import SiteLimit
from planner.plan.changed_limits import with_changed_limits
from planner.plan.parts import ProcedureKind
from planner.ui.panels.fields import (
    GRID_PX,
    StatusLine,
    clear_layout,
    icon_button,
    labelled,
    plain_label,
    push_button,
    row,
    rows,
)
from planner.ui.panels.numbers import NumberField, TextField
from planner.ui.session import Session
from planner.ui.site_limits import keep_site_limits
from planner.words import _, language

FIELD_PX = 88
_UNITS = {"mm": "mm", "deg": "°", "mL": "mL", "share": "%", "percent": "%", "degC": "°C"}


class LimitFields(QWidget):
    """A field for every limit of the procedure; its panel calls `refresh`.

    The fields show and change what holds for this plan, or what the site has for all plans: shipped, then
    site, then plan, the later before the earlier.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.fields: dict[str, NumberField] = {}
        self.resets: dict[str, QWidget] = {}
        self._lines: dict[str, QWidget] = {}
        self._built: tuple[ProcedureKind, str] | None = None
        self._shown: tuple[Changeable, ...] = ()
        self.scopes = {
            Whose.PLAN: QRadioButton(_("for this plan")),
            Whose.SITE: QRadioButton(_("for this site: every plan of this user")),
        }
        self.name = TextField(self._keep_name, _("Printed beside what is changed"))
        self.trouble = StatusLine()
        self.trouble.hide()
        self._rows = rows(gap=GRID_PX // 2)
        self.reset_all = push_button(_("Put all limits back"), "reset", _("Use the limits as shipped"))
        self.reset_all.clicked.connect(self._put_all_back)
        self._lay_out()

    def _lay_out(self) -> None:
        column = rows(self, gap=GRID_PX // 2)
        self._group = QButtonGroup(self)
        for button in self.scopes.values():
            self._group.addButton(button)
            column.addLayout(row(button, None))
            button.clicked.connect(self.refresh)
        self.scopes[Whose.PLAN].setChecked(True)
        order = _("A plan's limit goes before the site's, the site's before the one shipped.")
        column.addWidget(plain_label(order, "muted"))
        column.addLayout(labelled(_("Who changes them"), self.name))
        column.addWidget(self.trouble)
        column.addLayout(self._rows)
        column.addWidget(self.reset_all)

    @property
    def scope(self) -> Whose:
        """For what limits are shown and changed: this plan, or the site."""
        return Whose.SITE if self.scopes[Whose.SITE].isChecked() else Whose.PLAN

    def refresh(self) -> None:
        """Show the limits in force."""
        kind = self.session.plan.procedure.kind
        if (kind, language()) != self._built:
            self._build(changeables(kind))
            self._built = (kind, language())
        self.name.show_value(self.session.site_limits.name)
        for each in self._shown:
            if each.key in self.fields:
                self._show(each)
        self.reset_all.setVisible(bool(self._changed()))

    def _show(self, each: Changeable) -> None:
        self.fields[each.key].show_value(_scaled(each, self._value(each)))
        self.resets[each.key].setVisible(each.key in self._changed())
        words = "\n".join(change_words(each, self.session.rules, self.session.plan))
        line = self._lines[each.key]
        assert isinstance(line, StatusLine)
        line.say("warn", words)
        line.setVisible(bool(words))

    def _changed(self) -> dict[str, float]:
        """Return what is changed for that which the fields are about."""
        if self.scope is Whose.SITE:
            return {key: each.value for key, each in self.session.site_limits.limits.items()}
        return self.session.plan.limits

    def _value(self, each: Changeable) -> float:
        return self._changed().get(each.key, self._before(each))

    def _before(self, each: Changeable) -> float:
        """Return what holds where it is not changed here: the site's for a plan, else what is shipped."""
        of_site = self.session.site_limits.limits.get(each.key)
        return of_site.value if of_site is not None and self.scope is Whose.PLAN else each.shipped

    def _build(self, shown: tuple[Changeable, ...]) -> None:
        clear_layout(self._rows)
        self.fields, self.resets, self._lines, self._shown = {}, {}, {}, shown
        title = ""
        for each in shown:
            if each.title != title:
                title = each.title
                self._rows.addWidget(plain_label(title, "strong"))
            if each.stated:
                value = quantity_words(each.shipped, each.unit)
                words = _("{value}, stated by the source").format(value=value)
                self._rows.addLayout(row(plain_label(each.words), plain_label(words)))
            else:
                self._add(each)

    def _add(self, each: Changeable) -> None:
        label = plain_label(each.words)
        field = NumberField(
            lambda shown: self._change(each, shown / _scale(each)),
            unit=_UNITS[each.unit],
            high=_scaled(each, each.largest),
            decimals=0
            if each.unit == "share" or (float(each.shipped).is_integer() and each.unit == "deg")
            else 1,
        )
        field.setFixedWidth(FIELD_PX)
        field.setAccessibleName(_("{rule}: {limit}").format(rule=each.title, limit=each.words))
        hint = " ".join((_("{value}: {whose}.").format(value=_shipped(each), whose=each.whose), each.why))
        for widget in (field, label):
            widget.setToolTip(hint)
        reset = icon_button(
            "reset", _("Put this limit back; shipped is {value}").format(value=_shipped(each))
        )
        reset.clicked.connect(lambda: self._change(each, None))
        line = row(label, field, reset)
        line.setStretch(0, 1)
        self._rows.addLayout(line)
        self._rows.addWidget(
            plain_label(_("{value}: {whose}.").format(value=_shipped(each), whose=each.whose), "muted")
        )
        told = StatusLine()
        self._rows.addWidget(told)
        self.fields[each.key], self.resets[each.key], self._lines[each.key] = field, reset, told

    def _change(self, each: Changeable, value: float | None) -> None:
        """Change a limit; None, or what held before, is no change."""
        if value is not None and _scaled(each, value) == _scaled(each, self._before(each)):
            value = None
        self.trouble.hide()
        if self.scope is Whose.SITE:
            self._change_site(each.key, value)
            return
        limits = {k: v for k, v in self.session.committed.limits.items() if k != each.key}
        if value is not None:
            limits[each.key] = value
        self._keep(limits, _("Change a limit"))

    def _keep(self, limits: dict[str, float], text: str) -> None:
        name = self.session.site_limits.name
        plan = with_changed_limits(self.session.committed, limits, name, _today())
        self.session.commit(plan, text)

    def _change_site(self, key: str, value: float | None) -> None:
        """Change a limit for all plans, once somebody has signed for it."""
        name = self.session.site_limits.name.strip()
        if value is not None and not name:
            self._complain(_("Type who changes it first: it holds for every plan of this site."))
        else:
            limit = None if value is None else SiteLimit(value=value, by=name, on=_today())
            keep_site_limits(self.session, lambda site: site.with_limit(key, limit), self._complain)
        self.refresh()

    def _put_all_back(self) -> None:
        self.trouble.hide()
        if self.scope is Whose.SITE:
            keep_site_limits(self.session, lambda site: replace(site, limits={}), self._complain)
        else:
            self._keep({}, _("Put limits back"))

    def _keep_name(self, name: str) -> None:
        self.trouble.hide()
        keep_site_limits(self.session, lambda site: replace(site, name=name), self._complain)

    def _complain(self, sentence: str) -> None:
        self.trouble.say("fail", sentence)
        self.trouble.show()


def _today() -> str:
    return datetime.now().astimezone().date().isoformat()


def _shipped(each: Changeable) -> str:
    return quantity_words(each.shipped, each.unit)


def _scale(each: Changeable) -> float:
    return 100.0 if each.unit == "share" else 1.0


def _scaled(each: Changeable, value: float) -> float:
    """Return a value as its field shows it."""
    return value * _scale(each)
