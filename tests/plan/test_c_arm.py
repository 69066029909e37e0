"""What a plan keeps of pictures of a C-arm: one of each kind, and back from the file as it was."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Level
from planner.geometry.rigid import Rigid
from planner.geometry.vectors import Point, Vector
from planner.plan.c_arm import (
    CArm,
    ConfirmedView,
    FrameRef,
    KnownSize,
    LaidOver,
    Positions,
    SeenLandmark,
    rows_of,
)
from planner.plan.file import decode, encode
from planner.plan.plan import Plan

AP, LATERAL = FrameRef("1.2.3"), FrameRef("1.2.4", 7)
MOTION = Rigid.about(Point(3.0, -40.0, 200.0), Vector(4.0, -7.0, 2.0), Vector(5.0, 6.0, -7.0))
LAID = LaidOver(
    level=Level.L4,
    frames=(AP, LATERAL),
    ct_to_c_arm=rows_of(MOTION),
    residual_mm=0.8,
    in_plane_mm=1.2,
    in_depth_mm=2.5,
)
SIZE = KnownSize(at=AP, kind="length", from_px=(10.0, 20.0), to_px=(40.0, 60.0), size_mm=10.0)
SEEN = SeenLandmark(level=Level.L4, landmark="left_pedicle", at=AP, place_px=(101.5, 77.25))


def test_all_of_it_comes_back_from_the_file() -> None:
    c_arm = CArm(
        positions=Positions.C_ARM,
        confirmed=(ConfirmedView(series_uid="1.2", letters=("R", "F")), ConfirmedView(series_uid="1.3")),
        known_sizes=(SIZE,),
        landmarks=(SEEN,),
        laid_over=(replace(LAID, accepted=True),),
    )
    plan = Plan(c_arm=c_arm)
    assert decode(encode(plan)) == plan
    assert decode(encode(Plan())).c_arm == CArm()


def test_a_motion_is_kept_to_the_last_digit() -> None:
    for point in (Point(0.0, 0.0, 0.0), Point(-31.0, 17.0, 512.0)):
        assert LAID.motion.point(point).distance_to(MOTION.point(point)) < 1e-9


def test_what_is_marked_anew_takes_the_place_of_what_was_there() -> None:
    c_arm = CArm().with_known_size(SIZE).with_landmark(SEEN).with_laid(LAID)
    anew = replace(SIZE, size_mm=12.0), replace(SEEN, place_px=(1.0, 2.0)), replace(LAID, residual_mm=0.1)
    after = c_arm.with_known_size(anew[0]).with_landmark(anew[1]).with_laid(anew[2])
    assert (after.known_sizes, after.landmarks, after.laid_over) == ((anew[0],), (anew[1],), (anew[2],))
    assert after.known_size(AP) == anew[0]
    assert after.known_size(LATERAL) is None
    assert after.laid(Level.L4) == anew[2]
    assert after.laid(Level.L5) is None
    elsewhere = replace(SEEN, at=LATERAL)
    assert after.with_landmark(elsewhere).seen_of(Level.L4) == (anew[1], elsewhere)
    gone = after.without_known_size(AP).without_landmarks(Level.L4).without_laid(Level.L4)
    assert gone == CArm()


def test_vertebrae_laid_over_frames_stand_from_above_downwards() -> None:
    c_arm = CArm().with_laid(replace(LAID, level=Level.L5)).with_laid(LAID)
    assert [laid.level for laid in c_arm.laid_over] == [Level.L4, Level.L5]


def test_a_view_is_confirmed_once() -> None:
    first, again = ConfirmedView(series_uid="1.2"), ConfirmedView(series_uid="1.2", letters=("L", "F"))
    c_arm = CArm().with_confirmed(first).with_confirmed(again)
    assert c_arm.confirmed == (again,)
    assert c_arm.confirmed_view("1.2") == again
    assert c_arm.confirmed_view("1.9") is None


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (lambda: CArm(landmarks=(SEEN, SEEN)), "twice in one frame"),
        (lambda: CArm(laid_over=(LAID, LAID)), "over frames twice"),
        (lambda: CArm(confirmed=(ConfirmedView(series_uid="1"),) * 2), "confirmed twice"),
        (lambda: replace(LAID, ct_to_c_arm=(1.0,)), "twelve numbers"),
        (lambda: replace(LAID, frames=()), "at least one frame"),
    ],
)
def test_what_cannot_be_is_refused(wrong: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        wrong()  # type: ignore[operator]
