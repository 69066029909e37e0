"""Whose images a plan belongs to. Values are those of DICOM, verbatim."""

from __future__ import annotations

import msgspec


class Patient(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The patient as the images say (PS3.3 C.7.1.1): PatientID, PatientName, PatientBirthDate, PatientSex."""

    id: str = ""
    name: str = ""
    birth_date: str = ""
    sex: str = ""


class Images(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The images a plan was made on.

    `pixel_digest` is "sha256:" and the SHA-256 over the HU values as loaded, before any resampling (C order
    [k, j, i], little-endian int16, or float32 where HU are not whole numbers); empty while not known.
    `stack` is the index of the stack within a series that holds several.
    """

    study_uid: str = ""
    series_uid: str = ""
    frame_of_reference_uid: str = ""
    pixel_digest: str = ""
    stack: int = 0
    patient_position: str = ""
