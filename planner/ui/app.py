"""The desktop program: one session, a window on it, the journal behind it."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import pyqtgraph as pg
from platformdirs import user_data_path
from PySide6.QtCore import QLibraryInfo, QLocale, QSettings, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from planner.carm.site import Site, SiteError, load_site
from planner.dicom.reader import shared_reader
from planner.guideline.rules import site_limits
from planner.guideline.site_limits import SiteLimits, SiteLimitsError
from planner.ui.finding import look_ahead
from planner.ui.keeping import Keeper, offer_recovery
from planner.ui.look import Layout
from planner.ui.looking import LAYOUT_KEY
from planner.ui.session import Session
from planner.ui.theme import THEMES, apply_theme
from planner.ui.warming import warm
from planner.ui.window import GEOMETRY_KEY, Window
from planner.words import LANGUAGES, _, set_language

LANGUAGE_KEY, THEME_KEY = "window/language", "window/theme"


class Program:
    """The running program. A change of language or theme makes a new window on the same session."""

    def __init__(self, app: QApplication, folder: Path | None = None) -> None:
        self.app = app
        self.folder = folder or user_data_path("facet-planner") / "journal"
        site, trouble = _site()
        limits, of_limits = _limits()
        self.session = Session(site=site, limits=limits)
        layout = Layout(_chosen(LAYOUT_KEY, [each.value for each in Layout], Layout.SLICES.value))
        self.session.look = replace(self.session.look, layout=layout)
        shared_reader().start()
        self._translator = QTranslator(app)
        self._speak(_chosen(LANGUAGE_KEY, LANGUAGES, _system_language()))
        apply_theme(app, _chosen(THEME_KEY, THEMES, "dark"))
        self.keeper = Keeper(self.session, self.folder)
        self.window = self._open_window()
        for sentence in filter(None, (trouble, of_limits)):
            self.window.notices.add(sentence)

    def start(self, path: Path | None) -> int:
        """Show the window, open `path` in it, and return the exit code when it is closed."""
        if QSettings().contains(GEOMETRY_KEY):
            self.window.show()
        else:
            self.window.showMaximized()
        QTimer.singleShot(0, lambda: offer_recovery(self.session, self.folder, self.window))
        if path is not None:
            self.window.files.open_path(path)
        threading.Thread(target=warm, name="warm", daemon=True).start()
        code = self.app.exec()
        self.close()
        return code

    def close(self) -> None:
        """Close the journal and take Qt's own words back from the application."""
        self.keeper.close()
        self.app.removeTranslator(self._translator)

    def _open_window(self) -> Window:
        window = Window(self.session)
        window.files.opened.connect(lambda _images: look_ahead(self.session.scene))
        window.language_chosen.connect(self._change_language)
        window.theme_chosen.connect(self._change_theme)
        geometry = QSettings().value(GEOMETRY_KEY)
        if geometry is not None:
            window.restoreGeometry(geometry)
        return window

    def _change_language(self, code: str) -> None:
        QSettings().setValue(LANGUAGE_KEY, code)
        self._speak(code)
        self._reopen()

    def _change_theme(self, name: str) -> None:
        QSettings().setValue(THEME_KEY, name)
        apply_theme(self.app, name)
        self._reopen()

    def _reopen(self) -> None:
        """Put a new window in the place of the old one; the session goes on."""
        old, step = self.window, self.window.steps.current
        self.window = self._open_window()
        self.window.setGeometry(old.geometry())
        self.window.loader.study = old.loader.study
        self.window.steps.go_to(step)
        self.window.show()
        old.session.changed.disconnect(old.refresh)
        old.close()
        old.deleteLater()

    def _speak(self, code: str) -> None:
        """Speak a language, Qt's own buttons included."""
        set_language(code)
        self.app.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(QLocale(code), "qtbase", "_", folder):
            self.app.installTranslator(self._translator)


def _site() -> tuple[Site, str]:
    """Return the room as it was saved; of one that cannot be read nothing but why, in a sentence."""
    try:
        return load_site(), ""
    except SiteError as error:
        return Site(), str(error)


def _limits() -> tuple[SiteLimits, str]:
    """Return the limits of the site; of a file that cannot be read none, and why, in a sentence."""
    try:
        return site_limits(), ""
    except SiteLimitsError as error:
        return SiteLimits(), str(error)


def _chosen(key: str, known: Collection[str], otherwise: str) -> str:
    value = str(QSettings().value(key, otherwise))
    return value if value in known else otherwise


def _system_language() -> str:
    return "zh_CN" if QLocale.system().language() == QLocale.Language.Chinese else "en"


def make_application(arguments: list[str]) -> QApplication:
    """Return the Qt application with its names and the settings of pyqtgraph."""
    app = QApplication(arguments)
    app.setApplicationName("facet-planner")
    app.setOrganizationName("facet-planner")
    app.setApplicationDisplayName(_("Facet Planner"))
    pg.setConfigOptions(imageAxisOrder="row-major", antialias=True)
    return app


def run(path: Path | None) -> int:
    """Open the window, on a folder of images or a plan, and return the exit code when it is closed."""
    app = make_application(sys.argv[:1])
    program = Program(app)
    sys.excepthook = error_hook(program)
    return program.start(path)


ErrorHook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def error_hook(program: Program) -> ErrorHook:
    """Return the one handler of unforeseen errors: it is logged, and said in one sentence; work goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        logging.getLogger("planner").error("unforeseen error", exc_info=(kind, error, trace))
        program.window.notices.add(
            _("Something went wrong ({kind}). Your plan is kept: save it and start again.").format(
                kind=kind.__name__
            )
        )

    return hook
