"""The code that ties a sheet of paper to its plan: what it holds, and its modules."""

from __future__ import annotations

import hashlib
from importlib.metadata import version

import segno

from planner.plan.file import encode
from planner.plan.plan import Plan
from planner.sheet.tables import Code
from planner.words import _


def plan_code(plan: Plan) -> Code:
    """Return the code of a plan. It names no patient: a digest cannot be read backwards."""
    held = code_words(plan)
    symbol = segno.make(held, error="m", micro=False, boost_error=False)
    return Code(
        title=_("Code of the plan"),
        held=held,
        note=_(
            "The code holds these words and nothing of the patient: the digest of the plan's file and the "
            "program's version. Whoever has the file can see by it that this paper is of that plan."
        ),
        modules=tuple("".join("1" if module else "0" for module in row) for row in symbol.matrix),
    )


def code_words(plan: Plan) -> str:
    """Return what the code holds, in the characters for which a code is smallest."""
    digest = hashlib.sha256(encode(plan)).hexdigest()
    return f"FACET-PLAN:1 PROGRAM:{version('facet-planner')} SHA-256:{digest}".upper()
