"""What is said of a written picture of a C-arm besides its beam, and how it is packed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom.uid import UID, ExplicitVRLittleEndian, JPEGBaseline8Bit, JPEGLSLossless

SERIES_NUMBER = 900
"""Behind those of a scanner."""
JPEG_LEVEL = 75
"""Quality of what is packed with loss."""
_SYNTAXES = {"explicit": ExplicitVRLittleEndian, "jpeg_ls": JPEGLSLossless, "jpeg": JPEGBaseline8Bit}


@dataclass(frozen=True)
class Form:
    """What is said of a picture besides its beam, and how it is packed.

    Attributes
    ----------
    series
        What tells its series from others of the same images; empty for that of the virtual C-arm.
    number, instance
        Of the series, and of the picture in it; None for one that knows of no other.
    position
        How the patient lies, such as "HFP"; empty where not said.
    packing
        "jpeg" loses a little, and says so.
    distances
        Whether distances and sizes are said: without them lengths in the picture are pixels.
    """

    series: str = ""
    number: int = SERIES_NUMBER
    instance: int | None = None
    description: str = "Virtual C-arm, computed from CT"
    position: str = ""
    packing: Literal["explicit", "jpeg_ls", "jpeg"] = "explicit"
    distances: bool = True

    @property
    def syntax(self) -> UID:
        """The transfer syntax."""
        return _SYNTAXES[self.packing]

    def packed(self, picture: NDArray[np.uint8]) -> bytes:
        """Return a picture as it is packed; of "explicit" its bytes."""
        if self.packing == "jpeg":
            return bytes(imagecodecs.jpeg8_encode(picture, level=JPEG_LEVEL))
        return bytes(imagecodecs.jpegls_encode(picture)) if self.packing == "jpeg_ls" else picture.tobytes()

    def numbered(self, instance: int) -> Form:
        """Return the same for a picture of this number in its series."""
        return replace(self, instance=instance)


VIRTUAL = Form()
