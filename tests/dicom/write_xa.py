"""Write XA.md: ``python -m tests.dicom.write_xa FOLDER``, the folder that with the real files."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.dicom.xa_cases import PAGE, page, rows_of_real

if __name__ == "__main__":
    PAGE.write_text(page(rows_of_real(Path(sys.argv[1]))), encoding="utf-8")
