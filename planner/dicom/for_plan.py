"""Which volume of a folder a plan belongs to, or which pictures of a C-arm."""

from __future__ import annotations

from planner.dicom.errors import LoadError
from planner.dicom.notes import note
from planner.dicom.study import Projection, Series, Stack, Study
from planner.plan.plan import Plan
from planner.words import N_


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
    pictures = any(each.action == "load" for series in study.series for each in series.projections)
    if pictures and not study.stacks():
        only = note(N_("only pictures of a C-arm stand here, and no CT"))
        raise LoadError(study.path, only, note(N_("Name the folder of the CT.")))
    return study.choose(series_uid, stack)


def pictures_for_plan(study: Study, plan: Plan, series_uid: str | None = None) -> tuple[Series, Projection]:
    """Return the first pictures of a C-arm for a plan made on such, and their series.

    Those of the plan's study and patient, where such are there; else others, as `match_images` tells.
    Of these the ones that tell their rays come first.

    Raises
    ------
    LoadError
        If there are none that can be shown.
    """
    found = [
        (series, each)
        for series in study.series
        if series_uid in (None, series.series_uid)
        for each in series.projections
        if each.action == "load"
    ]
    if not found:
        none = note(N_("the plan was made on pictures of a C-arm, and none stand here"))
        raise LoadError(study.path, none, note(N_("Name the folder of those pictures.")))

    def strangeness(pair: tuple[Series, Projection]) -> tuple[bool, bool, bool]:
        series, projection = pair
        other_study = series.study_uid != plan.images.study_uid
        return plan.patient.contradicts(series.patient), other_study, projection.geometry().beam() is None

    return min(found, key=strangeness)
