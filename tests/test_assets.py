"""Assets are found in a checkout and in an installed wheel, and nothing outside them is."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from planner.assets import resource, sample_dicom

ROOT = Path(__file__).parents[1]


def test_a_checkout_finds_its_own_folders() -> None:
    assert resource("words") == ROOT / "resources" / "words"
    assert resource("words/planner.pot").is_file()
    assert sample_dicom() == ROOT / "sample_dicom"


@pytest.mark.parametrize(
    "relative",
    ["", "/etc/passwd", "..", "../README.md", "words/../../planner", "words\\planner.pot"],
)
def test_paths_that_leave_the_resources_are_refused(relative: str) -> None:
    with pytest.raises(ValueError, match="not a path below resources"):
        resource(relative)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"no_such\.toml"):
        resource("guideline/no_such.toml")


def test_an_installed_wheel_carries_resources_and_samples(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    program = (
        f"import sys; sys.path.insert(0, {str(site)!r})\n"
        "from planner import assets, words\n"
        "print(assets.__file__, assets.resource('words'), assets.sample_dicom())\n"
        "with words.use('zh_CN'): words._('probe')"
    )
    run = subprocess.run([sys.executable, "-I", "-c", program], check=True, capture_output=True, text=True)
    assert all(path.startswith(str(site)) for path in run.stdout.split())
