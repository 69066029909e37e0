"""The sample cases by name, and how they are written to folders."""
