"""Draws a FrameResult on its frame (skeletons, actions, counts, focus), for annotated videos. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.output import colours
from core.skeleton import KINETICS18
from core.types import FrameResult, LiveCount, Prediction
from core.video.opencv import cv2

Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]

_PANEL: Colour = (17, 14, 12)
_TEXT: Colour = (240, 236, 232)
_MUTED: Colour = (175, 164, 154)
_WHITE: Colour = (255, 255, 255)
_ROWS = 3
_FOLLOW = 0.25  # how fast boxes and panels follow, so that they can be read
# A quarter of the picture and three of the panel's colour, for every value of every channel: a table spares arithmetic.
_DARKER = (np.arange(256)[None, :, None] * 0.25 + np.array(_PANEL) * 0.75).astype(np.uint8)
_FOCUS = np.ascontiguousarray(colours.colour_map(colours.FOCUS_MAP)[:, ::-1])  # BGR


@dataclass(frozen=True)
class _Rect:
    """A box in pixels; right and bottom lie outside."""

    left: int
    top: int
    right: int
    bottom: int

    def overlaps(self, other: _Rect) -> bool:
        return not (
            self.right <= other.left or other.right <= self.left or self.bottom <= other.top or other.bottom <= self.top
        )

    def inside(self, width: int, height: int) -> _Rect:
        """Moved so that it lies in the picture, as far as it fits."""
        x = min(0, width - self.right) if self.left > 0 else -self.left
        y = min(0, height - self.bottom) if self.top > 0 else -self.top
        return _Rect(self.left + x, self.top + y, self.right + x, self.bottom + y)


class Renderer:
    """Draws results, one frame after another.

    Everything grows with the picture: readable from 320x240 to 1080x1920.

    Args:
        labels: class names in index order.
    """

    def __init__(self, labels: tuple[str, ...]) -> None:
        self._labels = tuple(label.replace("_", " ") for label in labels)
        self._boxes: dict[int, NDArray[np.floating]] = {}

    def __call__(self, result: FrameResult) -> Picture:
        """A new picture ``(H, W, 3)`` BGR of the frame's size."""
        picture = result.frame.image.copy()
        height, width = picture.shape[:2]
        unit = float(np.clip(min(width, height * 4 / 3) / 640, 0.7, 3))
        self._follow(result)
        for person, joints, prediction in zip(result.people.ids, result.people.joints, result.predictions, strict=True):
            _skeleton(picture, joints, prediction, _colour(person), unit)

        gates = [(prediction.id, prediction.gate) for prediction in result.predictions if prediction.gate is not None]
        floor = height - (_gate_strip(picture, *gates[0], unit) if gates else 0)
        taken: list[_Rect] = []
        counts = dict(zip(result.people.ids, result.counts, strict=False))
        for prediction in result.predictions:
            box = self._box(prediction.id, width, height, unit)
            if box is not None:
                cv2.rectangle(
                    picture,
                    (box.left, box.top),
                    (box.right, box.bottom),
                    _colour(prediction.id),
                    max(1, round(1.4 * unit)),
                    cv2.LINE_AA,
                )
                told = counts.get(prediction.id, LiveCount())
                taken.append(self._panel(picture, prediction, told, box, taken, floor, unit))
        evidence = any(prediction.evidence is not None for prediction in result.predictions)
        if evidence or any(_attention(prediction) is not None for prediction in result.predictions):
            _colour_bar(picture, floor, unit, evidence)
        return picture

    def _follow(self, result: FrameResult) -> None:
        """Boxes around the joints that are there, (left, top, right, bottom), smoothed; people who left are dropped."""
        boxes: dict[int, NDArray[np.floating]] = {}
        for person, joints in zip(result.people.ids, result.people.joints, strict=True):
            present = joints[joints[:, 2] > 0, :2]
            if len(present):
                box = np.concatenate((present.min(axis=0), present.max(axis=0)))
                before = self._boxes.get(person, box)
                boxes[person] = before + _FOLLOW * (box - before)
        self._boxes = boxes

    def _box(self, person: int, width: int, height: int, unit: float) -> _Rect | None:
        if person not in self._boxes:
            return None
        left, top, right, bottom = self._boxes[person].tolist()
        margin = max(10 * unit, 0.05 * (bottom - top))
        return _Rect(
            round(max(left - margin, 1)),
            round(max(top - 2.2 * margin, 1)),  # the head is taller than its joints
            round(min(right + margin, width - 2)),
            round(min(bottom + margin, height - 2)),
        )

    def _panel(
        self,
        picture: Picture,
        prediction: Prediction,
        told: LiveCount,
        box: _Rect,
        taken: list[_Rect],
        floor: int,
        unit: float,
    ) -> _Rect:
        """The person's number, actions and repetitions, beside their box where there is room."""
        width, line = round(186 * unit), round(15 * unit)
        height = round(26 * unit) + _ROWS * line
        rect = _place(box, width, height, picture.shape[1], floor, taken)
        _shade(picture, rect)
        colour = _colour(prediction.id)
        cv2.rectangle(picture, (rect.left, rect.top), (rect.left + round(3 * unit), rect.bottom - 1), colour, -1)
        x, y = rect.left + round(10 * unit), rect.top + round(15 * unit)
        _text(picture, str(prediction.id), x, y, 0.5 * unit, colour, bold=True)
        x += round(10 * unit) + _text_width(str(prediction.id), 0.5 * unit, bold=True)
        end = rect.right - round(6 * unit)
        if told.count:
            tally = f"x{told.count}"
            end -= _text_width(tally, 0.5 * unit, bold=True)
            _text(picture, tally, end, y, 0.5 * unit, _TEXT if told.active else _MUTED, bold=True)
            end -= round(6 * unit)
        top = prediction.top(_ROWS)
        if prediction.state == "warming_up":
            held, needed = prediction.held, prediction.needed
            _text(picture, f"warming up {held:.1f} / {needed:.1f} s", x, y, 0.4 * unit, _MUTED)
        elif prediction.shown < 0:
            _text(picture, "uncertain", x, y, 0.5 * unit, _MUTED)
        else:
            label = _shorten(self._labels[prediction.shown], 0.5 * unit, end - x, bold=True)
            _text(picture, label, x, y, 0.5 * unit, _TEXT, bold=True)
        sure = prediction.shown >= 0
        for row, (index, score) in enumerate(top):
            base = y + round(6 * unit) + (row + 1) * line - round(4 * unit)
            self._row(picture, rect, base, index, score, colour if sure else _MUTED, unit)
        return rect

    def _row(
        self, picture: Picture, rect: _Rect, base: int, index: int, score: float, colour: Colour, unit: float
    ) -> None:
        """One action: name, bar, score."""
        left, right = rect.left + round(10 * unit), rect.right - round(6 * unit)
        bar, value = left + round(76 * unit), right - round(24 * unit)
        _text(picture, _shorten(self._labels[index], 0.36 * unit, bar - left - 2), left, base, 0.36 * unit, _TEXT)
        end = bar + max(1, round((value - round(5 * unit) - bar) * score))
        cv2.rectangle(picture, (bar, base - round(7 * unit)), (end, base), colour, -1)
        _text(picture, f"{score:.2f}", value, base, 0.36 * unit, _TEXT)


def _colour(person: int) -> Colour:
    red, green, blue = colours.person_colour(person)
    return (blue, green, red)


def _place(box: _Rect, width: int, height: int, right: int, bottom: int, taken: list[_Rect]) -> _Rect:
    """The first free place of this size: above the box, beside it, below it, in a corner; else above it."""
    lefts_tops = (
        (box.left, box.top - height),
        (box.right, box.top),
        (box.left - width, box.top),
        (box.left, box.bottom),
        (0, 0),
        (right - width, 0),
    )
    places = [_Rect(left, top, left + width, top + height) for left, top in lefts_tops]
    for place in places:
        fits = place.top >= 0 and place.left >= 0 and place.bottom <= bottom
        shifted = place.inside(right, bottom)
        if fits and not any(shifted.overlaps(other) for other in taken):
            return shifted
    return places[0].inside(right, bottom)


def _skeleton(
    picture: Picture, joints: NDArray[np.float32], prediction: Prediction, colour: Colour, unit: float
) -> None:
    """Bones in the person's colour; joints ``(18, 3)`` coloured, and larger, by evidence or attention."""
    present = joints[:, 2] > 0
    if not present.any():
        return
    # Joints and bones grow with the person as well as with the picture.
    size = float(np.clip(np.ptp(joints[present, 1]) / 260, 0.6 * unit, 1.6 * unit))
    points = [(round(float(x) * 8), round(float(y) * 8)) for x, y in joints[:, :2]]
    for width, shade in ((4.6 * size, _PANEL), (2.8 * size, colour)):
        for child, parent in KINETICS18.bones:
            if present[child] and present[parent]:
                cv2.line(picture, points[child], points[parent], shade, max(1, round(width)), cv2.LINE_AA, 3)
    evidence, focus = prediction.evidence, _attention(prediction)
    values = np.zeros(len(points)) if focus is None else np.clip(focus, 0, 1)
    if evidence is not None:
        values = np.clip(np.abs(evidence) / colours.EVIDENCE_REACH, 0, 1)
    for joint in np.argsort(values, kind="stable"):
        if present[joint]:
            radius = (2.6 + 8.0 * values[joint]) * size
            fill = colour if focus is None else _focus_colour(values[joint])
            if evidence is not None:
                fill = _evidence_colour(float(evidence[joint]))
            cv2.circle(picture, points[joint], round((radius + 1.2 * size) * 8), _WHITE, -1, cv2.LINE_AA, 3)
            cv2.circle(picture, points[joint], round(radius * 8), fill, -1, cv2.LINE_AA, 3)


def _attention(prediction: Prediction) -> NDArray[np.float32] | None:
    """The focus, where nobody looks for evidence. Between two looks there may be none for the action shown by then;
    attention in its place would tell something else by the same joints."""
    return prediction.focus if prediction.evidence_time == float("-inf") else None


def _focus_colour(value: float) -> Colour:
    blue, green, red = _FOCUS[round(255 * float(value))].tolist()
    return (blue, green, red)


def _evidence_colour(value: float) -> Colour:
    red, green, blue = colours.evidence_colour(value)
    return (blue, green, red)


def _colour_bar(picture: Picture, floor: int, unit: float, evidence: bool) -> None:
    """The scale of the evidence, or of the focus, at the bottom right."""
    width, height, margin = round(116 * unit), round(7 * unit), round(8 * unit)
    right, bottom = picture.shape[1] - margin - round(6 * unit), floor - margin - round(6 * unit)
    left, top = right - width, bottom - height
    text = top - round(5 * unit)
    _shade(picture, _Rect(left - margin, text - round(13 * unit), right + margin, bottom + round(6 * unit)))
    low, high, title = "0", "1", "focus on joints"
    if evidence:
        reach = colours.EVIDENCE_REACH
        low, high, title = f"-{reach:g}", f"+{reach:g}", "evidence, bits"
    picture[top:bottom, left:right] = _ramp(width, evidence)
    _text(picture, low, left, text, 0.36 * unit, _TEXT)
    _text(picture, high, right - _text_width(high, 0.36 * unit), text, 0.36 * unit, _TEXT)
    middle = (left + right - _text_width(title, 0.36 * unit)) // 2
    _text(picture, title, middle, text, 0.36 * unit, _TEXT)


@lru_cache(maxsize=8)
def _ramp(width: int, evidence: bool) -> Picture:
    """The colours of the scale from left to right ``(1, width, 3)``."""
    if evidence:
        reach = colours.EVIDENCE_REACH
        return np.array([[_evidence_colour(value) for value in np.linspace(-reach, reach, width)]], np.uint8)
    return _FOCUS[np.linspace(0, 255, width).round().astype(int)][None]


_GATE_REACH = 0.1
"""The gate's colours span at least so much: what hardly changes must not look like structure."""


def _gate_strip(picture: Picture, person: int, gate: NDArray[np.float32], unit: float) -> int:
    """The temporal gate ``(C, T)`` over the window, its mean over the channels, at the bottom; returns its height."""
    means = gate.mean(axis=0)
    low, high = float(means.min()), float(means.max())
    reach = max(high - low, _GATE_REACH)
    spread = 0.5 + (means - (low + high) / 2) / reach
    height, width = picture.shape[:2]
    strip, caption = round(10 * unit), round(16 * unit)
    top = height - strip - caption
    _shade(picture, _Rect(0, top, width, height))
    at = np.minimum(np.arange(width) * len(means) // width, len(means) - 1)
    picture[height - strip :] = _FOCUS[(255 * spread[at]).round().astype(int)][None]
    base = height - strip - round(4 * unit)
    _text(
        picture, f"TDF gate of {person}: {low:.3f} to {high:.3f}, colours span {reach:.2g}", 6, base, 0.36 * unit, _TEXT
    )
    _text(picture, "now", width - 6 - _text_width("now", 0.36 * unit), base, 0.36 * unit, _MUTED)
    return strip + caption


def _shade(picture: Picture, rect: _Rect) -> None:
    """Darken an area so that text on it can be read."""
    area = picture[max(rect.top, 0) : rect.bottom, max(rect.left, 0) : rect.right]
    if area.size:
        area[:] = cv2.LUT(area, _DARKER)


def _font(bold: bool) -> int:
    return cv2.FONT_HERSHEY_DUPLEX if bold else cv2.FONT_HERSHEY_SIMPLEX


def _text(picture: Picture, text: str, x: int, y: int, scale: float, colour: Colour, bold: bool = False) -> None:
    cv2.putText(picture, text, (x, y), _font(bold), scale, colour, 1, cv2.LINE_AA)


def _text_width(text: str, scale: float, bold: bool = False) -> int:
    return int(cv2.getTextSize(text, _font(bold), scale, 1)[0][0])


def _shorten(text: str, scale: float, width: int, bold: bool = False) -> str:
    while len(text) > 1 and _text_width(text, scale, bold) > width:
        text = text[:-1].rstrip()
    return text
