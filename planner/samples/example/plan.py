"""The example plan of a case, as a user would make it: from what the images show, and checked on them.

The course of a nerve is drawn along the groove of the bone (``drawn.py``): the nerve cannot be seen, and the
truth of a case may differ from it by a millimetre or two, of an aberrant nerve by more.
"""

from __future__ import annotations

from planner.anatomy.spine import Level
from planner.plan.parts import MarkedLevel, Needle, Structure, StructureKind, Target
from planner.plan.plan import Plan
from planner.samples.example.metal import hardware
from planner.samples.example.search import Search
from planner.samples.example.subject import Subject
from planner.samples.known.values import MedialBranch
from planner.samples.rounding import rounded

ANSWERS: dict[str, str | bool | float] = {
    "count_method": "from_sacrum",
    "counted_by": "SAMPLE",
    "allergy": "none",
    "anticoagulant": "none",
    "implanted_device": "none",
    "infection": "none",
    "pregnancy": "no",
    "sedation": "none",
    "pad_site": "left calf",
    "pad_skin": True,
    "operator": "SAMPLE",
    "conservative_months": 6.0,
}
BLOCK: dict[str, str | bool | float] = {"kind": "medial_branch", "count": 2.0, "relief": 80.0}
"""What is answered of the block of each joint."""
NOTE = "SAMPLE: an example on synthetic images of no person."
NO_WAY = "The {nerve} nerve is not planned: bone and metal leave no way to it."


def example_plan(subject: Subject) -> Plan:
    """Return the plan of a case: its joints on its side, by radiofrequency ablation.

    A nerve that no needle reaches clear of bone, metal and roots is left out, and the notes say so.
    """
    search = Search(subject)
    pairs: list[tuple[Target, Needle]] = []
    missed: list[str] = []
    for branch in _chosen(subject):
        found = search.treated(len(pairs) + 1, branch)
        if found is None:
            missed.append(NO_WAY.format(nerve=branch.nerve))
        else:
            pairs.append(found)
    return Plan(
        patient=subject.patient,
        images=subject.images,
        levels=tuple(
            MarkedLevel(level=level, landmarks_mm=subject.landmarks[level])
            for level in Level
            if level in subject.landmarks
        ),
        targets=tuple(target for target, _ in pairs),
        needles=tuple(needle for _, needle in pairs),
        hardware=hardware(subject.implants),
        hardware_reviewed=True,
        structures=_structures(subject),
        answers=_answers(subject),
        notes=" ".join((NOTE, *missed)),
    )


def _chosen(subject: Subject) -> list[MedialBranch]:
    """Return the nerves of the joints to treat, from the top."""
    wanted = [nerve for nerve in Level if any(nerve in joint.nerves for joint in subject.joints)]
    return [b for nerve in wanted for b in subject.branches if b.nerve is nerve and b.side is subject.side]


def _answers(subject: Subject) -> dict[str, str | bool | float]:
    """Return what a user would have answered, the blocks of each joint included."""
    places = [f"block.{joint.name}.{subject.side.value}" for joint in subject.joints]
    blocks = {f"{place}.{what}": told for place in places for what, told in BLOCK.items()}
    return {**ANSWERS, **blocks, "transitional_vertebra": "yes" if subject.transitional else "no"}


def _structures(subject: Subject) -> tuple[Structure, ...]:
    """Return the roots beside the joints of the plan, and that in front of the uppermost needle."""
    levels = [level for joint in subject.joints for level in (joint.upper.above, joint.upper, joint.lower)]
    near = [root for root in subject.roots if root.side is subject.side and root.level in levels]
    return tuple(
        Structure(
            id=f"K{n}",
            kind=StructureKind.NERVE_ROOT,
            label=f"{root.level} root",
            path_mm=rounded(root.path),
            radius_mm=round(root.radius_mm, 2),
        )
        for n, root in enumerate(near, 1)
    )
