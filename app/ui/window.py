# ruff: noqa: N802 (Qt names its events)
"""The main window: assembles the views and the commands. What they show comes from the presenter."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import QPoint, Qt, QUrl
from PyQt6.QtGui import QAction, QCloseEvent
from PyQt6.QtWidgets import QApplication, QDockWidget, QMainWindow, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.diagnostics import diagnostics
from app.player.state import State, Status
from app.settings import Settings
from app.ui.outputs import Outputs
from app.ui.presenters.panel_data import PanelData
from app.ui.presenters.presenter import WindowPresenter
from app.ui.presenters.segment_presenter import SegmentPresenter
from app.ui.teach import Teach
from app.ui.texts import commands as commands_texts
from app.ui.texts import segments as segments_texts
from app.ui.texts import window as window_texts
from app.ui.views import dialogs, docks, floating, theme, transport
from app.ui.views.commands import Commands
from app.ui.views.dropping import take_drops
from app.ui.views.figures import Figures
from app.ui.views.guide import Guide
from app.ui.views.history import AnglePanel
from app.ui.views.knowledge_page import KnowledgePage
from app.ui.views.menus import Menus
from app.ui.views.notice_empty_about import AboutDialog, EmptyView, NoticeBar
from app.ui.views.panel import Panel
from app.ui.views.panel_feed import PanelFeed
from app.ui.views.panels import PANELS
from app.ui.views.person_menu import person_menu
from app.ui.views.picture import PictureView
from app.ui.views.repetitions import RepetitionPanel
from app.ui.views.segment_table import SegmentTable, make_dock
from app.ui.views.settings_dialog import SettingsDialog
from app.ui.views.status import StatusLine
from app.ui.views.timeline import TimelineView
from app.ui.views.why_bar import WhyBar

_LAYOUT_VERSION = 3


class MainWindow(QMainWindow):
    """Picture, transport bar and timeline; docks on the right, menus at the top, status bar at the bottom."""

    def __init__(self, presenter: WindowPresenter) -> None:
        super().__init__()
        self.presenter = presenter
        self._theme = theme.theme_named(presenter.settings.theme)
        self._looks: tuple[str, float] | None = None
        self._full: list[docks.PanelDock] = []  # the panels to be shown again after the simple view
        self._settings_dialog: SettingsDialog | None = None
        self._guide: Guide | None = None
        self._knowledge: KnowledgePage | None = None
        _dress(self._theme, presenter.settings.text_size)
        self.setWindowTitle(window_texts.PROGRAM)
        take_drops(self, self.open_paths)
        self.setContentsMargins(8, 0, 8, 4)
        self.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks)
        self.commands = c = Commands(self, presenter)

        self.notice = NoticeBar()
        self.empty = EmptyView(c.camera, c.open, c.demo)
        self.picture = PictureView()
        self.stage = QStackedWidget()
        self.stage.addWidget(self.empty)
        self.stage.addWidget(self.picture)
        self.transport = transport.TransportBar(c.play, c.back, c.forward, c.loop, c.analyse, c.teach)
        self.timeline = TimelineView()
        self.status_line = StatusLine()
        self.setStatusBar(self.status_line)
        self.why = WhyBar(c.knows, c.simple)
        self._lay_out()
        self.docks = [docks.PanelDock(panel(), self) for panel in PANELS]
        self.panel_feed = PanelFeed(self.docks)
        self.picture_dock = docks.BareDock("picture", self.stage, self)
        self.timeline_dock = docks.BareDock("timeline", self.timeline, self)
        self.segment_table = SegmentTable()
        self.segment_dock = make_dock(self.segment_table, self)
        self.menus = Menus(self, c, [*self.docks, self.picture_dock, self.timeline_dock], presenter)
        self.menus.add_segment_table(self.segment_dock)
        self.segments = SegmentPresenter(presenter)
        self.figures = Figures((self.picture, self.timeline, *self._panels()), self)
        self.outputs = Outputs(self, c, presenter, self.segments, self.figures)
        for dock in self.findChildren(QDockWidget):
            floating.watch(dock, self)
        self.teach = Teach(self, c, presenter, self.segments, self.picture, self.docks)
        self._connect()
        self._connect_segments()
        self._show_segments()
        self._restore_layout()
        self._set_simple(presenter.preferences.simple)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()  # not the first button
        self._use_settings(presenter.settings)
        self.picture.set_mirror(presenter.preferences.mirror)
        self._show_status(presenter.status)

    # Making

    def _lay_out(self) -> None:
        """The picture takes the remaining space; notices and transport bar stay between it and the timeline."""
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.notice)
        column.addWidget(self.why)
        column.addWidget(self.transport, 1, Qt.AlignmentFlag.AlignTop)  # where every view is hidden, all room is theirs
        centre.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        p, c = self.presenter, self.commands
        c.open.triggered.connect(lambda: dialogs.choose_source(self, p.open))
        c.open_folder.triggered.connect(
            lambda: dialogs.choose_folder(self, commands_texts.COMMANDS["open_folder"].tip, p.open)
        )
        p.cameras_changed.connect(self.menus.fill_cameras)
        c.address.triggered.connect(lambda: dialogs.ask_address(self, p.open))
        c.weights.triggered.connect(lambda: dialogs.choose_weights(self, p.load_model))
        c.quit.triggered.connect(self.close)
        c.mirror.triggered.connect(self._set_mirror)
        c.simple.triggered.connect(self._set_simple)
        c.light.triggered.connect(lambda on: p.change_settings(replace(p.settings, theme="light" if on else "dark")))
        c.fixed_scale.triggered.connect(lambda on: p.change_settings(replace(p.settings, fixed_scale=on)))
        c.links.triggered.connect(lambda on: p.change_settings(replace(p.settings, show_links=on)))
        c.zoom_in.triggered.connect(lambda: self.picture.zoom(1))
        c.zoom_out.triggered.connect(lambda: self.picture.zoom(-1))
        c.zoom_fit.triggered.connect(self.picture.fit)
        c.zoom_follow.triggered.connect(self.picture.set_following)
        c.magnifier.triggered.connect(self.picture.set_magnify)
        c.timeline_in.triggered.connect(lambda: self.timeline.zoom(2))
        c.timeline_out.triggered.connect(lambda: self.timeline.zoom(-2))
        c.timeline_fit.triggered.connect(self.timeline.fit)
        c.timeline_later.triggered.connect(lambda: self.timeline.move_by(2))
        c.timeline_sooner.triggered.connect(lambda: self.timeline.move_by(-2))
        c.full.triggered.connect(self._set_full_screen)
        c.float_picture.triggered.connect(self.picture_dock.setFloating)
        self.picture_dock.topLevelChanged.connect(c.float_picture.setChecked)
        c.reset.triggered.connect(self._reset_layout)
        c.settings.triggered.connect(self._show_settings)
        c.knows.triggered.connect(self._show_knowledge)
        self.picture.tag_clicked.connect(c.knows.trigger)
        c.guide.triggered.connect(self._show_guide)
        c.about.triggered.connect(lambda: AboutDialog(self, diagnostics(p.status, p.settings)).show())
        p.status_changed.connect(self._show_status)
        p.status_changed.connect(self.status_line.show_status)
        p.statistics_changed.connect(self.status_line.show_status)
        p.statistics_changed.connect(self.transport.show_statistics)
        p.position_changed.connect(self.transport.show_position)
        p.position_changed.connect(self.timeline.show_position)
        p.picture_changed.connect(self.picture.show_picture)
        p.panel_data_changed.connect(self._show_data)
        after = Qt.ConnectionType.QueuedConnection  # the picture is on the screen first
        self.picture.painted.connect(self.panel_feed.next_picture, after)  # type: ignore[call-arg]
        p.timeline_changed.connect(self.timeline.show_timeline)
        p.message.connect(self.notice.tell)
        p.message_over.connect(self.notice.retract)
        p.opening.connect(self.notice.dismiss_problem)
        p.preferences_changed.connect(self.menus.fill_recent)
        p.settings_changed.connect(self._use_settings)
        self.picture.clicked.connect(p.pick_at)
        self.picture.menu_asked.connect(self._show_person_menu)
        self.transport.seeked.connect(p.seek)
        self.timeline.seeked.connect(p.seek)
        self.transport.speed_chosen.connect(p.set_speed)
        for dock in self.docks:
            dock.title.copy_asked.connect(lambda panel=dock.panel: self._take_figure(panel, c.copy_figure))
            dock.title.save_asked.connect(lambda panel=dock.panel: self._take_figure(panel, c.save_figure))
        for panel in self._panels():
            if isinstance(panel, AnglePanel):
                panel.show_choice(p.preferences.angles)
                panel.angles_chosen.connect(lambda names: setattr(p.preferences, "angles", names))
            if isinstance(panel, RepetitionPanel):
                panel.reset_asked.connect(p.reset_count)
                panel.target_chosen.connect(p.set_target)
                p.target_reached.connect(panel.tell_target)

    def _connect_segments(self) -> None:
        s, c = self.segments, self.commands
        c.find_segments.triggered.connect(s.find)
        c.add_segment.triggered.connect(s.add)
        c.split_segment.triggered.connect(s.split)
        c.remove_segment.triggered.connect(s.remove)
        c.undo_segment.triggered.connect(s.undo)
        c.undo_segment.triggered.connect(lambda: self.notice.retract(segments_texts.SEGMENTS_FOUND_ANEW))
        c.next_segment.triggered.connect(lambda: s.step(1))
        c.previous_segment.triggered.connect(lambda: s.step(-1))
        c.segment_from.triggered.connect(lambda: s.set_edge("start"))
        c.segment_to.triggered.connect(lambda: s.set_edge("end"))
        s.changed.connect(self._show_segments)
        self.timeline.segment_selected.connect(s.select)
        self.timeline.segment_changed.connect(lambda old, new: s.edit(lambda editor: editor.change(old, new)))
        self.timeline.menu_asked.connect(self.menus.segments.popup)
        self.segment_table.chosen.connect(s.go_to)
        self.segment_table.menu_asked.connect(self.menus.segments.popup)

    # Showing

    def _show_segments(self) -> None:
        editor = self.segments.editor
        self.timeline.show_segments(editor)
        self.segment_table.show_segments(editor)
        self.commands.show_segments(bool(editor.segments), editor.selected is not None, editor.can_undo)
        self.menus.labels.setEnabled(editor.selected is not None)
        self.menus.show_labels(editor.labels, self.segments.rename, self._ask_label)

    def _ask_label(self) -> None:
        dialogs.ask_text(self, segments_texts.LABEL_MENU, segments_texts.NEW_LABEL_HINT, self.segments.rename)

    def _show_status(self, status: Status) -> None:
        is_open = status.state is not State.IDLE
        failed_empty = status.state is State.FAILED and status.source is None
        self.stage.setCurrentWidget(self.picture if is_open and not failed_empty else self.empty)
        if not is_open or failed_empty:
            self.picture.show_picture(None)
        self.commands.show_status(status)
        self._set_icons(status)
        self.transport.show_status(status)
        name = status.source.name if status.source else ""
        if len(status.playlist) > 1 and status.uri in status.playlist:
            place = status.playlist.index(status.uri) + 1
            name = window_texts.OF_LIST.format(name=name, place=place, count=len(status.playlist))
        self.setWindowTitle(window_texts.TITLE.format(name=name) if name else window_texts.PROGRAM)
        self.picture.set_captions(_caption(status), _busy(status))
        self.menus.show_status(status)
        if self._knowledge is not None and self._knowledge.isVisible():
            self._knowledge.show_card(status.model)

    def _show_data(self, panel_data: PanelData) -> None:
        self.why.show_data(panel_data)
        self.panel_feed.show_data(panel_data, self.presenter.status.state is State.PLAYING)

    def _set_icons(self, status: Status) -> None:
        actions = (self.commands.play, self.commands.back, self.commands.forward, self.commands.loop)
        transport.set_icons(*actions, status, self._theme)

    # Doing

    def open_paths(self, urls: list[QUrl]) -> None:
        """Play dropped files, folders or addresses one after the other."""
        if urls:
            self.presenter.open_list(tuple(url.toLocalFile() if url.isLocalFile() else url.toString() for url in urls))

    def _show_person_menu(self, x: float, y: float, place: QPoint) -> None:
        about = self.presenter.person_menu(x, y)
        if about is not None:
            person_menu(self, self.presenter, about, self.teach.teach_person).popup(place)

    def _set_mirror(self, mirror: bool) -> None:
        self.presenter.preferences.mirror = mirror
        self.picture.set_mirror(mirror)

    def _show_settings(self) -> None:
        if self._settings_dialog is None:
            self._settings_dialog = SettingsDialog(self, self.presenter, self.commands)
        self._settings_dialog.show()
        self._settings_dialog.raise_()

    def _show_knowledge(self) -> None:
        if self._knowledge is None:
            teach = self.commands.all.get("teach")
            self._knowledge = KnowledgePage(self, self.presenter.status.model, self._theme, teach[0] if teach else None)
        self._knowledge.show_card(self.presenter.status.model)
        self._knowledge.show()
        self._knowledge.raise_()

    def _show_guide(self) -> None:
        self._guide = self._guide or Guide(self)
        self._guide.fill(self.commands, self.transport, self._theme)
        self._guide.show()
        self._guide.raise_()

    def _use_settings(self, settings: Settings) -> None:
        """Applies the settings to everything that is shown."""
        self.commands.light.setChecked(settings.theme == "light")
        self.commands.fixed_scale.setChecked(settings.fixed_scale)
        self.commands.links.setChecked(settings.show_links)
        for panel in self._panels():
            panel.set_scale(settings.fixed_scale, settings.heat_colours)
        self.timeline.set_scale(settings.fixed_scale, settings.heat_colours)
        self.menus.show_status(self.presenter.status)
        looks = (settings.theme, settings.text_size)
        if self._looks != looks:
            self._looks = looks
            self._set_theme(theme.theme_named(settings.theme), settings.text_size)

    def _set_theme(self, chosen: theme.Theme, text_size: float) -> None:
        self._theme = chosen
        _dress(chosen, text_size)
        for view in (self.notice, self.empty, self.picture, self.timeline):
            view.set_theme(chosen)
        for panel in self._panels():
            panel.set_theme(chosen)
        for dock in self.docks:
            dock.title.set_theme(chosen)
        if self._knowledge is not None:
            self._knowledge.set_theme(chosen)
        self.teach.set_theme(chosen)
        self._set_icons(self.presenter.status)

    def _panels(self) -> list[Panel]:
        return [dock.panel for dock in self.docks]

    def _take_figure(self, panel: Panel, command: QAction) -> None:
        self.figures.current = panel
        command.trigger()

    def _set_full_screen(self, full: bool) -> None:
        if full:
            self.showFullScreen()
        else:
            self.showNormal()

    def _restore_layout(self) -> None:
        self.resize(docks.USUAL_SIZE)
        docks.arrange(self, self.picture_dock, self.timeline_dock, self.docks)
        stored = self.presenter.preferences.layout
        if stored is not None:
            self.restoreGeometry(stored[0])
            self.restoreState(stored[1], _LAYOUT_VERSION)

    def _reset_layout(self) -> None:
        self.teach.arrange(self._arrange)

    def _arrange(self) -> None:
        docks.arrange(self, self.picture_dock, self.timeline_dock, self.docks)
        self._set_simple(self.commands.simple.isChecked())

    def _set_simple(self, simple: bool) -> None:
        """One sentence instead of the panels, or the panels that were shown before."""
        self.presenter.preferences.simple = simple
        self.commands.simple.setChecked(simple)
        self.why.setVisible(simple)
        shown = [dock for dock in self.docks if not dock.isHidden()]
        self._full = [dock for dock in self.docks if dock in shown or dock in self._full]
        for dock in self.docks:
            dock.setVisible(not simple and dock in self._full)
        if not simple:
            self._full = []
        docks.hide_strays(self)

    # Events

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Saves the layout and ends the threads."""
        self.teach.shut()
        if not self.isFullScreen():
            simple = self.commands.simple.isChecked()
            self.hide()
            self._set_simple(False)  # all panels are remembered
            self.presenter.preferences.simple = simple
            self.presenter.preferences.set_layout(self.saveGeometry(), self.saveState(_LAYOUT_VERSION))
        self.hide()  # at once; ending a thread may take a moment
        self.presenter.close()
        super().closeEvent(event)


def _caption(status: Status) -> str:
    """What is being played."""
    source = status.source
    if source is None:
        return ""
    caption = window_texts.SOURCE_CAPTION.format(name=source.name, width=source.size[0], height=source.size[1])
    return window_texts.LIVE_CAPTION.format(caption=caption) if source.live else caption


def _busy(status: Status) -> str:
    """The activity that the user is waiting for, if any."""
    if status.state is State.LOADING:
        if status.activity:
            return status.activity
        return window_texts.LOADING_NETWORK if status.model is None else window_texts.STARTING
    return status.activity if status.state is State.PLAYING else ""


def _dress(chosen: theme.Theme, text_size: float) -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.apply(app, chosen, text_size)
