"""Which volume of a folder a plan belongs to."""

from __future__ import annotations

from planner.dicom.study import Stack, Study
from planner.plan.plan import Plan


def stack_for_plan(
    study: Study, plan: Plan, series_uid: str | None = None, stack: int | None = None
) -> Stack:
    """Return the volume to take for a plan: the one named, else the plan's own, else the best there is.

    Raises
    ------
    LoadError
        If there is none that can be loaded.
    """
    if series_uid is None and stack is None:
        for volume in study.volumes():
            if (volume.acquisition.series_uid, volume.index) == (plan.images.series_uid, plan.images.stack):
                return volume
    return study.choose(series_uid, stack)
