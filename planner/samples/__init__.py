"""Synthetic CT and C-arm frames with known truth."""
