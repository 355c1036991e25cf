"""Contrast: texts can be read and lines can be seen, as WCAG 2.2 asks at level AA (4.5:1 for texts, 3:1 for lines)."""

import pytest
from PyQt6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.output import colours
from app.ui.views import theme

THEMES = pytest.mark.parametrize("chosen", [theme.DARK, theme.LIGHT], ids=lambda chosen: chosen.name)


def luminance(colour: QColor) -> float:
    """Relative luminance, 0 for black to 1 for white (WCAG 2.2)."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor | str, other: QColor | str) -> float:
    """1 for the same colour to 21 for black on white."""
    bright, dark = sorted((luminance(QColor(one)), luminance(QColor(other))), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def over(cover: QColor, ground: str) -> QColor:
    """A translucent colour on a ground."""
    share, below = cover.alphaF(), QColor(ground)
    mixed = (share * a + (1 - share) * b for a, b in zip(cover.getRgbF()[:3], below.getRgbF()[:3], strict=True))
    return QColor.fromRgbF(*mixed)


def test_the_formula() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@THEMES
@pytest.mark.parametrize("ground", ["window", "card", "field"])
@pytest.mark.parametrize("ink", ["text", "muted"])
def test_texts_can_be_read(chosen: theme.Theme, ink: str, ground: str) -> None:
    assert contrast(getattr(chosen, ink), getattr(chosen, ground)) >= 4.5


@THEMES
def test_what_is_selected_warns_or_failed_can_be_read(chosen: theme.Theme) -> None:
    assert contrast(chosen.on_accent, chosen.accent) >= 4.5
    assert contrast(chosen.text, chosen.hover) >= 4.5
    assert contrast(chosen.text, chosen.notice) >= 4.5
    for ink in ("warning", "error"):
        assert min(contrast(getattr(chosen, ink), ground) for ground in (chosen.window, chosen.card)) >= 4.5


@THEMES
def test_curves_and_bars_can_be_seen(chosen: theme.Theme) -> None:
    inks = [theme.slot_colour(slot, chosen) for slot in range(len(colours.PERSON_COLOURS))]
    inks += [QColor(chosen.accent), QColor(chosen.good), theme.evidence_colour(1.0), theme.evidence_colour(-1.0)]
    assert [ink.name() for ink in inks if contrast(ink, chosen.card) < 3.0] == []


@pytest.mark.parametrize("video", ["#ffffff", "#000000"])
def test_labels_can_be_read_on_any_picture(video: str) -> None:
    ground = over(theme.LABEL_BACKGROUND, video)
    inks = [theme.LABEL_TEXT, theme.LABEL_MUTED]
    inks += [theme.person_colour(person) for person in range(1, len(colours.PERSON_COLOURS) + 1)]
    assert [ink.name() for ink in inks if contrast(ink, ground) < 4.5] == []


def test_texts_grow_with_the_setting(qtbot: QtBot, qapp) -> None:  # type: ignore[no-untyped-def]
    theme.apply(qapp, theme.DARK, 1.0)
    width, size = theme.text_width("swing baseball", 8), theme.font(8).pointSizeF()
    theme.apply(qapp, theme.DARK, 1.5)
    try:
        assert theme.font(8).pointSizeF() == pytest.approx(1.5 * size)
        assert theme.px(10) == pytest.approx(15)
        assert theme.text_width("swing baseball", 8) == pytest.approx(1.5 * width, rel=0.1)
        assert "font-size: 12pt" in qapp.styleSheet()  # that of small labels
    finally:
        theme.apply(qapp, theme.DARK, 1.0)
