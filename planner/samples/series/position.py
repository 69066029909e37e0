"""How a person lies on the table, and how a scanner lays rows and columns in the person then."""

from __future__ import annotations

from enum import StrEnum

from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Vector


class PatientPosition(StrEnum):
    """PatientPosition (PS3.3 C.7.3.1.1.2): head or feet first; supine, prone, or lying on a side."""

    HFS = "HFS"
    HFP = "HFP"
    HFDR = "HFDR"
    HFDL = "HFDL"
    FFS = "FFS"
    FFP = "FFP"
    FFDR = "FFDR"
    FFDL = "FFDL"

    @property
    def down(self) -> Vector:
        """Where things fall and fluid gathers, LPS: towards the table, and along the columns of an image."""
        return _DOWN[self.value[2:]]

    @property
    def along(self) -> Vector:
        """Away from one who stands in front of the gantry and sees the table run into it, LPS."""
        return SUPERIOR if self.startswith("HF") else -SUPERIOR

    @property
    def right(self) -> Vector:
        """To the right of the one in front of the gantry: along the rows of an image, LPS."""
        return self.down.cross(self.along)


_DOWN = {"S": POSTERIOR, "P": -POSTERIOR, "DR": -LEFT, "DL": LEFT}
