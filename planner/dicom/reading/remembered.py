"""What was read last, for as long as its files are what they were: nothing is kept on a disk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from planner.dicom.loaded import LoadedImages
from planner.dicom.study import Projection, Stack, Study

STUDIES = 4
"""Studies that are remembered."""
VOLUME_BYTES = 1024 * 1024 * 1024
"""Bytes of the volumes that are remembered; the last one is, whatever its size."""


@dataclass(frozen=True)
class KnownStudy:
    """A study, the files and folders it was found in, and their print."""

    path: Path
    places: tuple[Path, ...]
    print: bytes
    study: Study


@dataclass(frozen=True, eq=False)
class KnownVolume:
    """A volume and the print of its files."""

    stack: Stack
    print: bytes
    images: LoadedImages


class Remembered:
    """The studies and volumes that were read last, newest last."""

    def __init__(self) -> None:
        self._studies: list[KnownStudy] = []
        self._volumes: list[KnownVolume] = []

    def study(self, path: Path) -> KnownStudy | None:
        """Return what was found at a path; None where that is not known."""
        return next((known for known in self._studies if known.path == path), None)

    def keep_study(self, known: KnownStudy) -> None:
        """Remember a study in place of what was known of its path."""
        others = [each for each in self._studies if each.path != known.path]
        self._studies = [*others, known][-STUDIES:]

    def volume(self, stack: Stack) -> KnownVolume | None:
        """Return the volume of a stack; None where that is not known."""
        return next((known for known in self._volumes if known.stack == stack), None)

    def keep_volume(self, known: KnownVolume) -> None:
        """Remember a volume as the last one, in place of what was known of its stack."""
        self._volumes = [each for each in self._volumes if each.stack != known.stack]
        self.make_room(known.images.volume.hu.nbytes)
        self._volumes.append(known)

    def make_room(self, size: int) -> None:
        """Forget the oldest volumes until one of `size` bytes may be added."""
        while self._volumes and sum(_size(known) for known in self._volumes) + size > VOLUME_BYTES:
            self._volumes.pop(0)

    def forget(self) -> None:
        """Forget everything."""
        self._studies.clear()
        self._volumes.clear()

    def forget_unpacked(self) -> None:
        """Forget the studies whose files were unpacked from an archive."""
        self._studies = [known for known in self._studies if not known.study.names]


def places_of(path: Path, study: Study) -> tuple[Path, ...]:
    """Return where a study was found: the path, and files elsewhere that an index at the path names."""
    if study.names:
        return (path,)
    return path, *sorted({file for file in _files_of(study) if not file.is_relative_to(path)})


def _files_of(study: Study) -> Iterable[Path]:
    for series in study.series:
        for part in series.parts:
            if isinstance(part, Projection):
                yield part.file
            else:
                yield from part.files
    for refused in study.refused:
        yield Path(refused.file)


def _size(known: KnownVolume) -> int:
    return known.images.volume.hu.nbytes
