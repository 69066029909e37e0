"""The truth of a case says what is known, reads back as it was written, and keeps its keys."""

from __future__ import annotations

from functools import cache

import msgspec
import pytest

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import POSTERIOR, Point
from planner.plan.identity import Images, Patient
from planner.samples.implants.site import Site
from planner.samples.implants.surgery import operated
from planner.samples.implants.wishes import ImplantWishes
from planner.samples.known.known import Known
from planner.samples.known.telling import truth_of
from planner.samples.known.truth import TrueAcquisition, Truth, encode_truth, read_truth
from planner.samples.person.draw import person
from planner.samples.person.wishes import Wishes
from tests.samples.known.people import known_of, somebody

WISHES = ImplantWishes(screws=(Level.L4, Level.L5), cross_link=True, cement=(Level.L1,), cages=(Level.L4,))
FORMER_KEYS = {
    "": "format version case seed note patient images levels nerves joints roots screws rods skin noise_hu"
    " clipped_above_hu",
    "levels": "level left posterior superior landmarks_mm inferior_endplate_mm body_centre_mm cancellous_hu",
    "nerves": "nerve bone side course_mm middle_mm diameter_mm",
    "joints": "joint side centre_mm within_mm opening_mm outward plane_to_sagittal_deg gap_mm face_radius_mm",
    "roots": "level side path_mm radius_mm",
    "screws": "level side entry_mm tip_mm head_mm diameter_mm length_mm head_diameter_mm",
    "rods": "side from_mm to_mm diameter_mm",
    "skin": "joint side skin_mm depth_mm",
}


def behind(point: Point) -> Point:
    return point + POSTERIOR * 52.0


@cache
def truth() -> Truth:
    bare = somebody(1)
    known = Known(bare.person, bare.skeleton, operated(Site.of(bare.skeleton), WISHES, 1))
    return told(known)


def told(known: Known) -> Truth:
    acquisition = TrueAcquisition(noise_hu=12.0, clipped_above_hu=3071, kernel="soft")
    patient = Patient(id="P", name="SAMPLE^ONE")
    return truth_of("one", patient, Images(), known, known.implants, behind, acquisition)


def test_it_reads_back_as_it_was_written() -> None:
    content = encode_truth(truth())
    assert read_truth(content) == truth()
    assert content == encode_truth(read_truth(content))


@pytest.mark.parametrize("part", FORMER_KEYS)
def test_no_key_is_lost(part: str) -> None:
    raw = msgspec.json.decode(encode_truth(truth()))
    entry = raw[part][0] if part else raw
    assert set(FORMER_KEYS[part].split()) <= set(entry)


def test_it_is_about_this_person() -> None:
    of, spine = truth(), somebody(1).person.spine
    assert [level.level for level in of.levels] == list(Level)
    assert [joint.joint for joint in of.joints[:4]] == ["T12-L1", "T12-L1", "L1-L2", "L1-L2"]
    assert [disc.upper for disc in of.discs] == [v.name for v in spine.vertebrae[:-1]]
    assert all(skin.depth_mm == 52.0 for skin in of.skin)
    assert of.person.age == somebody(1).person.age
    assert len(of.nerves) == 12
    assert len(of.rods[0].path_mm) >= 2
    assert of.cross_links
    assert of.cements[0].lobes
    l3 = next(level for level in of.levels if level.level is Level.L3)
    pedicle = next(p for p in l3.pedicles if p.side is Side.LEFT)
    assert l3.landmarks_mm.left_pedicle == pedicle.centre_mm
    assert pedicle.centre_mm.x > l3.body_centre_mm.x


def test_six_lumbar_bodies_are_told() -> None:
    of = told(known_of(person(5, Wishes(transitional="lumbarised_s1"))))
    assert of.person.transitional == "lumbarised_s1"
    assert of.joints[-1].joint == "S1-S2"
    assert of.discs[-1].lower == "S2"
    assert of.levels[-1].level is Level.S1
    assert {root.level for root in of.roots} == {*list(Level)[1:]}
