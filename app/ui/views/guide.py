"""The guide inside the program: a few words with pictures, and all shortcuts."""

from __future__ import annotations

import html
from collections.abc import Mapping

import numpy as np
from PyQt6.QtCore import QSize, QUrl
from PyQt6.QtGui import QImage, QKeySequence, QTextDocument
from PyQt6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from app.ui.presenters.people import PersonView, box_around
from app.ui.presenters.presenter import Picture
from app.ui.presenters.timeline_model import Segment, TimelineModel
from app.ui.texts import commands as texts
from app.ui.texts import guide as words
from app.ui.views import theme
from app.ui.views.commands import Commands
from app.ui.views.picture import PictureView
from app.ui.views.timeline import TimelineView
from core.types import Frame

_WIDTH = 620  # of the pictures


class Guide(QDialog):
    """Stays beside the window; its pictures are painted by the program's own views."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(texts.COMMANDS["guide"].text)
        self.browser = QTextBrowser()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.browser)
        self.resize(QSize(_WIDTH + 90, 720))

    def fill(self, commands: Commands, transport: QWidget, chosen: theme.Theme) -> None:
        """Writes it anew, with the keys and the colours of now; the transport bar is shown as it is."""
        pictures = {
            "transport": _image(transport),
            "picture": _image(example_picture(chosen)),
            "timeline": _image(example_timeline(chosen)),
        }
        document = self.browser.document()
        assert document is not None
        for name, image in pictures.items():
            document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), image)
        document.setDocumentMargin(18)
        keys = {key: action.shortcut() for key, (action, _) in commands.all.items()}
        self.browser.setHtml(page(keys, commands.all, chosen))


def page(
    keys: Mapping[str, QKeySequence], commands: Mapping[str, tuple[object, texts.CommandText]], chosen: theme.Theme
) -> str:
    """The guide as HTML, with the shortcuts that are in use."""
    shown = {key: _keys(sequence) for key, sequence in keys.items()}
    parts = []
    for section in words.SECTIONS:
        parts.append(f"<h2>{html.escape(section.heading)}</h2>")
        for place, paragraph in enumerate(section.paragraphs):
            parts.append(f"<p>{_marked(paragraph, shown)}</p>")
            if section.picture and place == 0:
                parts.append(f'<p><img src="{section.picture}" width="{_WIDTH}"></p>')
    rows = "".join(
        f"<tr><td><b>{html.escape(shown[key])}</b>&nbsp;&nbsp;</td>"
        f"<td>{html.escape(described.text)}&nbsp;&nbsp;</td>"
        f'<td style="color: {chosen.muted}">{html.escape(described.tip)}</td></tr>'
        for key, (_, described) in commands.items()
        if not keys[key].isEmpty()
    )
    parts.append(f'<h2>{words.SHORTCUTS}</h2><table cellpadding="3">{rows}</table>')
    return "".join(parts)


def _marked(paragraph: str, keys: Mapping[str, str]) -> str:
    bold = {key: f"<b>{html.escape(text)}</b>" for key, text in keys.items()}
    return html.escape(paragraph, quote=False).format_map(bold)


def _keys(sequence: QKeySequence) -> str:
    return sequence.toString(QKeySequence.SequenceFormat.NativeText) or words.NO_KEYS


def _image(view: QWidget) -> QImage:
    """As wide as the page, in the resolution of the screen."""
    return view.grab().toImage()


def example_picture(chosen: theme.Theme) -> PictureView:
    """A drawn person with a label and evidence; the values are made up."""
    from core.synthetic.camera import SyntheticCamera

    camera = SyntheticCamera((960, 480))
    frame = camera.read()
    assert isinstance(frame, Frame)
    joints = camera.truth(0)[0]
    evidence = np.zeros(18, np.float32)
    evidence[[3, 4, 6, 9, 12]] = 1.0, 2.0, 0.4, -0.3, -0.8
    box = box_around(joints)
    assert box is not None
    person = PersonView(
        id=1,
        joints=joints,
        box=box,
        focus=None,
        title=words.EXAMPLE[0][0],
        certain=True,
        rows=words.EXAMPLE,
        followed=True,
        evidence=evidence,
        evidence_label=words.EXAMPLE[0][0],
    )
    view = PictureView()
    view.set_theme(chosen)
    view.resize(_WIDTH, _WIDTH // 2)
    view.show_picture(Picture(frame.image, (person,)))
    return view


def example_timeline(chosen: theme.Theme) -> TimelineView:
    """Two people who did this and that; the values are made up."""
    (first, _), (second, _), (third, _) = words.EXAMPLE
    model = TimelineModel()
    model.reset(20.0)
    model.lanes = {
        1: [Segment(0.5, 6.0, first), Segment(6.0, 7.2, ""), Segment(7.2, 14.0, second)],
        2: [Segment(3.0, 9.5, third), Segment(9.5, 11.0, "")],
    }
    model.marks = {1: [1.5, 2.6, 3.7, 4.8, 5.9]}
    seconds = np.arange(len(model.strip)) / len(model.strip) * 20
    model.strip[:] = np.where(seconds < 14, 0.5 + 0.2 * np.sin(seconds * 1.7), np.nan)
    model.position = 8.0
    view = TimelineView()
    view.set_theme(chosen)
    view.resize(_WIDTH, 100)
    view.show_timeline(model)
    return view
