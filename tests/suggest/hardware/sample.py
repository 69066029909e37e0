"""The shipped sample with screws, its truth, and what is found in it; read and searched once."""

from __future__ import annotations

from functools import cache

from planner.assets import sample_dicom
from planner.dicom.reader import shared_reader
from planner.imaging.volume import Volume
from planner.samples.known.truth import Truth, read_truth
from planner.suggest.hardware.find import propose_hardware
from planner.suggest.hardware.proposal import HardwareProposal
from tests.suggest.hardware.spines import marked_plan

FOLDER = sample_dicom() / "screws"


@cache
def truth() -> Truth:
    """Return the truth of the sample."""
    return read_truth((FOLDER / "truth.json").read_bytes())


@cache
def volume(name: str = "screws") -> Volume:
    """Return the volume of a shipped sample."""
    reader = shared_reader()
    return reader.load(reader.scan(sample_dicom() / name / "ct").choose()).volume


@cache
def found() -> HardwareProposal:
    """Return what is found where every vertebra is marked."""
    return propose_hardware(marked_plan(truth()), volume())
