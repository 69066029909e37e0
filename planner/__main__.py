"""The desktop program: ``python -m planner [PATH]`` is the same as ``facet-planner [PATH]``."""

from __future__ import annotations

import sys

from planner.cli import main

if __name__ == "__main__":
    sys.exit(main())
