"""Dialogs that ask the user something. None of them blocks playback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtWidgets import QFileDialog, QInputDialog, QWidget

from app.ui.texts import files as texts


def choose_source(parent: QWidget, chosen: Callable[[str], object]) -> None:
    """A file to play."""
    choose_file(parent, texts.OPEN_TITLE, texts.OPEN_KINDS, chosen)


def choose_weights(parent: QWidget, chosen: Callable[[str], object]) -> None:
    """A network that the user trained."""
    choose_file(parent, texts.WEIGHTS_TITLE, texts.WEIGHTS_KINDS, chosen)


def ask_address(parent: QWidget, chosen: Callable[[str], object]) -> None:
    """A camera by its number, or a stream by its address."""
    ask_text(parent, texts.ADDRESS_TITLE, texts.ADDRESS_HINT, chosen)


def ask_text(parent: QWidget, title: str, hint: str, chosen: Callable[[str], object]) -> None:
    """A line of text that is not empty."""
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setLabelText(hint)
    dialog.textValueSelected.connect(lambda text: chosen(text.strip()) if text.strip() else None)
    dialog.open()


def choose_file(parent: QWidget, title: str, kinds: str, chosen: Callable[[str], object]) -> None:
    """A file that is there."""
    dialog = QFileDialog(parent, title, "", kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def choose_folder(parent: QWidget, title: str, chosen: Callable[[str], object]) -> None:
    """A folder that is there."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def choose_new_file(parent: QWidget, title: str, kinds: str, suggested: Path, chosen: Callable[[str], object]) -> None:
    """A file to be written; a name without an ending gets the one of the kind that is chosen."""
    dialog = QFileDialog(parent, title, str(suggested.parent), kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(_ending(kind)))
    usual = next((kind for kind in dialog.nameFilters() if suggested.suffix in kind), dialog.nameFilters()[0])
    dialog.selectNameFilter(usual)
    dialog.setDefaultSuffix(_ending(usual))
    dialog.selectFile(suggested.name)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def _ending(kind: str) -> str:
    """``mp4`` of ``Video (*.mp4)``."""
    return kind.partition("*.")[2].split(")")[0].split()[0]
