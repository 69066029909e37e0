"""Rules, limits and citations, read from resources/guideline/."""
