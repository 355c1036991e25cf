"""The colours and fonts of the light and the dark theme."""

from __future__ import annotations

import atexit
import os
import tempfile
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PyQt6.QtGui import QColor, QFont, QFontMetrics, QPalette
from PyQt6.QtWidgets import QApplication

from app.output import colours


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
    muted="#9ba5b1", accent="#4f9fd8", on_accent="#0b1117", stage="#0f1114", good="#5fbf8f", warning="#e5a93c",
    error="#e5645a", notice="#2b3440",
)  # fmt: skip

LIGHT = Theme(
    name="light", window="#eef0f3", card="#ffffff", border="#d9dee4", field="#eef1f4", hover="#e1e6eb", text="#1f262e",
    muted="#59636e", accent="#1f77b4", on_accent="#ffffff", stage="#e3e7eb", good="#18744c", warning="#8f5400",
    error="#c0392b", notice="#e8f1fa",
)  # fmt: skip

# Over video: dark and translucent in both themes.
LABEL_BACKGROUND = QColor(12, 14, 17, 236)
LABEL_TEXT = QColor("#e8ecf0")
LABEL_MUTED = QColor("#a8b2bd")

FONT_SIZE = 10
_SCALE = "text size"  # the property of the QApplication that holds it


def theme_named(name: str) -> Theme:
    """``dark`` or ``light``."""
    return LIGHT if name == "light" else DARK


def person_colour(person: int) -> QColor:
    """The colour of a track number."""
    return QColor(*colours.person_colour(person))


def ink(colour: QColor, theme: Theme) -> QColor:
    """A colour meant for video, as text and thin lines on the theme's cards."""
    return colour.darker(165) if theme.name == "light" else colour


def slot_colour(slot: int, theme: Theme) -> QColor:
    """The colour of a curve."""
    return ink(person_colour(slot + 1), theme)


def scale() -> float:
    """How much larger than usual the user wants texts; 1 until `apply` was told."""
    app = QApplication.instance()
    chosen = app.property(_SCALE) if app is not None else None
    return float(chosen) if chosen else 1.0


def px(pixels: float) -> float:
    """A length that grows with the texts."""
    return pixels * scale()


def font(size: int = FONT_SIZE, bold: bool = False) -> QFont:
    """The program's font, ``size`` points at the usual scale."""
    chosen = QFont(QApplication.font())
    chosen.setPointSizeF(size * scale())
    chosen.setBold(bold)
    return chosen


def text_width(text: str, size: int = FONT_SIZE) -> int:
    """Pixels that a line takes in the program's font."""
    return QFontMetrics(font(size)).horizontalAdvance(text)


def widest(texts: tuple[str, ...], size: int = FONT_SIZE) -> int:
    """Pixels that the longest of some lines takes."""
    return _widest(texts, size, scale())


@lru_cache(maxsize=128)
def _widest(texts: tuple[str, ...], size: int, scale: float) -> int:
    metrics = QFontMetrics(font(size))
    return max((metrics.horizontalAdvance(text) for text in texts), default=0)


def text_height(size: int = FONT_SIZE) -> float:
    """Pixels from one line to the next."""
    return _text_height(size, scale())


@lru_cache(maxsize=32)
def _text_height(size: int, scale: float) -> float:
    return float(QFontMetrics(font(size)).height())


@cache
def map_colours(name: str) -> tuple[QColor, ...]:
    """The 256 colours of a map, made once."""
    return tuple(QColor(*(int(v) for v in rgb)) for rgb in colours.colour_map(name))


def colour_at(name: str, value: float) -> QColor:
    """The colour of a value in 0..1."""
    return map_colours(name)[min(max(int(value * 255), 0), 255)]


def evidence_colour(share: float) -> QColor:
    """The colour of evidence as a share of its scale, -1..1."""
    return QColor(*colours.evidence_colour(share * colours.EVIDENCE_REACH))


_GLYPHS = {
    "up": '<polyline points="1,7 5,2.5 9,7"/>',
    "down": '<polyline points="1,3 5,7.5 9,3"/>',
    "close": '<path d="M2 2 L8 8 M8 2 L2 8"/>',
    "check": '<polyline points="1.5,5.2 4,7.8 8.5,2.4"/>',
    "dot": '<circle cx="5" cy="5" r="1.8"/>',
    "float": '<path d="M3.5 1.5 H8.5 V6.5 M1.5 3.5 H6.5 V8.5 H1.5 Z"/>',
}


@cache
def glyph(name: str, theme: Theme) -> str:
    """The path of a small drawing in the theme's colour: style sheets take pictures only from files."""
    colour, width = (theme.on_accent, 1.9) if name in ("check", "dot") else (theme.muted, 1.3)
    path = Path(tempfile.gettempdir()) / f"skelapp-{os.getpid()}-{name}-{theme.name}.svg"
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" viewBox="0 0 10 10" fill="none" '
        f'stroke="{colour}" stroke-width="{width}">{_GLYPHS[name]}</svg>',
        encoding="utf-8",
    )
    atexit.register(path.unlink, missing_ok=True)
    return path.as_posix()


def apply(app: QApplication, theme: Theme, text_size: float = 1.0) -> None:
    """Dress the whole program; ``text_size`` 1.5 makes texts half as large again."""
    app.setProperty(_SCALE, text_size)
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
    app.setStyleSheet(_style_sheet(theme, text_size))


def _style_sheet(t: Theme, size: float) -> str:
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
    QMenu::indicator, QCheckBox::indicator {{
        width: 13px; height: 13px; border: 1px solid {t.muted}; border-radius: 3px; background: {t.field};
    }}
    QMenu::indicator {{ margin-left: 6px; }}
    QMenu::indicator:checked, QCheckBox::indicator:checked {{
        background: {t.accent}; border-color: {t.accent}; image: url("{glyph("check", t)}");
    }}
    QMenu::indicator:exclusive {{ border-radius: 7px; }}
    QMenu::indicator:exclusive:checked {{ image: url("{glyph("dot", t)}"); }}
    QCheckBox::indicator:focus {{ border-color: {t.accent}; }}
    QMenu::indicator:disabled, QCheckBox::indicator:disabled {{ border-color: {t.border}; }}
    QWidget#title {{
        background: {t.card}; border: 1px solid {t.border}; border-bottom: none;
        border-top-left-radius: 6px; border-top-right-radius: 6px;
    }}
    QToolButton#small {{ padding: 1px 5px; font-size: {9 * size:g}pt; color: {t.muted}; border-radius: 4px; }}
    QToolButton#small:hover {{ color: {t.text}; }}
    QToolButton#small:focus {{ padding: 0 4px; }}
    QDockWidget {{
        color: {t.text}; font-weight: 600;
        titlebar-close-icon: url("{glyph("close", t)}"); titlebar-normal-icon: url("{glyph("float", t)}");
    }}
    QDockWidget[floating="true"] {{ background: {t.window}; border: 1px solid {t.muted}; }}
    QDockWidget::close-button, QDockWidget::float-button {{ background: transparent; border: none; padding: 0; }}
    QDockWidget::close-button:hover, QDockWidget::float-button:hover {{ background: {t.hover}; border-radius: 3px; }}
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
    QLabel#section {{ font-weight: 600; }}
    QWidget#teach {{ background: {t.card}; border: 1px solid {t.border}; border-radius: 6px; border-top: none;
        border-top-left-radius: 0; border-top-right-radius: 0; }}
    QLabel#heading {{ font-size: {17 * size:g}pt; font-weight: 600; }}
    QLabel#subheading {{ font-weight: 600; padding: {6 * size:g}px 0 0 0; qproperty-indent: 0; }}
    QLabel#why {{ font-size: {12 * size:g}pt; }}
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
    QPushButton:disabled {{ color: {t.muted}; background: {t.card}; }}
    QPushButton#primary:disabled {{ color: {t.muted}; background: {t.field}; border-color: {t.border}; }}
    QPushButton#primary {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; }}
    QPushButton#primary:hover {{ border-color: {t.text}; }}
    QSlider::groove:horizontal {{ height: 4px; background: {t.border}; border-radius: 2px; }}
    QSlider::sub-page:horizontal {{ background: {t.accent}; border-radius: 2px; }}
    QSlider::handle:horizontal {{
        width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: {t.text};
    }}
    QSlider:focus {{ border: 1px solid {t.accent}; border-radius: 5px; }}
    QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ background: {t.accent}; }}
    QSlider::sub-page:horizontal:disabled {{ background: {t.border}; }}
    QSlider::handle:horizontal:disabled {{ background: {t.border}; }}
    QFrame#notice {{ background: {t.notice}; border: 1px solid {t.border}; border-radius: 6px; }}
    QFrame#notice[level="error"] {{ border-color: {t.error}; border-left: 4px solid {t.error}; }}
    QFrame#notice[level="warning"] {{ border-color: {t.warning}; border-left: 4px solid {t.warning}; }}
    QFrame#notice[level="info"] {{ border-left: 4px solid {t.accent}; }}
    QLabel#small, QComboBox#small {{ font-size: {8 * size:g}pt; color: {t.muted}; font-weight: 400; }}
    QComboBox, QSpinBox, QDoubleSpinBox, QLineEdit, QKeySequenceEdit QLineEdit {{
        background: {t.field}; color: {t.text}; border: 1px solid {t.border}; border-radius: 5px; padding: 4px 8px;
        selection-background-color: {t.accent}; selection-color: {t.on_accent};
    }}
    QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QLineEdit:focus {{ border-color: {t.accent}; }}
    QComboBox#small {{ padding: 1px 6px; border-radius: 4px; }}
    QComboBox::drop-down {{ border: none; width: 16px; }}
    QComboBox::down-arrow {{ image: url("{glyph("down", t)}"); width: 9px; height: 9px; }}
    QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {{
        border: none; width: 16px; background: transparent;
    }}
    QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {{ image: url("{glyph("up", t)}"); width: 9px; height: 9px; }}
    QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {{ image: url("{glyph("down", t)}"); width: 9px; height: 9px; }}
    QComboBox QAbstractItemView {{ background: {t.card}; color: {t.text}; border: 1px solid {t.border}; }}
    QTabWidget::pane {{ border: 1px solid {t.border}; border-radius: 6px; background: {t.card}; }}
    QTabBar {{ background: {t.window}; qproperty-drawBase: 0; }}
    QTabBar::tab {{
        background: transparent; color: {t.muted}; padding: 7px 14px;
        border: none; border-bottom: 2px solid transparent;
    }}
    QTabBar::tab:selected {{ color: {t.text}; border-bottom: 2px solid {t.accent}; }}
    QTabBar::tab:hover {{ color: {t.text}; }}
    QMainWindow > QTabBar {{ font-size: {9 * size:g}pt; }}
    QMainWindow > QTabBar::tab {{ padding: 7px 9px; }}
    QTabBar::tab:focus {{ border: 1px solid {t.accent}; border-radius: 4px; padding: 6px 13px 7px; }}
    QMainWindow > QTabBar::tab:focus {{ padding: 6px 8px 7px; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: {t.card}; border: none; }}
    QTableView {{
        background: {t.card}; alternate-background-color: {t.field}; border: none; color: {t.text};
        selection-background-color: {t.accent}; selection-color: {t.on_accent};
    }}
    QTableWidget {{ background: {t.card}; alternate-background-color: {t.field}; border: none; color: {t.text}; }}
    QListWidget {{ background: {t.card}; border: 1px solid {t.border}; border-radius: 6px; }}
    QListWidget:focus, QTableWidget:focus {{ border: 1px solid {t.accent}; border-radius: 6px; }}
    QTableWidget::item {{ padding: 2px 6px; }}
    QWidget#teach QTableWidget {{ border: 1px solid {t.border}; border-radius: 6px; }}
    QWidget#teach QTableWidget:focus {{ border-color: {t.accent}; }}
    QWidget#teach QPushButton {{ padding: 6px 14px; }}
    QWidget#teach QHeaderView::section {{ font-size: {8 * size:g}pt; padding: 5px 4px; }}
    QHeaderView::section {{
        background: {t.card}; color: {t.muted}; border: none; border-bottom: 1px solid {t.border}; padding: 5px 6px;
    }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
    QScrollBar::handle:vertical {{ background: {t.border}; border-radius: 4px; min-height: 30px; }}
    QScrollBar::handle:vertical:hover {{ background: {t.muted}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
    QProgressBar {{
        background: {t.field}; border: 1px solid {t.border}; border-radius: 5px; text-align: center; color: {t.text};
        min-height: 14px;
    }}
    QProgressBar::chunk {{ background: {t.accent}; border-radius: 4px; }}
    QPlainTextEdit {{ background: {t.card}; border: 1px solid {t.border}; border-radius: 6px; padding: 6px; }}
    """
