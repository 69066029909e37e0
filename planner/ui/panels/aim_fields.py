"""A needle by numbers: where the C-arm looks down it, and how deep its tip lies."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QWidget

from planner.carm.aiming import aimed, at_depth, skin_of
from planner.carm.angles import CArmAngles, barrel_angles, from_over_back, over_back
from planner.plan.edits import SHORTEST_MM
from planner.plan.parts import Needle
from planner.ui.panels.angle_field import AngleField
from planner.ui.panels.fields import GRID_PX, labelled
from planner.ui.panels.numbers import NumberField
from planner.ui.panels.shown_part import ShownPart
from planner.ui.session import Session
from planner.words import _, pgettext

DEEPEST_MM = 250.0


class AimFields(QWidget):
    """The room's angles of a needle's barrel view, and its depth from the skin, to be typed in."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.part = ShownPart(session, self)
        self.oblique_field = AngleField(_("left"), _("right"), 180.0, self._set_oblique)
        self.tilt_field = AngleField(_("head"), _("feet"), 89.0, self._set_tilt)
        self.depth_field = NumberField(
            self._set_depth, unit="mm", low=SHORTEST_MM, high=DEEPEST_MM, decimals=0
        )
        for field, hint in (
            (self.oblique_field, _("The C-arm down the needle: its turn from over the back; the tip stays")),
            (self.tilt_field, _("The C-arm down the needle: its tilt; the tip stays")),
            (self.depth_field, _("From skin to tip; the tip goes along the needle")),
        ):
            field.setToolTip(hint)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GRID_PX // 2)
        for name, field in (
            (pgettext("C-arm", "Oblique"), self.oblique_field),
            (_("Tilt"), self.tilt_field),
            (_("Depth"), self.depth_field),
        ):
            line.addLayout(labelled(name, field), 1)

    def show_needle(self, needle: Needle) -> None:
        """Show the numbers of a needle."""
        self.part.turn_to(needle)
        angles = self._angles(needle)
        self.oblique_field.show_value(from_over_back(angles))
        self.tilt_field.show_value(angles.secondary_deg)
        self.depth_field.show_value(
            needle.tip_mm.distance_to(skin_of(needle, self.session.volume) or needle.entry_mm)
        )

    @staticmethod
    def _angles(needle: Needle) -> CArmAngles:
        return barrel_angles(needle.entry_mm - needle.tip_mm)

    def _set_oblique(self, off_back_deg: float) -> None:
        needle = self.part.now(Needle)
        if needle is not None:
            self._aim(needle, over_back(off_back_deg, self._angles(needle).secondary_deg))

    def _set_tilt(self, head_deg: float) -> None:
        needle = self.part.now(Needle)
        if needle is not None:
            self._aim(needle, replace(self._angles(needle), secondary_deg=head_deg))

    def _aim(self, needle: Needle, angles: CArmAngles) -> None:
        self.part.keep(aimed(needle, angles, self.session.volume), _("Turn {part}").format(part=needle.id))

    def _set_depth(self, depth_mm: float) -> None:
        needle = self.part.now(Needle)
        if needle is not None:
            moved = at_depth(needle, depth_mm, self.session.volume)
            self.part.keep(moved, _("Set depth of {part}").format(part=needle.id))
