"""From what a case asks to the implants of one person."""

from __future__ import annotations

from planner.samples.implants.cages import cage_between
from planner.samples.implants.cements import cement_in
from planner.samples.implants.construct import screws_and_rods
from planner.samples.implants.cross_links import cross_link
from planner.samples.implants.site import Site
from planner.samples.implants.values import NOTHING, CrossLink, Implants, Trimmed
from planner.samples.implants.wishes import NO_IMPLANTS, ImplantWishes


def operated(site: Site, wishes: ImplantWishes, seed: int) -> Implants:
    """Return the implants, each fitted to this person's bone.

    What does not fit is left out: a screw in a pedicle too narrow for it, a cage in a disc that is gone.
    """
    if wishes == NO_IMPLANTS:
        return NOTHING
    screws, rods = screws_and_rods(site, wishes, seed)
    links: tuple[CrossLink, ...] = ()
    trimmed: tuple[Trimmed, ...] = ()
    if wishes.cross_link and len(rods) == 2:
        found = cross_link(screws, rods, site.bone)
        if found is not None:
            links, trimmed = (found[0],), () if found[1] is None else (found[1],)
    cements = tuple(
        cement_in(site.carriers[level], seed, level in wishes.leaking)
        for level in wishes.cement
        if level in site.carriers
    )
    cages = tuple(
        cage
        for level in wishes.cages
        if level.below is not None
        and (
            cage := cage_between(site.carriers[level], site.carriers[level.below], wishes.cage_material, seed)
        )
    )
    return Implants(
        screws=screws, rods=rods, cross_links=links, cements=cements, cages=cages, trimmed=trimmed
    )
