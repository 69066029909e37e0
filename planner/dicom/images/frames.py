"""Take the CT images out of a file of many: each frame as if it stood in a file of its own.

A frame is read by the header that it would have as a single image: what the standard puts into functional
groups is taken from there and from nowhere else, the rest from the file. The order of the frames, their
numbers and their dimension indices say nothing of where they lie: that is said by their positions alone.

References
----------
PS3.3 A.38 (Enhanced CT), A.70 (Legacy Converted Enhanced CT), A.53 (X-Ray 3D Angiographic), C.7.6.16.2
(macros), C.8.15.3 (CT macros), C.7.6.16.2.25 (unassigned converted attributes).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace

from pydicom.uid import XRay3DAngiographicImageStorage

from planner.dicom.errors import LoadError
from planner.dicom.foreign import foreign
from planner.dicom.headers.elements import DAMAGED, Elements
from planner.dicom.headers.items import Item
from planner.dicom.image import CtImage
from planner.dicom.images.functional_groups import FunctionalGroups, read_functional_groups
from planner.dicom.images.header import ct_image, number_of_frames, position_of
from planner.dicom.notes import note
from planner.dicom.syntaxes import MULTI_FRAME_VOLUMES, registered_name
from planner.words import N_

_EXPORT_AS_ENHANCED = note(
    N_("Export the images again, each in a file of its own or together as Enhanced CT.")
)

_PLACE = ("PlanePositionSequence", "PlaneOrientationSequence", "PixelMeasuresSequence")
_CONTENT = "FrameContentSequence"
_TRANSFORMATION = "PixelValueTransformationSequence"
# element of a single image: macro and element that hold it for a frame
_TEXTS = {
    "ImagePositionPatient": ("PlanePositionSequence", "ImagePositionPatient"),
    "ImageOrientationPatient": ("PlaneOrientationSequence", "ImageOrientationPatient"),
    "PixelSpacing": ("PixelMeasuresSequence", "PixelSpacing"),
    "SliceThickness": ("PixelMeasuresSequence", "SliceThickness"),
    "RescaleSlope": (_TRANSFORMATION, "RescaleSlope"),
    "RescaleIntercept": (_TRANSFORMATION, "RescaleIntercept"),
    "RescaleType": (_TRANSFORMATION, "RescaleType"),
    "ConvolutionKernel": ("CTReconstructionSequence", "ConvolutionKernel"),
    "KVP": ("CTXRayDetailsSequence", "KVP"),
    "StackID": (_CONTENT, "StackID"),
}
# unsigned integers of so many bytes
_COUNTS = {
    "AcquisitionNumber": ("FrameAcquisitionNumber", 2),
    "TemporalPositionIdentifier": ("TemporalPositionIndex", 4),
}
_IDENTITY = {"RescaleSlope": b"1", "RescaleIntercept": b"0"}
_FRAME_TYPES = ("CTImageFrameTypeSequence", "XRay3DFrameTypeSequence")
# a converted series keeps what has no macro of its own in these
_CONVERTED = ("SliceThickness", "ConvolutionKernel", "KVP", "AcquisitionNumber", "TemporalPositionIdentifier")
_CONVERTED_GROUPS = (
    "UnassignedPerFrameConvertedAttributesSequence",
    "UnassignedSharedConvertedAttributesSequence",
)
_ALL = (*dict.fromkeys(macro for macro, _element in _TEXTS.values()), *_FRAME_TYPES, *_CONVERTED_GROUPS)
_POSITION = "ImagePositionPatient"

Macros = Mapping[str, Item | None]
"""The groups of attributes of a frame by name; None where there is none."""


def images_of(elements: Elements) -> tuple[CtImage, ...]:
    """Return the CT images of a file: one, or those of its frames in the order of the pixels.

    Raises
    ------
    LoadError
        If the geometry or the way to HU of one of them is missing or not valid, or if there are several in a
        file of a class that holds one.
    """
    if elements.sop_class in MULTI_FRAME_VOLUMES:
        return _frames(elements)
    frames = number_of_frames(elements)
    if frames > 1:
        several = N_("it holds {frames} images as {name}, which has no room to say where each of them lies")
        why = note(several, frames=frames, name=registered_name(elements.sop_class))
        raise LoadError(elements.path, why, _EXPORT_AS_ENHANCED)
    return (ct_image(elements),)


def _frames(elements: Elements) -> tuple[CtImage, ...]:
    groups = read_functional_groups(elements)
    alike: dict[Hashable, CtImage] = {}
    with foreign(elements.path, DAMAGED):
        return tuple(_image(elements, groups, frame, alike) for frame in range(len(groups.frames)))


def _image(
    elements: Elements, groups: FunctionalGroups, frame: int, alike: dict[Hashable, CtImage]
) -> CtImage:
    """Return one frame; most differ from one that came before by nothing but their position."""
    macros = _macros(elements, groups, frame)
    values = _values(macros)
    place = {_POSITION: values.pop(_POSITION)}
    key = tuple(values.items())
    if key in alike:
        image = replace(alike[key], position=position_of(elements.replaced(place)))
    else:
        header = elements.replaced(values | place)
        alike[key] = image = replace(ct_image(header), stack_id=header.text("StackID"))
    return replace(image, frame=frame, phase=_phase(macros, groups))


def _macros(elements: Elements, groups: FunctionalGroups, frame: int) -> Macros:
    """Return the groups of attributes of a frame that are looked at.

    Raises
    ------
    LoadError
        If one is missing without which it has no place or no HU.
    """
    macros = {name: groups.macro(frame, name) for name in _ALL}
    c_arm = elements.sop_class == XRay3DAngiographicImageStorage
    for name in _PLACE if c_arm else (*_PLACE, _TRANSFORMATION):
        if macros[name] is None:
            raise elements.invalid(name)
    return macros


def _values(macros: Macros) -> dict[str, bytes]:
    """Return what a frame says of elements that a single image has in its own header; empty if nothing."""
    values = {element: _raw(macros, *source) for element, source in _TEXTS.items()}
    content = macros[_CONTENT]
    for element, (name, size) in _COUNTS.items():
        number = content.whole_numbers(name, size) if content else ()
        values[element] = str(number[0]).encode() if number else b""
    for element, source in (("ImageType", "FrameType"), ("VolumetricProperties", "VolumetricProperties")):
        said = next(filter(None, (_raw(macros, macro, source) for macro in _FRAME_TYPES)), b"")
        if said:
            values[element] = said
    for element in _CONVERTED:
        unassigned = (_raw(macros, group, element) for group in _CONVERTED_GROUPS)
        values[element] = values[element] or next(filter(None, unassigned), b"")
    return values if macros[_TRANSFORMATION] else values | _IDENTITY


def _raw(macros: Macros, macro: str, element: str) -> bytes:
    group = macros[macro]
    return group.raw(element) if group else b""


def _phase(macros: Macros, groups: FunctionalGroups) -> str:
    """Return the dimension indices that count neither places nor times of single frames."""
    content = macros[_CONTENT]
    indices = content.whole_numbers("DimensionIndexValues", 4) if content else ()
    return "/".join(str(indices[place]) for place in groups.phase_dimensions if place < len(indices))
