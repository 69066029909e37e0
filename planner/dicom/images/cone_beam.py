"""Volumes that a C-arm made by cone beam: their grey values are not HU, whatever class they are written as.

X-Ray 3D Angiographic objects are such by their class. Many C-arms write plain CT objects instead; these are
known by what the file says of itself, and by nothing else: its modality, the name of the machine, or its
description. A file that says none of it is taken for a CT.

References
----------
PS3.3 A.53 (X-Ray 3D Angiographic), C.7.3.1.1.1 (modality), C.7.5.1 (equipment).
"""

from __future__ import annotations

import re

from pydicom.uid import XRay3DAngiographicImageStorage

from planner.dicom.headers.elements import Elements
from planner.dicom.notes import Note, note, printable
from planner.words import N_

CONE_BEAM_KEYWORDS = ("Modality", "ManufacturerModelName", "SeriesDescription", "ProtocolName")

_MODALITIES = ("XA", "RF", "XC")
# C-arms and gantries that make volumes by cone beam, as their files name them
_MACHINES = re.compile(
    r"ARTIS|ARCADIS|\bCIOS\b|ALLURA|AZURION|VERADIUS|ZENITION|\bINNOVA|DISCOVERY[ _]IGS|\bIGS[ _]?\d"
    r"|\bALLIA\b|\bOEC\b|INFINIX|\bINFX|ALPHENIX|TRINIAS|ZIEHM|VISION[ _](RFD|FD|VARIO)|\bO-?ARM\b"
    r"|\bORBIC\b|\bLOOP-?X\b|IMAGING RING",
    re.IGNORECASE,
)
_DESCRIPTIONS = re.compile(
    r"DYNA\s?-?CT|XPER\s?-?CT|\bCBCT|CONE[\s-]?BEAM|INNOVA\s?CT|\b3D-?RA\b", re.IGNORECASE
)

NOT_HU = note(N_("The grey values of a C-arm volume are not HU: bone and metal thresholds do not hold."))
_SAID = N_("It was made by a C-arm: it says {sign}.")


def cone_beam(elements: Elements) -> tuple[Note, ...]:
    """Return what must be said of a volume that a C-arm made; nothing where the file says of none."""
    if elements.sop_class == XRay3DAngiographicImageStorage:
        return (NOT_HU,)
    sign = _sign(elements)
    return (note(_SAID, sign=printable(sign)), NOT_HU) if sign else ()


def _sign(elements: Elements) -> str:
    """Return the text by which a CT object is known to be a C-arm's; empty where it is not."""
    modality, machine = elements.text("Modality"), elements.text("ManufacturerModelName")
    if modality in _MODALITIES:
        return modality
    if _MACHINES.search(machine):
        return machine
    told = (elements.text("SeriesDescription"), elements.text("ProtocolName"))
    return next((text for text in told if _DESCRIPTIONS.search(text)), "")
