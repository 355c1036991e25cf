"""What can be done with the selected examples: play, trim, relabel, delete."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.presenters.teach import Tile
from app.ui.texts import teach as texts
from app.ui.views import theme
from app.ui.views.teach_tiles import MotionView
from core.examples.files import Motion

_STEP = 0.1  # seconds


class ExampleDetail(QWidget):
    """The selected examples. Trimming is for one at a time.

    Signals:
        trimmed(start, end), relabelled(action), delete_asked().
    """

    trimmed = pyqtSignal(float, float)
    relabelled = pyqtSignal(str)
    delete_asked = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.view = MotionView()
        self.doubt = QLabel()
        self.doubt.setWordWrap(True)
        self.start, self.end = _seconds(texts.FROM), _seconds(texts.TO)
        self.action = QComboBox()
        self.action.setToolTip(texts.RELABEL_TIP)
        self.action.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.action.setMinimumContentsLength(12)
        self.delete = QPushButton(texts.DELETE)
        self.delete.setToolTip(texts.DELETE_TIP)
        self._motion: Motion | None = None
        self.start.valueChanged.connect(self._preview)
        self.end.valueChanged.connect(self._preview)
        for box in (self.start, self.end):
            box.editingFinished.connect(self._trim)
        self.action.textActivated.connect(self.relabelled)
        self.delete.clicked.connect(self.delete_asked)
        trim = QHBoxLayout()
        for label, box in ((texts.FROM, self.start), (texts.TO, self.end)):
            trim.addWidget(QLabel(label))
            trim.addWidget(box)
        trim.addStretch()
        named = QHBoxLayout()
        named.addWidget(QLabel(texts.RELABEL))
        named.addWidget(self.action, stretch=1)
        named.addWidget(self.delete)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addLayout(trim)
        column.addLayout(named)
        column.addWidget(self.doubt)
        column.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.view)
        row.addLayout(column, stretch=1)
        self._stretch = (0.0, 0.0)
        self.show_selection((), None, (), "")

    def show_selection(self, tiles: Sequence[Tile], whole: Motion | None, actions: Sequence[str], action: str) -> None:
        """Other examples are selected.

        Args:
            whole: all frames of the one that is selected; None where there are several or none.
            actions: all there are; ``action``: that of the examples.
        """
        one = tiles[0] if len(tiles) == 1 and whole is not None else None
        self._motion = whole if one is not None else tiles[0].motion if tiles else None
        seconds = self._motion.seconds if self._motion is not None else 0.0
        start, end = (one.example.trim if one is not None else None) or (0.0, seconds)
        self._stretch = (start, min(end, seconds))
        for box, value in ((self.start, start), (self.end, min(end, seconds))):
            box.blockSignals(True)
            box.setRange(0.0, seconds)
            box.setValue(value)
            box.blockSignals(False)
            box.setEnabled(one is not None)
        if [self.action.itemText(index) for index in range(self.action.count())] != list(actions):
            self.action.clear()
            self.action.addItems(list(actions))
        self.action.setCurrentText(action)
        self.action.setEnabled(bool(tiles))
        self.delete.setEnabled(bool(tiles))
        self.doubt.setText(texts.DOUBTFUL.format(reason=one.doubt) if one is not None and one.doubt else "")
        self._preview()

    def set_theme(self, chosen: theme.Theme) -> None:
        """Applies a theme."""
        self.view.set_theme(chosen)
        self.doubt.setStyleSheet(f"color: {chosen.warning}")

    def _preview(self) -> None:
        self.view.show_motion(self._motion, self.start.value(), max(self.start.value() + _STEP, self.end.value()))

    def _trim(self) -> None:
        chosen = (self.start.value(), self.end.value())
        before = tuple(round(value, 2) for value in self._stretch)
        if self.start.isEnabled() and chosen[0] < chosen[1] and tuple(round(value, 2) for value in chosen) != before:
            self._stretch = chosen
            self.trimmed.emit(*chosen)


def _seconds(name: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setDecimals(2)
    box.setSingleStep(_STEP)
    box.setSuffix(texts.SECONDS)
    box.setToolTip(texts.TRIM_TIP)
    box.setAccessibleName(name)
    box.setKeyboardTracking(False)
    return box
