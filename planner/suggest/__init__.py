"""Proposals that a user accepts or not: nerve courses, hardware in the metal, needle paths."""
