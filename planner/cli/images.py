"""Which images a command works on: the CT volume of a plan, or the pictures of a C-arm it was made on."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.cli.shared import load_for
from planner.words import _

if TYPE_CHECKING:
    from planner.checks.scene import Scene
    from planner.dicom.loaded import LoadedImages
    from planner.dicom.study import Projection, Study
    from planner.plan.plan import Plan


@dataclass(frozen=True)
class Opened:
    """What was found for a plan: a volume, or the first of the pictures of a C-arm and where it stands.

    `scene` is what the checks need of it.
    """

    scene: Scene
    images: LoadedImages | None = None
    study: Study | None = None
    projection: Projection | None = None


def open_for(plan: Plan, arguments: argparse.Namespace) -> Opened:
    """Return the volume for a plan, or where it was made on pictures of a C-arm, such pictures.

    Raises
    ------
    LoadError
        If they are not there.
    """
    from planner.checks.scene import Scene
    from planner.dicom.for_plan import pictures_for_plan
    from planner.dicom.reader import shared_reader
    from planner.plan.identity import Images

    if not plan.c_arm.positions.are_of_c_arm:
        images = load_for(plan, arguments)
        return Opened(Scene(images.volume, images.patient, images.images, images.hu), images)
    study = shared_reader().scan(arguments.images, headerless=arguments.headerless)
    series, projection = pictures_for_plan(study, plan, arguments.series)
    print(_("C-arm pictures of study {study}").format(study=series.study_uid), file=sys.stderr)
    scene = Scene(None, series.patient, Images(study_uid=series.study_uid))
    return Opened(scene, study=study, projection=projection)


def ensure_of_ct(plan: Plan) -> None:
    """Look whether a plan has positions in a CT, which the command needs.

    Raises
    ------
    ValueError
        If it was made on pictures of a C-arm.
    """
    if plan.c_arm.positions.are_of_c_arm:
        raise ValueError(
            _("The plan was made on pictures of a C-arm: this command needs a plan made on a CT.")
        )
