"""The bar that steers the C-arm: its views by name, its angles to type in, and what its screen shows."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSettings
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from planner.carm.angles import CArmAngles, from_over_back, over_back
from planner.carm.views import View
from planner.ui.beams import angles_of, view_of
from planner.ui.c_arm_words import view_name
from planner.ui.look import CArmPane
from planner.ui.panels.angle_field import AngleField
from planner.ui.panels.fields import icon_button, plain_label
from planner.ui.panels.numbers import NumberField
from planner.ui.planes import needle_in_view
from planner.ui.session import Session
from planner.ui.views.angle_map import AngleMap
from planner.ui.views.screen_menu import ScreenMenu
from planner.words import N_, _, pgettext

HINTS = {
    View.AP: N_("From behind, the endplate of the vertebra edge-on and its pedicles even"),
    View.OBLIQUE: N_("Turned to the side of the target about the vertebra: the Scotty dog"),
    View.LATERAL: N_("From the side of the target, square to the vertebra"),
    View.DECLINED: N_("Turned to the side and tilted to the feet, against the vertebra"),
    View.BARREL: N_("Along the needle from its hub: it is seen as a point"),
    View.ACROSS: N_("Square to the needle, as near to lateral as that goes: it is seen at full length"),
}
"""The views of the buttons, in their order, with what they show."""


MAP_KEY, MAP_PX = "c_arm/map", 170


def _wants_map() -> bool:
    return str(QSettings().value(MAP_KEY, "true")).lower() == "true"


class CArmBar(QWidget):
    """Buttons for the views, fields for the room's angles, the menu of the screen, the map of positions."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._group = QButtonGroup(self)
        self.buttons = {view: self._button(view) for view in HINTS}
        self.primary = AngleField(_("left"), _("right"), 180.0, self._set_primary)
        self.secondary = AngleField(_("head"), _("feet"), 90.0, self._set_secondary)
        self.oblique = NumberField(self._set_oblique, unit="°", low=0.0, high=90.0, decimals=0)
        self.caudal = NumberField(self._set_caudal, unit="°", low=0.0, high=80.0, decimals=0)
        for field, name in (
            (self.primary, _("Detector from over the back to the patient's left or right")),
            (self.secondary, _("Detector to the head or the feet")),
            (self.oblique, _("Turn of the oblique and declined view, against the vertebra")),
            (self.caudal, _("Tilt of the declined view to the feet, against the vertebra")),
        ):
            field.setAccessibleName(name)
            field.setToolTip(name)
        self.screen_menu = ScreenMenu(session, self)
        self.map = AngleMap(session, self)
        self.map_button = icon_button("angle-map", _("Map of the C-arm's positions"))
        self.map_button.setCheckable(True)
        self.map_button.setChecked(_wants_map())
        self.map_button.toggled.connect(self._show_map)
        self.map.setVisible(self.map_button.isChecked())
        self.map.setFixedHeight(MAP_PX)
        self._lay_out()
        session.changed.connect(self.refresh)
        self.refresh()

    def _button(self, view: View) -> QToolButton:
        button = QToolButton(self)
        short = {View.BARREL: _("Barrel"), View.ACROSS: _("Across")}
        button.setText(short.get(view) or view_name(view))
        button.setToolTip(_(HINTS[view]))
        button.setCheckable(True)
        button.clicked.connect(lambda: self._look(view=view))
        self._group.addButton(button)
        return button

    def _lay_out(self) -> None:
        views, angles = QHBoxLayout(), QHBoxLayout()
        for line in (views, angles):
            line.setSpacing(4)
        for view, button in self.buttons.items():
            views.addWidget(button)
            if view is View.LATERAL:
                views.addSpacing(6)
        views.addStretch(1)
        views.addWidget(self.map_button)
        views.addWidget(self.screen_menu)
        self._by = plain_label(pgettext("turned", "by"), "muted")
        for widget in (self._by, self.oblique, self.caudal):
            angles.addWidget(widget)
        angles.addStretch(1)
        angles.addWidget(plain_label(_("Room"), "muted"))
        angles.addWidget(self.primary)
        angles.addWidget(self.secondary)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 3, 6, 3)
        column.setSpacing(3)
        column.addLayout(views)
        column.addLayout(angles)
        column.addWidget(self.map)

    def _show_map(self, shown: bool) -> None:
        self.map.setVisible(shown)
        QSettings().setValue(MAP_KEY, shown)

    def _look(self, **changes: object) -> None:
        self.session.look_at(self.session.look.with_c_arm(**changes))

    def _angles(self) -> CArmAngles:
        session = self.session
        return angles_of(CArmPane.STEERED, session.look, session.laid_by)

    def _set_primary(self, off_back_deg: float) -> None:
        """Turn the detector so far from over the back, positive to the patient's left."""
        self._look(view=View.FREE, free=over_back(off_back_deg, self._angles().secondary_deg))

    def _set_secondary(self, head_deg: float) -> None:
        self._look(view=View.FREE, free=replace(self._angles(), secondary_deg=head_deg))

    def _set_oblique(self, angle_deg: float) -> None:
        self._look(oblique_deg=angle_deg)

    def _set_caudal(self, angle_deg: float) -> None:
        self._look(caudal_deg=angle_deg)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while the bar was hidden."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Show where the C-arm stands; only the fields that do something are there."""
        if not self.isVisible():
            return
        look, plan = self.session.look, self.session.laid_by
        shown = view_of(CArmPane.STEERED, look, plan)
        with_needle = needle_in_view(plan, look.selected) is not None
        self._group.setExclusive(False)
        for view, button in self.buttons.items():
            button.setChecked(view is shown)
            button.setEnabled(with_needle or view not in (View.BARREL, View.ACROSS))
        self._group.setExclusive(True)
        angles = self._angles()
        self.primary.show_value(from_over_back(angles))
        self.secondary.show_value(angles.secondary_deg)
        self.oblique.show_value(look.c_arm.oblique_deg)
        self.caudal.show_value(look.c_arm.caudal_deg)
        self.oblique.setVisible(shown in (View.OBLIQUE, View.DECLINED))
        self.caudal.setVisible(shown is View.DECLINED)
        self._by.setVisible(shown in (View.OBLIQUE, View.DECLINED))
