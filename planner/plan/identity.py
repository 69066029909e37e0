"""Whose images a plan belongs to. Values are those of DICOM, verbatim."""

from __future__ import annotations

import msgspec


class Patient(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The patient as the images say (PS3.3 C.7.1.1): PatientID, PatientName, PatientBirthDate, PatientSex."""

    id: str = ""
    name: str = ""
    birth_date: str = ""
    sex: str = ""

    def contradicts(self, other: Patient) -> bool:
        """Say whether id, name or date of birth of two patients are both given and not the same."""
        return any(
            ours and theirs and ours != theirs for ours, theirs in zip(self._said, other._said, strict=True)
        )

    def same_as(self, other: Patient) -> bool:
        """Say whether two patients are one person as far as is known: id or name is shared, or nothing."""
        shared = any(
            ours and ours == theirs for ours, theirs in zip(self._said[:2], other._said, strict=False)
        )
        nothing = not any(self._said) and not any(other._said)
        return nothing or (shared and not self.contradicts(other))

    @property
    def _said(self) -> tuple[str, str, str]:
        """Id, name and date of birth without the padding and empty trailing components that say nothing."""
        return bare(self.id), bare(self.name), bare(self.birth_date)


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


def bare(value: str) -> str:
    """Return a DICOM value without the padding and the empty trailing components that say nothing."""
    return value.strip().rstrip("^ ")
