"""Rules and their limits in words: whose they are, where they come from, what is known about them."""

from __future__ import annotations

from planner.checks.result import Result
from planner.guideline.limits import Limit, Origin, Whose
from planner.guideline.rules import Rule
from planner.guideline.statements import Statement
from planner.words import _, pgettext


def limit_text(result: Result) -> str:
    """Return the limits and whose they are: "look again above 15°, ... (chosen by this program)"."""
    rule = result.rule
    parts = [_limit_words(rule, name, limit) for name, limit in rule.limits_in_order]
    if not parts:
        return ""
    return _("{limits} ({whose})").format(limits=_(", ").join(parts), whose=whose_words(rule))


def _limit_words(rule: Rule, name: str, limit: Limit) -> str:
    return limit_pattern(rule, name, limit).format(value=quantity_words(limit.value, limit.unit))


def limit_pattern(rule: Rule, name: str, limit: Limit) -> str:
    """Return how a limit is said, with ``{value}`` where its value goes: "look again above {value}".

    The limits of the clearance say which distance is meant: it is that of the lesion in the one, of the
    needle in the other. So does the limit by which only thermometers fail.
    """
    if rule.check == "hardware_clearance":
        lesion = _("look again where the lesion comes to {value} from metal or nearer")
        return lesion if name == "warn" else _("fails where the needle may come to {value} or nearer")
    if rule.check == "needles_apart" and name == "fail":
        return _("fails where a thermometer comes to {value} or nearer")
    return {
        ("warn", "above"): _("look again above {value}"),
        ("warn", "at_or_above"): _("look again from {value}"),
        ("warn", "below"): _("look again below {value}"),
        ("warn", "at_or_below"): _("look again up to {value}"),
        ("fail", "above"): _("fails above {value}"),
        ("fail", "at_or_above"): _("fails from {value}"),
        ("fail", "below"): _("fails below {value}"),
        ("fail", "at_or_below"): _("fails up to {value}"),
    }[(name.partition("_")[0], limit.breach.value)]


def whose_words(rule: Rule) -> str:
    """Return who chose the limits of a rule."""
    limits = tuple(rule.limits.values())
    if any(limit.changed_by is Whose.PLAN for limit in limits):
        return _("changed by the user")
    if any(limit.changed_by is Whose.SITE for limit in limits):
        return _("changed for this site")
    if any(limit.origin is Origin.CHOSEN for limit in limits):
        return _("chosen by this program")
    return _("stated by the source")


def whose_limit(limit: Limit) -> str:
    """Return who chose a limit; of a changed one also what it was as shipped."""
    if limit.default is None:
        return _("chosen by this program") if limit.origin is Origin.CHOSEN else _("stated by the source")
    shipped = quantity_words(limit.default, limit.unit)
    return changed_words(limit.changed_by or Whose.PLAN, shipped, limit.who)


def changed_words(whose: Whose, shipped: str, who: str) -> str:
    """Return for what something was changed, what it was as shipped, and by whom."""
    words = _("changed for this plan") if whose is Whose.PLAN else _("changed for this site")
    told = [words, _("shipped as {value}").format(value=shipped)]
    told.append(_("by {who}").format(who=who) if who else _("nobody says by whom"))
    return _(", ").join(told)


def change_lines(rule: Rule) -> tuple[str, ...]:
    """Return a line for each limit of a rule that was changed: what it is, what it was, and by whom."""
    return tuple(
        _("{limit}: {whose}").format(limit=_limit_words(rule, name, limit), whose=whose_limit(limit))
        for name, limit in rule.limits_in_order
        if limit.changed
    )


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
        case "months":
            return _("{n} months").format(n=number)
        case "degC":
            return _("{n} °C").format(n=number)
        case "count":
            return number
        case "Hz" | "V" | "mg":
            return f"{number} {unit}"
        case "cm2":
            return f"{number} cm²"
    return _("{n}%").format(n=number)


def rule_words(rule: Rule | Statement) -> str:
    """Return where a rule comes from: "R14, section 5.2, evidence low, grade B"."""
    if not rule.section:
        return _("rule of this program")
    words = [rule.id] if rule.id != rule.section else []
    numbered = rule.section[0].isdigit()
    words.append(_("section {section}").format(section=rule.section) if numbered else _section(rule.section))
    if rule.level is None or rule.grade is None:
        words.append(_("not graded"))
    else:
        words.append(_("evidence {level}").format(level=level_words(rule.level)))
        words.append(_("grade {grade}").format(grade=rule.grade))
    return _(", ").join(words)


def _section(name: str) -> str:
    """Return a part of a document that has no number."""
    return _("introduction") if name == "introduction" else name


def level_words(level: str) -> str:
    """Return a level of evidence in words."""
    return {
        "low": pgettext("evidence", "low"),
        "low_to_moderate": pgettext("evidence", "low to moderate"),
        "moderate": pgettext("evidence", "moderate"),
        "moderate_to_high": pgettext("evidence", "moderate to high"),
        "high": pgettext("evidence", "high"),
    }[level]
