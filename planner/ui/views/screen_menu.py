"""The menu of the C-arm's screen: bone dark or bright, contrast, noise, collimator."""

from __future__ import annotations

from msgspec.structs import replace as replaced
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFormLayout, QMenu, QSlider, QToolButton, QWidget, QWidgetAction

from planner.ui.look import BRIGHTNESS, CONTRAST, MAGNIFIED, OPEN, CArmLook, Reach
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
        # by the fields of `CArmLook` that they set
        self.sliders = {
            "magnified": self._slider(_("Magnification"), MAGNIFIED),
            "contrast": self._slider(_("Contrast"), CONTRAST),
            "brightness": self._slider(_("Brightness"), BRIGHTNESS),
            "open_width": self._slider(_("Collimator, width"), OPEN),
            "open_height": self._slider(_("Collimator, height"), OPEN),
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

    def _slider(self, name: str, reach: Reach) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(round(reach[0] * PERCENT), round(reach[1] * PERCENT))
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
        self.session.look_at(self.session.look.with_c_arm(**{field: value}))

    def _set_dark(self, dark: bool) -> None:
        keep_site(self.session, replaced(self.session.site, bone_dark=dark), self.said.emit)

    def _set_noise(self, noise: bool) -> None:
        self.session.look_at(self.session.look.with_c_arm(noise=noise))

    def _reset(self) -> None:
        new = CArmLook()
        changes = {field: getattr(new, field) for field in (*self.sliders, "noise")}
        self.session.look_at(self.session.look.with_c_arm(**changes))

    def refresh(self) -> None:
        """Show how the screen is set."""
        c_arm = self.session.look.c_arm
        self.dark.setChecked(self.session.site.bone_dark)
        self.noise.setChecked(c_arm.noise)
        for field, slider in self.sliders.items():
            slider.blockSignals(True)
            slider.setValue(round(getattr(c_arm, field) * PERCENT))
            slider.blockSignals(False)
