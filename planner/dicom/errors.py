"""The one family of errors that reading images ends in: which file, why, and what to do about it."""

from __future__ import annotations

import os
from pathlib import Path

from planner.dicom.notes import Note, note
from planner.words import N_, _

EXPORT_AGAIN = note(N_("Export the images again from the scanner or the PACS."))
"""The cure for what only the sender can mend."""

CHOOSE_ANOTHER = note(N_("Choose another series, or export the whole series again."))
"""The cure for a series that does not make a volume."""

LEAVE_OUT = note(N_("Leave it out."))
"""The cure for what is no image."""

OPEN_AGAIN = note(N_("Open the images again to read them."))
"""The cure for what is no longer what it was when it was found."""

READ_HEADERLESS = note(
    N_("Export it again as a DICOM file, or have it read all the same (`--headerless` on the command line).")
)
"""The cure for a file that does not say how it is written."""


class LoadError(Exception):
    """Images that cannot be read, in one clear sentence.

    Attributes
    ----------
    file
        The file or folder it is about.
    reason
        Why, in the language in force when it is asked for.
    cure
        What the user can do, likewise.
    """

    def __init__(self, file: Path | str, reason: Note, cure: Note = EXPORT_AGAIN) -> None:
        self.file = readable(file)
        super().__init__(self.file, reason, cure)
        self.reason_note = reason
        self.cure_note = cure

    @property
    def reason(self) -> str:
        """Why, as a sentence without its full stop."""
        return str(self.reason_note)

    @property
    def cure(self) -> str:
        """What can be done about it, as whole sentences."""
        return str(self.cure_note)

    def about(self, file: str) -> LoadError:
        """Return what it says, said of a file by another name."""
        return LoadError(file, self.reason_note, self.cure_note)

    def __str__(self) -> str:
        return _("{file}: {reason}. {cure}").format(file=self.file, reason=self.reason, cure=self.cure)


class LoadStoppedError(LoadError):
    """Reading was stopped by the user."""

    def __init__(self, file: Path | str) -> None:
        super().__init__(file, note(N_("reading was stopped")), OPEN_AGAIN)


def readable(file: Path | str) -> str:
    """Return a path as text; what is no text on this machine is replaced by marks."""
    return os.fsencode(file).decode("utf-8", "replace")
