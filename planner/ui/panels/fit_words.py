"""How well the template fits each vertebra, in words, and what the tips of its processes add."""

from __future__ import annotations

from msgspec.structs import replace

from planner.anatomy.spine import Level
from planner.carm.in_vertebra import uncertainty_deg
from planner.plan.parts import Landmarks
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebrae_of
from planner.plan.wording import TIP_NAMES
from planner.words import _


def fit_words(plan: Plan) -> str:
    """Return how well the template fits each vertebra: "Fit: L4 0.8 mm, angles ±4°"; empty for none."""
    parts = []
    for level, vertebra in vertebrae_of(plan).items():
        within = uncertainty_deg(plan, level)
        if within is None:
            parts.append(_("{level} from its neighbours").format(level=level.value))
        else:
            words = _("{level} {mm:.1f} mm, angles ±{within}°")
            parts.append(words.format(level=level.value, mm=vertebra.residual_mm, within=within))
    return _("Fit: {levels}").format(levels=_("; ").join(parts)) if parts else ""


def has_tips(landmarks: Landmarks | None) -> bool:
    """Say whether the tip of any process is marked."""
    return landmarks is not None and any(getattr(landmarks, name) is not None for name in TIP_NAMES)


def without_tips(plan: Plan, level: Level) -> Plan:
    """Return the plan without the tips of a vertebra's processes; its other landmarks stay."""
    marked = plan.marked(level)
    if marked is None:
        return plan
    bare = replace(marked.landmarks_mm, **dict.fromkeys(TIP_NAMES))
    return plan.with_level(replace(marked, landmarks_mm=bare))


def gain_words(plan: Plan) -> str:
    """Return what the tips do to the fit of each vertebra that has some; empty for none.

    "L4: angles ±5° without the tips, ±4° with them; fit 0.3 mm, 1.6 mm".
    """
    lines = []
    for level, vertebra in vertebrae_of(plan).items():
        within = uncertainty_deg(plan, level)
        if within is None or not has_tips(plan.landmarks(level)):
            continue
        bare = without_tips(plan, level)
        before = uncertainty_deg(bare, level)
        assert before is not None, "the tips are not among what a frame needs"
        words = _(
            "{level}: angles ±{before}° without the tips, ±{within}° with them; fit {bare:.1f} mm,"
            " {mm:.1f} mm"
        )
        bare_mm = vertebrae_of(bare)[level].residual_mm
        lines.append(
            words.format(
                level=level.value, before=before, within=within, bare=bare_mm, mm=vertebra.residual_mm
            )
        )
    return "\n".join(lines)
