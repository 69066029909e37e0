"""The plan and its parts; every edit returns a new plan; the plan file; the journal."""
