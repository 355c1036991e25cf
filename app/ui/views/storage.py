"""The page of the settings dialog that shows what is stored on this computer, and deletes it."""

from __future__ import annotations

import shutil
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.texts import settings as texts
from core.paths import cache_dir
from core.pose.pose_model import FILE_NAME

_NAMES = (FILE_NAME, "analysis", "packs")


class StoragePage(QWidget):
    """The cache: where it is, how large it is, and a button that empties it."""

    def __init__(self) -> None:
        super().__init__()
        hint = QLabel(texts.STORAGE_HINT)
        hint.setWordWrap(True)
        self.folder = QLabel(texts.STORAGE_FOLDER.format(folder=cache_dir()))
        self.folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.folder.setWordWrap(True)
        self.used = QLabel()
        self.clear = QPushButton(texts.CLEAR_CACHE)
        self.clear.setToolTip(texts.CLEAR_CACHE_TIP)
        self.clear.setAutoDefault(False)
        self.clear.clicked.connect(self._clear)
        self.told = QLabel()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        for widget in (hint, self.folder, self.used):
            column.addWidget(widget)
        column.addWidget(self.clear, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.told)
        column.addStretch()
        self._measure()

    def _measure(self) -> None:
        self.used.setText(texts.STORAGE_SIZE.format(size=size_of(cache_dir()) / 1e6))

    def _clear(self) -> None:
        before = size_of(cache_dir())
        kept = clear(cache_dir())
        freed = before - size_of(cache_dir())
        self.told.setText(texts.CACHE_KEPT.format(count=kept) if kept else texts.CACHE_CLEARED.format(size=freed / 1e6))
        self._measure()


def size_of(folder: Path) -> int:
    """Bytes of what the program keeps in a cache folder."""
    files = [file for path in _ours(folder) for file in ([path] if path.is_file() else path.rglob("*"))]
    return sum(file.stat().st_size for file in files if file.is_file())


def clear(folder: Path) -> int:
    """Deletes what the program keeps in a cache folder, and returns how many things could not be deleted."""
    kept = 0
    for path in _ours(folder):
        try:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        except OSError:
            kept += 1
    return kept


def _ours(folder: Path) -> list[Path]:
    """Known names only: the folder may be any that the user named."""
    return [folder / name for name in _NAMES if (folder / name).exists()]
