"""The files in an archive (zip): their names for the user, and which of them are not unpacked."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from planner.dicom.errors import LEAVE_OUT
from planner.dicom.headers.names import doubt
from planner.dicom.limits import MOST_RATIO, MUCH
from planner.dicom.notes import Note, note
from planner.dicom.sources.disc_index import FileId, bare_name
from planner.dicom.sources.files import is_own_folder, is_own_name
from planner.words import N_

LOCKED = note(N_("it is locked with a password"))
UNPACK_LOCKED = note(N_("Unpack it with its password, and open the folder."))
UNPACK_IT = note(N_("Unpack it with another program, and open the folder."))

_ENCRYPTED, _UTF8 = 0x1, 0x800
_METHODS = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "XZ", 97: "WavPack", 98: "PPMd"}
_TOO_BIG = note(N_("it unfolds to more than an image can be"))


@dataclass(frozen=True)
class Member:
    """A file in an archive: where it stands, and the folders and the name it has for the user."""

    info: ZipInfo
    parts: FileId

    @classmethod
    def of(cls, info: ZipInfo) -> Member | None:
        """Return a file of an archive; None for a folder, and for what is left out by its name."""
        name = _name(info).replace("\\", "/")
        parts = tuple(part for part in name.split("/") if part)
        if name.endswith("/") or not parts or any(map(is_own_folder, parts[:-1])):
            return None
        left_out = is_own_name(parts[-1]) and bare_name(parts[-1]) != "dicomdir"
        return None if left_out else cls(info, parts)

    @property
    def locked(self) -> bool:
        """Whether it is encrypted."""
        return bool(self.info.flag_bits & _ENCRYPTED)

    def refusal(self) -> tuple[Note, Note] | None:
        """Return why it is not unpacked, and the cure; None where it is."""
        info = self.info
        if self.locked:
            return LOCKED, UNPACK_LOCKED
        if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
            return note(N_("this is a link or a device, and no file")), LEAVE_OUT
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            method = _METHODS.get(info.compress_type, str(info.compress_type))
            return note(N_("it is packed with {method}, which is not opened"), method=method), UNPACK_IT
        if info.file_size > max(MUCH, MOST_RATIO * info.compress_size):
            return _TOO_BIG, LEAVE_OUT
        return None


def _name(info: ZipInfo) -> str:
    """Return the name of a member; packers of Windows write it in the character set of the country."""
    if info.flag_bits & _UTF8:
        return info.filename
    # what zipfile took for the set of the first PCs
    raw = info.filename.encode("cp437", "replace")
    return doubt(raw, ("ISO_IR 100",)).reading or info.filename
