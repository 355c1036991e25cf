# ruff: noqa: N802 (Qt names its events)
"""The status bar: the speed of each stage, and the network and device in use."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QLabel, QStatusBar

from app.player.state import State, Status
from app.ui.texts import status as texts


class ElidedLabel(QLabel):
    """A line that ends in dots where it has no room, rather than that the window grows."""

    def minimumSizeHint(self) -> QSize:
        """As narrow as the layout wants."""
        return QSize(60, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """As much of the text as there is room for."""
        painter, room = QPainter(self), self.contentsRect()
        painter.setPen(self.palette().color(self.foregroundRole()))
        elided = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, elided)
        painter.end()


class StatusLine(QStatusBar):
    """Rates, latency, dropped frames; network, device and back end; what is being loaded."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.recording = self._label(texts.RECORDING_TIP)
        self.recording.setObjectName("live")
        self.recording.setText(texts.RECORDING)
        self.recording.hide()
        self.rates = self._label(texts.RATES_TIP)
        self.latency = self._label(texts.LATENCY_TIP)
        self.dropped = self._label(texts.DROPPED_TIP)
        self.unfollowed = self._label(texts.UNFOLLOWED_TIP)
        self.activity = self._label(texts.ACTIVITY_TIP)
        self.addWidget(self.activity)
        self.model = ElidedLabel()
        self.model.setToolTip(texts.MODEL_TIP)
        self.addPermanentWidget(self.model)

    def show_status(self, status: Status) -> None:
        """Shows another moment."""
        numbers = status.statistics
        running = status.state in (State.PLAYING, State.PAUSED, State.ENDED)
        self.recording.setVisible(status.writing or status.exporting)
        self.recording.setText(texts.RECORDING if status.writing else texts.EXPORTING)
        self.recording.setToolTip(texts.RECORDING_TIP if status.writing else texts.EXPORTING_TIP)
        self.rates.setVisible(status.state is State.PLAYING)
        self.latency.setVisible(running)
        self.dropped.setVisible(running)
        live = status.source is not None and status.source.live
        read = texts.CAMERA if live else texts.FILE
        self.rates.setText(
            texts.RATES.format(source=read, capture=numbers.capture, pose=numbers.pose, action=numbers.action)
        )
        self.latency.setText(texts.LATENCY.format(milliseconds=numbers.latency * 1000))
        self.unfollowed.setVisible(running and status.unfollowed > 0)
        self.unfollowed.setText(texts.UNFOLLOWED.format(count=status.unfollowed))
        # Of a file nothing is lost: what was skipped is looked at by the analysis, or when the picture stands there.
        self.dropped.setText((texts.DROPPED if live else texts.SKIPPED).format(count=numbers.dropped))
        self.dropped.setToolTip(texts.DROPPED_TIP if live else texts.SKIPPED_TIP)
        name = "warning" if numbers.dropping and live else ""
        if self.dropped.objectName() != name:
            self.dropped.setObjectName(name)
            self.dropped.style().polish(self.dropped)  # type: ignore[union-attr]
        loading = Path(status.loading_model).name.removesuffix(".safetensors")  # a path would widen the window
        self.activity.setText(texts.LOADING.format(name=loading) if loading else status.activity)
        parts = [status.model.title, status.device] if status.model else []
        self.model.setText("  ·  ".join([*parts, *([status.pose] if status.pose else [])]))

    def _label(self, tip: str) -> QLabel:
        label = QLabel()
        label.setToolTip(tip)
        self.addWidget(label)
        return label
