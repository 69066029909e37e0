"""Every way in which a check comes out is said on the screen, and on the sheet where there is one."""

from __future__ import annotations

import pytest

from planner.checks.answered import NEVER
from planner.checks.scene import Scene
from planner.checks.wording import check_words, headline, verdict
from planner.dicom.loaded import LoadedImages
from planner.sheet.compose import SheetBlockedError
from planner.sheet.content import DeskPage
from planner.ui.panels.check_panel import CheckPanel
from planner.ui.panels.status import finding_words
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import use
from tests.checks.outcomes import STAGED, Staged, outcome_of, staged_result
from tests.sheet.cases import FACTS, sheet_of
from tests.ui.panels.looking import Show, texts

CASES = [(c, o) for c, outcomes in STAGED.items() for o, s in outcomes.items() if isinstance(s, Staged)]
BLOCKED = [(check, "fail") for check in NEVER]
"""These keep a sheet from being made."""


def opened(staged: Staged) -> Session:
    """Return a session with the images and the plan open."""
    session = Session()
    if staged.volume is not None and staged.patient is not None and staged.images is not None:
        session.set_images(
            LoadedImages(
                volume=staged.volume,
                patient=staged.patient,
                images=staged.images,
                notes=(),
                study_date=FACTS.study_date,
                series_description=FACTS.series_description,
                slice_thickness_mm=FACTS.slice_thickness_mm,
                manufacturer="",
                kernel="",
                patient_position="HFS",
                sample=True,
            )
        )
    session.set_plan(staged.plan, None)
    return session


@pytest.mark.parametrize(("check", "outcome"), CASES)
def test_it_is_said_on_the_screen(check: str, outcome: str, show: Show) -> None:
    staged, expected = staged_result(check, outcome)
    session = opened(staged)
    panel = show(CheckPanel(session, Hand(session)))
    pairs = zip(panel.cards, session.results, strict=True)
    card, result = next((c, r) for c, r in pairs if (r.check, r.subject) == (check, expected.subject))
    assert outcome_of(result) == outcome
    assert finding_words(result) in texts(card)
    assert headline(expected) in texts(card)
    assert check_words(expected) in texts(card)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(("check", "outcome"), CASES)
def test_it_is_said_on_the_sheet(check: str, outcome: str, language: str) -> None:
    staged, expected = staged_result(check, outcome)
    with use(language):
        scene = Scene(staged.volume, staged.patient, staged.images)
        if (check, outcome) in BLOCKED:
            with pytest.raises(SheetBlockedError) as refused:
                sheet_of(staged.plan, scene=scene)
            assert headline(expected) in str(refused.value)
            return
        desk = next(page for page in sheet_of(staged.plan, scene=scene).pages if isinstance(page, DeskPage))
        rows = [r for g in desk.checks.groups if g.title == check_words(expected) for r in g.rows]
        assert any(row.outcome == verdict(expected) and headline(expected) in row.value for row in rows)
