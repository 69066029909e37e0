"""All checks of a large plan while one of its needles is dragged: fast enough to stay live."""

from __future__ import annotations

from itertools import count

import numpy as np
from msgspec.structs import replace
from pytest_benchmark.fixture import BenchmarkFixture

from planner.anatomy.spine import Level, Side
from planner.checks import CHECKS, review
from planner.checks.result import Assessed, Result
from planner.checks.scene import Scene
from planner.geometry.vectors import Point, Vector
from planner.guideline.rules import load_rules
from planner.imaging.volume import Volume
from planner.plan.edits import mapped
from planner.plan.parts import Hardware, HardwareKind, Landmarks, Lesion
from planner.plan.plan import Plan
from planner.plan.vertebrae import marked_points
from planner.ui.finding import look_ahead
from tests.checks.plans import IMAGES, L4, NEEDLE, NERVE, PATIENT, PLAN, ROOT, SCREW

LARGEST_MS = 16.0
"""One frame at 60 per second."""


def large_plan() -> Plan:
    """Return a plan with 12 needles of two lesions each for 12 nerves, as many roots, 8 screws and 2 rods."""
    plan = replace(PLAN, targets=(), needles=(), hardware=(), structures=())
    nerves = (Level.T12, Level.L1, Level.L2, Level.L3, Level.L4, Level.L5)
    for n in range(12):
        side = Side.LEFT if n % 2 else Side.RIGHT

        def place(point: Point, side: Side = side, n: int = n) -> Point:
            return Point(point.x * side.sign, point.y, point.z + 60.0 - 25.0 * (n // 2))

        target = replace(mapped(NERVE, place), id=f"T{n}", nerve=nerves[n // 2], side=side)
        lesions = (Lesion(), Lesion(withdraw_mm=4.0))
        needle = replace(mapped(NEEDLE, place), id=f"N{n}", target=f"T{n}", lesions=lesions)
        plan = plan.with_item(target).with_item(needle)
        plan = plan.with_item(replace(mapped(ROOT, place), id=f"K{n}"))
        if n < 8:
            plan = plan.with_item(replace(mapped(SCREW, place), id=f"H{n}"))
    for n, side in enumerate(Side):
        path = tuple(Point(25.0 * side.sign, 45.0, z) for z in (40.0, 10.0, -20.0, -50.0))
        plan = plan.with_item(Hardware(id=f"R{n}", kind=HardwareKind.ROD, path_mm=path, diameter_mm=5.5))
    for n, level in enumerate((Level.L1, Level.L2, Level.L3, Level.L4, Level.L5, Level.S1)):
        marks = L4.landmarks_mm
        up = Vector(0.0, 0.0, 60.0 - 25.0 * n)
        places = {name: at + up for name, at in marked_points(marks).items()}
        plan = plan.with_landmarks(level, Landmarks(**places))
    assert (len(plan.needles), len(plan.hardware), len(plan.structures)) == (12, 10, 12)
    return plan


def scan() -> Volume:
    """Return a volume of hospital size: muscle up to a flat back, 512 x 512 x 300."""
    hu = np.full((300, 512, 512), -1000, np.int16)
    hu[:, 60:400] = 50
    affine = np.diag([0.7, 0.7, 1.0, 1.0])
    affine[:3, 3] = (-179.0, -220.0, -150.0)
    return Volume(hu, affine)


def test_all_checks_of_a_drag(benchmark: BenchmarkFixture) -> None:
    plan, rules, scene = large_plan(), load_rules(), Scene(scan(), PATIENT, IMAGES)
    step = count(1)

    def dragged() -> tuple[tuple[Plan, Scene], dict[str, object]]:
        tip = plan.needles[5].tip_mm + Vector(0.001 * next(step), 0.0, 0.0)
        return (plan.with_item(replace(plan.needles[5], tip_mm=tip)), scene), {}

    def checked(moved: Plan, images: Scene) -> tuple[Result, ...]:
        return review(moved, images, rules)

    results = benchmark.pedantic(checked, setup=dragged, rounds=300, warmup_rounds=5)  # type: ignore[no-untyped-call]
    seen = {result.check for result in results if isinstance(result, Assessed)}
    assert seen == CHECKS.keys() - {"injected_volume", "repeat"}
    assert median_ms(benchmark) < LARGEST_MS


def test_all_checks_of_a_plan_just_opened(benchmark: BenchmarkFixture) -> None:
    """Nothing is known yet of where any needle passes the skin; metal was looked for beside the window."""
    plan, rules, volume = large_plan(), load_rules(), scan()

    def opened() -> tuple[tuple[Scene], dict[str, object]]:
        scene = Scene(volume, PATIENT, IMAGES)
        look_ahead(scene).join()
        return (scene,), {}

    def checked(images: Scene) -> tuple[Result, ...]:
        return review(plan, images, rules)

    benchmark.pedantic(checked, setup=opened, rounds=30, warmup_rounds=3)  # type: ignore[no-untyped-call]
    assert median_ms(benchmark) < LARGEST_MS


def test_a_drag_beside_metal_that_the_images_show(benchmark: BenchmarkFixture) -> None:
    """Eight screws and two rods as in the plan, seen: a surface of tens of thousands of places."""
    plan, rules, volume = large_plan(), load_rules(), with_metal(scan(), large_plan())
    scene, step = Scene(volume, PATIENT, IMAGES), count(1)
    assert scene.metal_surface is not None
    assert len(scene.metal_surface.places) > 20000

    def dragged() -> tuple[tuple[Plan], dict[str, object]]:
        tip = plan.needles[5].tip_mm + Vector(0.001 * next(step), 0.0, 0.0)
        return (plan.with_item(replace(plan.needles[5], tip_mm=tip)),), {}

    def checked(moved: Plan) -> tuple[Result, ...]:
        return review(moved, scene, rules)

    benchmark.pedantic(checked, setup=dragged, rounds=300, warmup_rounds=5)  # type: ignore[no-untyped-call]
    assert median_ms(benchmark) < LARGEST_MS


def with_metal(volume: Volume, plan: Plan) -> Volume:
    """Return a volume in which the hardware of a plan is seen."""
    hu = volume.hu.copy()
    for solid in (solid for piece in plan.hardware for solid in piece.capsules):
        length_mm = solid.start.distance_to(solid.end)
        for share in np.linspace(0.0, 1.0, int(length_mm / 0.5) + 2):
            i, j, k = (round(x) for x in volume.to_voxel(solid.start.towards(solid.end, float(share))))
            hu[k - 3 : k + 4, j - 4 : j + 5, i - 4 : i + 5] = 3071
    return Volume(hu, np.array(volume.voxel_to_patient))


def median_ms(benchmark: BenchmarkFixture) -> float:
    """Return the median of what was just measured."""
    assert benchmark.stats is not None
    return float(benchmark.stats.stats.median) * 1000.0


def test_the_new_checks_of_one_dragged_needle(benchmark: BenchmarkFixture) -> None:
    """Structures, skin, bone and other needles together, for the needle that moves."""
    plan, rules, scene = large_plan(), load_rules(), Scene(scan(), PATIENT, IMAGES)
    names = ("structure_clearance", "skin", "bone_path", "needles_apart")
    step = count(1)

    def dragged() -> tuple[tuple[Plan], dict[str, object]]:
        tip = plan.needles[5].tip_mm + Vector(0.001 * next(step), 0.0, 0.0)
        return (plan.with_item(replace(plan.needles[5], tip_mm=tip)),), {}

    def checked(moved: Plan) -> list[Result]:
        return [
            result
            for name in names
            if (rule := rules.rule(name, moved.procedure.kind)) is not None
            for result in CHECKS[name].run(moved, scene, rule)
        ]

    benchmark.pedantic(checked, setup=dragged, rounds=300, warmup_rounds=5)  # type: ignore[no-untyped-call]
    assert median_ms(benchmark) < LARGEST_MS / 2.0
