# ruff: noqa: N802 (Qt names its events)
"""The simple view's one panel: why, in plain words."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QRect, Qt, QTimer
from PyQt6.QtGui import QAction, QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from app.ui.presenters.panel_data import PanelData
from app.ui.texts import panels as texts

_LINES = 2  # there is always room for so many: the picture does not jump when the sentence changes


class WhyBar(QWidget):
    """A sentence below the picture, and what else there is to know at its right.

    Args:
        knows: the command that says what the network knows.
        full: the command that shows all panels.
    """

    def __init__(self, knows: QAction, full: QAction) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text = QLabel(texts.NOBODY)
        self.text.setObjectName("why")
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.timeout.connect(self._make_room)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.addWidget(self.text, stretch=1)
        for action, name in ((knows, knows.text()), (full, texts.ALL_PANELS)):
            button = QToolButton()
            button.setText(name)
            button.setToolTip(action.toolTip())
            button.clicked.connect(action.trigger)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)

    def show_data(self, panel_data: PanelData) -> None:
        """Shows another moment."""
        text = panel_data.why or texts.NOBODY
        if text != self.text.text():
            self.text.setText(text)
            self._settled.start()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """In a narrow window the sentence takes more lines."""
        super().resizeEvent(event)
        self._settled.start()  # the text is laid out after this

    def changeEvent(self, event: QEvent | None) -> None:
        """Texts may have another size."""
        super().changeEvent(event)
        if event is not None and event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._settled.start()

    def _make_room(self) -> None:
        """The main window does not ask how high a wrapped text is for its width, and gives it all that it hints at."""
        metrics = self.text.fontMetrics()
        room = QRect(0, 0, self.text.width(), 10_000)
        needed = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, self.text.text()).height()
        self.text.setFixedHeight(max(_LINES * metrics.lineSpacing(), needed))
