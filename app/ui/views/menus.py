"""The menu bar: the place of each command, and the menus that list cameras, recent files and docks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QDockWidget, QMainWindow, QMenu, QWidget

from app.player.state import Status
from app.ui.presenters.presenter import WindowPresenter
from app.ui.texts import commands as commands_texts
from app.ui.texts import menus as menus_texts
from app.ui.texts import segments as segments_texts
from app.ui.views.commands import Commands
from app.ui.views.docks import is_seen
from app.ui.views.model_menu import ModelMenu

if TYPE_CHECKING:
    from core.video.cameras import Camera


class Menus:
    """The window's menus. ``recent`` and ``models`` are refilled when what they list changes."""

    def __init__(
        self, window: QMainWindow, commands: Commands, docks: Sequence[QDockWidget], presenter: WindowPresenter
    ) -> None:
        self._window = window
        self._commands = c = commands
        self._presenter = presenter
        self.toggles: dict[str, QAction] = {}  # of the views, by their docks' names
        file = self._menu(menus_texts.MENU_FILE)
        file.addActions([c.open, c.open_folder, c.camera])
        self.cameras = file.addMenu(menus_texts.CAMERAS) or QMenu()
        file.addAction(c.address)
        file.aboutToShow.connect(presenter.look_for_cameras)
        self.recent = file.addMenu(menus_texts.OPEN_RECENT) or QMenu()
        file.addAction(c.demo)
        file.addSeparator()
        file.addActions([c.record, c.export_file, c.snapshot])
        file.addSeparator()
        file.addActions([c.copy_figure, c.save_figure])
        file.addSeparator()
        file.addActions([c.close, c.quit])
        playback = self._menu(menus_texts.MENU_PLAYBACK)
        playback.addActions([c.play, c.back, c.forward])
        playback.addSeparator()
        playback.addActions([c.start, c.skip_back, c.skip])
        playback.addSeparator()
        playback.addActions([c.previous, c.next])
        playback.addSeparator()
        playback.addActions([c.loop, c.slower, c.faster])
        playback.addSeparator()
        playback.addActions([c.analyse, c.follow_next])
        self.models = self._menu(menus_texts.MENU_MODEL)
        self._model_menu = ModelMenu(self.models, (c.knows, c.weights), presenter.load_model, presenter.set_device)
        self._menu(menus_texts.MENU_TEACH).addActions([c.teach, c.record_example, c.teach_segment])
        self.segments = self._menu(menus_texts.MENU_SEGMENTS)
        self.labels = QMenu(segments_texts.LABEL_MENU, window)
        self.segments.addActions([c.find_segments, c.add_segment])
        self.segments.addMenu(self.labels)
        self.segments.addActions([c.segment_from, c.segment_to, c.split_segment, c.remove_segment, c.undo_segment])
        self.segments.addSeparator()
        self.segments.addActions([c.previous_segment, c.next_segment])
        self.segments.addAction(c.teach_segment)
        self.segments.addSeparator()
        self.segments.addActions([c.export_segments, c.load_segments, c.export_clips])
        view = self._menu(menus_texts.MENU_VIEW)
        view.addAction(c.simple)
        view.addSeparator()
        keys = [f"Ctrl+{number}" for number in range(1, 10)] + ["Ctrl+Shift+V"]
        view.addActions([self._toggle(dock, key) for dock, key in zip(docks, keys, strict=True)])
        view.addSeparator()
        view.addActions([c.reasons, c.links, c.fixed_scale])
        view.addSeparator()
        view.addActions([c.zoom_in, c.zoom_out, c.zoom_fit, c.zoom_follow, c.magnifier])
        view.addSeparator()
        timeline = view.addMenu(menus_texts.MENU_TIMELINE) or QMenu()
        timeline.addActions([c.timeline_in, c.timeline_out, c.timeline_fit, c.timeline_sooner, c.timeline_later])
        view.addSeparator()
        view.addActions([c.rotate_right, c.rotate_left])
        view.addSeparator()
        view.addActions([c.mirror, c.light, c.float_picture, c.full, c.reset])
        self._menu(menus_texts.MENU_TOOLS).addAction(c.settings)
        self._menu(menus_texts.MENU_HELP).addActions([c.guide, c.knows, c.about])
        self.fill_recent()
        self.fill_cameras(())
        self.show_status(presenter.status)

    def _menu(self, name: str) -> QMenu:
        bar = self._window.menuBar()
        menu = bar.addMenu(name) if bar else None
        assert menu is not None
        menu.setToolTipsVisible(True)
        return menu

    def _toggle(self, dock: QDockWidget, shortcut: str) -> QAction:
        """Checked while the dock is shown, also behind another one. It brings the dock to the front and gives it the
        keys; only one that is in front already, it hides."""
        title = dock.windowTitle()
        described = commands_texts.CommandText(title, shortcut, menus_texts.SHOW_DOCK_TIP.format(title=title))
        toggle = QAction(title, self._window)
        toggle.setCheckable(True)
        toggle.setChecked(not dock.isHidden())
        toggle.triggered.connect(lambda: show_or_hide(dock))
        shown = dock.toggleViewAction()
        assert shown is not None
        shown.toggled.connect(lambda: toggle.setChecked(not dock.isHidden()))
        toggle.triggered.connect(lambda: toggle.setChecked(not dock.isHidden()))
        self._window.addAction(toggle)
        self.toggles[dock.objectName()] = toggle
        self._commands.adopt(f"show_{dock.objectName()}", toggle, described)
        return toggle

    def add_segment_table(self, dock: QDockWidget) -> None:
        """The table's entry, among the segments."""
        self.segments.insertAction(self._commands.find_segments, self._toggle(dock, "Ctrl+Shift+G"))

    def fill_cameras(self, cameras: Sequence[Camera]) -> None:
        """One entry per camera that is plugged in."""
        self.cameras.clear()
        for camera in cameras:
            action = self.cameras.addAction(camera.name)
            if action is not None:
                action.setToolTip(menus_texts.CAMERA_TIP.format(name=camera.name))
                action.triggered.connect(lambda _, number=camera.number: self._presenter.open(str(number)))
        if not cameras:
            none = self.cameras.addAction(menus_texts.NO_CAMERAS)
            if none is not None:
                none.setEnabled(False)

    def fill_recent(self) -> None:
        """One entry per source opened lately."""
        self.recent.clear()
        recent = self._presenter.preferences.recent
        self.recent.setEnabled(bool(recent))
        for uri in recent:
            name = menus_texts.RECENT_CAMERA.format(number=uri) if uri.isdecimal() else uri
            action = self.recent.addAction(name)
            if action is not None:
                action.setToolTip(menus_texts.RECENT_TIP.format(name=name))
                action.triggered.connect(lambda _, uri=uri: self._presenter.open(uri))
        self.recent.addSeparator()
        clear = self.recent.addAction(menus_texts.CLEAR_RECENT)
        if clear is not None:
            clear.triggered.connect(self._presenter.clear_recent)

    def show_labels(self, labels: Sequence[str], choose: Callable[[str], object], other: Callable[[], object]) -> None:
        """Fills the menu of labels for the selected segment."""
        if [action.text() for action in self.labels.actions()][:-2] != [label.replace("_", " ") for label in labels]:
            self.labels.clear()
            for label in labels:
                action = self.labels.addAction(label.replace("_", " "))
                assert action is not None
                action.triggered.connect(lambda _, label=label: choose(label))
            self.labels.addSeparator()
            another = self.labels.addAction(segments_texts.NEW_LABEL)
            assert another is not None
            another.triggered.connect(lambda: other())

    def show_status(self, status: Status) -> None:
        """Enables the commands that are possible now."""
        self._model_menu.show_status(status, self._presenter.settings.device)


def show_or_hide(dock: QDockWidget) -> None:
    """Hides a dock that is seen; brings any other to the front, with the keys."""
    if is_seen(dock):
        dock.hide()
        return
    dock.show()
    dock.raise_()
    widget = dock.widget()
    first = next((each for each in widget.findChildren(QWidget) if _takes_keys(each)), None) if widget else None
    title = dock.titleBarWidget()
    buttons = title.findChildren(QWidget) if title is not None else []
    first = first or next((each for each in buttons if _takes_keys(each)), None)
    if first is not None:
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _takes_keys(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled() and not widget.isHidden()
