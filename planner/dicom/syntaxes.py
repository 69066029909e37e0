"""Which transfer syntaxes and which classes of object are read, and what is said of the others.

References
----------
PS3.5 10 and annex A (transfer syntaxes); PS3.6 table A-1 (their names).
"""

from __future__ import annotations

from typing import Literal

from pydicom import config, uid
from pydicom.uid import UID
from pydicom.valuerep import VR

from planner.dicom.notes import Note, note
from planner.words import N_

Codec = Literal[
    "plain", "deflate", "rle", "jpeg", "jpeg_lossless", "jpeg_ls", "jpeg_2000", "htj2k", "jpeg_xl"
]  # fmt: skip
"""How the frames of packed pixels are packed; "plain" where they only lie in fragments."""
Loss = Literal["never", "maybe", "always"]

GE_BIG_ENDIAN_PIXELS = UID("1.2.840.113619.5.2")
"""GE's private syntax: Implicit VR Little Endian, but for the pixels, whose words are big endian."""
_DEFLATED_FRAMES = UID("1.2.840.10008.1.2.8.1")
_JPEG_XL_LOSSLESS = UID("1.2.840.10008.1.2.4.110")
_JPEG_XL_OF_JPEG = UID("1.2.840.10008.1.2.4.111")
_JPEG_XL = UID("1.2.840.10008.1.2.4.112")

NATIVE = (
    uid.ImplicitVRLittleEndian,
    uid.ExplicitVRLittleEndian,
    uid.ExplicitVRBigEndian,
    uid.DeflatedExplicitVRLittleEndian,
    GE_BIG_ENDIAN_PIXELS,
)
"""Pixels stand in the file as they are."""

IMPLICIT = (uid.ImplicitVRLittleEndian, GE_BIG_ENDIAN_PIXELS)
"""Elements do not name the kind of their values."""

BIG_ENDIAN_PIXELS = (uid.ExplicitVRBigEndian, GE_BIG_ENDIAN_PIXELS)

PACKED: dict[str, tuple[Codec, Loss]] = {
    UID("1.2.840.10008.1.2.1.98"): ("plain", "never"),
    _DEFLATED_FRAMES: ("deflate", "never"),
    uid.RLELossless: ("rle", "never"),
    uid.JPEGBaseline8Bit: ("jpeg", "always"),
    uid.JPEGExtended12Bit: ("jpeg", "always"),
    UID("1.2.840.10008.1.2.4.53"): ("jpeg", "always"),
    UID("1.2.840.10008.1.2.4.55"): ("jpeg", "always"),
    uid.JPEGLossless: ("jpeg_lossless", "never"),
    uid.JPEGLosslessSV1: ("jpeg_lossless", "never"),
    uid.JPEGLSLossless: ("jpeg_ls", "never"),
    uid.JPEGLSNearLossless: ("jpeg_ls", "maybe"),
    uid.JPEG2000Lossless: ("jpeg_2000", "never"),
    uid.JPEG2000: ("jpeg_2000", "maybe"),
    uid.HTJ2KLossless: ("htj2k", "never"),
    uid.HTJ2KLosslessRPCL: ("htj2k", "never"),
    uid.HTJ2K: ("htj2k", "maybe"),
    _JPEG_XL_LOSSLESS: ("jpeg_xl", "never"),
    _JPEG_XL_OF_JPEG: ("jpeg_xl", "always"),
    _JPEG_XL: ("jpeg_xl", "maybe"),
}
"""Transfer syntax to codec, and whether it changes the values."""

CODEC_NAMES: dict[Codec, str] = {
    "plain": "uncompressed fragments",
    "deflate": "Deflate",
    "rle": "RLE",
    "jpeg": "JPEG",
    "jpeg_lossless": "JPEG Lossless",
    "jpeg_ls": "JPEG-LS",
    "jpeg_2000": "JPEG 2000",
    "htj2k": "High-Throughput JPEG 2000",
    "jpeg_xl": "JPEG XL",
}

# not in pydicom's dictionary
_NAMES = {
    GE_BIG_ENDIAN_PIXELS: "GE Implicit VR Little Endian with big-endian pixels",
    _DEFLATED_FRAMES: "Deflated Image Frame Compression",
    _JPEG_XL_LOSSLESS: "JPEG XL Lossless",
    _JPEG_XL_OF_JPEG: "JPEG XL JPEG Recompression",
    _JPEG_XL: "JPEG XL",
    "1.3.46.670589.33.1.4.1": "Philips CT-private-ELE",
}

_FILMS = ("1.2.840.10008.1.2.4.10", "1.2.840.10008.1.2.7.")
_ELSEWHERE = ("94", "95", "204", "205")
_STANDARD = "1.2.840.10008."

MULTI_FRAME_VOLUMES = (
    uid.EnhancedCTImageStorage,
    uid.LegacyConvertedEnhancedCTImageStorage,
    uid.XRay3DAngiographicImageStorage,
)
"""Volumes in one file."""

PROJECTIONS = (
    uid.XRayAngiographicImageStorage,
    uid.XRayRadiofluoroscopicImageStorage,
    uid.EnhancedXAImageStorage,
    uid.EnhancedXRFImageStorage,
    uid.ComputedRadiographyImageStorage,
    uid.DigitalXRayImageStorageForPresentation,
    uid.DigitalXRayImageStorageForProcessing,
)
"""X-ray pictures from one direction."""

PICTURES = (
    uid.SecondaryCaptureImageStorage,
    uid.MultiFrameSingleBitSecondaryCaptureImageStorage,
    uid.MultiFrameGrayscaleByteSecondaryCaptureImageStorage,
    uid.MultiFrameGrayscaleWordSecondaryCaptureImageStorage,
    uid.MultiFrameTrueColorSecondaryCaptureImageStorage,
)
"""Pictures captured from a screen: to be looked at only."""


def codec_of(syntax: str) -> Codec | None:
    """Return the codec that unpacks a transfer syntax; None where pixels stand in the file as they are."""
    packed = PACKED.get(syntax)
    return packed[0] if packed else None


def loss_of(syntax: str) -> Loss:
    """Return whether packing in a transfer syntax changes the values."""
    packed = PACKED.get(syntax)
    return packed[1] if packed else "never"


def why_not_read(syntax: str) -> Note | None:
    """Return why pixels in this transfer syntax are not read; None where they are."""
    if syntax in NATIVE or syntax in PACKED:
        return None
    name = syntax_name(syntax)
    if not syntax.startswith(_STANDARD):
        return note(N_("the private transfer syntax {syntax} cannot be decoded here"), syntax=name)
    if syntax.startswith(_FILMS):
        return note(N_("{syntax} is for films and cannot be decoded here"), syntax=name)
    if syntax.rpartition(".")[2] in _ELSEWHERE:
        return note(N_("its pixels are on a server and not in the file ({syntax})"), syntax=name)
    return note(N_("the transfer syntax {syntax} cannot be decoded here"), syntax=name)


def why_misread(first: bytes, syntax: str) -> Note | None:
    """Return what is wrong where a data set is written in another way than its transfer syntax says.

    Parameters
    ----------
    first
        The first eight bytes of the data set, inflated where it is deflated; fewer are taken for no element.

    Returns
    -------
    Note
        What the file says and what it is; None where they agree, or where these bytes do not tell.
    """
    if why_not_read(syntax) is not None:
        return None
    # data sets begin with group 8, and none with one that has no zero in it
    if all(first[:2]) and len(first) >= 2:
        return note(N_("it says that it is written as {said}, but it is not"), said=syntax_name(syntax))
    found = _way_of_writing(first)
    said = uid.ImplicitVRLittleEndian if syntax in IMPLICIT else uid.ExplicitVRLittleEndian
    if syntax == uid.ExplicitVRBigEndian:
        said = uid.ExplicitVRBigEndian
    if found is None or found == said:
        return None
    why = N_("it says that it is written as {said}, but it is written as {found}")
    return note(why, said=syntax_name(syntax), found=syntax_name(found))


def _way_of_writing(first: bytes) -> UID | None:
    """Return the syntax that the head of an element is written in, by its group and the kind of its value."""
    low, high, *_ = first.ljust(8, b"\0")
    # data sets begin with group 8, hardly ever with one above 255
    explicit = first[4:6].decode("ascii", "replace") in VR.__members__
    if low == high or len(first) < 8:
        return None
    if low < high:
        return uid.ExplicitVRBigEndian if explicit else None
    return uid.ExplicitVRLittleEndian if explicit else uid.ImplicitVRLittleEndian


def syntax_name(syntax: str) -> str:
    """Return the name of a transfer syntax with its UID where it is not one of the standard's."""
    known = _NAMES.get(syntax)
    if known is None:
        return registered_name(syntax)
    return known if syntax.startswith(_STANDARD) else f"{known} ({syntax})"


def registered_name(text: str) -> str:
    """Return the standard's English name of a SOP class or transfer syntax; its UID where it is not known."""
    return UID(text, validation_mode=config.IGNORE).name or "?"
