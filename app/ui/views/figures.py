# ruff: noqa: N802 (Qt names its events)
"""Copies any view to the clipboard, or saves it as PNG or SVG."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import QBuffer, QEvent, QIODevice, QMimeData, QObject, QPoint, QSize
from PyQt6.QtGui import QGuiApplication, QImage, QPainter, QRegion
from PyQt6.QtSvg import QSvgGenerator
from PyQt6.QtWidgets import QWidget

from app.ui.views.panel import Panel, Table
from core.errors import UserError
from core.guards.partial import write_whole

SUFFIXES = (".png", ".svg", ".csv")
_SCALE = 2  # pixels of a figure per pixel of the screen
_DRAW = QWidget.RenderFlag.DrawWindowBackground | QWidget.RenderFlag.DrawChildren


class Figures(QObject):
    """Knows which of some views was touched last; that one is copied."""

    def __init__(self, views: Sequence[QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self.current = views[0]
        self._of: dict[QObject, QWidget] = {}
        for view in views:
            for widget in (view, *view.findChildren(QWidget)):
                self._of[widget] = view
                widget.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """A view was touched."""
        if event is not None and event.type() == QEvent.Type.MouseButtonPress and watched in self._of:
            self.current = self._of[watched]
        return False

    def copy(self) -> None:
        """Copies the current view to the clipboard: an image, SVG, values for a spreadsheet. The receiver picks one."""
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None:
            data = QMimeData()
            data.setImageData(to_image(self.current))
            data.setData("image/svg+xml", to_svg(self.current))
            if rows := table_of(self.current):
                data.setText(to_text(rows, "\t"))
            clipboard.setMimeData(data)

    def save(self, path: Path) -> None:
        """The current view as a file: a picture (.png, .svg) or its values (.csv).

        Raises:
            UserError: another suffix, a view without values, or the file cannot be written.
        """
        suffix = path.suffix.lower()
        if suffix not in SUFFIXES:
            raise UserError(f"{path}: figures are {', '.join(SUFFIXES)} files; give a name that ends in one of them")
        rows = table_of(self.current)
        if suffix == ".csv" and not rows:
            raise UserError(f"{path}: this view has no values; save it as .png or .svg, or click a panel first")
        if suffix == ".csv":
            write_whole(path, to_text(rows, ","))
        else:
            write_whole(path, to_svg(self.current) if suffix == ".svg" else to_png(self.current))


def table_of(view: QWidget) -> Table:
    """The values that a view shows; empty where it has none."""
    return view.table() if isinstance(view, Panel) else []


def to_text(rows: Table, separator: str) -> str:
    """One line a row; names with a separator or a quotation mark in them are quoted."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows(rows)
    return text.getvalue()


def to_image(view: QWidget) -> QImage:
    """The view with twice the screen's resolution."""
    image = QImage(view.size() * _SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(_SCALE)
    image.fill(0)
    painter = QPainter(image)
    view.render(painter, QPoint(), QRegion(), _DRAW)
    painter.end()
    return image


def to_png(view: QWidget) -> bytes:
    """The view as a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    to_image(view).save(buffer, "PNG")
    return bytes(buffer.data().data())


def to_svg(view: QWidget) -> bytes:
    """The view as an SVG file: lines and text stay sharp at any size."""
    buffer = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(view.size()))
    generator.setViewBox(view.rect())
    generator.setTitle(view.windowTitle() or view.objectName())
    painter = QPainter(generator)
    view.render(painter, QPoint(), QRegion(), _DRAW)
    painter.end()
    return bytes(buffer.data().data())
