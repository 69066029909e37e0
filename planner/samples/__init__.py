"""Synthetic CT of persons who do not exist, with known truth."""
