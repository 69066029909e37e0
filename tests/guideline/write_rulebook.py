"""Write RULEBOOK.md: ``python -m tests.guideline.write_rulebook``."""

from __future__ import annotations

from tests.guideline.rulebook import PAGE, page

if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
