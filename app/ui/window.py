# ruff: noqa: N802 (Qt names its events)
"""The main window: puts views and actions together; what they show comes from the presenter."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QSize, Qt, QUrl
from PyQt6.QtGui import QAction, QActionGroup, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PyQt6.QtWidgets import (
    QApplication,
    QDockWidget,
    QFileDialog,
    QInputDialog,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.player_state import State, Status
from app.ui import theme, transport
from app.ui.insight import Insight
from app.ui.panels import PANELS, Panel
from app.ui.picture import PictureView
from app.ui.pieces import AboutDialog, EmptyView, NoticeBar
from app.ui.presenter import WindowPresenter
from app.ui.status import StatusLine
from app.ui.timeline import TimelineView
from core.paths import assets_dir

_LAYOUT_VERSION = 1
_VIDEOS = "Videos and skeletons (*.mp4 *.avi *.mkv *.mov *.webm *.m4v *.mpg *.json *.jsonl);;All files (*)"


class MainWindow(QMainWindow):
    """Picture, transport and timeline; docks at the right; menus above; rates below."""

    def __init__(self, presenter: WindowPresenter) -> None:
        super().__init__()
        self.presenter = presenter
        self._models_shown: object = None  # what the model menu was made of
        self._theme = theme.theme_named(presenter.preferences.theme)
        _dress(self._theme)
        self.setWindowTitle("skelapp")
        self.setAcceptDrops(True)
        self.setContentsMargins(0, 0, 8, 0)
        self.setDockOptions(QMainWindow.DockOption.AnimatedDocks | QMainWindow.DockOption.AllowTabbedDocks)
        self._make_actions()

        self.notice = NoticeBar()
        self.empty = EmptyView(self.camera_action, self.open_action, self.demo_action)
        self.picture = PictureView()
        self.stage = QStackedWidget()
        self.stage.addWidget(self.empty)
        self.stage.addWidget(self.picture)
        self.transport = transport.TransportBar(
            self.play_action, self.back_action, self.forward_action, self.loop_action
        )
        self.timeline = TimelineView()
        self.status_line = StatusLine()
        self.setStatusBar(self.status_line)
        self._lay_out()
        self.docks = [self._make_dock(panel()) for panel in PANELS]
        self._make_menus()
        self._connect()
        self._restore_layout()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()  # not the first button
        self._set_theme(presenter.preferences.theme)
        self.picture.set_mirror(presenter.preferences.mirror)
        self._show_status(presenter.status)

    # Making

    def _lay_out(self) -> None:
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(8, 0, 0, 6)
        column.setSpacing(8)
        column.addWidget(self.notice)
        column.addWidget(self.stage, stretch=1)
        column.addWidget(self.transport)
        column.addWidget(self.timeline)
        self.setCentralWidget(centre)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)

    def _make_dock(self, panel: Panel) -> QDockWidget:
        dock = QDockWidget(panel.title, self)
        dock.setObjectName(panel.key)
        dock.setWidget(panel)
        features = QDockWidget.DockWidgetFeature
        dock.setFeatures(features.DockWidgetMovable | features.DockWidgetFloatable | features.DockWidgetClosable)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        return dock

    def _action(
        self, text: str, shortcut: str, tip: str, run: Callable[..., object], checkable: bool = False
    ) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(shortcut))
        name = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tip}  ({name})" if name else tip)
        action.setCheckable(checkable)
        action.triggered.connect(run)
        self.addAction(action)  # shortcuts work even where the menu bar is hidden
        return action

    def _make_actions(self) -> None:
        p = self.presenter
        make = self._action
        self.open_action = make("Open file …", "Ctrl+O", "Play a video or a skeleton file", self._choose_file)
        self.camera_action = make("Open camera", "Ctrl+K", "Play the first camera", lambda: p.open("0"))
        self.address_action = make(
            "Open address …",
            "Ctrl+U",
            "Play another camera by its number, or a stream by its address",
            self._ask_address,
        )
        self.demo_action = make(
            "Demo", "Ctrl+D", "Play the embedded clip", lambda: p.open_demo(assets_dir() / "demo.mp4")
        )
        self.close_action = make("Close source", "Ctrl+W", "Back to the empty window", lambda: p.close_source())
        self.quit_action = make("Quit", "Ctrl+Q", "Close the program", self.close)
        self.play_action = make("Play", "Space", "Play or pause", lambda: p.toggle())
        self.back_action = make("Step back", "Left", "One frame back", lambda: p.step(-1))
        self.forward_action = make("Step forward", "Right", "One frame on", lambda: p.step(1))
        self.skip_back_action = make("Back 5 s", "Shift+Left", "Five seconds back", lambda: p.skip(-5.0))
        self.skip_action = make("Forward 5 s", "Shift+Right", "Five seconds on", lambda: p.skip(5.0))
        self.start_action = make("To the start", "Home", "Go to the first frame", lambda: p.seek(0.0))
        self.loop_action = make("Loop", "L", "Start again at the end", p.set_loop, checkable=True)
        self.slower_action = make("Slower", "[", "Play slower", lambda: p.change_speed(-1))
        self.faster_action = make("Faster", "]", "Play faster", lambda: p.change_speed(1))
        self.weights_action = make(
            "Load weights file …", "Ctrl+M", "Use a network that you trained", self._choose_weights
        )
        self.mirror_action = make(
            "Mirror view",
            "M",
            "Show the picture as in a mirror; what is analysed stays as it is",
            self._set_mirror,
            True,
        )
        self.mirror_action.setChecked(p.preferences.mirror)
        self.light_action = make(
            "Light theme",
            "Ctrl+T",
            "Light or dark colours",
            lambda on: self._set_theme("light" if on else "dark"),
            True,
        )
        self.light_action.setChecked(p.preferences.theme == "light")
        self.full_action = make("Full screen", "F11", "Use the whole screen", self._set_full_screen, checkable=True)
        self.reset_action = make("Reset layout", "Ctrl+0", "All docks back in their places", self._reset_layout)
        self.about_action = make("About skelapp", "F1", "Versions, for a bug report", lambda: AboutDialog(self).show())

    def _make_menus(self) -> None:
        file = self._menu("&File")
        file.addActions([self.open_action, self.camera_action, self.address_action])
        self.recent_menu = file.addMenu("Open recent") or QMenu()
        file.addAction(self.demo_action)
        file.addSeparator()
        file.addActions([self.close_action, self.quit_action])
        playback = self._menu("&Playback")
        playback.addActions([self.play_action, self.back_action, self.forward_action])
        playback.addSeparator()
        playback.addActions([self.start_action, self.skip_back_action, self.skip_action])
        playback.addSeparator()
        playback.addActions([self.loop_action, self.slower_action, self.faster_action])
        self.model_menu = self._menu("&Model")
        view = self._menu("&View")
        for number, dock in enumerate(self.docks, start=1):
            toggle = dock.toggleViewAction()
            assert toggle is not None
            toggle.setShortcut(QKeySequence(f"Ctrl+{number}"))
            toggle.setToolTip(f"Show or hide: {dock.windowTitle()}  (Ctrl+{number})")
            view.addAction(toggle)
        view.addSeparator()
        view.addActions([self.mirror_action, self.light_action, self.full_action, self.reset_action])
        self._menu("&Help").addAction(self.about_action)
        self._fill_recent()
        self._fill_models(self.presenter.status)

    def _menu(self, name: str) -> QMenu:
        bar = self.menuBar()
        menu = bar.addMenu(name) if bar else None
        assert menu is not None
        menu.setToolTipsVisible(True)
        return menu

    def _connect(self) -> None:
        p = self.presenter
        p.status_changed.connect(self._show_status)
        p.status_changed.connect(self.status_line.show_status)
        p.statistics_changed.connect(self.status_line.show_status)
        p.position_changed.connect(self.transport.show_position)
        p.position_changed.connect(self.timeline.show_position)
        p.picture_changed.connect(self.picture.show_picture)
        p.insight_changed.connect(self._show_insight)
        p.chronicle_changed.connect(self.timeline.show_chronicle)
        p.message.connect(self.notice.tell)
        p.opening.connect(self.notice.dismiss_problem)
        p.preferences_changed.connect(self._fill_recent)
        self.picture.clicked.connect(p.pick_at)
        self.transport.seeked.connect(p.seek)
        self.timeline.seeked.connect(p.seek)
        self.transport.speed_chosen.connect(p.set_speed)

    # Showing

    def _show_status(self, status: Status) -> None:
        is_open = status.state is not State.IDLE
        playable = status.state in (State.PLAYING, State.PAUSED, State.ENDED)
        live = status.source is not None and status.source.live
        seekable = playable and not live and not status.writing
        failed_empty = status.state is State.FAILED and status.source is None
        self.stage.setCurrentWidget(self.picture if is_open and not failed_empty else self.empty)
        if not is_open or failed_empty:
            self.picture.show_picture(None)
        self.play_action.setEnabled(playable)
        self.play_action.setText("Pause" if status.state is State.PLAYING else "Play")
        seeking = (
            self.back_action, self.forward_action, self.start_action, self.skip_action, self.skip_back_action,
            self.loop_action, self.slower_action, self.faster_action,
        )  # fmt: skip
        for action in seeking:
            action.setEnabled(seekable or (action is self.loop_action and not live and not status.writing))
        self.close_action.setEnabled(is_open)
        self.loop_action.setChecked(status.loop)
        self._set_icons(status)
        self.transport.show_status(status)
        name = status.source.name if status.source else ""
        self.setWindowTitle(f"{name} — skelapp" if name else "skelapp")
        self.picture.set_captions(_caption(status), _busy(status))
        self._fill_models(status)

    def _show_insight(self, insight: Insight) -> None:
        for dock in self.docks:
            panel = dock.widget()
            assert isinstance(panel, Panel)
            about = f" · person {insight.person}" if insight.person is not None else ""
            if dock.windowTitle() != panel.title + about:
                dock.setWindowTitle(panel.title + about)
                toggle = dock.toggleViewAction()
                if toggle is not None:
                    toggle.setText(panel.title)
            if dock.isVisible():
                panel.show_insight(insight)

    def _set_icons(self, status: Status) -> None:
        actions = (self.play_action, self.back_action, self.forward_action, self.loop_action)
        transport.set_icons(*actions, status, self._theme)

    def _fill_recent(self) -> None:
        self.recent_menu.clear()
        recent = self.presenter.preferences.recent
        self.recent_menu.setEnabled(bool(recent))
        for uri in recent:
            name = f"camera {uri}" if uri.isdecimal() else uri
            action = self.recent_menu.addAction(name)
            if action is not None:
                action.setToolTip(f"Play {name}")
                action.triggered.connect(lambda _, uri=uri: self.presenter.open(uri))
        self.recent_menu.addSeparator()
        clear = self.recent_menu.addAction("Clear this list")
        if clear is not None:
            clear.triggered.connect(self.presenter.clear_recent)

    def _fill_models(self, status: Status) -> None:
        """One entry per network, the current one checked."""
        shown = (status.models, status.model, status.loading_model)
        if shown == self._models_shown:
            return
        self._models_shown = shown
        self.model_menu.clear()
        group = QActionGroup(self.model_menu)
        cards = list(status.models)
        if status.model is not None and status.model not in cards:
            cards.append(status.model)  # from a file
        for card in cards:
            action = QAction(card.title, group)
            action.setCheckable(True)
            action.setChecked(card == status.model)
            action.setEnabled(card in status.models)
            scores = ", ".join(f"{name} {value:.3g}" for name, value in card.scores.items())
            action.setToolTip(f"{card.model}, {card.stream}, {len(card.labels)} actions" + f"; {scores}" * bool(scores))
            action.triggered.connect(lambda _, name=card.name: self.presenter.load_model(name))
            self.model_menu.addAction(action)
        if not cards:
            none = QAction("reading the list …" if status.loading_model else "no weights found", self.model_menu)
            none.setEnabled(False)
            self.model_menu.addAction(none)
        self.model_menu.addSeparator()
        self.model_menu.addAction(self.weights_action)

    # Doing

    def open_paths(self, urls: list[QUrl]) -> None:
        """Play the first of some dropped files or addresses."""
        if urls:
            self.presenter.open(urls[0].toLocalFile() if urls[0].isLocalFile() else urls[0].toString())

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, "Open a video or a skeleton file", "", _VIDEOS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.presenter.open)
        dialog.open()

    def _choose_weights(self) -> None:
        dialog = QFileDialog(self, "Load weights", "", "Weights (*.safetensors);;All files (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.presenter.load_model)
        dialog.open()

    def _ask_address(self) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle("Open address")
        dialog.setLabelText("A camera's number (0, 1, …) or a stream's address (rtsp://…, https://…):")
        dialog.textValueSelected.connect(lambda text: self.presenter.open(text.strip()) if text.strip() else None)
        dialog.open()

    def _set_mirror(self, mirror: bool) -> None:
        self.presenter.preferences.mirror = mirror
        self.picture.set_mirror(mirror)

    def _set_theme(self, name: str) -> None:
        self.presenter.preferences.theme = name
        self._theme = theme.theme_named(name)
        _dress(self._theme)
        self.light_action.setChecked(name == "light")
        for view in (self.notice, self.empty, self.picture, self.timeline):
            view.set_theme(self._theme)
        for dock in self.docks:
            panel = dock.widget()
            assert isinstance(panel, Panel)
            panel.set_theme(self._theme)
        self._set_icons(self.presenter.status)

    def _set_full_screen(self, full: bool) -> None:
        if full:
            self.showFullScreen()
        else:
            self.showNormal()

    def _restore_layout(self) -> None:
        self.resize(QSize(1360, 860))
        stored = self.presenter.preferences.layout
        if stored is not None:
            self.restoreGeometry(stored[0])
            self.restoreState(stored[1], _LAYOUT_VERSION)
        else:
            self._reset_layout()

    def _reset_layout(self) -> None:
        for dock in self.docks:
            dock.setFloating(False)
            self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
            dock.show()
        self.resizeDocks(self.docks, [400] * len(self.docks), Qt.Orientation.Horizontal)
        heights = [dock.widget().sizeHint().height() for dock in self.docks]  # type: ignore[union-attr]
        self.resizeDocks(self.docks, heights, Qt.Orientation.Vertical)

    # Events

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Files and addresses may be dropped anywhere."""
        data = event.mimeData() if event else None
        if event is not None and data is not None and data.hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Play what was dropped."""
        data = event.mimeData() if event else None
        if event is not None and data is not None and data.hasUrls():
            event.acceptProposedAction()
            self.open_paths(data.urls())

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Remember the layout, end the threads."""
        if not self.isFullScreen():
            self.presenter.preferences.set_layout(self.saveGeometry(), self.saveState(_LAYOUT_VERSION))
        self.hide()  # at once; ending a thread may take a moment
        self.presenter.close()
        super().closeEvent(event)


def _caption(status: Status) -> str:
    """What is being played."""
    source = status.source
    if source is None:
        return ""
    return f"{'LIVE  ' if source.live else ''}{source.name}   {source.size[0]}×{source.size[1]}"


def _busy(status: Status) -> str:
    """What one waits for, if anything."""
    if status.state is State.LOADING:
        if status.activity:
            return status.activity
        return "Loading the network …" if status.model is None else "Starting …"
    return status.activity if status.state is State.PLAYING else ""


def _dress(chosen: theme.Theme) -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.apply(app, chosen)
