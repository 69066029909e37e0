"""The plan and its parts, the plan file and the journal of edits."""
