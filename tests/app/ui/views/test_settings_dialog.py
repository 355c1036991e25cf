from dataclasses import fields, replace
from pathlib import Path

import pytest
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QSpinBox
from pytestqt.qtbot import QtBot

from app.settings import Settings
from app.ui.presenters.presenter import WindowPresenter
from app.ui.texts import settings as texts
from app.ui.views import storage, theme
from app.ui.views.settings_dialog import PAGES, FileEdit, SettingsDialog
from app.ui.window import MainWindow
from core.pose.pose_model import FILE_NAME


@pytest.fixture
def dialog(window: MainWindow) -> SettingsDialog:
    window.commands.settings.trigger()
    (dialog,) = window.findChildren(SettingsDialog)
    assert dialog.isVisible()
    return dialog


def test_every_setting_is_on_a_page_and_explained() -> None:
    on_pages = [key for keys in PAGES.values() for key in keys]
    assert sorted(on_pages) == sorted(item.name for item in fields(Settings)) == sorted(texts.SETTINGS)
    for item in fields(Settings):
        if "choices" in item.metadata:
            assert tuple(texts.CHOICES[item.name]) == item.metadata["choices"]


def test_changes_are_used_at_once(dialog: SettingsDialog, presenter: WindowPresenter) -> None:
    analysis, view = dialog.pages["Analysis"].editors, dialog.pages["View"].editors
    people, threshold, links, colours = (
        analysis["max_people"], analysis["threshold"], view["show_links"], view["heat_colours"],
    )  # fmt: skip
    assert isinstance(people, QSpinBox)
    assert isinstance(threshold, QDoubleSpinBox)
    assert isinstance(links, QCheckBox)
    assert isinstance(colours, QComboBox)
    people.setValue(4)
    threshold.setValue(0.25)
    links.setChecked(True)
    colours.setCurrentIndex(2)
    chosen = Settings(max_people=4, threshold=0.25, show_links=True, heat_colours="magma")
    assert presenter.settings == presenter.preferences.settings == chosen
    assert "Default: automatic" in people.toolTip()
    dialog.pages["Analysis"].restore()
    assert presenter.settings == Settings(show_links=True, heat_colours="magma")
    assert people.value() == 0


def test_the_dialog_follows_the_menu(dialog: SettingsDialog, window: MainWindow, presenter: WindowPresenter) -> None:
    window.commands.light.trigger()
    editor = dialog.pages["View"].editors["theme"]
    assert isinstance(editor, QComboBox)
    assert editor.currentData() == "light"
    presenter.change_settings(replace(presenter.settings, theme="dark"))
    assert not window.commands.light.isChecked()


def test_a_pose_model_is_named_once_it_is_complete(dialog: SettingsDialog, presenter: WindowPresenter) -> None:
    editor = dialog.pages["Analysis"].editors["pose_model"]
    assert isinstance(editor, FileEdit)
    editor.line.setText("/models/heavy.task")
    assert presenter.settings.pose_model == ""
    editor.line.editingFinished.emit()
    assert presenter.settings.pose_model == "/models/heavy.task"


def test_shortcuts_are_changed_taken_and_restored(dialog: SettingsDialog, window: MainWindow) -> None:
    page, commands = dialog.shortcuts, window.commands
    assert set(page.editors) == set(commands.all)
    page.editors["loop"].setKeySequence(QKeySequence("Space"))
    page.editors["loop"].editingFinished.emit()
    assert commands.loop.shortcut() == QKeySequence("Space")
    assert commands.play.shortcut().isEmpty()
    assert page.editors["play"].keySequence().isEmpty()
    assert page.told.text() == "Space was the shortcut of “Play”, which now has none."
    assert commands.loop.toolTip() == "Start again at the end  (Space)"
    assert window.presenter.preferences.shortcuts == {"play": "", "loop": "Space"}
    page._use({})
    assert commands.play.shortcut() == QKeySequence("Space")
    assert window.presenter.preferences.shortcuts == {}


def test_only_what_is_ours_is_deleted(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"x" * 1000)
    (tmp_path / "analysis").mkdir()
    (tmp_path / "analysis" / "a").write_bytes(b"x" * 500)
    (tmp_path / "thesis.txt").write_text("mine")
    assert storage.size_of(tmp_path) == 1500
    assert storage.clear(tmp_path) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    assert storage.size_of(tmp_path / "nowhere") == storage.clear(tmp_path / "nowhere") == 0


def test_the_page_tells_what_was_freed(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKELAPP_CACHE", str(tmp_path))
    (tmp_path / FILE_NAME).write_bytes(b"x" * 2_000_000)
    page = storage.StoragePage()
    qtbot.addWidget(page)
    assert page.used.text() == "Size: 2.0 MB"
    page.clear.click()
    assert page.told.text() == "The cache is empty; 2.0 MB were deleted."
    assert page.used.text() == "Size: 0.0 MB"


def test_arrows_of_the_style_are_files_in_the_themes_colour() -> None:
    path = Path(theme.glyph("down", theme.LIGHT))
    assert theme.LIGHT.muted in path.read_text()
    assert path != Path(theme.glyph("down", theme.DARK))
