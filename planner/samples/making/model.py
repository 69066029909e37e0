"""A case with a person in it: bones and implants stand, and everything else follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.anatomy.spine import Level
from planner.geometry.frames import Frame
from planner.plan.file import encode
from planner.samples.catalogue.case import Case
from planner.samples.catalogue.making import Tell, Whose
from planner.samples.example.plan import example_plan
from planner.samples.example.subject import Subject
from planner.samples.implants.site import Site, distances_to
from planner.samples.implants.surgery import operated
from planner.samples.implants.trim import trimmed
from planner.samples.implants.values import Implants
from planner.samples.known.known import Known
from planner.samples.known.telling import landmarks, truth_of
from planner.samples.known.truth import TrueAcquisition, encode_truth
from planner.samples.making.images import Parts, images_of
from planner.samples.person.draw import person
from planner.samples.person.traits import PersonTraits
from planner.samples.series.layout import Series, series_of
from planner.samples.skeleton.bones import Bone, Skeleton
from planner.samples.skeleton.spine import frames
from planner.samples.soft.body import Body

MARKED = (Level.L3, Level.L4, Level.L5, Level.S1)
"""Levels whose landmarks the example plan has."""
EDGE_MM = 3.0
"""A place nearer to the edge of the images is not used in a plan."""


@dataclass(frozen=True, eq=False)
class Model:
    """The person of a case; each part is made when it is first asked for."""

    case: Case

    @cached_property
    def person(self) -> PersonTraits:
        """Who is scanned."""
        return person(self.case.seed, self.case.person)

    @cached_property
    def frames(self) -> dict[str, Frame]:
        """Where the vertebrae stand, by name."""
        return frames(self.person.spine, self.case.anchor)

    @cached_property
    def skeleton(self) -> Skeleton:
        """The bones as they grew."""
        return Skeleton(self.person.spine, self.frames, self.person.seed)

    @cached_property
    def bones(self) -> tuple[Bone, ...]:
        """The bones as they are now, trimmed where implants needed room."""
        return tuple(trimmed(bone, self.implants) for bone in self.skeleton.bones)

    @cached_property
    def implants(self) -> Implants:
        """What has been put in."""
        return operated(Site.of(self.skeleton), self.case.implants, self.case.seed)

    @cached_property
    def known(self) -> Known:
        """Where nerves, joints and foramina are."""
        return Known(self.person, self.skeleton, self.implants)

    @cached_property
    def body(self) -> Body:
        """The soft parts, as they lie on the table."""
        return Body(self.person, self.frames, self.case.acquisition.position.down, self.known.roots)

    def images(self, series: Series, tell: Tell) -> Sequence[NDArray[np.int16]]:
        """Return the HU [k, j, i] of each block of a series, on the block's grid, as they are stored."""
        parts = Parts(self.body, self.bones, self.implants, self.frames[Level.L3].origin, self.case.seed)
        return images_of(parts, series, tell)

    def truth(self, whose: Whose) -> bytes:
        """Return the content of ``truth.json``."""
        acquisition = self.case.acquisition
        first = acquisition.reconstructions[0]
        return encode_truth(
            truth_of(
                self.case.label,
                whose.patient,
                whose.images,
                self.known,
                self.implants,
                self.body.skin_behind,
                TrueAcquisition(
                    noise_hu=acquisition.noise_hu,
                    clipped_above_hu=first.clip_hu[1],
                    kernel=first.kernel,
                    patient_position=acquisition.position.value,
                    slice_thickness_mm=first.thickness_mm,
                    tilt_deg=acquisition.tilt_deg,
                ),
            )
        )

    def plan(self, whose: Whose) -> bytes | None:
        """Return the content of ``plan.json``; None where the case has no example plan."""
        treats = self.case.treats
        if treats is None:
            return None
        block = series_of(self.case.acquisition, self.frames)[0].blocks[0]
        steps = np.linalg.norm(block.grid.voxel_to_patient[:3, :3], axis=0)
        subject = Subject(
            patient=whose.patient,
            images=whose.images,
            joints=treats.joints,
            side=treats.side,
            landmarks={level: landmarks(self.skeleton.vertebrae[level]) for level in MARKED},
            branches=self.known.branches,
            roots=self.known.roots,
            implants=self.implants,
            bone=distances_to(self.bones),
            skin_along=self.body.skin_along,
            on_images=lambda point: block.grid.holds(point, EDGE_MM),
            uncertainty_mm=round(float(np.sqrt((steps * steps).sum())) / 2.0, 3),
            transitional=self.person.spine.transitional != "none",
        )
        return encode(example_plan(subject))
