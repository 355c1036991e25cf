# ruff: noqa: N802 (Qt names its events)
"""Small parts of the window: the notice bar, the empty window, About."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version

from PyQt6.QtCore import QT_VERSION_STR, QRectF, Qt
from PyQt6.QtGui import QAction, QColor, QGuiApplication, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui import icons, theme


class NoticeBar(QFrame):
    """A sentence above the picture; it waits until it is closed and stops nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.close_button = QToolButton()
        self.close_button.setToolTip("Close this notice")
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.close_button.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.addWidget(self.text, stretch=1)
        row.addWidget(self.close_button, alignment=Qt.AlignmentFlag.AlignTop)
        self.hide()

    def tell(self, level: str, text: str) -> None:
        """Show a sentence; ``info``, ``warning`` or ``error``."""
        self.setProperty("level", level)
        style = self.style()
        if style is not None:  # the border follows the level
            style.unpolish(self)
            style.polish(self)
        self.text.setText(text)
        self.show()

    def dismiss_problem(self) -> None:
        """Something new begins: a warning or an error is history, a piece of information stays."""
        if self.property("level") != "info":
            self.hide()

    def set_theme(self, chosen: theme.Theme) -> None:
        """Other colours."""
        self.close_button.setIcon(icons.close(chosen))


class EmptyView(QWidget):
    """The window before anything is open: says what can be done."""

    def __init__(self, camera: QAction, file: QAction, demo: QAction) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = theme.DARK
        heading = QLabel("Drop a video here")
        heading.setObjectName("heading")
        hint = QLabel("or start with one of these. Everything is computed on this computer.")
        hint.setObjectName("muted")
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addStretch()
        for action, text in ((camera, "Open camera"), (file, "Open file"), (demo, "Demo")):
            button = QPushButton(text)
            button.setToolTip(action.toolTip())
            button.clicked.connect(action.trigger)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            if action is camera:
                button.setObjectName("primary")
            buttons.addWidget(button)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.addStretch()
        column.addWidget(heading, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(hint, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(16)
        column.addLayout(buttons)
        column.addStretch()

    def set_theme(self, chosen: theme.Theme) -> None:
        """Other colours."""
        self._theme = chosen
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """A dashed frame: something can be dropped here."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.border), 2, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(self._theme.stage))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 10, 10)
        painter.end()


def versions() -> str:
    """What a bug report needs to know, a line each."""
    lines = [f"Python {sys.version.split()[0]} on {platform.platform()}", f"Qt {QT_VERSION_STR}"]
    for package in ("skelapp", "PyQt6", "pyqtgraph", "torch", "mediapipe", "opencv-contrib-python", "numpy"):
        try:
            lines.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            lines.append(f"{package} not installed")
    return "\n".join(lines)


class AboutDialog(QDialog):
    """What this is, and its versions, to be copied into a bug report."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("About skelapp")
        heading = QLabel("skelapp")
        heading.setObjectName("heading")
        text = QLabel(
            "Recognises human actions from 2D skeletons, live, and shows why.\n"
            "MIT licence; the window uses PyQt6, which is GPL."
        )
        details = QPlainTextEdit(versions())
        details.setReadOnly(True)
        copy = QPushButton("Copy")
        copy.setToolTip("Copy the versions for a bug report")
        copy.clicked.connect(lambda: _copy(details.toPlainText()))
        close = QPushButton("Close")
        close.clicked.connect(self.close)
        close.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(copy)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        for widget in (heading, text, details):
            column.addWidget(widget)
        column.addLayout(buttons)
        self.resize(460, 340)


def _copy(text: str) -> None:
    clipboard = QGuiApplication.clipboard()
    if clipboard is not None:
        clipboard.setText(text)
