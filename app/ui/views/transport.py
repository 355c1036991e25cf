# ruff: noqa: N802 (Qt names its events)
"""The transport bar: play, pause, step, seek, loop and speed."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QActionGroup, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSlider, QStyle, QToolButton, QWidget

from app.player.state import State, Status
from app.player.statistics import Progress
from app.ui.presenters.presenter import SPEEDS
from app.ui.texts import transport as texts
from app.ui.texts.numbers import number
from app.ui.views import icons, theme

_TICKS = 1000  # of the slider, per second


class SeekSlider(QSlider):
    """A slider that jumps to where it is clicked."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Jump there, then drag as usual."""
        style = self.style()
        if event is not None and style is not None and event.button() == Qt.MouseButton.LeftButton:
            value = QStyle.sliderValueFromPosition(
                self.minimum(), self.maximum(), round(event.position().x()), self.width()
            )
            self.setSliderPosition(value)
        super().mousePressEvent(event)


class AnalysisButton(QToolButton):
    """Starts and stops the whole-file analysis, and shows its progress."""

    def __init__(self, analyse: QAction) -> None:
        super().__init__()
        self._analyse = analyse
        self._share = 0.0
        self.clicked.connect(analyse.trigger)
        analyse.enabledChanged.connect(self.setEnabled)
        self.setEnabled(analyse.isEnabled())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("100%  00:00 left") + 14)
        self.show_progress(None)

    def show_progress(self, progress: Progress | None) -> None:
        """Shows the progress; None if no analysis was requested."""
        self._share = progress.share if progress is not None and not progress.done else 0.0
        if progress is None:
            self._tell(texts.ANALYSE_SHORT, self._analyse.toolTip())
        elif progress.done:
            self._tell(texts.ANALYSIS_DONE, texts.ANALYSIS_DONE_TIP)
        elif progress.remaining is None:
            self._tell(
                texts.ANALYSIS_BEGINS.format(share=progress.share), texts.ANALYSIS_TIP.format(rate=progress.rate)
            )
        else:
            left = clock_text(progress.remaining)[:-2]
            self._tell(
                texts.ANALYSIS_RUNS.format(share=progress.share, left=left),
                texts.ANALYSIS_TIP.format(rate=progress.rate),
            )
        self.update()

    def _tell(self, text: str, tip: str) -> None:
        self.setText(text)
        self.setToolTip(tip)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """The text above a bar."""
        super().paintEvent(event)
        if self._share > 0:
            painter = QPainter(self)
            bar = QRectF(4, self.height() - 4, self.width() - 8, 3)
            painter.fillRect(bar, self.palette().mid())
            painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * self._share, 3), self.palette().highlight())
            painter.end()


class TransportBar(QWidget):
    """Buttons for the window's transport actions, and the place in the source.

    Signals:
        seeked(seconds), speed_chosen(factor)
    """

    seeked = pyqtSignal(float)
    speed_chosen = pyqtSignal(float)

    def __init__(
        self, play: QAction, back: QAction, forward: QAction, loop: QAction, analyse: QAction, teach: QAction
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._duration = 0.0
        self.slider = SeekSlider()
        self.slider.setToolTip(texts.SLIDER_TIP)
        self.slider.setAccessibleName(texts.POSITION)
        self.slider.sliderMoved.connect(lambda value: self.seeked.emit(value / _TICKS))
        self.slider.sliderPressed.connect(lambda: self.seeked.emit(self.slider.sliderPosition() / _TICKS))
        policy = self.slider.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # live sources have none; the rest stays in its place
        self.slider.setSizePolicy(policy)
        self.clock = QLabel("–")
        self.clock.setMinimumWidth(self.fontMetrics().horizontalAdvance("00:00.0 / 00:00.0") + 16)
        self.clock.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.live = QLabel(texts.LIVE)
        self.live.setObjectName("live")
        self.live.hide()
        self._speed = self._speed_button()
        self.analysis = AnalysisButton(analyse)

        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(2)
        for action in (back, play, forward):
            row.addWidget(_button(action))
        row.addSpacing(6)
        row.addWidget(self.live)
        row.addWidget(self.slider, stretch=1)
        row.addWidget(self.clock)
        row.addWidget(self.analysis)
        row.addWidget(_text_button(teach, texts.TEACH_SHORT))
        row.addWidget(_button(loop))
        row.addWidget(self._speed)

    def show_status(self, status: Status) -> None:
        """Enables the possible commands and shows the speed."""
        live = status.source is not None and status.source.live
        self._duration = (status.source.duration or 0.0) if status.source else 0.0
        playable = status.state in (State.PLAYING, State.PAUSED, State.ENDED)
        self.live.setVisible(live)
        self.slider.setVisible(not live)
        self.slider.setEnabled(playable and not live and not status.writing)
        self.slider.setMaximum(max(1, round(self._duration * _TICKS)))
        self._speed.setEnabled(not live)
        self._speed.setText(f"{number(status.speed, 'g')}×")
        for action in self._speeds.actions():
            action.setChecked(action.data() == status.speed)
        self.show_position(status.position)
        self.show_statistics(status)
        if status.source is None:
            self.clock.setText("–")

    def show_statistics(self, status: Status) -> None:
        """How far the analysis of the whole file is."""
        live = status.source is not None and status.source.live
        self.analysis.setVisible(not live)
        self.analysis.show_progress(status.analysis)

    def show_position(self, seconds: float) -> None:
        """Where the source is."""
        if not self.slider.isSliderDown():
            self.slider.setValue(round(seconds * _TICKS))
        total = f" / {clock_text(self._duration)}" if self._duration else ""
        self.clock.setText(clock_text(seconds) + total)

    def _speed_button(self) -> QToolButton:
        button = QToolButton()
        button.setToolTip(texts.SPEED_TIP)
        button.setAccessibleName(texts.SPEED)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        self._speeds = QActionGroup(menu)
        for speed in SPEEDS:
            action = QAction(f"{number(speed, 'g')}×", menu)
            action.setCheckable(True)
            action.setData(speed)
            self._speeds.addAction(action)
            menu.addAction(action)
        self._speeds.triggered.connect(lambda action: self.speed_chosen.emit(action.data()))
        button.setMenu(menu)
        button.setMinimumWidth(button.fontMetrics().horizontalAdvance("0.25×") + 18)
        return button


def set_icons(play: QAction, back: QAction, forward: QAction, loop: QAction, status: Status, t: theme.Theme) -> None:
    """The actions' icons in the theme's colours."""
    play.setIcon(icons.pause(t) if status.state is State.PLAYING else icons.play(t))
    back.setIcon(icons.step_back(t))
    forward.setIcon(icons.step_forward(t))
    loop.setIcon(icons.loop(t, status.loop))


def clock_text(seconds: float) -> str:
    """Minutes, seconds, tenths: ``01:07.3``; with hours where there are any."""
    tenths = int(seconds * 10 + 1e-6)
    minutes, rest = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    text = f"{minutes:02d}:{number(rest / 10, '04.1f')}"
    return f"{hours}:{text}" if hours else text


def _text_button(action: QAction, text: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setCheckable(action.isCheckable())
    button.setToolTip(action.toolTip())
    button.clicked.connect(action.trigger)
    action.toggled.connect(button.setChecked)
    action.changed.connect(lambda: button.setToolTip(action.toolTip()))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    button.setIconSize(QSize(20, 20))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
