"""What each placing tool makes of the points clicked so far: a new plan, shown live until it is whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from planner.anatomy.spine import Level, Side
from planner.checks.scene import Scene
from planner.geometry.vectors import Point
from planner.imaging.skin import skin_crossing
from planner.plan.edits import Handle, with_handle_at
from planner.plan.midline import midline_of
from planner.plan.parts import (
    FacetTarget,
    Hardware,
    HardwareKind,
    Lesion,
    MedialBranch,
    Needle,
    ProcedureKind,
    Provenance,
    Role,
    Target,
)
from planner.plan.plan import Plan
from planner.ui.look import Tool
from planner.ui.planes import target_in_view
from planner.ui.tools.finding import with_found_landmarks
from planner.words import N_

Points = tuple[Point, ...]


@dataclass(frozen=True)
class Setting:
    """What a tool works on: the plan, what the images add, the selected part, the landmark asked for."""

    plan: Plan
    scene: Scene
    selected: str
    landmark: tuple[Level, str] | None = None

    @property
    def target(self) -> Target | None:
        """The selected target, or that of the selected needle."""
        return target_in_view(self.plan, self.selected)


Placed = tuple[Plan, str]
"""A plan and the id of the part that was placed in it."""


@dataclass(frozen=True)
class Placing:
    """A placing tool.

    Attributes
    ----------
    name
        What the edit is called in the undo menu.
    prompts
        What to click next, by the number of points there are; the last holds on.
    least, most
        How many points it needs, and with how many it is whole (None: until the user finishes).
    place
        Makes the plan from a setting and the points; called with at least `least` points.
    refusal
        Why the tool cannot work in a setting; None where it can.
    """

    name: str
    prompts: tuple[str, ...]
    least: int
    most: int | None
    place: Callable[[Setting, Points], Placed]
    refusal: Callable[[Setting], str | None] = lambda _setting: None


def place_needle(setting: Setting, points: Points) -> Placed:
    """Return the plan with a needle from its tip through a second point out to the skin."""
    plan, (tip, through) = setting.plan, points
    volume = setting.scene.volume
    skin = skin_crossing(volume, tip, through) if volume is not None else None
    electrode = plan.procedure.kind is ProcedureKind.RF_ABLATION
    needle = Needle(
        id=plan.free_id("N"),
        target=setting.target.id if setting.target is not None else "",
        role=Role.ELECTRODE if electrode else Role.INJECTION,
        device=_usual_device(plan, electrode),
        entry_mm=skin if skin is not None else through,
        tip_mm=tip,
        lesions=(Lesion(),) if electrode else (),
    )
    return plan.with_item(needle), needle.id


def _usual_device(plan: Plan, electrode: bool) -> str:
    """Return the device of the last needle of the same role, or the common one."""
    role = Role.ELECTRODE if electrode else Role.INJECTION
    used = [needle.device for needle in plan.needles if needle.role is role]
    return used[-1] if used else "rf-18g-100-10" if electrode else "spinal-22g-90"


def place_nerve(setting: Setting, points: Points) -> Placed:
    """Return the plan with the course of the selected nerve drawn through the points."""
    target = setting.target
    assert isinstance(target, MedialBranch)
    drawn = replace(target, course_mm=points, stretch_mm=None, provenance=Provenance.DRAWN, accepted=True)
    return setting.plan.with_item(drawn), drawn.id


def place_facet(setting: Setting, points: Points) -> Placed:
    """Return the plan with the selected joint marked: its dorsal opening, then a point deeper in the slit."""
    target = setting.target
    assert isinstance(target, FacetTarget)
    opening = (points[0], points[1]) if len(points) > 1 else None
    marked = replace(
        target, point_mm=points[0], opening_mm=opening, provenance=Provenance.DRAWN, accepted=True
    )
    return setting.plan.with_item(marked), marked.id


def place_screw(setting: Setting, points: Points) -> Placed:
    """Return the plan with a pedicle screw from its entry to its tip."""
    plan, (entry, tip) = setting.plan, points
    level, side = where(plan, entry)
    screw = Hardware(
        id=plan.free_id("H"),
        kind=HardwareKind.PEDICLE_SCREW,
        level=level,
        side=side,
        from_mm=entry,
        to_mm=tip,
        diameter_mm=USUAL_SCREW_MM,
    )
    return plan.with_item(screw), screw.id


USUAL_SCREW_MM = 6.5
"""Diameter of a lumbar pedicle screw where nobody says otherwise."""
USUAL_ROD_MM = 5.5
"""Diameter of a rod."""


def where(plan: Plan, point: Point) -> tuple[Level | None, Side | None]:
    """Return the nearest marked level and the side of a point; None while no level is marked."""
    midline = midline_of(plan)
    if midline is None:
        return None, None
    nearest = min(range(len(midline.levels)), key=lambda n: midline.points[n].distance_to(point))
    return midline.levels[nearest], midline.side_of(point)


def place_rod(setting: Setting, points: Points) -> Placed:
    """Return the plan with a rod through the points."""
    plan = setting.plan
    rod = Hardware(
        id=plan.free_id("H"),
        kind=HardwareKind.ROD,
        side=where(plan, points[0])[1],
        path_mm=points,
        diameter_mm=USUAL_ROD_MM,
    )
    return plan.with_item(rod), rod.id


def place_landmark(setting: Setting, points: Points) -> Placed:
    """Return the plan with the landmark asked for at the point."""
    assert setting.landmark is not None
    level, name = setting.landmark
    return with_handle_at(setting.plan, Handle(level, name, 0, points[0]), points[0]), level


def place_vertebra(setting: Setting, points: Points) -> Placed:
    """Return the plan with the landmarks of the vertebra asked for, and of its neighbours, as images show."""
    assert setting.landmark is not None
    assert setting.scene.volume is not None
    level, _name = setting.landmark
    return with_found_landmarks(setting.plan, setting.scene.volume, level, points[0]), level


def _needs_nerve(setting: Setting) -> str | None:
    if isinstance(setting.target, MedialBranch):
        return None
    return N_("Choose the nerve first: in step 3 or in the plan on the right.")


def _needs_joint(setting: Setting) -> str | None:
    if isinstance(setting.target, FacetTarget):
        return None
    return N_("Choose the joint to inject first: in step 3 or in the plan on the right.")


def _needs_landmark(setting: Setting) -> str | None:
    return None if setting.landmark is not None else N_("Choose the landmark to mark first: in step 2.")


def _needs_images(setting: Setting) -> str | None:
    if setting.scene.volume is None:
        return N_("Open the images of the patient.")
    return None if setting.landmark is not None else N_("Choose the landmark to mark first: in step 2.")


PLACING = {
    Tool.NEEDLE: Placing(
        N_("Draw needle"),
        (
            N_("Click the tip of the needle."),
            N_("Click a point on its way out: the entry snaps to the skin."),
        ),
        2,
        2,
        place_needle,
    ),
    Tool.NERVE: Placing(
        N_("Draw nerve course"),
        (
            N_("Click along the nerve, from the front of the groove backwards; scroll between clicks."),
            N_("Go on; Enter or a double click ends the course, Backspace takes back a point."),
        ),
        2,
        None,
        place_nerve,
        _needs_nerve,
    ),
    Tool.FACET: Placing(
        N_("Mark joint"),
        (N_("Click the dorsal opening of the joint."), N_("Click deeper in the joint space.")),
        1,
        2,
        place_facet,
        _needs_joint,
    ),
    Tool.SCREW: Placing(
        N_("Draw screw"),
        (N_("Click the middle of the screw's head."), N_("Click the tip of the screw.")),
        2,
        2,
        place_screw,
    ),
    Tool.ROD: Placing(
        N_("Draw rod"),
        (N_("Click one end of the rod."), N_("Go on along the rod; Enter or a double click ends it.")),
        2,
        None,
        place_rod,
    ),
    Tool.VERTEBRA: Placing(
        N_("Find vertebrae"),
        (N_("Click in the middle of the body of this vertebra, in any slice."),),
        1,
        1,
        place_vertebra,
        _needs_images,
    ),
    Tool.LANDMARK: Placing(
        N_("Mark landmark"), (N_("Click the landmark."),), 1, 1, place_landmark, _needs_landmark
    ),
}
"""The tools that place a part of the plan by clicks."""
