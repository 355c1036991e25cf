"""The commands: their names, shortcuts and what they do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CommandText:
    """A command's name, its default shortcut, and a one-sentence description."""

    text: str
    shortcut: str
    tip: str


COMMANDS: dict[str, CommandText] = {
    # File
    "open": CommandText("Open file …", "Ctrl+O", "Play a video or a skeleton file"),
    "camera": CommandText("Open camera", "Ctrl+K", "Play the first camera"),
    "open_folder": CommandText(
        "Open folder …", "Ctrl+Shift+D", "Play all videos of a folder, or all clips of a data set, one after the other"
    ),
    "address": CommandText("Open address …", "Ctrl+U", "Play a camera by its number, or a stream by its address"),
    "demo": CommandText("Demo", "Ctrl+D", "Play the bundled clip"),
    "close": CommandText("Close source", "Ctrl+W", "Stop playing and return to the empty window"),
    "record": CommandText(
        "Record …", "Ctrl+R", "Record from now on: an annotated video, or the joints and predictions of every frame"
    ),
    "export_file": CommandText(
        "Export whole file …",
        "Ctrl+Shift+E",
        "Export every frame of the file: as annotated video, as a table (.csv, .jsonl) or as Kinetics-Skeleton",
    ),
    "snapshot": CommandText("Snapshot …", "Ctrl+Shift+P", "Save this frame with everything drawn on it"),
    "copy_figure": CommandText("Copy figure", "Ctrl+Shift+C", "Copy the view you last clicked, with its values"),
    "save_figure": CommandText("Save figure …", "Ctrl+Shift+F", "Save the view you last clicked, or its values"),
    "quit": CommandText("Quit", "Ctrl+Q", "Quit skelapp"),
    # Playback
    "play": CommandText("Play", "Space", "Play or pause"),
    "back": CommandText("Step back", "Left", "Go back one frame"),
    "forward": CommandText("Step forward", "Right", "Go forward one frame"),
    "skip_back": CommandText("Back 5 s", "Shift+Left", "Go back five seconds"),
    "skip": CommandText("Forward 5 s", "Shift+Right", "Go forward five seconds"),
    "previous": CommandText("Previous file", "PgUp", "Play the previous file of the folder, or of those you dropped"),
    "next": CommandText("Next file", "PgDown", "Play the next file of the folder, or of those you dropped"),
    "analyse": CommandText(
        "Analyse whole file", "A", "Analyse every frame in the background, so that you can jump to any moment at once"
    ),
    "follow_next": CommandText("Follow next person", "F", "Show the next person in the panels"),
    "rotate_right": CommandText("Rotate right", "R", "Rotate the picture by 90° clockwise before pose estimation"),
    "rotate_left": CommandText(
        "Rotate left", "Shift+R", "Rotate the picture by 90° counterclockwise before pose estimation"
    ),
    "start": CommandText("To the start", "Home", "Go to the first frame"),
    "loop": CommandText("Loop", "L", "Start again at the end"),
    "slower": CommandText("Slower", "[", "Play slower"),
    "faster": CommandText("Faster", "]", "Play faster"),
    # Model
    "weights": CommandText("Load weights file …", "Ctrl+M", "Use a network that you trained"),
    # Teach
    "teach": CommandText("Teach your own actions", "T", "Show it your own actions, and it recognises them at once"),
    "record_example": CommandText("Record examples", "Ctrl+Space", "Record examples of the chosen action, hands-free"),
    "teach_segment": CommandText(
        "Teach this segment",
        "Shift+T",
        "Take the selected segment as an example of the action that it is labelled with",
    ),
    # Segments
    "find_segments": CommandText(
        "Find segments", "Ctrl+G", "Analyse the whole file and mark who does what, and when; replaces your edits"
    ),
    "add_segment": CommandText("New segment here", "N", "Add a segment of one second here, for the followed person"),
    "next_segment": CommandText("Next segment", "Ctrl+Right", "Select the next segment and go there"),
    "previous_segment": CommandText("Previous segment", "Ctrl+Left", "Select the segment before and go there"),
    "segment_from": CommandText("Begin segment here", "I", "The selected segment begins at this moment"),
    "segment_to": CommandText("End segment here", "O", "The selected segment ends at this moment"),
    "split_segment": CommandText("Split segment here", "S", "Split the selected segment in two"),
    "remove_segment": CommandText("Delete segment", "Del", "Delete the selected segment"),
    "undo_segment": CommandText("Undo", "Ctrl+Z", "Undo the last change to the segments"),
    "export_segments": CommandText(
        "Export segments …", "Ctrl+Shift+S", "Save the segments as a table, as JSON or as subtitles (.srt)"
    ),
    "load_segments": CommandText("Load segments …", "Ctrl+Shift+O", "Load segments that were exported as JSON"),
    "export_clips": CommandText(
        "Export training clips …",
        "Ctrl+Shift+T",
        "Save the selected segment, or all of them, as CLASS/CLIP.jsonl: a data set for python -m core.train",
    ),
    # View
    "timeline_in": CommandText(
        "Zoom into timeline", "Ctrl+Up", "Show a shorter stretch around the cursor; or the wheel"
    ),
    "timeline_out": CommandText("Zoom out of timeline", "Ctrl+Down", "Show a longer stretch of the file; or the wheel"),
    "timeline_fit": CommandText("Whole file in timeline", "Ctrl+Home", "Show all of the file in the timeline"),
    "timeline_later": CommandText("Later in timeline", "Alt+Right", "Show what comes later; or Shift and the wheel"),
    "timeline_sooner": CommandText("Sooner in timeline", "Alt+Left", "Show what came before; or Shift and the wheel"),
    "simple": CommandText("Simple view", "V", "Show the picture, the timeline and one sentence why, or all panels"),
    "reasons": CommandText(
        "Colours of the joints", "E", "Switch between evidence, attention and nothing on the joints; the legend tells"
    ),
    "mirror": CommandText("Mirror view", "M", "Mirror the picture on the screen; the analysis is not affected"),
    "light": CommandText("Light theme", "Ctrl+T", "Switch between light and dark colours"),
    "fixed_scale": CommandText(
        "Fixed colour scales",
        "Ctrl+E",
        "Use fixed limits for the colours of the panels instead of the lowest and highest value shown",
    ),
    "links": CommandText(
        "Latent links", "Ctrl+Shift+L", "Draw links between joints that attend to each other without sharing a bone"
    ),
    "float_picture": CommandText(
        "Picture in its own window", "Ctrl+Shift+W", "Move the picture to its own window, for a second screen, or back"
    ),
    "zoom_in": CommandText("Zoom in", "+", "Show a part of the picture larger; also by the wheel"),
    "zoom_out": CommandText("Zoom out", "-", "Show more of the picture; drag to move it"),
    "zoom_fit": CommandText("Whole picture", "0", "Show all of the picture; also by a double click"),
    "zoom_follow": CommandText("Keep person in view", "Shift+F", "Zoom to the followed person and move along"),
    "magnifier": CommandText(
        "Magnifier", "Shift+M", "Show the followed person larger in a corner where they are small"
    ),
    "full": CommandText("Full screen", "F11", "Use the whole screen"),
    "reset": CommandText("Reset layout", "Ctrl+0", "Put all docks back in their places"),
    # Tools
    "settings": CommandText("Settings …", "Ctrl+,", "Change the settings"),
    # Help
    "knows": CommandText("What it knows", "K", "Show which actions the network knows, and how well it recognises each"),
    "guide": CommandText("Guide", "F1", "A few words with pictures, and all shortcuts"),
    "about": CommandText("About skelapp", "Shift+F1", "Show versions and diagnostics, for a bug report"),
}
CANCEL_ANALYSIS = "Stop the analysis"  # the name of "analyse" while it runs
PAUSE = "Pause"  # the name of "play" while it plays
STOP_RECORDING = "Stop recording"  # the name of "record" while it records
TIP_WITH_SHORTCUT = "{tip}  ({shortcut})"
