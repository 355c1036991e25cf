# ruff: noqa: N802 (Qt names its events)
"""Small parts of the window: the notice bar, the empty window, and the About dialog."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt, QTimer
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

from app.ui.texts import commands as commands_texts
from app.ui.texts import window as window_texts
from app.ui.views import icons, theme
from app.ui.views.painted import Painted

_WHILE_MS = 15_000  # for which it is said that something was done


class NoticeBar(QFrame):
    """A message above the transport bar. It does not block anything.

    A problem stays until it is closed or its cause is gone; that something was done is said for a while.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.close_button = QToolButton()
        self.close_button.setToolTip(window_texts.CLOSE_NOTICE)
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.setAccessibleName(window_texts.CLOSE_NOTICE)
        self.close_button.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.addWidget(self.text, stretch=1)
        row.addWidget(self.close_button, alignment=Qt.AlignmentFlag.AlignTop)
        self._while = QTimer(self)
        self._while.setSingleShot(True)
        self._while.setInterval(_WHILE_MS)
        self._while.timeout.connect(self.hide)
        self.hide()

    def tell(self, level: str, text: str, stays: bool = False) -> None:
        """Show a sentence; ``info``, ``warning`` or ``error``. Information goes by itself unless it ``stays``."""
        if level == "info" and not stays:
            self._while.start()
        else:
            self._while.stop()
        self.setProperty("level", level)
        style = self.style()
        if style is not None:  # the border follows the level
            style.unpolish(self)
            style.polish(self)
        self.text.setText(text)
        self.show()

    def dismiss_problem(self) -> None:
        """Removes a warning or an error when something new begins; information stays."""
        if self.property("level") != "info":
            self.hide()

    def retract(self, text: str) -> None:
        """The cause of a message is gone, and with it the message if it is still shown."""
        if self.text.text() == text:
            self.hide()

    def set_theme(self, chosen: theme.Theme) -> None:
        """Applies a theme."""
        self.close_button.setIcon(icons.close(chosen))


class EmptyView(Painted):
    """The window before anything is open: says what can be done."""

    def __init__(self, camera: QAction, file: QAction, demo: QAction) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        heading = QLabel(window_texts.DROP_HERE)
        heading.setObjectName("heading")
        hint = QLabel(window_texts.DROP_HINT)
        hint.setObjectName("muted")
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addStretch()
        for action in (camera, file, demo):
            button = QPushButton(action.text().removesuffix(" …"))
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

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """A dashed frame: something can be dropped here."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.border), 2, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(self._theme.stage))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 10, 10)
        painter.end()


class AboutDialog(QDialog):
    """What the program is, and the diagnostics for a bug report."""

    def __init__(self, parent: QWidget, diagnostics: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(commands_texts.COMMANDS["about"].text)
        heading = QLabel(window_texts.PROGRAM)
        heading.setObjectName("heading")
        text = QLabel(window_texts.ABOUT)
        details = QPlainTextEdit(diagnostics)
        details.setReadOnly(True)
        copy = QPushButton(window_texts.COPY)
        copy.setToolTip(window_texts.COPY_TIP)
        copy.clicked.connect(lambda: _copy(details.toPlainText()))
        close = QPushButton(window_texts.CLOSE)
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
        self.resize(560, 480)


def _copy(text: str) -> None:
    clipboard = QGuiApplication.clipboard()
    if clipboard is not None:
        clipboard.setText(text)
