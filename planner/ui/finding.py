"""Finds hardware and metal in the CT beside the window."""

from __future__ import annotations

import threading

from planner.checks.scene import Scene
from planner.imaging.volume import Volume
from planner.plan.plan import Plan
from planner.suggest.hardware.find import propose_hardware
from planner.ui.seeking import Seeker


def look_ahead(scene: Scene) -> threading.Thread:
    """Look for the metal in images beside the window, before a check asks for it; return the thread."""
    thread = threading.Thread(
        target=lambda: (scene.metal_surface, scene.hides_metal), name="metal", daemon=True
    )
    thread.start()
    return thread


class Finder(Seeker):
    """Looks for hardware, one volume at a time; `found` brings the `HardwareProposal`."""

    def start(self, plan: Plan, volume: Volume) -> None:
        """Look for hardware that a plan does not have; a search under way is stopped."""
        self.seek(lambda tell: propose_hardware(plan, volume, tell))
