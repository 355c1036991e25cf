"""The guide inside the program (F1). ``{command}`` stands for the keys of a command of `app.ui.texts.COMMANDS`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """A heading, what stands below it, and the name of the picture between; empty: none."""

    heading: str
    paragraphs: tuple[str, ...]
    picture: str = ""


SECTIONS = (
    Section(
        "Play something",
        (
            "Drop a video on the window, or press {open}. {camera} opens the camera, {demo} a short example.",
            "{play} plays and pauses, {back} and {forward} go frame by frame. Dragging in the timeline leads anywhere.",
        ),
        "transport",
    ),
    Section(
        "What you see",
        (
            "Every person has a number and a colour, the same in the picture, in the panels and in the timeline. The "
            "label says what the network takes them to do, with the three most likely actions.",
            "“Uncertain”: too little speaks for any of the actions that it knows. “Warming up”: it has not seen enough "
            "of this person yet.",
            "Orange joints speak for the action, blue ones against it: by so much its probability would fall, or rise, "
            "if the joint were not seen. A click on a person makes the panels follow them; {follow_next} goes to the "
            "next one.",
        ),
        "picture",
    ),
    Section(
        "Who does what, and when",
        (
            "The timeline has a lane for each person. {analyse} analyses every frame of a file, {find_segments} marks "
            "who does what, from when to when.",
            "Drag the edges of a segment, or press {segment_from} and {segment_to} to let it begin or end at the "
            "cursor; right-click it to change its label. {next_segment} and {previous_segment} lead from one to the "
            "next, {show_segments} shows all of them in a table. {undo_segment} undoes.",
            "The wheel zooms the timeline, with Shift it moves; {timeline_fit} shows the whole file.",
            "{export_segments} saves them as a table, as JSON or as subtitles, beside the video; {export_file} saves "
            "the joints and predictions of every frame, or the annotated video.",
        ),
        "timeline",
    ),
    Section(
        "What it knows",
        (
            "A network knows the actions that it was trained on, and nothing else. {knows} lists them, and says what "
            "to do when yours is not among them.",
        ),
    ),
    Section(
        "Teach your own actions",
        (
            "{teach} opens the page. Name an action, press Enter, then Record: after the countdown do it a few times; "
            "every repetition becomes an example. With a second action, or “something else”, it begins to answer.",
            "Record each action a second time, and look at the score, the advice, and the examples marked with “?”. "
            "“Use this network” puts it into the Model menu. {teach_segment} takes the selected segment of a file as "
            "an example.",
        ),
    ),
    Section(
        "Arrange the window",
        (
            "Every view can be hidden, moved, or put in a window of its own (menu View); {reset} puts all of them "
            "back. {settings} opens the settings, where every shortcut can be changed.",
        ),
    ),
)
SHORTCUTS = "Shortcuts"
NO_KEYS = "(no shortcut)"
EXAMPLE = (("wave", 0.81), ("clap", 0.09), ("throw", 0.03))
"""Actions and probabilities in the pictures."""
