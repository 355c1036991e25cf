"""Colours and fonts, light and dark, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PyQt6.QtGui import QColor, QFont, QFontMetrics, QPalette
from PyQt6.QtWidgets import QApplication

from app import colours


@dataclass(frozen=True)
class Theme:
    """Colours by what they are for."""

    name: str
    window: str
    card: str
    border: str
    field: str  # buttons and other things one can touch
    hover: str
    text: str
    muted: str
    accent: str
    on_accent: str
    stage: str  # behind the picture
    good: str
    warning: str
    error: str
    notice: str  # background of the notice bar


DARK = Theme(
    name="dark", window="#16191d", card="#20242a", border="#2d333b", field="#2a3038", hover="#353d47", text="#dfe4ea",
    muted="#8d97a3", accent="#4f9fd8", on_accent="#ffffff", stage="#0f1114", good="#5fbf8f", warning="#e5a93c",
    error="#e5645a", notice="#2b3440",
)  # fmt: skip

LIGHT = Theme(
    name="light", window="#eef0f3", card="#ffffff", border="#d9dee4", field="#eef1f4", hover="#e1e6eb", text="#1f262e",
    muted="#66717d", accent="#1f77b4", on_accent="#ffffff", stage="#e3e7eb", good="#1f8f5f", warning="#b26a00",
    error="#c0392b", notice="#e8f1fa",
)  # fmt: skip

# Over video: dark and translucent in both themes.
LABEL_BACKGROUND = QColor(12, 14, 17, 205)
LABEL_TEXT = QColor("#e8ecf0")
LABEL_MUTED = QColor("#9aa4af")

FONT_SIZE = 10


def theme_named(name: str) -> Theme:
    """``dark`` or ``light``."""
    return LIGHT if name == "light" else DARK


def person_colour(person: int) -> QColor:
    """The colour of a track number."""
    return QColor(*colours.person_colour(person))


def ink(colour: QColor, theme: Theme) -> QColor:
    """A colour meant for video, as text and thin lines on the theme's cards."""
    return colour.darker(135) if theme.name == "light" else colour


def slot_colour(slot: int, theme: Theme) -> QColor:
    """The colour of a curve."""
    return ink(person_colour(slot + 1), theme)


def font(size: int = FONT_SIZE, bold: bool = False) -> QFont:
    """The program's font."""
    chosen = QFont(QApplication.font())
    chosen.setPointSize(size)
    chosen.setBold(bold)
    return chosen


def text_width(text: str, size: int = FONT_SIZE) -> int:
    """Pixels that a line takes in the program's font."""
    return QFontMetrics(font(size)).horizontalAdvance(text)


@cache
def map_colours(name: str) -> tuple[QColor, ...]:
    """The 256 colours of a map, made once."""
    return tuple(QColor(*(int(v) for v in rgb)) for rgb in colours.colour_map(name))


def colour_at(name: str, value: float) -> QColor:
    """The colour of a value in 0..1."""
    return map_colours(name)[min(max(int(value * 255), 0), 255)]


def apply(app: QApplication, theme: Theme) -> None:
    """Dress the whole program."""
    app.setStyle("Fusion")
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, theme.window),
        (roles.Base, theme.card),
        (roles.AlternateBase, theme.field),
        (roles.Button, theme.field),
        (roles.Text, theme.text),
        (roles.WindowText, theme.text),
        (roles.ButtonText, theme.text),
        (roles.ToolTipBase, theme.card),
        (roles.ToolTipText, theme.text),
        (roles.PlaceholderText, theme.muted),
        (roles.Highlight, theme.accent),
        (roles.HighlightedText, theme.on_accent),
        (roles.Link, theme.accent),
    ):
        palette.setColor(role, QColor(colour))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    app.setPalette(palette)
    app.setFont(font(FONT_SIZE))
    app.setStyleSheet(_style_sheet(theme))


def _style_sheet(t: Theme) -> str:
    return f"""
    QMainWindow, QDialog {{ background: {t.window}; }}
    QMainWindow::separator {{ background: {t.window}; width: 8px; height: 8px; }}
    QMainWindow::separator:hover {{ background: {t.border}; }}
    QWidget#card, QWidget#panel {{ background: {t.card}; border: 1px solid {t.border}; border-radius: 6px; }}
    QWidget#panel {{ border-top: none; border-top-left-radius: 0; border-top-right-radius: 0; }}
    QMenuBar {{ background: {t.window}; color: {t.text}; padding: 2px 6px; }}
    QMenuBar::item {{ padding: 5px 10px; border-radius: 4px; background: transparent; }}
    QMenuBar::item:selected {{ background: {t.hover}; }}
    QMenu {{ background: {t.card}; color: {t.text}; border: 1px solid {t.border}; padding: 5px; }}
    QMenu::item {{ padding: 6px 26px 6px 24px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {t.accent}; color: {t.on_accent}; }}
    QMenu::item:disabled {{ color: {t.muted}; background: transparent; }}
    QMenu::separator {{ height: 1px; background: {t.border}; margin: 5px 8px; }}
    QMenu::indicator {{ width: 13px; height: 13px; margin-left: 6px; }}
    QDockWidget {{ color: {t.text}; font-weight: 600; }}
    QDockWidget::title {{
        background: {t.card}; padding: 7px 10px 3px 10px; text-align: left;
        border: 1px solid {t.border}; border-bottom: none;
        border-top-left-radius: 6px; border-top-right-radius: 6px;
    }}
    QStatusBar {{ background: {t.window}; color: {t.muted}; border-top: 1px solid {t.border}; }}
    QStatusBar::item {{ border: none; }}
    QStatusBar QLabel {{ color: {t.muted}; padding: 3px 7px; }}
    QStatusBar QLabel#warning {{ color: {t.warning}; font-weight: 600; }}
    QToolTip {{ background: {t.card}; color: {t.text}; border: 1px solid {t.border}; padding: 4px; }}
    QLabel {{ background: transparent; }}
    QLabel#muted {{ color: {t.muted}; }}
    QLabel#heading {{ font-size: 17pt; font-weight: 600; }}
    QLabel#live {{ color: {t.error}; font-weight: 700; padding: 0 6px; }}
    QToolButton {{ background: transparent; border: none; border-radius: 5px; padding: 6px; color: {t.text}; }}
    QToolButton:hover {{ background: {t.hover}; }}
    QToolButton:pressed, QToolButton:checked {{ background: {t.field}; }}
    QToolButton:disabled {{ color: {t.border}; }}
    QToolButton:focus {{ border: 1px solid {t.accent}; padding: 5px; }}
    QToolButton::menu-indicator {{ image: none; }}
    QPushButton {{
        background: {t.field}; color: {t.text}; border: 1px solid {t.border}; border-radius: 6px; padding: 8px 18px;
    }}
    QPushButton:hover {{ background: {t.hover}; }}
    QPushButton:focus {{ border-color: {t.accent}; }}
    QPushButton#primary {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; }}
    QPushButton#primary:hover {{ border-color: {t.text}; }}
    QSlider::groove:horizontal {{ height: 4px; background: {t.border}; border-radius: 2px; }}
    QSlider::sub-page:horizontal {{ background: {t.accent}; border-radius: 2px; }}
    QSlider::handle:horizontal {{
        width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: {t.text};
    }}
    QSlider::handle:horizontal:hover {{ background: {t.accent}; }}
    QSlider::sub-page:horizontal:disabled {{ background: {t.border}; }}
    QSlider::handle:horizontal:disabled {{ background: {t.border}; }}
    QFrame#notice {{ background: {t.notice}; border: 1px solid {t.border}; border-radius: 6px; }}
    QFrame#notice[level="error"] {{ border-color: {t.error}; border-left: 4px solid {t.error}; }}
    QFrame#notice[level="warning"] {{ border-color: {t.warning}; border-left: 4px solid {t.warning}; }}
    QFrame#notice[level="info"] {{ border-left: 4px solid {t.accent}; }}
    QPlainTextEdit {{ background: {t.card}; border: 1px solid {t.border}; border-radius: 6px; padding: 6px; }}
    """
