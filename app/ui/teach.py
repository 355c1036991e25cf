"""The page "Teach" in the window: its dock, its commands, and what asks for it from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt6.QtCore import QByteArray, QObject, Qt
from PyQt6.QtWidgets import QDockWidget, QMainWindow

from app.player.state import Status
from app.ui.presenters.presenter import WindowPresenter
from app.ui.presenters.segment_presenter import SegmentPresenter
from app.ui.presenters.teach import TeachPresenter
from app.ui.texts import teach as texts
from app.ui.texts.languages import said
from app.ui.views import dialogs, theme
from app.ui.views.commands import Commands
from app.ui.views.picture import PictureView
from app.ui.views.teach_page import TeachPage
from core.errors import UserError

_SHARE = 0.54  # of the window's width


class Teach(QObject):
    """Opens the page beside the picture, in the place of the panels, and puts everything back when it is closed.

    The presenter, which reads the user's examples, is made when the page is opened first.

    Args:
        panels: the docks that the page takes the place of.
    """

    def __init__(
        self,
        window: QMainWindow,
        commands: Commands,
        presenter: WindowPresenter,
        segments: SegmentPresenter,
        picture: PictureView,
        panels: Sequence[QDockWidget],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._window_presenter = presenter
        self._segments = segments
        self._picture = picture
        self._panels = tuple(panels)
        self._layout: QByteArray | None = None  # of the window without the page
        self._theme = theme.DARK
        self._commands = commands
        self.presenter: TeachPresenter | None = None
        self.page: TeachPage | None = None
        self._dock: QDockWidget | None = None
        commands.teach.triggered.connect(self.toggle)
        commands.teach_segment.triggered.connect(self.teach_segment)
        commands.simple.triggered.connect(self.close)  # there is one place for the panels, their sentence and the page
        commands.record_example.triggered.connect(self._record)
        segments.changed.connect(lambda: self._show_status(presenter.status))
        presenter.status_changed.connect(self._show_status)
        self._show_status(presenter.status)

    @property
    def is_open(self) -> bool:
        """The page is shown."""
        return self._dock is not None and self._dock.isVisible()

    def toggle(self) -> None:
        """Open the page, or close it."""
        self.close() if self.is_open else self.open()

    def open(self) -> None:
        """Show the page in the place of the panels."""
        if self.is_open:
            return
        try:
            dock, page = self._made()
        except UserError as error:  # the folder of examples cannot be read
            self._window_presenter.message.emit("error", said(str(error)))
            self._commands.teach.setChecked(False)
            return
        self._layout = self._window.saveState()
        self._place(dock)
        self._commands.teach.setChecked(True)
        assert self.presenter is not None
        self.presenter.open()
        (page.record if page.record.isEnabled() else page.name).setFocus()

    def arrange(self, usual: Callable[[], None]) -> None:
        """Puts all docks in their places, and the page, if it is open, in that of the panels."""
        if self._dock is None or not self.is_open:
            usual()
            return
        size = self._window.size()
        self._dock.hide()  # there is no room for both
        self._window.removeDockWidget(self._dock)
        usual()
        self._layout = self._window.saveState()
        self._place(self._dock)
        self._window.resize(size)

    def _place(self, dock: QDockWidget) -> None:
        for panel in self._panels:
            panel.hide()
        self._window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        dock.show()
        self._window.resizeDocks([dock], [round(_SHARE * self._window.width())], Qt.Orientation.Horizontal)

    def close(self) -> None:
        """Put everything back as it was."""
        if self._dock is None or self.presenter is None or self._layout is None:
            return
        layout, self._layout = self._layout, None
        self.presenter.close()
        self._dock.hide()
        self._window.removeDockWidget(self._dock)
        self._window.restoreState(layout)
        self._commands.teach.setChecked(False)
        self._window.setFocus()

    def shut(self) -> None:
        """The window closes: its layout is the one without the page."""
        if self.presenter is not None:
            self.presenter.shut()
            self.close()

    def set_theme(self, chosen: theme.Theme) -> None:
        """Applies a theme."""
        self._theme = chosen
        if self.page is not None:
            self.page.set_theme(chosen)

    def teach_segment(self) -> None:
        """The selected segment of the timeline as an example of its label."""
        segment = self._segments.editor.selected
        if segment is None:
            return
        self.open()
        if self.presenter is None:
            return
        label = segment.label.replace("_", " ")
        if self.presenter.add_stretch(segment.person, segment.start, segment.end, label):
            self._window_presenter.message.emit("info", texts.SEGMENT_ADDED.format(action=label))

    def teach_person(self, person: int) -> None:
        """The page, about somebody in the picture."""
        self._window_presenter.follow(person)
        self.open()

    # Making

    def _made(self) -> tuple[QDockWidget, TeachPage]:
        if self._dock is not None and self.page is not None:
            return self._dock, self.page
        self.presenter = p = TeachPresenter(self._window_presenter)
        self.page = page = TeachPage(p)
        self._dock = dock = QDockWidget(texts.TITLE, self._window)
        dock.setObjectName("teach_dock")
        dock.setWidget(page)
        dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        page.set_theme(self._theme)
        page.closed.connect(self.close)
        page.new_set_asked.connect(lambda: dialogs.ask_text(self._window, texts.NEW_SET, texts.NEW_SET_HINT, p.use_set))
        page.rename_asked.connect(
            lambda name: dialogs.ask_text(
                self._window, texts.RENAME, texts.RENAME_HINT.format(name=name), p.rename_action
            )
        )
        page.folder_asked.connect(
            lambda: dialogs.choose_folder(self._window, texts.ADD_FOLDER, lambda path: p.add_folder(Path(path)))
        )
        page.import_asked.connect(
            lambda: dialogs.choose_file(
                self._window, texts.IMPORT, texts.SET_KINDS, lambda path: p.import_file(Path(path))
            )
        )
        page.export_asked.connect(self._ask_export)
        p.recording.announced.connect(self._picture.announce)
        return dock, page

    def _ask_export(self) -> None:
        assert self.presenter is not None
        p = self.presenter
        suggested = Path(self._window_presenter.preferences.folder) / f"{p.examples.name}.zip"
        dialogs.choose_new_file(
            self._window, texts.EXPORT, texts.SET_KINDS, suggested, lambda path: p.export(Path(path))
        )

    # Elsewhere in the window

    def _record(self) -> None:
        self.open()
        if self.presenter is not None and self.page is not None and self.page.record.isEnabled():
            self.presenter.record()

    def _show_status(self, status: Status) -> None:
        self._commands.teach_segment.setEnabled(self._segments.editor.selected is not None)
