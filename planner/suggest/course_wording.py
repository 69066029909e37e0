"""What the bone says of a proposed course, in words."""

from __future__ import annotations

from planner.suggest.courses import Course
from planner.words import _


def course_words(course: Course) -> str:
    """Return how far a course has moved onto bone, and where the bone did not agree with it."""
    if course.mean_mm is None or course.most_mm is None:
        words = _("No bone was seen in the images here: it is the template alone.")
    else:
        words = _("Moved onto bone by {mean:.1f} mm on average, {most:.1f} mm at most.").format(
            mean=course.mean_mm, most=course.most_mm
        )
        if not course.agrees:
            share = round(100.0 * (1.0 - course.agreeing))
            doubt = _("Along {share} % the bone does NOT agree: look closely.").format(share=share)
            words = _("{first} {second}").format(first=words, second=doubt)
    if course.from_neighbours:
        hint = _("This vertebra is told by its neighbours only: mark its landmarks.")
        words = _("{first} {second}").format(first=words, second=hint)
    return words
