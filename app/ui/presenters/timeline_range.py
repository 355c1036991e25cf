"""Which part of a file the timeline shows: all of it, or a stretch that is zoomed and moved. No Qt."""

from __future__ import annotations

LEAST = 0.5  # seconds that fill the timeline at most
_LEAD = 0.1  # of what is shown: so much of it lies before a moment that is turned to
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)  # seconds between ticks


class TimelineRange:
    """Seconds of the source, from the left edge of the timeline to the right one."""

    def __init__(self) -> None:
        self._whole = (0.0, 0.0)
        self._shown: tuple[float, float] | None = None

    @property
    def shown(self) -> tuple[float, float]:
        """First and last second that are shown."""
        return self._shown or self._whole

    @property
    def zoomed(self) -> bool:
        """Only a part is shown."""
        return self._shown is not None

    def set_whole(self, whole: tuple[float, float]) -> None:
        """First and last second that there are; another length is that of another source, and shown from end to end."""
        if abs((whole[1] - whole[0]) - (self._whole[1] - self._whole[0])) > 1e-6:
            self._shown = None
        self._whole = whole

    def fit(self) -> None:
        """All of it."""
        self._shown = None

    def zoom(self, factor: float, about: float) -> None:
        """Shows a stretch that is longer by a factor, or shorter; one moment stays where it is."""
        start, end = self.shown
        length = max((end - start) * factor, LEAST)
        if length >= self._whole[1] - self._whole[0]:
            self._shown = None
            return
        share = (about - start) / (end - start)
        self._place(about - share * length, length)

    def move(self, seconds: float) -> None:
        """Shows what comes so much later."""
        if self._shown is not None:
            self._place(self._shown[0] + seconds, self._shown[1] - self._shown[0])

    def turn_to(self, time: float) -> None:
        """Turns the page to a moment that is not shown."""
        if self._shown is not None and not self._shown[0] <= time <= self._shown[1]:
            length = self._shown[1] - self._shown[0]
            self._place(time - _LEAD * length, length)

    def _place(self, start: float, length: float) -> None:
        start = min(max(start, self._whole[0]), self._whole[1] - length)
        self._shown = (start, start + length)

    def ticks(self, most: int) -> list[float]:
        """Round times for the scale, at most so many and at most one."""
        start, end = self.shown
        if end <= start or most < 1:
            return []
        step = next((step for step in _STEPS if (end - start) / step <= most), _STEPS[-1])
        first = int(start / step - 1e-9) + (start > 0)
        return [number * step for number in range(first, int(end / step + 1e-9) + 1)]


def tick_text(seconds: float) -> str:
    """``1:05``, with tenths where they are not zero, and hours where there are any."""
    tenths = round(seconds * 10)
    minutes, rest = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    text = f"{minutes:02d}:{rest // 10:02d}" if hours else f"{minutes}:{rest // 10:02d}"
    text = f"{hours}:{text}" if hours else text
    return f"{text}.{rest % 10}" if rest % 10 else text
