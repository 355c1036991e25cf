# ruff: noqa: N802 (Qt names its events)
"""The page "Teach": actions at the left, their examples at the right, recording and what came of it below."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QEvent, Qt, QUrl, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QKeySequence
from PyQt6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.presenters.teach import TeachPresenter
from app.ui.texts import teach as texts
from app.ui.views import theme
from app.ui.views.dropping import take_drops
from app.ui.views.teach_actions import ActionTable
from app.ui.views.teach_answer import AnswerView
from app.ui.views.teach_curve import TuningCurve
from app.ui.views.teach_detail import ExampleDetail
from app.ui.views.teach_tiles import TileView
from core.examples.store import SOMETHING_ELSE

_Modifier = Qt.KeyboardModifier


class TeachPage(QWidget):
    """Shows a `TeachPresenter`, and asks it.

    Signals:
        new_set_asked(), rename_asked(action), folder_asked(), export_asked(), import_asked(), closed(): what needs a
        dialog, or the window.
    """

    new_set_asked = pyqtSignal()
    rename_asked = pyqtSignal(str)
    folder_asked = pyqtSignal()
    export_asked = pyqtSignal()
    import_asked = pyqtSignal()
    closed = pyqtSignal()

    def __init__(self, presenter: TeachPresenter) -> None:
        super().__init__()
        self.setObjectName("teach")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        take_drops(self, self.drop)
        self._presenter = p = presenter
        self._theme = theme.DARK
        self.sets = QComboBox()
        self.who = QLineEdit(p.preferences.who)
        self.table = ActionTable()
        self.name = QLineEdit()
        self.add = QPushButton(texts.ADD)
        self.heading = QLabel()
        self.tiles = TileView()
        self.detail = ExampleDetail()
        self.record = QPushButton(texts.RECORD)
        self.times, self.countdown = QSpinBox(), QSpinBox()
        self.line = QLabel()
        self.answer = AnswerView()
        self.score = QLabel()
        self.advice = QLabel()
        self.use = QPushButton(texts.USE)
        self.tune = QPushButton(texts.FINE_TUNE)
        self.progress = QProgressBar()
        self.curve = TuningCurve()
        self.undo = QToolButton()
        self._set_up()
        self._lay_out()
        self._connect()
        self.refresh()

    # Making

    def _set_up(self) -> None:
        self.sets.setToolTip(texts.SET_TIP)
        self.sets.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.who.setPlaceholderText(texts.WHO_HINT)
        self.who.setToolTip(texts.WHO_TIP)
        self.who.setMaximumWidth(110)
        self.name.setPlaceholderText(texts.NEW_ACTION)
        self.name.setToolTip(texts.NEW_ACTION_TIP)
        self.heading.setObjectName("section")
        self.record.setObjectName("primary")
        self.record.setToolTip(texts.RECORD_TIP)
        self.record.setMinimumWidth(110)
        for box, form, tip, values in (
            (self.times, texts.TIMES, texts.TIMES_TIP, (1, 50)),
            (self.countdown, texts.COUNTDOWN, texts.COUNTDOWN_TIP, (1, 30)),
        ):
            before, _, after = form.partition("{count}" if "{count}" in form else "{seconds}")
            box.setRange(*values)
            box.setPrefix(before)
            box.setSuffix(after)
            box.setToolTip(tip)
        for label in (self.line, self.score, self.advice):
            label.setWordWrap(True)
        self.line.setObjectName("muted")
        self.advice.setObjectName("muted")
        self.use.setToolTip(texts.USE_TIP)
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(8)
        self.undo.setText(texts.UNDO)
        self.undo.setToolTip(texts.UNDO_TIP)

    def _lay_out(self) -> None:
        more = QToolButton()
        more.setText(texts.MORE)
        more.setToolTip(texts.MORE_TIP)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        for text, tip, signal in (
            (texts.ADD_FOLDER, texts.ADD_FOLDER_TIP, self.folder_asked),
            (texts.IMPORT, texts.IMPORT_TIP, self.import_asked),
            (texts.EXPORT, texts.EXPORT_TIP, self.export_asked),
        ):
            action = self.menu.addAction(text)
            if action is not None:
                action.setToolTip(tip)
                action.triggered.connect(signal)
        self.keep_videos = self.menu.addAction(texts.KEEP_VIDEOS)
        if self.keep_videos is not None:
            self.keep_videos.setToolTip(texts.KEEP_VIDEOS_TIP)
            self.keep_videos.setCheckable(True)
            self.keep_videos.setChecked(self._presenter.preferences.keep_videos)
            self.keep_videos.toggled.connect(self._keep_videos)
        more.setMenu(self.menu)
        self.back = QPushButton(texts.BACK)
        self.back.setToolTip(texts.BACK_TIP)
        for button in (more, self.undo):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        widget: QWidget
        top = QHBoxLayout()
        top.addWidget(self.sets)
        top.addWidget(QLabel(texts.WHO))
        top.addWidget(self.who)
        top.addStretch()
        for widget in (self.undo, more, self.back):
            top.addWidget(widget)
        new = QHBoxLayout()
        new.setSpacing(6)
        new.addWidget(self.name, stretch=1)
        new.addWidget(self.add)
        left = QVBoxLayout()
        left.addWidget(self.table, stretch=1)
        left.addLayout(new)
        right = QVBoxLayout()
        right.addWidget(self.heading)
        right.addWidget(self.tiles, stretch=1)
        right.addWidget(self.detail)
        middle = QHBoxLayout()
        middle.setSpacing(10)
        middle.addLayout(left, stretch=4)
        middle.addLayout(right, stretch=7)
        row = QHBoxLayout()
        for widget in (self.record, self.times, self.countdown):
            row.addWidget(widget)
        row.addWidget(self.line, stretch=1)
        buttons = QVBoxLayout()
        for widget in (self.use, self.tune, self.progress, self.curve):
            buttons.addWidget(widget)
        buttons.addStretch()
        judged = QVBoxLayout()
        judged.addWidget(self.score)
        judged.addWidget(self.advice)
        judged.addStretch()
        bottom = QHBoxLayout()
        bottom.setSpacing(14)
        bottom.addLayout(_titled(texts.TRY, self.answer), stretch=5)
        bottom.addLayout(judged, stretch=6)
        bottom.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(middle, stretch=1)
        column.addLayout(row)
        column.addLayout(bottom)

    def _connect(self) -> None:
        p = self._presenter
        p.changed.connect(self.refresh)
        p.told.connect(self.line.setText)
        p.answered.connect(self.answer.show_answer)
        p.recording.beeped.connect(QApplication.beep)
        self.sets.textActivated.connect(self._choose_set)
        self.who.editingFinished.connect(self._tell_who)
        self.table.chosen.connect(p.select_action)
        self.table.rename_asked.connect(self.rename_asked)
        self.table.delete_asked.connect(p.remove_action)
        self.name.returnPressed.connect(self._add_action)
        self.add.clicked.connect(self._add_action)
        self.tiles.chosen.connect(self._select_examples)
        self.detail.trimmed.connect(p.trim)
        self.detail.relabelled.connect(p.relabel)
        self.detail.delete_asked.connect(p.remove)
        self.record.clicked.connect(p.record)
        self.times.setValue(p.preferences.repetitions)
        self.countdown.setValue(p.preferences.countdown)
        self.times.valueChanged.connect(lambda value: setattr(p.preferences, "repetitions", value))
        self.countdown.valueChanged.connect(lambda value: setattr(p.preferences, "countdown", value))
        self.use.clicked.connect(p.use)
        self.tune.clicked.connect(p.fine_tune)
        self.undo.clicked.connect(p.undo)
        self.back.clicked.connect(self.closed)

    # Showing

    def refresh(self) -> None:
        """Shows what the presenter has now."""
        p = self._presenter
        self._show_sets()
        rows = p.rows
        self.table.show_rows(rows, p.action)
        tiles = p.tiles
        lone = len(rows) == 1 and not rows[0].shown
        hint = texts.NO_ACTION if lone else texts.NO_ELSE if p.action == SOMETHING_ELSE else texts.NO_EXAMPLES
        self.heading.setText(texts.EXAMPLES.format(action=p.action))
        self.tiles.show_tiles(tiles, p.selected, hint)
        self._show_detail()
        running = p.recording.running
        self.record.setText(texts.STOP if running else texts.RECORD)
        self.record.setEnabled(running or not lone)
        for widget in (self.times, self.countdown, self.sets):
            widget.setEnabled(not running)
        if running or not self.line.text():
            self.line.setText(p.line)
        self.answer.show_hint(p.try_hint)
        score, *advice = p.sentences or ("",)
        self.score.setText(score)
        self.advice.setText("\n".join(texts.ADVICE.format(sentence=sentence) for sentence in advice[:4]))
        self.advice.setToolTip("\n".join(advice))
        known = p.learned is not None and p.learned.lesson is not None
        self.use.setEnabled(known)
        self._show_tuning()
        self.undo.setEnabled(p.examples.can_undo)

    def _show_sets(self) -> None:
        sets = dict.fromkeys((*self._presenter.sets.names, self._presenter.examples.name))
        listed = [*sorted(sets, key=str.casefold), texts.NEW_SET]
        if [self.sets.itemText(index) for index in range(self.sets.count())] != listed:
            self.sets.clear()
            self.sets.addItems(listed)
        self.sets.setCurrentText(self._presenter.examples.name)

    def _show_detail(self) -> None:
        p = self._presenter
        tiles = [tile for tile in p.tiles if tile.example.id in p.selected]
        whole = p.whole(tiles[0].example.id) if len(tiles) == 1 else None
        self.detail.show_selection(tiles, whole, p.examples.actions, p.action)

    def _show_tuning(self) -> None:
        view = self._presenter.tuning.view
        self.tune.setText(texts.FINE_TUNE if view is None else texts.CANCEL)
        self.tune.setEnabled(view is not None or self._presenter.can_tune)
        self.tune.setToolTip(texts.FINE_TUNE_TIP if view is None else view.text)
        self.progress.setVisible(view is not None)
        self.curve.setVisible(view is not None and len(view.curve) > 0)
        if view is not None:
            self.curve.show_curve(view.curve)
            self.progress.setValue(round(1000 * view.share))
            self.line.setText(view.text)

    def set_theme(self, chosen: theme.Theme) -> None:
        """Applies a theme."""
        self._theme = chosen
        for view in (self.table, self.tiles, self.detail, self.answer, self.curve):
            view.set_theme(chosen)

    # Doing

    def _choose_set(self, name: str) -> None:
        if name == texts.NEW_SET:
            self._show_sets()
            self.new_set_asked.emit()
        elif name != self._presenter.examples.name:
            self._presenter.use_set(name)

    def _tell_who(self) -> None:
        self._presenter.preferences.who = self.who.text().strip()

    def _keep_videos(self, keep: bool) -> None:
        self._presenter.preferences.keep_videos = keep

    def _add_action(self) -> None:
        if self.name.text().strip():
            self._presenter.add_action(self.name.text())
            self.name.clear()
            self.record.setFocus()

    def _select_examples(self, ids: tuple[str, ...]) -> None:
        self._presenter.select(ids)
        self._show_detail()

    # Events

    def event(self, event: QEvent | None) -> bool:
        """Keys that the page takes are not taken for the window's commands."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._takes(event):
            event.accept()
            return True
        return super().event(event)

    def _takes(self, event: QKeyEvent) -> bool:
        """Undo, and keys that are pressed alone: with the focus here the space bar presses a button."""
        alone = not event.modifiers() & (_Modifier.ControlModifier | _Modifier.AltModifier | _Modifier.MetaModifier)
        of_program = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35 and event.key() != Qt.Key.Key_F2
        return event.matches(QKeySequence.StandardKey.Undo) or (alone and not of_program)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Del deletes what has the focus, F2 renames, Ctrl+Z takes back."""
        p = self._presenter
        if event is None:
            return
        if event.matches(QKeySequence.StandardKey.Undo):
            p.undo()
        elif event.key() == Qt.Key.Key_Delete and self.tiles.hasFocus():
            p.remove()
        elif event.key() == Qt.Key.Key_Delete and self.table.hasFocus():
            p.remove_action()
        elif event.key() == Qt.Key.Key_F2 and self.table.hasFocus() and p.action != SOMETHING_ELSE:
            self.rename_asked.emit(p.action)
        elif event.key() == Qt.Key.Key_Escape:
            p.recording.stop() if p.recording.running else self.closed.emit()
        else:
            super().keyPressEvent(event)

    def drop(self, urls: list[QUrl]) -> None:
        """The folders or sets behind some addresses."""
        for url in urls:
            if url.isLocalFile():
                self._presenter.add_folder(Path(url.toLocalFile()))


def _titled(title: str, widget: QWidget) -> QVBoxLayout:
    label = QLabel(title)
    label.setObjectName("section")
    column = QVBoxLayout()
    column.setSpacing(2)
    column.addWidget(label)
    column.addWidget(widget)
    column.addStretch()
    return column
