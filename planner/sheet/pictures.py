"""PICTURES: which pictures of each needle, and how to read them."""

from __future__ import annotations

from collections.abc import Iterator

from planner.carm.angles import carm_words, dicom_words
from planner.carm.foramen import tip_at_foramen
from planner.carm.hidden import hides_words
from planner.carm.site import screen_words
from planner.plan.parts import Guidance, Needle, ProcedureKind
from planner.sheet.case import Case, needle_title
from planner.sheet.content import Bar, Labelled, NeedlePictures, PictureKind, PicturePage, PictureRequest
from planner.sheet.views import VIEWS, hidden_in_view, room_angles, view_warnings
from planner.words import _

WIDTH_MM = 90.0
HEIGHT_MM = 98.0
"""How much of the patient a picture along a needle shows: about life size on the page, most of its depth."""

BEYOND_TIP_MM = 17.0
"""How much of the patient a picture along a needle shows beyond its tip."""

ABOVE_SKIN_MM = 8.0
MOST_HEIGHT_MM = 190.0
"""At true scale the whole needle is shown, and so much above the skin, as far as a page has room."""

BAR_MM = 50.0

CLOSE_SHARE = 0.7
"""A picture across the tip shows this much of that."""

FIELD_MM = 120.0
"""How much of the patient, at the needle's tip, a picture of the C-arm shows: three vertebrae."""


def picture_page(case: Case) -> PicturePage:
    """Return the page with the pictures of every needle in the order of work."""
    return PicturePage(
        _("PICTURES"),
        tuple(_legend(case)),
        tuple(_pictures(case, needle) for needle in case.needles),
    )


def _legend(case: Case) -> Iterator[Labelled]:
    slices = _("Cut from the CT along the planned needles. The letters are the patient's own sides.")
    if case.under_c_arm:
        yield Labelled(_("SCREEN"), screen_words(case.site))
        yield Labelled(
            _("VIEWS"),
            _("COMPUTED from the CT, not an exposure. The scale holds at the needle's tip, in the middle."),
        )
    yield Labelled(_("SLICES") if case.under_c_arm else "", slices)
    yield Labelled(_("LINES"), lines_words(case))
    if case.burns:
        yield Labelled("", _("The nerve is drawn or inferred, not seen. A lesion is a model."))


def lines_words(case: Case) -> str:
    """Return what is told apart by the form of its line: paper is printed in black and white."""
    match case.plan.procedure.kind:
        case ProcedureKind.RF_ABLATION:
            return _(
                "needle straight, its id at the hub; nerve dotted; lesion closed (small model) and dashed "
                "(large model); roots and metal outlined, with names."
            )
        case ProcedureKind.MEDIAL_BRANCH_BLOCK:
            return _(
                "needle straight, its id at the hub; nerve dotted; roots and metal outlined, with names."
            )
        case ProcedureKind.FACET_INJECTION:
            return _("needle straight, its id at the hub; joint, roots and metal with their names.")


def _pictures(case: Case, needle: Needle) -> NeedlePictures:
    return NeedlePictures(
        needle_title(case, needle),
        tuple(_view(case, needle, kind) for kind in VIEWS) if case.under_c_arm else (),
        tuple(_slices(case, needle)),
        _ticks(case),
    )


def _view(case: Case, needle: Needle, kind: PictureKind) -> PictureRequest:
    angles = room_angles(case.plan, needle, kind)
    tip = tip_at_foramen(case.plan, needle) if kind is PictureKind.LATERAL else None
    words, clear = ("", True) if tip is None else (tip.words, tip.clear)
    hidden = hidden_in_view(case, needle, angles)
    return PictureRequest(
        needle.id,
        kind,
        FIELD_MM,
        FIELD_MM,
        caption=carm_words(angles),
        title=_name(kind),
        small=dicom_words(angles),
        remark=words if clear else "",
        warnings=(*(() if clear else (words,)), *view_warnings(case, needle, angles)),
        hides="" if hidden is None else hides_words(hidden),
    )


def _name(kind: PictureKind) -> str:
    match kind:
        case PictureKind.OBLIQUE:
            return _("Oblique ☐")
        case PictureKind.LATERAL:
            return _("Lateral ☐")
        case _:
            return _("AP ☐")


def _slices(case: Case, needle: Needle) -> Iterator[PictureRequest]:
    along = _("Along the needle: hub above, tip below.")
    if case.true_scale:
        yield PictureRequest(needle.id, PictureKind.ALONG, WIDTH_MM, _whole_mm(needle), along, bar=_bar())
    else:
        yield PictureRequest(needle.id, PictureKind.ALONG, WIDTH_MM, HEIGHT_MM, along)
    if case.plan.procedure.guidance is Guidance.CT:
        yield PictureRequest(
            needle.id, PictureKind.AXIAL, WIDTH_MM, HEIGHT_MM, _("Axial through the tip, back up.")
        )
    else:
        yield PictureRequest(
            needle.id,
            PictureKind.BARREL,
            WIDTH_MM * CLOSE_SHARE,
            HEIGHT_MM * CLOSE_SHARE,
            _("Across the tip, seen from the hub, head up."),
        )


def _whole_mm(needle: Needle) -> float:
    """Return the height of a picture that shows a needle from the skin to beyond its tip."""
    return min(max(needle.segment.length_mm + BEYOND_TIP_MM + ABOVE_SKIN_MM, HEIGHT_MM), MOST_HEIGHT_MM)


def _bar() -> Bar:
    return Bar(
        BAR_MM,
        _("TRUE SIZE if this bar measures {n:g} mm by a ruler: a printer may shrink the page.").format(
            n=BAR_MM
        ),
    )


def _ticks(case: Case) -> str:
    if case.under_c_arm:
        return _("Seen in the room:  tip as planned ☐")
    return _("Seen in the room:  needle in the slice ☐   tip as planned ☐")
