"""The codecs of imagecodecs for the decoders of pydicom, which put the colours of a picture right.

pydicom asks a plugin for three names: the two functions here and `DECODER_DEPENDENCIES`. The codecs that
know of a colour transform of their own undo it (JPEG by the markers of its stream, JPEG 2000 always);
everything else about colours is done by pydicom.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom import uid
from pydicom.pixels.decoders.base import Decoder, DecodeRunner, get_decoder

from planner.dicom.pixels.codestream import codestream

_BASELINE = (uid.JPEGBaseline8Bit, uid.JPEGExtended12Bit)
_LOSSLESS = (uid.JPEGLossless, uid.JPEGLosslessSV1)
_LS = (uid.JPEGLSLossless, uid.JPEGLSNearLossless)
_2000 = (uid.JPEG2000Lossless, uid.JPEG2000, uid.HTJ2KLossless, uid.HTJ2KLosslessRPCL, uid.HTJ2K)

DECODER_DEPENDENCIES = dict.fromkeys((*_BASELINE, *_LOSSLESS, *_LS, *_2000), ("imagecodecs",))
"""What pydicom would say is missing where a codec is not available."""

_LABEL = "imagecodecs"
_MARKERS = 4096


def is_available(syntax: str) -> bool:
    """Say whether the pixels of a transfer syntax are decoded here."""
    return syntax in DECODER_DEPENDENCIES


def decode_frame(packed: bytes, runner: DecodeRunner) -> bytes:
    """Return the samples of one frame, colour by pixel, and tell the runner how they came out.

    Raises
    ------
    ValueError
        If the picture is not of the size that the header says; it is looked at before it is unpacked.
    """
    stream = codestream(packed)
    if (stream.rows, stream.columns, stream.components) != (
        runner.rows,
        runner.columns,
        runner.samples_per_pixel,
    ):
        raise ValueError("the packed picture is not of the size that the header says")
    frame = _unpacked(packed, runner)
    if runner.samples_per_pixel > 1:
        runner.set_option("planar_configuration", 0)
    runner.set_option("bits_allocated", 8 * frame.dtype.itemsize)
    return frame.tobytes()


def _unpacked(packed: bytes, runner: DecodeRunner) -> NDArray[Any]:
    syntax, grey = runner.transfer_syntax, runner.samples_per_pixel == 1
    kind = runner.photometric_interpretation
    if syntax in _LS:
        return np.asarray(imagecodecs.jpegls_decode(packed))
    if syntax in _2000:
        if kind in ("YBR_RCT", "YBR_ICT"):
            runner.set_option("photometric_interpretation", "RGB")
        return np.asarray(imagecodecs.jpeg2k_decode(packed))
    if grey:
        decode = imagecodecs.ljpeg_decode if syntax in _LOSSLESS else imagecodecs.jpeg8_decode
        return np.asarray(decode(packed))
    if syntax in _LOSSLESS:
        return _jpeg(packed, "RGB")
    runner.set_option("photometric_interpretation", "RGB")
    # without a marker that says so the codec takes three components for luminance and chrominance
    unmarked = kind == "RGB" and b"Adobe" not in packed[:_MARKERS]
    return _jpeg(packed, "RGB" if unmarked else None)


def _jpeg(packed: bytes, colours: str | None) -> NDArray[Any]:
    """Return a JPEG in colour, its components as they are where it is said what they are."""
    return np.asarray(imagecodecs.jpeg8_decode(packed, colorspace=colours, outcolorspace=colours))


@cache
def decoder_of(syntax: str) -> Decoder:
    """Return pydicom's decoder of a transfer syntax, with the codec from here.

    Raises
    ------
    NotImplementedError
        If there is none.
    """
    decoder = get_decoder(uid.UID(syntax))
    if is_available(syntax) and _LABEL not in decoder.available_plugins:
        decoder.add_plugin(_LABEL, (__name__, decode_frame.__name__))
    return decoder


def can_decode(syntax: str) -> bool:
    """Say whether pictures in a transfer syntax can be shown."""
    try:
        decoder = decoder_of(syntax)
    except NotImplementedError:
        return False
    return not decoder.is_encapsulated or decoder.is_available
