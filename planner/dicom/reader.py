"""The one door through which the program reads images of others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from planner.dicom.image import CtImage
from planner.dicom.load import Progress, load_volume, slice_hu
from planner.dicom.loaded import Glimpse, LoadedImages
from planner.dicom.scan import scan
from planner.dicom.study import Stack, Study
from planner.imaging.volume import Hu

Cancelled = Callable[[], bool]


class Reader:
    """Reads folders, volumes and single slices; may be asked from any thread, one thing at a time."""

    def scan(self, path: Path, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Study:
        """Return what stands in a folder or file; see `planner.dicom.scan.scan`."""
        return scan(path, progress, cancelled)

    def load(
        self,
        stack: Stack,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        glimpse: Callable[[Glimpse], None] | None = None,
    ) -> LoadedImages:
        """Return the volume of a stack; see `planner.dicom.load.load_volume`."""
        return load_volume(stack, progress, cancelled, glimpse)

    def slice_hu(self, image: CtImage) -> Hu:
        """Return the HU of one image, [j, i]; see `planner.dicom.load.slice_hu`."""
        return slice_hu(image)

    def close(self) -> None:
        """Let go of what the reader holds."""
