"""The one door through which the program reads images of others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from planner.dicom.archive import is_archive, room_for
from planner.dicom.errors import LoadError, LoadStoppedError
from planner.dicom.image import CtImage
from planner.dicom.load import Progress, load_volume, slice_hu
from planner.dicom.loaded import Glimpse, LoadedImages
from planner.dicom.private_folder import PrivateFolder, remove_left_over
from planner.dicom.scan import scan
from planner.dicom.study import Stack, Study
from planner.imaging.volume import Hu

Cancelled = Callable[[], bool]


class Reader:
    """Reads folders, volumes and single slices; may be asked from any thread, one thing at a time."""

    def __init__(self) -> None:
        self._room: PrivateFolder | None = None
        self._names: dict[str, str] = {}
        remove_left_over()

    def scan(self, path: Path, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Study:
        """Return what stands in a folder or file; see `planner.dicom.scan.scan`.

        What was unpacked for the study before is gone when the new one is there.
        """
        room = room_for(path) if is_archive(path) else None
        try:
            study = scan(path, progress, cancelled, room.path if room else None)
        except LoadError:
            if room is not None:
                room.close()
            raise
        self.close()
        self._room, self._names = room, dict(study.names)
        return study

    def load(
        self,
        stack: Stack,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        glimpse: Callable[[Glimpse], None] | None = None,
    ) -> LoadedImages:
        """Return the volume of a stack; see `planner.dicom.load.load_volume`."""
        with self._named():
            return load_volume(stack, progress, cancelled, glimpse)

    def slice_hu(self, image: CtImage) -> Hu:
        """Return the HU of one image, [j, i]; see `planner.dicom.load.slice_hu`."""
        with self._named():
            return slice_hu(image)

    def close(self) -> None:
        """Let go of what the reader holds: what was unpacked for the last study is gone."""
        if self._room is not None:
            self._room.close()

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Call files that were unpacked from an archive by the names they have for the user."""
        try:
            yield
        except LoadError as error:
            name = self._names.get(error.file)
            if name is None or isinstance(error, LoadStoppedError):
                raise
            raise error.about(name) from error
