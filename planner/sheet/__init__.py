"""The plan sheet as content: what it says, in which order, in words."""
