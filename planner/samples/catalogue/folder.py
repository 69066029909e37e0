"""Write a case to a folder, whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from planner.anatomy.spine import Level
from planner.dicom.write import write_ct_series
from planner.plan.identity import Images
from planner.plan.whole import reason_of
from planner.samples.catalogue.c_arm import NOTE as C_ARM_NOTE
from planner.samples.catalogue.c_arm import write_frames
from planner.samples.catalogue.case import Case
from planner.samples.catalogue.making import Made, Make, Tell, Whose, part_of
from planner.samples.series.layout import Series, series_of
from planner.samples.series.reformat import sagittal
from planner.samples.series.says import Study, header_of, header_of_sagittal
from planner.words import _

SERIES_FOLDER, PLAN_FILE, TRUTH_FILE, NOTE_FILE = "ct", "plan.json", "truth.json", "README.txt"
NOTE_BEGINS = "SAMPLE case"
NOTE = (
    NOTE_BEGINS
    + """ "{name}": synthetic images made from a model, of no person.

ct/         the CT series (DICOM)
{frames}{plan}truth.json  what the model knows: vertebrae, nerves, joints, roots, metal, skin (LPS, mm)
"""
)
PLAN_NOTE = "plan.json   an example plan\n"
SAGITTAL_FOLDER = "sagittal"
PAINTED = 0.9
"""Share of the work on a series that is done when its values are there: the rest is packing and writing."""
SPARE_BYTES = 5_000_000


class CaseError(Exception):
    """A case could not be written; the message is a whole sentence."""


def write_case(case: Case, folder: Path, make: Make, tell: Tell) -> Path:
    """Write series, truth and example plan of a case into ``folder / case.label`` and return that folder.

    It is written beside and put in its place when it is whole; an earlier one of this case is replaced.

    Raises
    ------
    CaseError
        If it cannot be written there.
    """
    target = folder / case.label
    _check(case, target)
    with _whole(target) as part:
        tell(0.0, _("bones"))
        made = make(case)
        images = _write_series(case, made, part, part_of(tell, 0.02, 0.92))
        whose = Whose(case.patient(made.person), images)
        tell(0.92, _("truth"))
        (part / TRUTH_FILE).write_bytes(made.truth(whose))
        tell(0.95, _("example plan"))
        plan = made.plan(whose)
        if plan is not None:
            (part / PLAN_FILE).write_bytes(plan)
        frames = case.c_arm and write_frames(
            part, part / SERIES_FOLDER, made.frames[Level.L4], part_of(tell, 0.97, 1.0)
        )
        note = NOTE.format(
            name=case.label, plan="" if plan is None else PLAN_NOTE, frames=C_ARM_NOTE if frames else ""
        )
        (part / NOTE_FILE).write_bytes(note.encode())
    tell(1.0, _("done"))
    return target


def _write_series(case: Case, made: Made, part: Path, tell: Tell) -> Images:
    """Write all series and return what names the images of the first."""
    study, acquisition, first = case.study(made.person), case.acquisition, None
    every = series_of(acquisition, made.frames)
    top = part / SERIES_FOLDER
    alone = len(every) == 1 and acquisition.sagittal_mm is None
    for number, series in enumerate(every):
        told = part_of(tell, number / len(every), (number + 1) / len(every))
        blocks = made.images(series, part_of(told, 0.0, PAINTED))
        told(PAINTED, _("writing files"))
        _write_blocks(study, series, blocks, top if alone else top / series.reconstruction.kernel)
        if first is None:
            first = _images(study, series, blocks)
            if acquisition.sagittal_mm is not None:
                hu, grid = sagittal(blocks[0], series.blocks[0].grid, acquisition.sagittal_mm)
                header = header_of_sagittal(study, series, acquisition.sagittal_mm)
                write_ct_series(top / SAGITTAL_FOLDER, hu, grid.voxel_to_patient, header)
    assert first is not None
    return first


def _write_blocks(study: Study, series: Series, blocks: Sequence[NDArray[np.int16]], folder: Path) -> None:
    for block, hu in zip(series.blocks, blocks, strict=True):
        header = header_of(study, series, block)
        write_ct_series(folder, hu, block.grid.voxel_to_patient, header, block.first, block.last_is_first)


def _images(study: Study, series: Series, blocks: Sequence[NDArray[np.int16]]) -> Images:
    header = header_of(study, series, series.blocks[0])
    return Images(
        study_uid=str(header.uid("study")),
        series_uid=str(header.uid("series", series.number)),
        frame_of_reference_uid=str(header.uid("frame")),
        pixel_digest=_digest(series, blocks),
        patient_position=series.acquisition.position.value,
    )


def _digest(series: Series, blocks: Sequence[NDArray[np.int16]]) -> str:
    """Return the digest that a plan carries; empty where the series is several stacks."""
    if len(series.blocks) > 1:
        return ""
    return "sha256:" + hashlib.sha256(np.ascontiguousarray(blocks[0], dtype="<i2").tobytes()).hexdigest()


def _check(case: Case, target: Path) -> None:
    """Refuse before the work begins what would be refused after it."""
    if os.path.lexists(target) and not _is_ours(target):
        raise CaseError(_("{path} is in the way: it is no sample case.").format(path=target))
    above = target.parent
    while not above.exists() and above != above.parent:
        above = above.parent
    if not above.is_dir():
        raise CaseError(_("{path} is in the way: it is no folder.").format(path=above))
    if shutil.disk_usage(above).free < _bytes_of(case):
        raise CaseError(_no_room(target))


def _is_ours(folder: Path) -> bool:
    if folder.is_symlink() or not folder.is_dir():
        return False
    note = folder / NOTE_FILE
    return note.is_file() and note.read_bytes().startswith(NOTE_BEGINS.encode())


def _bytes_of(case: Case) -> int:
    """Return about how much room a case takes: two bytes for each voxel, or one where they are packed."""
    total, acquisition = SPARE_BYTES, case.acquisition
    for each in acquisition.reconstructions:
        slices = acquisition.slices(each) * max(len(acquisition.discs), 1)
        width = 2 if each.packing in ("implicit", "explicit", "big_endian") else 1
        total += slices * each.rows * each.columns * width
    return total


def _no_room(target: Path) -> str:
    return _("There is not enough room on the disk for {path}.").format(path=target)


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """Give a folder beside the target that takes its place at the end; after an error nothing is left."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    old = part.with_suffix(".old")
    made = [above for above in target.parents if not above.exists()]
    try:
        part.mkdir(parents=True)
        yield part
        _put_in_place(part, target, old)
        made = []
    except OSError as error:
        raise CaseError(_sentence(error, target)) from error
    finally:
        for leftover in (part, old):
            shutil.rmtree(leftover, ignore_errors=True)
        for above in made:
            _remove_empty(above)


def _put_in_place(part: Path, target: Path, old: Path) -> None:
    """Let a folder take the place of another, which is put back where that fails."""
    if not target.exists():
        part.rename(target)
        return
    target.rename(old)
    try:
        part.rename(target)
    except OSError:
        old.rename(target)
        raise


def _remove_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _sentence(error: OSError, target: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _no_room(target)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _("Nothing may be written into {folder}.").format(folder=target.parent)
    return _("{path} could not be written: {reason}.").format(path=target, reason=reason_of(error))
