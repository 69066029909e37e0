"""The sample cases by name."""

from __future__ import annotations

from dataclasses import replace

from planner.anatomy.spine import Joint, Level, Side
from planner.samples.catalogue.case import Case, Treatment
from planner.samples.implants.values import Material
from planner.samples.implants.wishes import ImplantWishes
from planner.samples.person.wishes import Wishes
from planner.samples.series.acquisition import EXTENDED, Acquisition, Reconstruction
from planner.samples.series.position import PatientPosition
from planner.words import N_

_SMALL = Reconstruction(
    kernel="soft", rows=272, columns=272, pixel_mm=0.75, spacing_mm=1.25, thickness_mm=1.25
)
_FINE = Reconstruction(kernel="bone", pixel_mm=0.45, spacing_mm=1.0, thickness_mm=1.0)
_USUAL_SLICES = replace(_FINE, spacing_mm=1.25, thickness_mm=1.25)
_WIDE = Reconstruction(kernel="bone", pixel_mm=0.7, spacing_mm=1.25, thickness_mm=1.5)
_LEFT_L4_L5 = Treatment((Joint(Level.L4),), Side.LEFT)
_USUAL = Wishes(transitional="none", scoliosis_deg=0.0)


def _wide(position: PatientPosition) -> Acquisition:
    """Return a field of view that shows how the person lies on the table."""
    return Acquisition(position=position, behind_mm=20.0, reconstructions=(_WIDE,))


_SHIPPED = (
    Case(
        name="plain",
        title=N_("Lumbar spine without hardware; left L4-L5 and L5-S1 planned for ablation"),
        seed=20240412,
        person=replace(_USUAL, age=45, sex="M", degeneration=0.15, belly=0.25),
        acquisition=Acquisition(length_mm=236.25, noise_hu=20.0, reconstructions=(_SMALL,)),
        treats=Treatment((Joint(Level.L4), Joint(Level.L5)), Side.LEFT),
        shipped=True,
    ),
    Case(
        name="screws",
        title=N_("Four pedicle screws and two rods at L4-L5; left L4-L5 planned for ablation"),
        seed=20240921,
        person=replace(_USUAL, age=62, sex="F", degeneration=0.5, belly=0.35),
        implants=ImplantWishes(screws=(Level.L4, Level.L5)),
        acquisition=Acquisition(length_mm=236.25, noise_hu=20.0, reconstructions=(_SMALL,)),
        treats=_LEFT_L4_L5,
        study_date="20240921",
        shipped=True,
    ),
)
_PEOPLE = (
    Case(
        name="standard",
        title=N_("Lumbar spine in thin slices, with a sharp and a smooth kernel, and sagittal slices"),
        seed=20240501,
        person=replace(_USUAL, age=52),
        acquisition=Acquisition(
            length_mm=250.0, sagittal_mm=2.0, reconstructions=(_FINE, replace(_FINE, kernel="soft"))
        ),
        treats=_LEFT_L4_L5,
    ),
    Case(
        name="obese",
        title=N_("Very obese: the joints lie deep below the skin"),
        seed=20240502,
        person=replace(_USUAL, age=55, belly=0.95, back_fat_mm=52.0),
        acquisition=Acquisition(
            behind_mm=45.0,
            noise_hu=16.0,
            reconstructions=(Reconstruction(kernel="soft", pixel_mm=0.82, spacing_mm=1.5, thickness_mm=2.0),),
        ),
        treats=_LEFT_L4_L5,
    ),
    Case(
        name="scoliosis",
        title=N_("Scoliosis of 15 degrees, with the rotation that goes with it"),
        seed=20240503,
        person=replace(_USUAL, age=58, sex="F", scoliosis_deg=15.0),
        acquisition=Acquisition(reconstructions=(replace(_FINE, pixel_mm=0.5, thickness_mm=1.25),)),
        treats=_LEFT_L4_L5,
    ),
    Case(
        name="old",
        title=N_("Worn: narrow discs with gas in them, osteophytes, degenerated joints"),
        seed=20240504,
        person=replace(_USUAL, age=79, degeneration=0.9),
        acquisition=Acquisition(reconstructions=(_USUAL_SLICES,)),
        treats=_LEFT_L4_L5,
    ),
    Case(
        name="six",
        title=N_("Six lumbar vertebrae: the first sacral one is free (lumbarised S1)"),
        seed=20240505,
        person=replace(_USUAL, transitional="lumbarised_s1", age=41),
        acquisition=Acquisition(
            lowest="S2",
            length_mm=285.0,
            reconstructions=(_USUAL_SLICES,),
        ),
        treats=_LEFT_L4_L5,
    ),
    Case(
        name="sacralised",
        title=N_("The last lumbar vertebra has grown to the sacrum (sacralised L5)"),
        seed=20240506,
        person=replace(_USUAL, transitional="sacralised_l5", transitional_sides=(Side.LEFT,), age=47),
        acquisition=Acquisition(reconstructions=(_USUAL_SLICES,)),
        treats=_LEFT_L4_L5,
    ),
)
_OPERATED = (
    Case(
        name="fusion",
        title=N_("Eight screws from L3 to S1, bent rods, a cross-link and a cage; extended HU scale"),
        seed=20240507,
        person=replace(_USUAL, age=66, degeneration=0.6),
        implants=ImplantWishes(
            screws=(Level.L3, Level.L4, Level.L5, Level.S1),
            cross_link=True,
            cages=(Level.L4,),
            cage_material=Material.PEEK,
        ),
        acquisition=Acquisition(reconstructions=(replace(_FINE, clip_hu=EXTENDED),)),
        treats=Treatment((Joint(Level.L2),), Side.LEFT),
    ),
    Case(
        name="cement",
        title=N_("Osteoporosis, with cement in L2 and L3"),
        seed=20240508,
        person=replace(_USUAL, age=76, sex="F", osteoporotic=True),
        implants=ImplantWishes(cement=(Level.L2, Level.L3), leaking=(Level.L2,)),
        acquisition=Acquisition(reconstructions=(_USUAL_SLICES,)),
        treats=_LEFT_L4_L5,
    ),
)
_SCANNED = (
    Case(
        name="prone",
        title=N_("Lying prone, head first"),
        seed=20240509,
        person=replace(_USUAL, age=38),
        acquisition=_wide(PatientPosition.HFP),
        treats=_LEFT_L4_L5,
    ),
    Case(
        name="feet_first",
        title=N_("Lying on the back, feet first"),
        seed=20240510,
        person=replace(_USUAL, age=44),
        acquisition=_wide(PatientPosition.FFS),
        treats=_LEFT_L4_L5,
    ),
    Case(
        name="decubitus",
        title=N_("Lying on the left side"),
        seed=20240511,
        person=replace(_USUAL, age=50),
        acquisition=_wide(PatientPosition.HFDL),
        treats=_LEFT_L4_L5,
    ),
    Case(
        name="tilted",
        title=N_("Gantry tilted by 12 degrees: the slices are sheared"),
        seed=20240512,
        person=replace(_USUAL, age=49),
        acquisition=Acquisition(
            tilt_deg=12.0,
            reconstructions=(replace(_FINE, spacing_mm=2.0, thickness_mm=2.0, packing="jpeg_lossless"),),
        ),
        treats=_LEFT_L4_L5,
    ),
    Case(
        name="discs",
        title=N_("Five blocks of slices, each along a disc; no example plan"),
        seed=20240513,
        person=replace(_USUAL, age=53),
        acquisition=Acquisition(
            discs=(Level.L2, Level.L3, Level.L4, Level.L5, Level.S1),
            length_mm=27.0,
            behind_mm=26.0,
            reconstructions=(replace(_FINE, spacing_mm=3.0, thickness_mm=3.0, packing="rle"),),
        ),
    ),
    Case(
        name="narrow",
        title=N_("Narrow field of view: the skin is not in the images; no example plan"),
        seed=20240514,
        person=replace(_USUAL, age=46),
        acquisition=Acquisition(
            behind_mm=14.0,
            reconstructions=(replace(_FINE, pixel_mm=0.234, spacing_mm=1.5, packing="implicit"),),
        ),
    ),
    Case(
        name="chinese",
        title=N_("A name in Chinese letters (GB18030), compressed by JPEG 2000"),
        seed=20240515,
        person=replace(_USUAL, age=57),
        acquisition=Acquisition(reconstructions=(replace(_USUAL_SLICES, packing="jpeg_2000"),)),
        treats=_LEFT_L4_L5,
        other_name="样本^椎间",
        character_set="GB18030",
    ),
)

CASES = {case.name: case for case in (*_SHIPPED, *_PEOPLE, *_OPERATED, *_SCANNED)}
"""All of them, those that the program comes with first."""
