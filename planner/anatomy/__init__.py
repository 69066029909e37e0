"""Levels, sides, joints and nerves of the lumbar spine: what serves what and lies where."""
