"""The line at the bottom: how fast everything runs, and on what."""

from __future__ import annotations

from PyQt6.QtWidgets import QLabel, QStatusBar

from app.player_state import State, Status


class StatusLine(QStatusBar):
    """Rates, latency, dropped frames; network, device and back end; what is being loaded."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.rates = self._label("Pictures a second that were read, searched for people, and judged by the network")
        self.latency = self._label("From the moment a picture was read to its result")
        self.dropped = self._label("Pictures that were skipped to keep up; amber while it happens")
        self.activity = self._label("What is being done in the background")
        self.addWidget(self.activity)
        self.model = QLabel()
        self.model.setToolTip("Network, device and pose estimation")
        self.addPermanentWidget(self.model)

    def show_status(self, status: Status) -> None:
        """Another moment."""
        numbers = status.statistics
        running = status.state in (State.PLAYING, State.PAUSED, State.ENDED)
        self.rates.setVisible(status.state is State.PLAYING)
        self.latency.setVisible(running)
        self.dropped.setVisible(running)
        read = "camera" if status.source is not None and status.source.live else "file"
        self.rates.setText(f"{read} {numbers.capture:.1f}   pose {numbers.pose:.1f}   action {numbers.action:.1f} /s")
        self.latency.setText(f"end to end {numbers.latency * 1000:.0f} ms")
        self.dropped.setText(f"dropped {numbers.dropped}")
        name = "warning" if numbers.dropping else ""
        if self.dropped.objectName() != name:
            self.dropped.setObjectName(name)
            self.dropped.style().polish(self.dropped)  # type: ignore[union-attr]
        self.activity.setText(f"loading {status.loading_model} …" if status.loading_model else status.activity)
        parts = [status.model.title, status.device] if status.model else []
        self.model.setText("  ·  ".join([*parts, *([status.pose] if status.pose else [])]))

    def _label(self, tip: str) -> QLabel:
        label = QLabel()
        label.setToolTip(tip)
        self.addWidget(label)
        return label
