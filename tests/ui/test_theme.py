from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QIcon, QImage, QPalette
from PySide6.QtWidgets import QApplication

from planner.assets import resource
from planner.ui.icons import badged_icon, icon, outcome_icon
from planner.ui.theme import THEMES, apply_theme, colours, current_theme, font_family

ROLES = ("ok", "warn", "fail", "not_assessed")


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    sheet, palette, font, theme = qapp.styleSheet(), qapp.palette(), qapp.font(), qapp.property("facetTheme")
    yield qapp
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)
    qapp.setProperty("facetTheme", theme)


def luminance(name: str) -> float:
    """Relative luminance, WCAG 2.2."""
    colour = QColor(name)
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("ink", ["text", "muted", "accent", *ROLES])
@pytest.mark.parametrize("ground", ["window", "raised", "base"])
def test_words_can_be_read_on_every_ground(name: str, ink: str, ground: str) -> None:
    theme = THEMES[name]
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_words_can_be_read_on_the_accent(name: str) -> None:
    assert contrast(THEMES[name].on_accent, THEMES[name].accent) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_a_theme_is_applied(app: QApplication, name: str) -> None:
    apply_theme(app, name)
    assert current_theme() == name
    assert colours() is THEMES[name]
    assert app.palette().color(QPalette.ColorRole.Window).name() == THEMES[name].window
    assert app.font().family() == font_family() == "Facet Planner Sans"
    assert "$" not in app.styleSheet()


def test_an_unknown_theme_is_refused(app: QApplication) -> None:
    with pytest.raises(ValueError, match="there are dark, light"):
        apply_theme(app, "pink")


def ink_of(image: QImage) -> set[str]:
    """The colours of the opaque pixels, rounded to what anti-aliasing leaves alone."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {colour.name() for colour in pixels if colour.alpha() == 255}


@pytest.mark.parametrize("path", sorted(resource("icons").glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_is_drawn_in_the_colour_of_the_theme(app: QApplication, path: object) -> None:
    apply_theme(app, "dark")
    image = icon(path.stem, "text").pixmap(48, 48).toImage()  # type: ignore[attr-defined]
    assert ink_of(image), "nothing is drawn"
    assert all(contrast(name, THEMES["dark"].text) < 1.1 for name in ink_of(image))


def test_an_icon_follows_the_theme(app: QApplication) -> None:
    apply_theme(app, "light")
    light = ink_of(icon("needle").pixmap(48, 48).toImage())
    apply_theme(app, "dark")
    assert light.isdisjoint(ink_of(icon("needle").pixmap(48, 48).toImage()))


def test_an_icon_on_a_selected_line_has_the_colour_of_its_text(app: QApplication) -> None:
    apply_theme(app, "dark")
    image = icon("needle").pixmap(48, QIcon.Mode.Selected).toImage()
    assert all(contrast(name, THEMES["dark"].on_accent) < 1.1 for name in ink_of(image))


def test_outcomes_differ_in_shape_not_only_in_colour(app: QApplication) -> None:
    apply_theme(app, "dark")
    shapes = []
    for role in (*ROLES, "pending"):
        image = outcome_icon(role).pixmap(24, 24).toImage()
        shapes.append(tuple(image.pixelColor(x, y).alpha() > 128 for x in range(24) for y in range(24)))
    assert len(set(shapes)) == len(shapes)


def test_a_badge_marks_what_is_done(app: QApplication) -> None:
    apply_theme(app, "dark")
    done = badged_icon("needle").pixmap(48, 48).toImage()
    assert THEMES["dark"].ok in ink_of(done)


def test_an_unknown_icon_is_refused(app: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icon("unicorn")
