"""The plan sheet on paper: blocks that measure themselves, pages made of them, PDF and print preview."""
