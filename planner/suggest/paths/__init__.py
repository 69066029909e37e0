"""Needle paths: many are tried, what is in the way of each is told, and a few different ones are proposed."""
