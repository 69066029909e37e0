"""Which transfer syntaxes and which classes of object are read, and what is said of the others."""

from __future__ import annotations

from pydicom import config, uid
from pydicom.uid import UID

from planner.dicom.notes import Note, note
from planner.words import N_

NATIVE = (
    uid.ImplicitVRLittleEndian,
    uid.ExplicitVRLittleEndian,
    uid.ExplicitVRBigEndian,
    uid.DeflatedExplicitVRLittleEndian,
)
"""Pixels stand in the file as they are."""

LOSSLESS = {
    uid.RLELossless: "rle",
    uid.JPEGLossless: "jpeg_lossless",
    uid.JPEGLosslessSV1: "jpeg_lossless",
    uid.JPEGLSLossless: "jpeg_ls",
    uid.JPEG2000Lossless: "jpeg_2000",
}
"""Transfer syntax to codec: what is packed is what was measured."""

EITHER = {uid.JPEGLSNearLossless: "jpeg_ls", uid.JPEG2000: "jpeg_2000"}
"""These may have lost something; they are read where the file says LossyImageCompression 00."""

_CODECS = {str(syntax): codec for syntax, codec in (LOSSLESS | EITHER).items()}

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


def codec_of(syntax: str) -> str | None:
    """Return the codec that unpacks a transfer syntax; None where pixels stand in the file as they are."""
    return _CODECS.get(syntax)


def why_not_read(syntax: str, lossy: str) -> Note | None:
    """Return why pixels in this transfer syntax are not read; None where they are.

    Parameters
    ----------
    syntax
        TransferSyntaxUID.
    lossy
        LossyImageCompression: "00", "01", or "" where absent.
    """
    if syntax in NATIVE or syntax in LOSSLESS or (syntax in EITHER and lossy == "00"):
        return None
    name = registered_name(syntax)
    if syntax in EITHER or syntax in uid.JPEGTransferSyntaxes or lossy == "01":
        return note(N_("{syntax} may have changed the HU: it is lossy"), syntax=name)
    return note(N_("the transfer syntax {syntax} is not read"), syntax=name)


def registered_name(text: str) -> str:
    """Return the standard's English name of a SOP class or transfer syntax; its UID where it is not known."""
    return UID(text, validation_mode=config.IGNORE).name or "?"
