"""Edits, journals and saves in children that are killed at a random moment; prints what was left behind.

Run as a program with a folder and a number of kills. Each child commits numbered edits without end, tells the
parent each number once the journal has it, and saves at every third. The parent kills it, reads what is on
the disk and prints one JSON object per kill.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from itertools import count
from pathlib import Path

from planner.geometry.vectors import Point
from planner.plan.file import PlanError, read_plan, write_plan
from planner.plan.journal import Journal, unfinished
from planner.plan.parts import Needle
from planner.plan.plan import Plan

NEEDLES = tuple(
    Needle(id=f"N{n}", device="rf-18g-100-10", entry_mm=Point(n, 90.0, 0.0), tip_mm=Point(n, 0.0, 1.0))
    for n in range(1, 13)
)


def plan_after(edit: int) -> Plan:
    """Return the plan after so many edits."""
    return Plan(needles=NEEDLES, notes=f"edit {edit} " + "x" * (edit % 50) * 40)


def child(folder: Path, told: int) -> None:
    """Edit and save for ever."""
    path = folder / "plan.json"
    journal = Journal.open(folder / "journal", plan_after(0), path)
    for edit in count(1):
        journal.record(plan_after(edit), f"edit {edit}")
        os.write(told, f"{edit}\n".encode())
        if edit % 3 == 0:
            write_plan(plan_after(edit), path)
            journal.saved(path)
            os.write(told, f"saved {edit}\n".encode())


def one_kill(folder: Path, first_edit: int, after_s: float) -> dict[str, object]:
    """Kill one child some time after it told of an edit (0: at once); say what it told and what is left."""
    folder.mkdir()
    write_plan(plan_after(0), folder / "plan.json")
    read, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(read)
            child(folder, told)
        finally:
            os._exit(1)
    os.close(told)
    said = b""
    while f"\n{first_edit}\n".encode() not in b"\n0\n" + said:
        said += os.read(read, 4096)
    time.sleep(after_s)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    with os.fdopen(read, "rb") as pipe:
        said += pipe.read()
    lines = said.decode().splitlines()
    edits = [int(line) for line in lines if not line.startswith("saved")]
    saves = [int(line.split()[1]) for line in lines if line.startswith("saved")]
    return {"edits": max(edits, default=0), "saves": max(saves, default=0), **left_behind(folder)}


def left_behind(folder: Path) -> dict[str, object]:
    """Return which edits stand in the plan file and in the journal; None where nothing can be read."""
    try:
        plan = read_plan(folder / "plan.json")
    except PlanError as error:
        return {"torn": str(error)}
    saved = int(plan.notes.split()[1])
    recovered = unfinished(folder / "journal")
    found = int(recovered[0].plan.notes.split()[1]) if recovered else None
    whole = plan == plan_after(saved) and (found is None or recovered[0].plan == plan_after(found))
    return {"saved": saved, "recovered": found, "whole": whole}


def main() -> None:
    """Kill so many children, each at another moment."""
    folder, kills = Path(sys.argv[1]), int(sys.argv[2])
    folder.mkdir()
    chance = random.Random(20261122)
    for n in range(kills):
        kill = one_kill(folder / str(n), chance.choice([0, 1, 2, 3, 4, 5]), chance.uniform(0.0, 0.004))
        sys.stdout.write(json.dumps(kill) + "\n")


if __name__ == "__main__":
    main()
