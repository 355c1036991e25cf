"""Questions to the user; none of them stops the picture."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtWidgets import QFileDialog, QInputDialog, QWidget

_VIDEOS = "Videos and skeletons (*.mp4 *.avi *.mkv *.mov *.webm *.m4v *.mpg *.json *.jsonl);;All files (*)"
_WEIGHTS = "Weights (*.safetensors);;All files (*)"


def choose_source(parent: QWidget, chosen: Callable[[str], object]) -> None:
    """A file to play."""
    _choose_file(parent, "Open a video or a skeleton file", _VIDEOS, chosen)


def choose_weights(parent: QWidget, chosen: Callable[[str], object]) -> None:
    """A network that the user trained."""
    _choose_file(parent, "Load weights", _WEIGHTS, chosen)


def ask_address(parent: QWidget, chosen: Callable[[str], object]) -> None:
    """A camera by its number, or a stream by its address."""
    dialog = QInputDialog(parent)
    dialog.setWindowTitle("Open address")
    dialog.setLabelText("A camera's number (0, 1, …) or a stream's address (rtsp://…, https://…):")
    dialog.textValueSelected.connect(lambda text: chosen(text.strip()) if text.strip() else None)
    dialog.open()


def _choose_file(parent: QWidget, title: str, kinds: str, chosen: Callable[[str], object]) -> None:
    dialog = QFileDialog(parent, title, "", kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(chosen)
    dialog.open()
