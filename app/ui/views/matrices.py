# ruff: noqa: N802 (Qt names its events)
"""The panels that show matrices: MCF relations, the TDF gate and the feature map."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import QSize
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout

from app.ui.presenters.gate import limits
from app.ui.presenters.panel_data import PanelData
from app.ui.presenters.relations import Relation, joint_names
from app.ui.texts import panels as texts
from app.ui.texts.numbers import number
from app.ui.views import theme
from app.ui.views.heatmap import Heatmap, Matrix
from app.ui.views.panel import Panel, Table, missing

_ALL = ""  # of the grains: side by side


_BOX = 60  # pixels that a choice has at least


class RelationsPanel(Panel):
    """MCF: which body parts and joints each joint attends to, in a chosen block and grain."""

    key = "relations"

    def __init__(self) -> None:
        super().__init__()
        self._panels = PanelData()
        self._fixed = False
        self.block = QComboBox()
        self.block.setToolTip(texts.BLOCK_TIP)
        self.grain = QComboBox()
        self.grain.setToolTip(texts.GRAIN_TIP)
        self._parts = Heatmap("viridis")
        self._joints = Heatmap("viridis", names=False)
        choices = QHBoxLayout()
        choices.setContentsMargins(6, 0, 6, 0)
        choices.setSpacing(6)
        self._names = [QLabel(texts.BLOCK), QLabel(texts.GRAIN)]
        for name, box in zip(self._names, (self.block, self.grain), strict=True):
            name.setObjectName("small")
            box.setObjectName("small")
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setMinimumWidth(_BOX)  # rather than that the window grows
            box.currentIndexChanged.connect(lambda _: self._show())
            choices.addWidget(name)
            choices.addWidget(box)
        choices.addStretch()
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._parts, stretch=3)
        row.addWidget(self._joints, stretch=2)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 0, 4, 2)
        column.setSpacing(2)
        column.addLayout(choices)
        column.addLayout(row, stretch=1)
        self.show_data(PanelData())

    def sizeHint(self) -> QSize:
        """Tall enough for some names."""
        return QSize(360, 200)

    def show_data(self, panel_data: PanelData) -> None:
        """Shows another moment."""
        self._panels = panel_data
        blocks = sorted({relation.block for relation in panel_data.relations})
        grains = [relation.grain for relation in panel_data.relations if relation.block == blocks[-1]] if blocks else []
        if blocks:  # somebody who leaves for a moment must not change what was chosen
            self._offer(
                self.block,
                [(texts.LAST_BLOCK.format(number=blocks[-1]), 0), *((str(block), block) for block in blocks)],
            )
            all_of_them = [(texts.ALL_GRAINS, _ALL)] if len(grains) > 1 else []
            self._offer(self.grain, [*all_of_them, *((texts.GRAINS.get(grain, grain), grain) for grain in grains)])
        for widget in (*self._names, self.block, self.grain):
            widget.setEnabled(bool(blocks))
        self._show()

    def _offer(self, box: QComboBox, entries: list[tuple[str, object]]) -> None:
        """Entries of a box, the choice kept."""
        if [(box.itemText(i), box.itemData(i)) for i in range(box.count())] == entries:
            return
        chosen = box.currentData()
        box.blockSignals(True)
        box.clear()
        for text, value in entries:
            box.addItem(text, value)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        box.blockSignals(False)

    def shown(self) -> tuple[Relation, ...]:
        """The relations of the block and grain that were chosen."""
        relations = self._panels.relations
        block = self.block.currentData() or max((relation.block for relation in relations), default=0)
        grain = self.grain.currentData() or _ALL
        return tuple(item for item in relations if item.block == block and grain in (_ALL, item.grain))

    def _show(self) -> None:
        matrices = [
            Matrix(
                relation.values,
                joint_names(),
                relation.columns,
                low=0.0,
                high=1.0 if self._fixed else None,
                rows_title=texts.LISTENS if place == 0 else "",
                columns_title=texts.LISTENED_JOINTS if relation.grain == "joints" else texts.LISTENED_PARTS,
                unit=texts.WEIGHT,
            )
            for place, relation in enumerate(self.shown()[:2])
        ]
        self._parts.show_matrix(matrices[0] if matrices else None, missing(self._panels, texts.RELATIONS))
        self._joints.setVisible(len(matrices) > 1)
        self._joints.show_matrix(matrices[1] if len(matrices) > 1 else None)

    def table(self) -> Table:
        """The matrices shown, one below the other."""
        return [*self._parts.table(), *self._joints.table()]

    def set_theme(self, chosen: theme.Theme) -> None:
        """Applies a theme."""
        self._parts.set_theme(chosen)
        self._joints.set_theme(chosen)

    def set_scale(self, fixed: bool, colours: str) -> None:
        """Colours from 0 to 1, or from 0 to the most."""
        self._fixed = fixed
        self._parts.set_colours(colours)
        self._joints.set_colours(colours)
        self._show()


class _TimePanel(Panel):
    """A matrix over the frames of the window."""

    def __init__(self) -> None:
        super().__init__()
        self._fixed = False
        self._panels = PanelData()
        self._heatmap = Heatmap("viridis")
        box = QVBoxLayout(self)
        box.setContentsMargins(4, 0, 4, 2)
        box.addWidget(self._heatmap)
        self.show_data(PanelData())

    def matrix(self, panel_data: PanelData, fixed: bool) -> Matrix | None:
        """What is shown."""
        raise NotImplementedError

    def what(self) -> str:
        """What is missing where there is none."""
        raise NotImplementedError

    def show_data(self, panel_data: PanelData) -> None:
        """Shows another moment."""
        self._panels = panel_data
        self._heatmap.show_matrix(self.matrix(panel_data, self._fixed), missing(panel_data, self.what()))

    def table(self) -> Table:
        """The values shown."""
        return self._heatmap.table()

    def set_theme(self, chosen: theme.Theme) -> None:
        """Applies a theme."""
        self._heatmap.set_theme(chosen)

    def set_scale(self, fixed: bool, colours: str) -> None:
        """Switches between fixed limits and the range of the values shown."""
        self._fixed = fixed
        self._heatmap.set_colours(colours)
        self.show_data(self._panels)


class GatePanel(_TimePanel):
    """TDF: which frames the last block amplifies, for each channel, with the mean above them."""

    key = "gate"

    def what(self) -> str:
        """A network without TDF has no gate."""
        return texts.TEMPORAL_GATE

    def matrix(self, panel_data: PanelData, fixed: bool) -> Matrix | None:
        """The deviation of each channel from its mean over the window, or on a fixed scale the gate itself."""
        gate = panel_data.gate
        if gate is None:
            return None
        low, high = 0.0, 1.0
        if not fixed:
            gate = gate - gate.mean(axis=1, keepdims=True)
            low, high = limits(gate)
        names = tuple(texts.CHANNEL.format(number=row + 1) for row in range(len(gate)))
        unit = texts.GATE if fixed else texts.GATE_DEVIATION
        return _over_time(Matrix(gate, names, low=low, high=high, mean=texts.MEAN, unit=unit), panel_data.window)


class FeaturePanel(_TimePanel):
    """The last feature map."""

    key = "features"

    def what(self) -> str:
        """Every network has one, but not in every prediction."""
        return texts.FEATURE_MAP

    def matrix(self, panel_data: PanelData, fixed: bool) -> Matrix | None:
        """Joints over frames; a fixed scale reaches as far as anything since the source was opened."""
        if panel_data.feature_map is None:
            return None
        low, high = panel_data.feature_limits if fixed else (None, None)
        matrix = Matrix(panel_data.feature_map, joint_names(), low=low, high=high, unit=texts.MAGNITUDE)
        return _over_time(matrix, panel_data.window)


def _over_time(matrix: Matrix, window: float) -> Matrix:
    left = texts.SECONDS_AGO.format(seconds=number(window, ".1f"))
    return replace(matrix, left=left, right=texts.NOW, columns_title=texts.TIME)
