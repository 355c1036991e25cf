"""The settings dialog: every setting with an explanation. Changes take effect at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields, replace
from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.settings import Settings
from app.ui.presenters.presenter import WindowPresenter
from app.ui.texts import settings as texts
from app.ui.texts import window as window_texts
from app.ui.texts.numbers import number
from app.ui.views import theme
from app.ui.views.commands import Commands
from app.ui.views.shortcut_page import ShortcutsPage
from app.ui.views.storage import StoragePage

PAGES: dict[str, tuple[str, ...]] = {
    "analysis": (
        "device",
        "max_people",
        "threshold",
        "pose_backend",
        "pose_confidence",
        "pose_model",
        "pose_source",
        "examples_folder",
    ),
    "view": (
        "language",
        "theme",
        "text_size",
        "heat_colours",
        "fixed_scale",
        "smooth_joints",
        "reasons",
        "show_links",
        "latent_links",
        "link_threshold",
    ),
    "segments": ("segment_smoothing", "segment_enter", "segment_leave", "segment_shortest", "segment_bridge"),
}
_FIELDS = {item.name: item for item in fields(Settings)}
_DEFAULTS: dict[str, Any] = asdict(Settings())


class SettingsDialog(QDialog):
    """The dialog, with one page per subject. It does not block the window and may stay open."""

    def __init__(self, parent: QWidget, presenter: WindowPresenter, commands: Commands) -> None:
        super().__init__(parent)
        self.setWindowTitle(texts.SETTINGS_TITLE)
        self.pages = {
            texts.PAGES[page]: SettingsPage(presenter.settings, keys, presenter) for page, keys in PAGES.items()
        }
        self.shortcuts = ShortcutsPage(commands)
        self.storage = StoragePage()
        tabs = QTabWidget()
        bar = tabs.tabBar()
        assert bar is not None
        bar.setDrawBase(False)
        for title, page in self.pages.items():
            tabs.addTab(_scrolled(page), title)
        tabs.addTab(self.shortcuts, texts.PAGE_SHORTCUTS)
        tabs.addTab(self.storage, texts.PAGE_STORAGE)
        close = QPushButton(window_texts.CLOSE)
        close.setDefault(True)
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.addWidget(tabs)
        column.addLayout(buttons)
        self.resize(round(theme.px(660)), round(min(theme.px(690), 0.9 * parent.height() + 80)))


class SettingsPage(QWidget):
    """Some of the settings, each with an editor and its explanation."""

    def __init__(self, settings: Settings, keys: tuple[str, ...], presenter: WindowPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._keys = keys
        self.editors: dict[str, QWidget] = {}
        form = QFormLayout(self)
        form.setContentsMargins(16, 16, 16, 12)
        form.setVerticalSpacing(4)
        form.setHorizontalSpacing(18)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        for key in keys:
            editor = _editor(key, self._change)
            default = texts.DEFAULT_TIP.format(explanation=texts.SETTINGS[key].explanation, default=_default(key))
            editor.setToolTip(default)
            self.editors[key] = editor
            form.addRow(texts.SETTINGS[key].label, editor)
            explanation = QLabel(texts.SETTINGS[key].explanation)
            explanation.setObjectName("muted")
            explanation.setWordWrap(True)
            explanation.setMinimumWidth(370)
            form.addRow("", explanation)
            form.addRow(_space(8))
        restore = QPushButton(texts.DEFAULTS)
        restore.setToolTip(texts.DEFAULTS_TIP)
        restore.setAutoDefault(False)
        restore.clicked.connect(self.restore)
        form.addRow("", restore)
        self.show_settings(settings)
        presenter.settings_changed.connect(self.show_settings)

    def show_settings(self, settings: Settings) -> None:
        """Shows the current settings, also when they were changed elsewhere."""
        for key, editor in self.editors.items():
            editor.blockSignals(True)
            _show(editor, getattr(settings, key))
            editor.blockSignals(False)

    def restore(self) -> None:
        """Resets this page to its defaults."""
        usual: dict[str, Any] = {key: _DEFAULTS[key] for key in self._keys}
        self._presenter.change_settings(replace(self._presenter.settings, **usual))

    def _change(self, key: str, value: Any) -> None:
        self._presenter.change_settings(replace(self._presenter.settings, **{key: value}))


class FileEdit(QWidget):
    """The path of a file or folder, typed or chosen; tells of it once it is complete."""

    def __init__(self, title: str, change: Callable[[str], object], folder: bool = False) -> None:
        super().__init__()
        self._title, self._folder = title, folder
        self.line = QLineEdit()
        self.line.setMinimumWidth(240)
        self.line.editingFinished.connect(lambda: change(self.line.text().strip()))
        choose = QPushButton(texts.CHOOSE_FILE)
        choose.setAutoDefault(False)
        choose.clicked.connect(lambda: self._choose(change))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line)
        row.addWidget(choose)

    def _choose(self, change: Callable[[str], object]) -> None:
        dialog = QFileDialog(self, self._title, "", "" if self._folder else texts.POSE_FILES)
        dialog.setFileMode(QFileDialog.FileMode.Directory if self._folder else QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.line.setText)
        dialog.fileSelected.connect(change)
        dialog.open()


def _editor(key: str, change: Callable[[str, Any], object]) -> QWidget:
    """What fits the setting's type and limits."""
    default, limits = _DEFAULTS[key], _FIELDS[key].metadata
    if isinstance(default, bool):
        box = QCheckBox()
        box.toggled.connect(lambda value: change(key, value))
        return box
    if "choices" in limits:
        choice = QComboBox()
        for value in limits["choices"]:
            choice.addItem(texts.CHOICES[key][value], value)
        choice.currentIndexChanged.connect(lambda _: change(key, choice.currentData()))
        return choice
    if isinstance(default, str):
        return FileEdit(texts.SETTINGS[key].label, lambda value: change(key, value), bool(limits.get("folder")))
    spin = QSpinBox() if isinstance(default, int) else QDoubleSpinBox()
    spin.setRange(limits["low"], limits["high"])
    spin.setSingleStep(limits["step"])
    spin.setSuffix(f" {limits['unit']}" if limits["unit"] else "")
    spin.setSpecialValueText(texts.SPECIAL_VALUES.get(key, ""))  # instead of the least
    spin.setKeyboardTracking(False)  # a half typed number is none
    spin.valueChanged.connect(lambda value: change(key, value if isinstance(default, int) else round(value, 2)))
    return spin


def _show(editor: QWidget, value: Any) -> None:
    if isinstance(editor, QCheckBox):
        editor.setChecked(value)
    elif isinstance(editor, QComboBox):
        editor.setCurrentIndex(editor.findData(value))
    elif isinstance(editor, FileEdit):
        editor.line.setText(value)
    elif isinstance(editor, QSpinBox | QDoubleSpinBox):
        editor.setValue(value)


def _default(key: str) -> str:
    """A setting's default in words."""
    default, limits = _DEFAULTS[key], _FIELDS[key].metadata
    if isinstance(default, bool):
        return texts.ON if default else texts.OFF
    if "choices" in limits:
        return texts.CHOICES[key][default]
    if key in texts.SPECIAL_VALUES and default == limits["low"]:
        return texts.SPECIAL_VALUES[key]
    return (
        f"{number(default, 'g')} {limits['unit']}".strip()
        if isinstance(default, int | float)
        else default or texts.NONE
    )


def _scrolled(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def _space(height: int) -> QWidget:
    space = QWidget()
    space.setFixedHeight(height)
    return space
