"""Painting without a window: the Qt application that fonts and pictures need, on no screen."""

from __future__ import annotations

import os

from PySide6.QtWidgets import QApplication

from planner.ui.theme import apply_theme


def painting_application() -> QApplication:
    """Return the running application; without one a new one that needs no display, with the bundled font."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication(["facet-planner"])
    apply_theme(app, "light")
    return app
