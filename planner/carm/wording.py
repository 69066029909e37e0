"""What lengths on images of a C-arm are worth, in words, and from where they are seen."""

from __future__ import annotations

from planner.carm.calibration import Calibration, Measured
from planner.words import N_, _

_UNITS = {
    Calibration.CT: N_("CT mm"),
    Calibration.CALIBRATED: N_("mm"),
    Calibration.ESTIMATED: N_("est. mm"),
    Calibration.DETECTOR: N_("detector mm"),
    Calibration.PIXELS: N_("px"),
}
_SENTENCES = {
    Calibration.CT: N_("Lengths are mm of the CT."),
    Calibration.CALIBRATED: N_("Lengths are calibrated by an object of known size, at its depth."),
    Calibration.ESTIMATED: N_(
        "Lengths are estimated from the distances of the C-arm: they hold at the isocentre, nowhere else."
    ),
    Calibration.DETECTOR: N_("Lengths are those on the detector, larger than in the patient."),
    Calibration.PIXELS: N_("No distances: lengths in pixels only."),
}


def unit_words(state: Calibration) -> str:
    """Return the unit of a length with what it is worth: "est. mm"."""
    return _(_UNITS[state])


def calibration_message(state: Calibration) -> str:
    """Return the message of `calibration_words`, marked for translation."""
    return _SENTENCES[state]


def calibration_words(state: Calibration) -> str:
    """Return in a sentence what lengths of a state are worth."""
    return _(_SENTENCES[state])


def length_words(length: Measured) -> str:
    """Return a length with its unit, and its uncertainty where that is known: "12.3 ± 0.4 mm"."""
    digits = 0 if length.state is Calibration.PIXELS else 1
    number = f"{length.value:.{digits}f}"
    if length.uncertainty is not None:
        number = _("{value} ± {uncertainty}").format(
            value=number, uncertainty=f"{length.uncertainty:.{digits}f}"
        )
    return _("{number} {unit}").format(number=number, unit=unit_words(length.state))


def why_no_clearance(state: Calibration) -> str:
    """Return why no distance to hardware is told in a state; empty where it may be told."""
    if state.allows_clearance:
        return ""
    if state is Calibration.DETECTOR:
        return _("No clearance is told from lengths on the detector: there it looks wider than it is.")
    return _("No clearance is told from lengths in pixels.")
