# ruff: noqa: N802 (Qt names its events)
"""The title bar of a panel: what it shows in plain words, what papers call it, and buttons that explain and copy it."""

from __future__ import annotations

from PyQt6.QtCore import QPoint, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PyQt6.QtWidgets import QDockWidget, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWhatsThis, QWidget

from app.ui.texts import panels as texts
from app.ui.views import theme
from app.ui.views.painted import Painted


class PanelTitle(Painted):
    """Replaces a dock's own title bar while it does not float.

    Signals:
        copy_asked(), save_asked(): the panel's picture and values.
    """

    copy_asked = pyqtSignal()
    save_asked = pyqtSignal()

    def __init__(self, dock: QDockWidget, text: texts.PanelText) -> None:
        super().__init__(dock)
        self._text = text
        self._rest = text.term
        self.setObjectName("title")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setToolTip(text.tip)
        self.explain = self._button("?", texts.EXPLAIN)
        self.explain.clicked.connect(self._explain)
        self.more = self._button("⋯", texts.MORE)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        for name, run in (
            (texts.COPY_PANEL, self.copy_asked.emit),
            (texts.SAVE_PANEL, self.save_asked.emit),
            (texts.FLOAT_PANEL, lambda: dock.setFloating(True)),
            (texts.HIDE_PANEL, dock.close),
        ):
            action = menu.addAction(name)
            assert action is not None
            action.triggered.connect(lambda _, run=run: run())
        self.more.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 4, 1)
        row.setSpacing(0)
        row.addStretch(1)
        row.addWidget(self.explain)
        row.addWidget(self.more)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("small")
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(f"{tip} {self._text.title}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def minimumSizeHint(self) -> QSize:
        """As narrow as the layout wants: texts are elided."""
        return QSize(60, self.sizeHint().height())

    def show_person(self, person: int | None) -> None:
        """Name the person whom the panel is about."""
        term = self._text.term
        rest = term if person is None else texts.TITLE_REST.format(term=term, person=person)
        if rest != self._rest:
            self._rest = rest
            self.update()

    def shown(self) -> str:
        """The whole line."""
        return f"{self._text.title}  {self._rest}"

    def _explain(self) -> None:
        place = self.explain.mapToGlobal(QPoint(0, self.explain.height()))
        QWhatsThis.showText(place, f"{self._text.tip}.\n\n{self._text.more}", self)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """The title, then, muted and as far as there is room, the term and the person."""
        super().paintEvent(event)
        painter = QPainter(self)
        line = QRectF(10, 2, self.explain.x() - 14, self.height() - 2)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for text, font, colour in (
            (self._text.title, theme.font(9, bold=True), self._theme.text),
            (self._rest, theme.font(8), self._theme.muted),
        ):
            metrics = QFontMetricsF(font)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(line, align, metrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width()))
            line.setLeft(line.left() + metrics.horizontalAdvance(text) + theme.px(8))
            if line.width() < theme.px(24):
                break
        painter.end()


def title_of(dock: QDockWidget) -> PanelTitle | None:
    """The title bar of a dock, where it is one of these and shown."""
    bar: QWidget | None = dock.titleBarWidget()
    return bar if isinstance(bar, PanelTitle) else None
