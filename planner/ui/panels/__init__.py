"""The panels of the window: each draws itself from the session and edits the plan by committing to it."""
