"""The two lesion models."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.devices import lesion as module
from planner.devices.catalogue import device
from planner.devices.lesion import active_tip, cover_envelope, hazard_envelope, nominal_width_mm
from planner.geometry.curves import Segment
from planner.geometry.vectors import Point
from planner.plan.parts import Lesion

NEEDLE = Segment(Point(0.0, 100.0, 0.0), Point(0.0, 0.0, 0.0))
"""Its tip at the origin, its hub along +y."""
RF18, RF22, RF16 = device("rf-18g-100-10"), device("rf-22g-100-5"), device("rf-16g-100-10")


def burn(temperature_c: float = 80.0, duration_s: float = 90.0, withdraw_mm: float = 0.0) -> Lesion:
    """Return a burn, by default the usual one."""
    return Lesion(withdraw_mm=withdraw_mm, temperature_c=temperature_c, duration_s=duration_s)


@pytest.mark.parametrize(
    ("name", "temperature_c", "duration_s", "width_mm"),
    [
        ("rf-18g-100-10", 80.0, 90.0, 7.3),
        ("rf-18g-100-10", 80.0, 60.0, 6.8),
        ("rf-18g-100-10", 80.0, 180.0, 8.6),
        ("rf-22g-100-5", 80.0, 120.0, 5.7),
        ("rf-16g-100-10", 90.0, 120.0, 9.2 * 1.23),
        ("rf-20g-100-10", 60.0, 60.0, 5.5 * 0.54),
        ("rf-18g-100-10", 85.0, 90.0, 7.3 * 1.115),
        ("rf-18g-100-10", 80.0, 150.0, 8.2),
        ("rf-18g-100-10", 59.9, 90.0, None),
        ("rf-18g-100-10", 90.1, 90.0, None),
        ("rf-18g-100-10", 80.0, 59.0, None),
        ("rf-18g-100-10", 80.0, 181.0, None),
        ("rf-18g-100-10", 42.0, 120.0, None),
        ("spinal-22g-90", 80.0, 90.0, None),
    ],
)
def test_nominal_width(name: str, temperature_c: float, duration_s: float, width_mm: float | None) -> None:
    found = nominal_width_mm(device(name), burn(temperature_c, duration_s))
    assert found == (None if width_mm is None else pytest.approx(width_mm))


@given(
    temperatures=st.tuples(st.floats(60.0, 90.0), st.floats(60.0, 90.0)),
    durations=st.tuples(st.floats(60.0, 180.0), st.floats(60.0, 180.0)),
)
def test_hotter_longer_and_thicker_burn_more(
    temperatures: tuple[float, float], durations: tuple[float, float]
) -> None:
    small = nominal_width_mm(RF22, burn(min(temperatures), min(durations)))
    large = nominal_width_mm(RF18, burn(max(temperatures), max(durations)))
    assert small is not None
    assert large is not None
    assert small < large


def test_the_active_tip_ends_at_the_tip() -> None:
    found = active_tip(NEEDLE, RF18)
    assert found is not None
    assert tuple(found.start) == pytest.approx((0.0, 10.0, 0.0))
    assert tuple(found.end) == pytest.approx((0.0, 0.0, 0.0))
    drawn_back = active_tip(NEEDLE, RF22, withdraw_mm=3.0)
    assert drawn_back is not None
    assert (drawn_back.start.y, drawn_back.end.y) == pytest.approx((8.0, 3.0))
    assert active_tip(NEEDLE, device("spinal-22g-90")) is None


@pytest.mark.parametrize(("found", "width_mm"), [(RF18, 4.38), (RF22, 3.18), (RF16, 5.16)])
def test_the_small_model_is_as_long_as_the_tip(found: object, width_mm: float) -> None:
    assert isinstance(found, type(RF18))
    spheroid = cover_envelope(NEEDLE, found, burn(withdraw_mm=4.0))
    assert spheroid is not None
    assert spheroid.length_mm == found.active_tip_mm
    assert spheroid.width_mm == pytest.approx(width_mm)
    assert spheroid.centre.y == pytest.approx(4.0 + spheroid.length_mm / 2.0)


@pytest.mark.parametrize(("found", "radius_mm"), [(RF18, 4.745), (RF22, 3.445)])
def test_the_large_model_reaches_2_5_mm_beyond_both_ends(found: object, radius_mm: float) -> None:
    assert isinstance(found, type(RF18))
    assert found.active_tip_mm is not None
    capsule = hazard_envelope(NEEDLE, found, burn(withdraw_mm=4.0))
    assert capsule is not None
    assert capsule.radius_mm == pytest.approx(radius_mm)
    assert capsule.end.y - radius_mm == pytest.approx(4.0 - 2.5)
    assert capsule.start.y + radius_mm == pytest.approx(4.0 + found.active_tip_mm + 2.5)


def test_where_it_would_not_be_longer_than_wide_it_is_a_sphere() -> None:
    capsule = hazard_envelope(NEEDLE, RF16, burn(90.0, 180.0))
    assert capsule is not None
    assert capsule.start == capsule.end
    assert capsule.radius_mm == pytest.approx(1.3 * 10.2 * 1.23 / 2.0)
    assert capsule.start.y == pytest.approx(5.0)


@given(
    temperature_c=st.floats(60.0, 90.0),
    duration_s=st.floats(60.0, 180.0),
    name=st.sampled_from(["rf-18g-100-10", "rf-22g-100-5", "rf-20g-150-10", "rf-18g-100-5"]),
)
def test_the_small_model_lies_within_the_large_one(
    temperature_c: float, duration_s: float, name: str
) -> None:
    lesion = burn(temperature_c, duration_s)
    small, large = cover_envelope(NEEDLE, device(name), lesion), hazard_envelope(NEEDLE, device(name), lesion)
    assert small is not None
    assert large is not None
    assert small.width_mm / 2.0 < large.radius_mm
    assert large.end.y - large.radius_mm < small.centre.y - small.length_mm / 2.0
    assert large.start.y + large.radius_mm > small.centre.y + small.length_mm / 2.0


def test_outside_the_table_there_is_no_model() -> None:
    assert cover_envelope(NEEDLE, RF18, burn(95.0)) is None
    assert hazard_envelope(NEEDLE, RF18, burn(95.0)) is None


def test_the_file_names_its_sources() -> None:
    table = module.lesion_table()
    assert "Cosman" in table.width.source
    assert table.cover.rationale
    assert table.hazard.rationale


@pytest.mark.parametrize("missing", ["source", "rationale"])
def test_a_number_without_its_source_is_refused(missing: str) -> None:
    from planner.assets import resource

    lines = resource("devices/lesions.toml").read_text(encoding="utf-8").splitlines()
    faulty = "\n".join(line for line in lines if not line.startswith(missing))
    with pytest.raises(msgspec.ValidationError, match=missing):
        msgspec.toml.decode(faulty, type=module.LesionTable)
