"""Which volumes can be looked at together at one point: those of one patient in one frame of reference."""

from __future__ import annotations

from dataclasses import replace

from planner.dicom.loaded import LoadedImages
from planner.dicom.study import Stack, Study
from planner.plan.identity import Patient
from planner.ui.look import Look, ViewKind


def in_one_space(one: LoadedImages | Stack, other: LoadedImages | Stack) -> bool:
    """Say whether the same LPS position is the same place in both."""
    (patient, uid), (other_patient, other_uid) = _space(one), _space(other)
    return bool(uid) and uid == other_uid and patient.same_as(other_patient)


def companions(study: Study, stack: Stack) -> tuple[Stack, ...]:
    """Return the other volumes that can be looked at together with one of a study."""
    others = (other for other in study.volumes() if other is not stack)
    return tuple(other for other in others if in_one_space(stack, other))


def _space(images: LoadedImages | Stack) -> tuple[Patient, str]:
    if isinstance(images, Stack):
        return images.acquisition.patient, images.acquisition.frame_of_reference_uid
    return images.patient, images.images.frame_of_reference_uid


def turned_to(look: Look, companion: LoadedImages | None) -> Look:
    """Return the look with every view on a companion, and the cursor where it has images; None: on none."""
    if companion is None:
        return replace(look, beside=frozenset())
    volume = companion.volume
    cursor = look.cursor if volume.contains(look.cursor) else volume.centre
    return replace(look, beside=frozenset(ViewKind), cursor=cursor)


def is_of(stack: Stack, images: LoadedImages) -> bool:
    """Say whether images were loaded from a stack."""
    here, there = stack.acquisition, images.images
    return (here.study_uid, here.series_uid, stack.index) == (there.study_uid, there.series_uid, there.stack)
