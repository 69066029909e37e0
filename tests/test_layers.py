"""Everything below planner.ui works on a machine without Qt."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import importlib, pkgutil, sys

BLOCKED = {"PySide6", "shiboken6", "pyqtgraph"}

class Wall:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ImportError(f"{name} is blocked")

sys.meta_path.insert(0, Wall())
import planner
names = [
    m.name for m in pkgutil.walk_packages(planner.__path__, "planner.")
    if not m.name.startswith("planner.ui") and m.name != "planner.__main__"
]
for name in names:
    importlib.import_module(name)
assert not BLOCKED & sys.modules.keys()
print(len(names))
try:
    import PySide6
except ImportError:
    print("walled")
"""


def test_everything_below_ui_imports_with_qt_blocked() -> None:
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    modules, wall = run.stdout.split()
    assert int(modules) > 12, "the walk found no modules"
    assert wall == "walled"


AT_THE_START = """
import sys
import planner.ui.app
slow = {"scipy.ndimage", "scipy.optimize", "scipy.spatial", "scipy.special", "pydicom", "planner.ui.laying"}
assert not slow & sys.modules.keys(), slow & sys.modules.keys()
"""


def test_the_window_does_not_wait_for_what_it_needs_only_later() -> None:
    subprocess.run([sys.executable, "-c", AT_THE_START], check=True)
