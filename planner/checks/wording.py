"""Results in words and rounded numbers: the one place where either happens.

Numbers are whole millimetres, degrees and percent. Where rounding would tell another outcome than the value
does, so many decimals are shown that it does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor

from planner.anatomy.spine import Side
from planner.anatomy.wording import side_words
from planner.checks.result import REASONS, Assessed, NotAssessed, Outcome, Reason, Result
from planner.guideline.rules import Limit, Origin, Rule
from planner.plan.parts import FacetTarget, MedialBranch, Needle
from planner.plan.plan import Plan
from planner.plan.wording import target_words
from planner.words import _, pgettext

MOST_DECIMALS = 4
"""Beyond these a value that is as near to its limit as that counts as on it."""


def rounded(value: float, limits: Iterable[Limit] = (), decimals: int = 0, scale: float = 1.0) -> str:
    """Return a number with as few decimals as leave it on the same side of every limit.

    Parameters
    ----------
    decimals
        How many there are at least.
    scale
        What is shown for 1: 100 for a share in percent.
    """
    judged_by = tuple(limits)
    for places in range(decimals, MOST_DECIMALS + 1):
        shown = round(value * scale, places) + 0.0
        if all(limit.broken_by(shown / scale) == limit.broken_by(value) for limit in judged_by):
            return f"{shown:.{places}f}"
    return f"{round(value * scale, MOST_DECIMALS) + 0.0:.{MOST_DECIMALS}f}"


def rounded_down(value: float, limits: Iterable[Limit]) -> str:
    """Return a number cut to as few decimals as leave it on the same side of every limit."""
    judged_by = tuple(limits)
    for places in range(MOST_DECIMALS):
        shown = floor(value * 10**places) / 10**places
        if all(limit.broken_by(shown) == limit.broken_by(value) for limit in judged_by):
            return f"{shown:.{places}f}"
    return f"{value:.{MOST_DECIMALS}f}"


def verdict(result: Result) -> str:
    """Return the outcome as a word."""
    if isinstance(result, NotAssessed):
        return _("cannot assess")
    match result.outcome:
        case Outcome.OK:
            return _("within limits")
        case Outcome.WARN:
            return _("look again")
        case Outcome.FAIL:
            return _("fails")


def value_words(result: Assessed) -> str:
    """Return what was measured in its shortest form, to stand on an image: "12°", "2 mm"."""
    limits = tuple(result.limits.values())
    match result.check:
        case "alignment":
            return _("{n}°").format(n=rounded(_number(result, "angle_deg"), limits))
        case "coverage":
            return _("{n} mm").format(n=rounded(_number(result, "captured_stretch_mm")))
        case "hardware_clearance":
            return _band_words(result)
        case "reach":
            return _("{n} mm").format(n=rounded(_number(result, "path_mm")))
        case "side":
            return _side_value(result)
        case "injected_volume":
            return _("{n} mL").format(n=rounded(_number(result, "total_ml"), limits, decimals=1))
    return verdict(result)


def headline(result: Result) -> str:
    """Return a result in one line: "12° to the nerve (2-22°)"; for one not assessed, the reason."""
    if isinstance(result, NotAssessed):
        return reason_words(result)
    match result.check:
        case "alignment":
            return _("{angle} to the nerve ({low}-{high}°)").format(
                angle=value_words(result),
                low=floor(_number(result, "angle_low_deg")),
                high=ceil(_number(result, "angle_high_deg")),
            )
        case "coverage":
            return _coverage_headline(result)
        case "hardware_clearance":
            return _clearance_headline(result)
        case "reach":
            return _("{path} from skin to tip, {spare} mm of the cannula to spare").format(
                path=value_words(result), spare=_judged(result, "spare_mm")
            )
        case "side":
            return (
                _why(result)
                if not result.measured
                else _("{side} of the midline").format(side=_side_value(result))
            )
        case "injected_volume":
            return _("{value} in all at each target").format(value=value_words(result))
    return _why(result) or _("The plan was made on these images.")


def _coverage_headline(result: Assessed) -> str:
    within, stretch = _number(result, "captured_stretch_mm"), _number(result, "stretch_mm")
    reachable, judged = _number(result, "reachable_mm"), _number(result, "judged_share")
    percent = rounded(judged, result.limits.values(), scale=100.0)
    if reachable < stretch:
        return _(
            "{mm} of {stretch} mm of nerve in the lesion: {percent} percent of the {tip} mm that it can reach"
        ).format(mm=rounded(within), stretch=rounded(stretch), percent=percent, tip=rounded(reachable))
    return _("{mm} of {stretch} mm of nerve in the lesion ({percent}%)").format(
        mm=rounded(within), stretch=rounded(stretch), percent=percent
    )


def _clearance_headline(result: Assessed) -> str:
    metal = result.word("nearest")
    if result.outcome is Outcome.FAIL:
        touches = _number(result, "needle_mm") <= 0.0
        pattern = (
            _("Needle touches metal {metal} ({band})")
            if touches
            else _("Needle may touch metal {metal} ({band})")
        )
        return pattern.format(metal=metal, band=_band_words(result))
    if result.outcome is Outcome.WARN:
        return _(
            "Needle {band} from metal {metal}; the lesion reaches metal: thermometer on it, stop at 42 °C"
        ).format(band=_band_words(result), metal=metal)
    return _("Needle {band} from metal {metal}").format(band=_band_words(result), metal=metal)


def _band_words(result: Assessed) -> str:
    """Return the clearance of the needle as the range that the images leave: "1-4 mm"."""
    gap, uncertainty = _number(result, "needle_mm"), result.number("uncertainty_mm")
    if uncertainty is None:
        return _("{n} mm").format(n=rounded(max(gap, 0.0), [result.limits["fail"]]))
    low, high = gap - uncertainty, gap + uncertainty
    if high <= 0.0:
        return _("{n} mm").format(n=0)
    touching = result.outcome is Outcome.FAIL
    # a needle that passes must not read as if it might touch
    first = "0" if touching else rounded_down(low, [result.limits["fail"]])
    return _("{low}-{high} mm").format(low=first, high=ceil(high))


def _side_value(result: Assessed) -> str:
    offset = abs(_number(result, "offset_mm"))
    side = side_words(Side(result.word("side")))
    return _("{n} mm {side}").format(n=rounded(offset, [result.limits["warn"]]), side=side)


def _judged(result: Assessed, name: str) -> str:
    return rounded(_number(result, name), result.limits.values())


def _number(result: Assessed, name: str) -> float:
    value = result.number(name)
    if value is None:
        raise ValueError(f"{result.check} of {result.subject} has no {name}")
    return value


def _why(result: Assessed) -> str:
    return "" if result.reason is None else _reason(result.reason, result.detail)


def reason_words(result: Result) -> str:
    """Return why a check could not be made, or came out no better; empty where the numbers say it all."""
    return _reason(result.reason, result.detail) if isinstance(result, NotAssessed) else _why(result)


def _reason(reason: Reason, detail: str) -> str:
    return _(REASONS[reason]).format(detail=detail)


def limit_text(result: Result) -> str:
    """Return the limits and whose they are: "look again above 15°, ... (chosen by this program)"."""
    rule = result.rule
    parts = [_limit_words(rule, name, limit) for name in ("warn", "fail") if (limit := rule.limits.get(name))]
    if not parts:
        return ""
    return _("{limits} ({whose})").format(limits=_(", ").join(parts), whose=whose_words(rule))


def _limit_words(rule: Rule, name: str, limit: Limit) -> str:
    return limit_pattern(rule, name, limit).format(value=quantity_words(limit.value, limit.unit))


def limit_pattern(rule: Rule, name: str, limit: Limit) -> str:
    """Return how a limit is said, with ``{value}`` where its value goes: "look again above {value}".

    The limits of the clearance say which distance is meant: it is that of the lesion in the one, of the
    needle in the other.
    """
    if rule.check == "hardware_clearance":
        lesion = _("look again where the lesion comes to {value} from metal or nearer")
        return lesion if name == "warn" else _("fails where the needle may come to {value} or nearer")
    return {
        ("warn", "above"): _("look again above {value}"),
        ("warn", "at_or_above"): _("look again from {value}"),
        ("warn", "below"): _("look again below {value}"),
        ("warn", "at_or_below"): _("look again up to {value}"),
        ("fail", "above"): _("fails above {value}"),
        ("fail", "at_or_above"): _("fails from {value}"),
        ("fail", "below"): _("fails below {value}"),
        ("fail", "at_or_below"): _("fails up to {value}"),
    }[(name, limit.breach.value)]


def whose_words(rule: Rule) -> str:
    """Return who chose the limits of a rule."""
    limits = tuple(rule.limits.values())
    if any(limit.changed for limit in limits):
        return _("changed by the user")
    if any(limit.origin is Origin.CHOSEN for limit in limits):
        return _("chosen by this program")
    return _("stated by the source")


def quantity_words(value: float, unit: str) -> str:
    """Return a limit with its unit, as it was given: no decimals that are not there."""
    number = f"{value * 100.0 if unit == 'share' else value:g}"
    match unit:
        case "mm":
            return _("{n} mm").format(n=number)
        case "deg":
            return _("{n}°").format(n=number)
        case "mL":
            return _("{n} mL").format(n=number)
    return _("{n}%").format(n=number)


def rule_words(rule: Rule) -> str:
    """Return where a rule comes from: "R14, section 5.2, evidence low, grade B"."""
    if not rule.section:
        return _("rule of this program")
    words = [rule.id] if rule.id != rule.section else []
    words.append(_("section {section}").format(section=rule.section))
    if rule.level is None or rule.grade is None:
        words.append(_("not graded"))
    else:
        words.append(_("evidence {level}").format(level=level_words(rule.level)))
        words.append(_("grade {grade}").format(grade=rule.grade))
    return _(", ").join(words)


def level_words(level: str) -> str:
    """Return a level of evidence in words."""
    return {
        "low": pgettext("evidence", "low"),
        "low_to_moderate": pgettext("evidence", "low to moderate"),
        "moderate": pgettext("evidence", "moderate"),
        "moderate_to_high": pgettext("evidence", "moderate to high"),
        "high": pgettext("evidence", "high"),
    }[level]


def check_words(result: Result) -> str:
    """Return the name of the check in the language in force."""
    return str(result.rule.title)


def subject_text(plan: Plan, result: Result) -> str:
    """Return what a result is about: "needle N1 · L3 MB (on L4) left", "L3 MB (on L4) left", "L4"."""
    if result.subject == "plan":
        return _("whole plan")
    match plan.item(result.subject):
        case Needle() as needle:
            target = plan.target_of(needle)
            name = _("needle {id}").format(id=needle.id)
            return name if target is None else _("{needle} · {target}").format(
                needle=name, target=target_words(target)
            )  # fmt: skip
        case MedialBranch() | FacetTarget() as target:
            return target_words(target)
    return result.subject
