"""Opens pictures that are no CT: frames of a C-arm in the views, captures of a screen in a window."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from planner.dicom.study import Pictures, Projection, Study
from planner.ui.frames import loadable, open_runs, runs_of
from planner.ui.loading import Loader
from planner.ui.look import Layout
from planner.ui.panels.series_words import pictures_title
from planner.ui.session import OtherPatientError, Session
from planner.ui.views.pictures_window import PicturesWindow


class OpeningPictures(QObject):
    """What is opened beside the images, or where there are none.

    Signals
    -------
    said
        Why something is not opened, in a sentence.
    """

    said = Signal(str)

    def __init__(self, session: Session, loader: Loader, window: QWidget) -> None:
        super().__init__(window)
        self.session, self.loader, self.window = session, loader, window
        loader.study_found.connect(self._open_frames_alone)

    def look_at(self, pictures: Pictures) -> None:
        """Open pictures without geometry in a window of their own; it goes with the main one."""
        study = self.loader.study
        series = next((each for each in study.series if pictures in each.pictures), None) if study else None
        title = pictures_title(series) if series is not None else pictures.file.name
        PicturesWindow(pictures, self.loader.reader.picture, title, self.window).show()

    def open_frames(self, projection: Projection) -> None:
        """Show frames of a C-arm, with all others of the same patient and study."""
        study = self.loader.study
        if study is None:
            return
        try:
            open_runs(self.session, runs_of(study, projection))
        except OtherPatientError as error:
            self.said.emit(str(error))

    def show_frames(self) -> None:
        """Show the frames of a C-arm that are open, or open those that lie beside the images."""
        study, look = self.loader.study, self.session.look
        first = next(loadable(study), None) if study is not None else None
        if first is not None and not self.session.runs:
            self.open_frames(first)
        else:
            self.session.look_at(replace(look, layout=Layout.FRAMES, maximised=None))

    def _open_frames_alone(self, study: Study) -> None:
        """Show the frames of a study that has nothing else to plan on."""
        first = next(loadable(study), None)
        if first is not None and not study.volumes() and len(study.people()) == 1:
            self.open_frames(first)
