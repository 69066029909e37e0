"""Plans that owe something to pictures of a C-arm, and these pictures, for the tests of the sheet."""

from __future__ import annotations

from dataclasses import replace as replaced

from msgspec.structs import replace

from planner.anatomy.spine import Level
from planner.carm.frame_geometry import FrameGeometry
from planner.carm.spacing import Spacing
from planner.checks.scene import Scene
from planner.geometry.rigid import Rigid
from planner.geometry.vectors import Vector
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
from planner.plan.identity import Images
from planner.plan.plan import Plan
from planner.sheet.content import Sheet
from planner.sheet.facts import RunFacts
from tests.sheet import cases

TOLD = Spacing(
    source_to_detector_mm=1000.0,
    source_to_isocentre_mm=700.0,
    magnification=1000.0 / 700.0,
    imager_mm=(0.44, 0.44),
)


def geometry(primary_deg: float, letters: tuple[str, str] | None, spacing: Spacing = TOLD) -> FrameGeometry:
    """Return the geometry of a picture of 480 rows and 512 columns."""
    return FrameGeometry(
        480,
        512,
        primary_deg=primary_deg,
        secondary_deg=0.0,
        spacing=spacing,
        letters=letters,
        patient_position="HFP",
    )


def run(uid: str, *geometries: FrameGeometry, series: str = "2.25.40") -> RunFacts:
    """Return a file with a picture for each geometry."""
    return RunFacts(uid, series, f"view {uid}", len(geometries), geometries)


AP = run("ap", geometry(180.0, ("L", "F")))
OBLIQUE = run("oblique", geometry(150.0, ("L", "F")))
LATERAL = run("lateral", geometry(90.0, ("P", "F")), series="2.25.41")
BARE = run("bare", geometry(180.0, ("L", "F"), Spacing()), series="2.25.42")
"""No distances."""
SIDELESS = run("sideless", geometry(180.0, None), series="2.25.43")
"""Nothing tells its sides."""
FACTS = replaced(
    cases.FACTS,
    study_date="20261102",
    series_description="",
    slice_thickness_mm=None,
    patient_position="HFP",
    runs=(OBLIQUE, AP, LATERAL),
)


def on_pictures(plan: Plan | None = None) -> Plan:
    """Return a plan as one made on pictures alone: the isocentre lies at the origin of its positions."""
    plan = plan or cases.ablation()
    return replace(plan, images=Images(study_uid="2.25.7"), c_arm=CArm(positions=Positions.C_ARM))


def laid(level: Level, accepted: bool) -> LaidOver:
    """Return a vertebra laid over two pictures."""
    return LaidOver(
        level=level,
        frames=(FrameRef("ap"), FrameRef("lateral")),
        ct_to_c_arm=rows_of(Rigid(shift=Vector(1.0, 2.0, 3.0))),
        residual_mm=0.37,
        in_plane_mm=0.6,
        in_depth_mm=3.2,
        accepted=accepted,
    )


def over_pictures() -> Plan:
    """Return a plan made on a CT, with all that it may keep of pictures."""
    c_arm = CArm(
        confirmed=(
            ConfirmedView(series_uid="2.25.40"),
            ConfirmedView(series_uid="2.25.43", letters=("L", "F")),
            ConfirmedView(series_uid="2.25.99"),
        ),
        known_sizes=(
            KnownSize(
                at=FrameRef("ap"), kind="length", from_px=(10.0, 10.0), to_px=(10.0, 90.0), size_mm=30.0
            ),
            KnownSize(
                at=FrameRef("closed"), kind="diameter", from_px=(10.0, 1.0), to_px=(60.0, 1.0), size_mm=1.3
            ),
        ),
        landmarks=(
            SeenLandmark(level=Level.L3, landmark="endplate", at=FrameRef("lateral"), place_px=(5.0, 6.0)),
        ),
    )
    c_arm = c_arm.with_laid(laid(Level.L4, accepted=True)).with_laid(laid(Level.L5, accepted=False))
    return replace(cases.ablation(), c_arm=c_arm)


def sheet_on_pictures(plan: Plan, runs: tuple[RunFacts, ...] = FACTS.runs) -> Sheet:
    """Return the sheet of a plan made on pictures, with such pictures open."""
    scene = Scene(None, plan.patient, Images(study_uid="2.25.7"))
    return cases.sheet_of(plan, replaced(FACTS, runs=runs), scene)


def sheet_over_pictures(plan: Plan) -> Sheet:
    """Return the sheet of a plan made on a CT, with pictures beside it."""
    return cases.sheet_of(plan, replaced(cases.FACTS, runs=(AP, LATERAL, SIDELESS, BARE)))
