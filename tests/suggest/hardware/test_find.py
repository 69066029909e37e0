"""Hardware found in scans: of bars that are known, of the samples, of people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from planner.geometry.angles import angle_between_lines_deg
from planner.geometry.solids import Capsule
from planner.imaging.volume import Volume
from planner.plan.parts import Hardware, HardwareKind
from planner.plan.plan import Plan
from planner.suggest.hardware.find import propose_hardware
from planner.suggest.hardware.proposal import HardwareProposal, accepted, is_head_of
from tests.imaging.metal_phantom import CONSTRUCT, STEEL_HU, TITANIUM_HU, bar, scanned
from tests.samples.realism.real import nifti
from tests.samples.realism.subject import read
from tests.suggest.hardware.measured import measured
from tests.suggest.hardware.sample import found, truth, volume
from tests.suggest.hardware.spines import marked_plan


def kinds(proposal: HardwareProposal) -> list[HardwareKind]:
    return [piece.kind for piece in proposal.pieces]


def of_kind(proposal: HardwareProposal, kind: HardwareKind) -> list[Hardware]:
    return [piece for piece in proposal.pieces if piece.kind is kind]


@pytest.mark.parametrize(
    ("hu", "clipped", "angle_deg"),
    [(TITANIUM_HU, True, 8.0), (TITANIUM_HU, False, 8.0), (STEEL_HU, True, 0.0)],
)
def test_two_smooth_screws_with_heads_and_a_rod(hu: float, clipped: bool, angle_deg: float) -> None:
    proposal = propose_hardware(Plan(), scanned(CONSTRUCT, hu, clipped, angle_deg))
    found_screws = of_kind(proposal, HardwareKind.PEDICLE_SCREW)
    assert len(found_screws) == 2
    for screw, true in zip(found_screws, CONSTRUCT, strict=False):
        axis = true.end - true.start
        start, end = screw.points
        assert angle_between_lines_deg(end - start, axis) < 1.0
        assert max((p - true.start).without(axis.unit()).length for p in screw.points) < 0.6
        # a smooth bar has no thread, which is counted on
        assert screw.diameter_mm == pytest.approx(6.0 + 1.7, abs=0.9)
    (rod,) = of_kind(proposal, HardwareKind.ROD)
    assert rod.diameter_mm == pytest.approx(5.5, abs=0.7)
    assert max(abs(p.x - 18.5) + abs(p.y - 20.5) for p in rod.points) < 2.0
    heads = of_kind(proposal, HardwareKind.OTHER)
    assert len(heads) == 2
    assert all(any(is_head_of(head, screw) for screw in found_screws) for head in heads)
    assert kinds(proposal)[:4] == [HardwareKind.PEDICLE_SCREW, HardwareKind.OTHER] * 2


@pytest.mark.parametrize(
    ("name", "bars"),
    [
        ("contrast in the bowel", [bar((-6.0, -20.0, 0.0), (9.0, -16.0, 2.0), 11.0)]),
        ("a rod alone", [bar((0.0, 15.0, -25.0), (1.0, 15.0, 25.0), 3.0)]),
        ("a wire across", [bar((-25.0, 10.0, 0.0), (25.0, 10.0, 3.0), 2.0)]),
        ("a clip", [bar((0.0, 0.0, 0.0), (0.0, 4.0, 0.0), 1.5)]),
        ("a straight pin without a head", [bar((5.0, 20.0, 0.0), (0.0, -20.0, 0.0), 2.5)]),
    ],
)
def test_what_is_no_screw_is_not_called_one(name: str, bars: list[Capsule]) -> None:
    proposal = propose_hardware(Plan(), scanned(bars))
    assert len(proposal.pieces) == 1, name
    assert HardwareKind.PEDICLE_SCREW not in kinds(proposal), name


@pytest.mark.parametrize(
    "bars",
    [
        [bar((-20.0, 45.0, 0.0), (20.0, 45.0, 3.0), 1.5)],
        [bar((-10.0, 47.0, -20.0), (-10.0, 47.0, 20.0), 2.0)],
        [],
    ],
)
def test_nothing_is_found_outside_of_the_body(bars: list[Capsule]) -> None:
    proposal = propose_hardware(Plan(), scanned(bars))
    assert (proposal.pieces, proposal.marked) == ((), ())


def test_a_piece_that_no_screw_explains_is_held_by_its_solid() -> None:
    true = bar((-25.0, 10.0, 0.0), (25.0, 10.0, 3.0), 2.0)
    (piece,) = propose_hardware(Plan(), scanned([true])).pieces
    assert piece.kind is HardwareKind.OTHER
    for share in np.linspace(0.0, 1.0, 11):
        at = true.start.towards(true.end, float(share))
        inside = min(solid.gap_to(Capsule(at, at, 0.0)).gap_mm for solid in piece.capsules)
        assert inside < 0.0


def test_the_sample_with_screws() -> None:
    one = measured(volume(), truth(), marked_plan(truth()), needles=30)
    assert (len(one.screws), one.false_screws, one.rods, one.rest) == (4, 0, 2, 0)
    assert max(screw.angle_deg for screw in one.screws) < 1.0
    assert max(screw.off_mm for screw in one.screws) < 1.0
    assert max(abs(screw.diameter_mm) for screw in one.screws) < 1.0
    assert all(screw.place_is_right for screw in one.screws)
    assert one.safe == one.needles > 5


def test_the_sample_without_metal() -> None:
    proposal = propose_hardware(Plan(), volume("plain"))
    assert proposal.pieces == ()
    assert proposal.cut_off_hu is None


def test_what_the_plan_has_is_not_proposed_again() -> None:
    plan, _proposal = accepted(marked_plan(truth()), found(), [piece.id for piece in found().pieces])
    again = propose_hardware(plan, volume())
    assert again.pieces == ()
    assert again.marked == tuple(sorted(piece.id for piece in plan.hardware))


def test_a_femoral_implant_is_found_and_is_no_pedicle_screw(real_data: Callable[[str], Path]) -> None:
    hu, to_patient = nifti(real_data("lumbar_pelvis_labels_metal") / "example_ct.nii.gz")
    proposal = propose_hardware(Plan(), Volume(hu.astype(np.int16), to_patient))
    (piece,) = proposal.pieces
    assert piece.kind is HardwareKind.OTHER
    assert all(90.0 < point.x < 140.0 for point in piece.points)


def test_nothing_is_found_in_a_spine_without_metal(real_data: Callable[[str], Path]) -> None:
    hu, to_patient = read(real_data("lumbar_ct_sagittal"))
    assert propose_hardware(Plan(), Volume(hu.astype(np.int16), to_patient)).pieces == ()


def test_the_search_tells_how_far_it_is_and_can_be_stopped() -> None:
    told: list[float] = []
    propose_hardware(Plan(), scanned(CONSTRUCT[:1]), told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0

    def stop(_share: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        propose_hardware(Plan(), scanned(CONSTRUCT[:1]), stop)
