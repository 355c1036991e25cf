# ruff: noqa: N802 (Qt names its events)
"""What the taught network says now: a bar for every action."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent

from app.ui.presenters.people import readable
from app.ui.presenters.teach import Answer
from app.ui.texts import teach as texts
from app.ui.views import theme
from app.ui.views.painted import Painted

_LINE = 17.0  # pixels of a row, at the usual size of texts
_MOST = 5  # actions that are shown
_NAME = 0.46  # of the width


class AnswerView(Painted):
    """Bars in fixed rows; the action that the network is sure of is in bold. Says what is missing before that."""

    def __init__(self) -> None:
        super().__init__()
        self._answer: Answer | None = None
        self._hint = texts.TRY_NEEDS
        self.set_theme(self._theme)

    def set_theme(self, chosen: theme.Theme) -> None:
        """Applies a theme and the size of texts."""
        self.setMinimumHeight(round(_MOST * theme.px(_LINE)) + 4)
        super().set_theme(chosen)

    def sizeHint(self) -> QSize:
        """As many rows as are shown at most."""
        return QSize(200, round(_MOST * theme.px(_LINE)) + 4)

    def show_answer(self, answer: Answer | None) -> None:
        """Another moment; None where nobody is asked about."""
        if answer != self._answer:
            self._answer = answer
            self.update()

    def show_hint(self, hint: str) -> None:
        """What stands there while there are no answers."""
        self._hint = hint
        self.update()

    def rows(self) -> tuple[tuple[str, float], ...]:
        """What is shown: all in the order of the list, or the best where they are too many."""
        if self._answer is None:
            return ()
        best = sorted(self._answer.rows, key=lambda row: -row[1])[:_MOST]
        return tuple(row for row in self._answer.rows if row in best)

    @property
    def shown(self) -> str:
        """The action in bold, or ""."""
        return self._answer.shown if self._answer is not None else ""

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """The bars, or the hint."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._answer is None:
            painter.setFont(theme.font(9))
            painter.setPen(QColor(self._theme.muted))
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()), flags, self._hint)
        for number, (name, score) in enumerate(self.rows()):
            height = theme.px(_LINE)
            line = QRectF(0, 2 + number * height, self.width(), height)
            sure = name == self.shown
            painter.setFont(theme.font(9, bold=sure))
            painter.setPen(QColor(self._theme.text if sure else self._theme.muted))
            width = _NAME * line.width()
            text = QFontMetricsF(painter.font()).elidedText(readable(name), Qt.TextElideMode.ElideRight, width - 8)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, text)
            room = line.width() - width - theme.px(44)
            bar = QRectF(width, line.top() + 4, max(2.0, room * score), line.height() - 8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.accent if sure else self._theme.border))
            painter.drawRoundedRect(bar, 2, 2)
            painter.setPen(QColor(self._theme.text if sure else self._theme.muted))
            painter.drawText(
                line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, texts.ROW.format(score=score)
            )
        painter.end()
