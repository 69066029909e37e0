"""The room's settings: kept, read again, refused where damaged."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from planner.anatomy.spine import Side
from planner.carm.machine import Machine
from planner.carm.site import Site, SiteError, load_site, save_site, screen_words, site_path

ROOM = Site(patient_left=Side.RIGHT, machine=Machine(left_deg=110.0, right_deg=35.0), bone_dark=False)


def test_there_and_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "site.json"
    save_site(ROOM, path)
    assert load_site(path) == ROOM
    save_site(Site(), path)
    assert load_site(path) == Site()
    assert [file.name for file in path.parent.iterdir()] == ["site.json"]


def test_where_it_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert site_path() == platformdirs.user_config_path("facet-planner") / "site.json"
    assert load_site() == Site()
    save_site(ROOM)
    assert load_site() == ROOM


@pytest.mark.parametrize(
    ("left", "mirrored", "words"),
    [
        (None, False, "Monitor not confirmed: shown with the patient's LEFT on the LEFT of the screen."),
        (Side.LEFT, False, "The patient's LEFT is on the LEFT of the screen."),
        (Side.RIGHT, True, "The patient's LEFT is on the RIGHT of the screen."),
    ],
)
def test_the_screen(left: Side | None, mirrored: bool, words: str) -> None:
    site = Site(patient_left=left)
    assert site.mirrored == mirrored
    assert screen_words(site) == words


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "truncated"),
        (b"{", "truncated"),
        (b"\xff\xfe{}", "malformed"),
        (b'{"patient_left": "up"}', "patient_left"),
        (b'{"mirrored": true}', "unknown field `mirrored`"),
        (b'{"machine": {"feet_deg": 91}}', r"tilts 0 to 90 .* `\$.machine`"),
        (b'{"machine": {"arm": 1}}', "unknown field `arm`"),
        (b'{"bone_dark": "yes"}', "bone_dark"),
        (b"[" * 60_000, "recursion|truncated|array"),
        (b" " * 70_000, "too large"),
    ],
)
def test_a_damaged_file_is_refused_in_one_sentence(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "site.json"
    path.write_bytes(content)
    with pytest.raises(SiteError, match=why) as caught:
        load_site(path)
    assert str(caught.value).startswith("site.json: not a room's settings (")
    assert "\n" not in str(caught.value)


def test_what_cannot_be_read_or_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"cannot be read \(Is a directory\)"):
        load_site(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(SiteError, match="cannot be saved"):
        save_site(ROOM, tmp_path / "file" / "site.json")


def test_a_save_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "site.json"
    save_site(ROOM, path)

    def fails(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(SiteError, match="No space left"):
        save_site(Site(), path)
    assert load_site(path) == ROOM
    assert [file.name for file in tmp_path.iterdir()] == ["site.json"]
