"""Find resources/ and sample_dicom/, in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

_PACKAGE = Path(__file__).parent


def resource(relative: str) -> Path:
    """Return the path of a file or folder of resources/.

    Parameters
    ----------
    relative
        Path below resources/, with forward slashes: ``"guideline/alignment.toml"``.

    Raises
    ------
    ValueError
        If `relative` is empty, absolute or climbs with ``..``.
    FileNotFoundError
        If there is no such file or folder.
    """
    parts = PurePosixPath(relative)
    if not relative or parts.is_absolute() or ".." in parts.parts or "\\" in relative:
        raise ValueError(f"not a path below resources/: {relative!r}")
    return _existing(_home("resources") / parts)


def sample_dicom() -> Path:
    """Return the folder that holds the sample cases, one sub-folder each.

    Raises
    ------
    FileNotFoundError
        If the samples were not installed.
    """
    return _existing(_home("sample_dicom"))


def _home(name: str) -> Path:
    bundled = _PACKAGE / f"_{name}"
    return bundled if bundled.is_dir() else _PACKAGE.parent / name


def _existing(path: Path) -> Path:
    if not path.exists():
        raise FileNotFoundError(f"part of Facet Planner is missing: {path}")
    return path
