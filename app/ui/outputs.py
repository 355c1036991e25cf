"""Files written from the window: recordings, exports, snapshots, figures and segments."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QWidget

from app.output.recording import sink_for
from app.player.state import State, Status
from app.ui.presenters.presenter import WindowPresenter
from app.ui.presenters.segment_presenter import SegmentPresenter
from app.ui.texts import commands as commands_texts
from app.ui.texts import files as files_texts
from app.ui.texts.languages import said
from app.ui.views import dialogs
from app.ui.views.commands import Commands
from app.ui.views.figures import Figures
from core.errors import UserError
from core.guards.partial import write_whole


class Outputs(QObject):
    """Connects the commands that write files. Each asks for a path, then calls a method with it."""

    def __init__(
        self,
        window: QWidget,
        commands: Commands,
        presenter: WindowPresenter,
        segments: SegmentPresenter,
        figures: Figures,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._commands = c = commands
        self._presenter = presenter
        self._segments = segments
        self._figures = figures
        self._recorded: Path | None = None  # the file that was begun last
        c.record.triggered.connect(self._record)
        c.export_file.triggered.connect(self._ask_export)
        c.snapshot.triggered.connect(self._ask_snapshot)
        c.copy_figure.triggered.connect(figures.copy)
        c.save_figure.triggered.connect(self._ask_figure)
        c.export_segments.triggered.connect(self._ask_segments)
        c.load_segments.triggered.connect(
            lambda: dialogs.choose_file(
                window, files_texts.LOAD_SEGMENTS, files_texts.SEGMENT_JSON, self._path(segments.load)
            )
        )
        c.export_clips.triggered.connect(
            lambda: dialogs.choose_folder(window, files_texts.CLIPS_FOLDER, self._path(segments.export_clips))
        )
        presenter.status_changed.connect(self.show_status)
        segments.changed.connect(lambda: self.show_status(presenter.status))
        self.show_status(presenter.status)

    def show_status(self, status: Status) -> None:
        """Enables the commands whose output can be written now."""
        c = self._commands
        is_open = status.state in (State.PLAYING, State.PAUSED, State.ENDED) and status.model is not None
        is_file = status.source is not None and not status.source.live
        c.record.setEnabled(is_open)
        c.record.setText(commands_texts.STOP_RECORDING if status.writing else commands_texts.COMMANDS["record"].text)
        c.record.setChecked(status.writing)
        c.export_file.setEnabled(is_open and is_file and not status.exporting)
        for action in (c.snapshot, c.copy_figure, c.save_figure):
            action.setEnabled(is_open)
        some = bool(self._segments.editor.segments)
        for action in (c.export_segments, c.export_clips):
            action.setEnabled(some)
        for action in (c.load_segments, c.find_segments, c.add_segment):
            action.setEnabled(is_open and is_file)

    # Recordings

    def record(self, path: Path) -> None:
        """Records from the next frame on, until it is stopped or the source ends."""
        presenter = self._presenter
        self._recorded = path
        self._try(lambda: presenter.player.record(sink_for(path, presenter.settings.people)))
        presenter.poll()

    def export_file(self, path: Path) -> None:
        """Exports every frame of the open file, from its start."""
        presenter = self._presenter
        self._try(lambda: presenter.player.export(sink_for(path, presenter.settings.people)))
        presenter.poll()

    def _record(self) -> None:
        if self._presenter.status.writing:
            self._presenter.player.record(None)
            self._presenter.poll()
            if self._recorded is not None:
                self._presenter.message.emit("info", files_texts.WROTE.format(path=self._recorded))
        else:
            self._ask_path(files_texts.RECORD_TITLE, files_texts.RECORD_KINDS, ".mp4", self.record)
            self.show_status(self._presenter.status)  # the click alone does not check it

    def _ask_export(self) -> None:
        self._ask_path(files_texts.EXPORT_TITLE, files_texts.EXPORT_KINDS, ".jsonl", self.export_file)

    # Pictures

    def snapshot(self, path: Path) -> None:
        """Saves the current frame with everything drawn on it, in the source's own size."""
        shown = self._presenter.shown
        if shown is None or shown.info is None:
            return
        from app.output.render import Renderer  # imports OpenCV
        from core.video.opencv import cv2

        picture = Renderer(shown.info.labels)(shown.result)

        def write() -> None:
            suffix = path.suffix.lower()
            if suffix not in (".png", ".jpg", ".jpeg"):
                raise UserError(f"{path}: snapshots are .png or .jpg files; give a name that ends in one of them")
            done, packed = cv2.imencode(suffix, picture)
            if done:
                write_whole(path, packed.tobytes())

        self._try(write)

    def _ask_snapshot(self) -> None:
        seconds = f"-{self._presenter.status.position:.2f}s"
        self._ask_path(files_texts.SNAPSHOT_TITLE, files_texts.SNAPSHOT_KINDS, f"{seconds}.png", self.snapshot)

    def _ask_figure(self) -> None:
        name = f"-{self._figures.current.objectName()}" if self._figures.current.objectName() else ""
        self._ask_path(files_texts.FIGURE_TITLE, files_texts.FIGURE_KINDS, f"{name}.svg", self.save_figure)

    def save_figure(self, path: Path) -> None:
        """Saves the view that was clicked last."""
        self._try(lambda: self._figures.save(path))

    def _ask_segments(self) -> None:
        """Beside the video, if it is a file: there a player finds subtitles, and their owner the table."""
        place = Path(self._presenter.status.uri)
        beside = place.parent if place.is_file() else None
        self._ask_path(files_texts.SEGMENTS_TITLE, files_texts.SEGMENT_KINDS, ".csv", self._segments.export, beside)

    # Helpers

    def _ask_path(
        self, title: str, kinds: str, ending: str, write: Callable[[Path], object], folder: Path | None = None
    ) -> None:
        """Asks for a path. The suggested name is that of the source, the suggested folder the one used last."""
        source = self._presenter.status.source
        name = Path(source.name).stem if source is not None else "skelapp"
        folder = folder or Path(self._presenter.preferences.folder)
        dialogs.choose_new_file(self._window, title, kinds, folder / f"{name}{ending}", self._path(write))

    def _path(self, write: Callable[[Path], object]) -> Callable[[str], None]:
        """Turns the chosen text into a path, and remembers its folder."""

        def chosen(text: str) -> None:
            path = Path(text)
            self._presenter.preferences.folder = str(path if path.is_dir() else path.parent)
            write(path)

        return chosen

    def _try(self, write: Callable[[], object]) -> None:
        try:
            write()
        except UserError as error:
            self._presenter.message.emit("error", said(str(error)))
