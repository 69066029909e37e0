"""Facet Planner: plans needles for the small joints of the lumbar spine and their nerves."""
