"""The menu of the C-arm's screen: bone dark or bright, contrast, noise, collimator."""

from __future__ import annotations

from dataclasses import replace

from msgspec.structs import replace as replaced
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFormLayout, QMenu, QSlider, QToolButton, QWidget, QWidgetAction

from planner.carm.screen import Greys
from planner.ui.look import LEAST_OPEN, MAGNIFIED
from planner.ui.room_settings import keep_site
from planner.ui.session import Session
from planner.words import _

PERCENT = 100


class ScreenMenu(QToolButton):
    """A button that opens the settings of the screen.

    Signals
    -------
    said
        Why a setting could not be kept.
    """

    said = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setText(_("Screen"))
        self.setToolTip(_("Contrast, magnification, collimator, noise; bone dark or bright"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        self.dark = self._tick(menu, _("Bone dark, as on a fluoroscope"), self._set_dark)
        self.noise = self._tick(menu, _("Noise of a real exposure"), self._set_noise)
        menu.addSeparator()
        self.sliders = {
            "magnified": self._slider(_("Magnification"), MAGNIFIED[0], MAGNIFIED[1]),
            "contrast": self._slider(_("Contrast"), 0.3, 4.0),
            "brightness": self._slider(_("Brightness"), -0.5, 0.5),
            "open_width": self._slider(_("Collimator, width"), LEAST_OPEN, 1.0),
            "open_height": self._slider(_("Collimator, height"), LEAST_OPEN, 1.0),
        }
        self._add_sliders(menu)
        menu.addSeparator()
        reset = menu.addAction(_("Reset the screen"))
        reset.triggered.connect(self._reset)
        self.setMenu(menu)
        session.changed.connect(self.refresh)
        self.refresh()

    def _tick(self, menu: QMenu, text: str, slot: object) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.triggered.connect(slot)
        return action

    def _slider(self, name: str, low: float, high: float) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(round(low * PERCENT), round(high * PERCENT))
        slider.setAccessibleName(name)
        slider.setMinimumWidth(180)
        return slider

    def _add_sliders(self, menu: QMenu) -> None:
        box = QWidget(menu)
        form = QFormLayout(box)
        for field, slider in self.sliders.items():
            form.addRow(slider.accessibleName(), slider)
            slider.valueChanged.connect(lambda value, field=field: self._slide(field, value / PERCENT))
        action = QWidgetAction(menu)
        action.setDefaultWidget(box)
        menu.addAction(action)

    def _slide(self, field: str, value: float) -> None:
        look = self.session.look
        match field:
            case "contrast":
                changed = look.with_c_arm(greys=replace(look.c_arm.greys, contrast=value))
            case "brightness":
                changed = look.with_c_arm(greys=replace(look.c_arm.greys, brightness=value))
            case _:
                changed = look.with_c_arm(**{field: value})
        self.session.look_at(changed)

    def _set_dark(self, dark: bool) -> None:
        keep_site(self.session, replaced(self.session.site, bone_dark=dark), self.said.emit)

    def _set_noise(self, noise: bool) -> None:
        self.session.look_at(self.session.look.with_c_arm(noise=noise))

    def _reset(self) -> None:
        changes = {"magnified": 1.0, "open_width": 1.0, "open_height": 1.0, "greys": Greys(), "noise": False}
        self.session.look_at(self.session.look.with_c_arm(**changes))

    def refresh(self) -> None:
        """Show how the screen is set."""
        c_arm = self.session.look.c_arm
        self.dark.setChecked(self.session.site.bone_dark)
        self.noise.setChecked(c_arm.noise)
        values = {
            "magnified": c_arm.magnified,
            "contrast": c_arm.greys.contrast,
            "brightness": c_arm.greys.brightness,
            "open_width": c_arm.open_width,
            "open_height": c_arm.open_height,
        }
        for field, slider in self.sliders.items():
            slider.blockSignals(True)
            slider.setValue(round(values[field] * PERCENT))
            slider.blockSignals(False)
