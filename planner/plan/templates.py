"""Procedures as they are done: which questions matter for each, and what a plan says once it is one of them.

A template answers only what says which procedure it is, never what was found in the patient. Which template a
plan follows is not stored: it is the one whose procedure and answers the plan has.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from planner.assets import resource
from planner.plan.answers import QUESTIONS, Question, answer
from planner.plan.choosing import with_procedure
from planner.plan.parts import Part, ProcedureKind
from planner.plan.plan import Plan
from planner.words.text import Text


class Template(Part, frozen=True, kw_only=True):
    """A procedure by its name.

    Attributes
    ----------
    procedure
        The kind that a plan becomes.
    answers
        What it answers by itself: values of choices by the keys of their questions.
    matters
        Keys of the questions that matter for it; of a question about a joint with ``{joint}``.
    """

    id: str
    procedure: ProcedureKind
    title: Text
    answers: dict[str, str] = msgspec.field(default_factory=dict)
    matters: tuple[str, ...]

    def cares(self, asked: Question) -> bool:
        """Say whether a question matters for it."""
        return asked.general_key in self.matters


class _TemplateFile(Part, frozen=True, kw_only=True):
    template: tuple[Template, ...]


def read_templates(path: Path) -> tuple[Template, ...]:
    """Return the templates of a file, in its order.

    Raises
    ------
    ValueError
        If an entry has an unknown key, has the id of another, lacks a language, names a question that is not
        there or is not asked for its procedure, answers one that no template may answer, or answers it with
        what is none of its choices.
    """
    templates = msgspec.toml.decode(path.read_bytes(), type=_TemplateFile).template
    if len({template.id for template in templates}) < len(templates):
        raise ValueError("two templates have one id")
    for template in templates:
        _refuse_wrong(template)
    return templates


_BY_KEY = {asked.key: asked for asked in QUESTIONS}


def _refuse_wrong(template: Template) -> None:
    for key in (*template.matters, *template.answers):
        asked = _BY_KEY.get(key)
        if asked is None:
            raise ValueError(f"{template.id}: there is no question {key!r}")
        if template.procedure not in asked.procedures:
            raise ValueError(f"{template.id}: {key!r} is not asked for {template.procedure.value}")
    for key, value in template.answers.items():
        if not _BY_KEY[key].by_template:
            raise ValueError(f"{template.id}: {key!r} is never answered by a template")
        if value not in [choice.value for choice in _BY_KEY[key].choices]:
            raise ValueError(f"{template.id}: {value!r} is no answer to {key!r}")


TEMPLATES = read_templates(resource("checklist") / "templates.toml")
"""Every template, in the order in which it is offered."""


def followed(plan: Plan) -> tuple[Template, ...]:
    """Return the templates that a plan follows: those whose answers it has, or else that of its kind."""
    fitting = [
        template
        for template in TEMPLATES
        if template.procedure is plan.procedure.kind
        and all(answer(plan, key) == value for key, value in template.answers.items())
    ]
    return tuple([template for template in fitting if template.answers] or fitting)


def with_template(plan: Plan, template: Template) -> Plan:
    """Return the plan made to follow a template: its procedure with the same joints, and its answers."""
    if plan.procedure.kind is not template.procedure:
        plan = with_procedure(plan, template.procedure)
    for key, value in template.answers.items():
        plan = plan.with_answer(key, value)
    return plan
