"""All English text of the window, kept in one file so that it can be translated.

Names in braces are filled in with `str.format`. Error messages about files and networks are worded in `core`, where the
errors are raised.
"""

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
ANALYSE_SHORT = "Analyse"
TEACH_SHORT = "Teach"
ANALYSIS_RUNS = "{share:.0%}  {left} left"
ANALYSIS_BEGINS = "{share:.0%}"
ANALYSIS_DONE = "Analysed"
ANALYSIS_TIP = "{rate:.0f} frames per second; click to stop. Results so far are kept."
ANALYSIS_DONE_TIP = "Every frame has been analysed; click to analyse again"
CAMERAS = "Cameras"
CAMERA_TIP = "Play {name}"
NO_CAMERAS = "no camera found"
OF_LIST = "{name}  ({place} / {count})"
PAUSE = "Pause"  # the name of "play" while it plays
TIP_WITH_SHORTCUT = "{tip}  ({shortcut})"

STOP_RECORDING = "Stop recording"  # the name of "record" while it records
MENU_FILE = "&File"
MENU_PLAYBACK = "&Playback"
MENU_MODEL = "&Model"
MENU_TEACH = "&Teach"
MENU_SEGMENTS = "&Segments"
MENU_VIEW = "&View"
MENU_TIMELINE = "Timeline"
MENU_TOOLS = "T&ools"
MENU_HELP = "&Help"
OPEN_RECENT = "Open recent"
RECENT_CAMERA = "camera {number}"
RECENT_TIP = "Play {name}"
CLEAR_RECENT = "Clear this list"
SHOW_DOCK_TIP = "Bring to the front, or hide when it is there: {title}"

# Model menu

MODELS = {
    "stgcn": "ST-GCN",
    "agcn": "AGCN",
    "symmetric": "ST-GCN, symmetric mask",
    "stbln": "ST-BLN",
    "bagcn": "BAGCN",
    "stfnet": "STF-Net",
    "taught": "Your own actions",
}
STREAMS = {
    "joint": "joint",
    "bone": "bone",
    "joint_motion": "joint motion",
    "bone_motion": "bone motion",
    "spatial": "spatial",
    "motion": "motion",
}
FUSIONS = {
    "2s": "joint + bone (2 streams)",
    "4s": "joint + bone, still and in motion (4 streams)",
    "spatial+motion": "spatial + motion (2 streams)",
}
FUSION_TIP = "Runs several networks and averages their scores: {streams}"
ACTIONS_COUNT = "{count} actions"
READING_WEIGHTS = "reading the list …"
NO_WEIGHTS = "no weights found"
DEVICE = "Device"
DEVICES = {
    "auto": "Automatic",
    "cpu": "CPU",
    "cuda": "CUDA (NVIDIA)",
    "mps": "MPS (Apple)",
}

VIEWS = {"picture": "picture", "timeline": "timeline"}

# Settings


@dataclass(frozen=True)
class SettingText:
    """A setting's name, and an explanation of what it does."""

    label: str
    explanation: str


SETTINGS: dict[str, SettingText] = {
    "device": SettingText(
        "Device of the networks",
        "Automatic uses an NVIDIA GPU if there is one. Pose estimation runs on the CPU.",
    ),
    "max_people": SettingText(
        "Maximum people",
        "More people take more time. Automatic: 6, with MediaPipe 2. With 1, MediaPipe smooths the joints.",
    ),
    "pose_backend": SettingText(
        "People found by",
        "BlazePose finds small people and more of them, and reports nothing. MediaPipe reports its usage to Google.",
    ),
    "pose_confidence": SettingText(
        "Pose confidence",
        "Lower values find people who are far away or partly hidden, but also give more false detections.",
    ),
    "pose_model": SettingText(
        "Pose model file", "Another MediaPipe .task file. Empty: the full model, downloaded once and kept in the cache."
    ),
    "pose_source": SettingText(
        "Pose model from", "Where to download the full model: from Google, or from the official mediapipe package."
    ),
    "threshold": SettingText(
        "Uncertain below",
        "Actions with a lower score are shown as uncertain. By default, the network's own threshold.",
    ),
    "examples_folder": SettingText(
        "Folder of your examples", "Where the examples of your own actions are kept. Empty: in your user folder."
    ),
    "language": SettingText("Language", "From the next start on. Messages about files and networks stay English."),
    "theme": SettingText("Theme", "Colours of the window."),
    "text_size": SettingText("Text size", "How large the window's texts are."),
    "heat_colours": SettingText(
        "Colour map", "All of these are perceptually uniform and safe for colour-blind viewers."
    ),
    "fixed_scale": SettingText(
        "Fixed colour scales",
        "On: a colour always means the same value. Off: colours span the values shown, which brings out more detail.",
    ),
    "smooth_joints": SettingText(
        "Smooth joints",
        "Smooths the joints on the screen only. The network and the exports use the unsmoothed ones.",
    ),
    "reasons": SettingText(
        "On the joints",
        "Evidence: by how much the odds would fall if the joint were not seen. Attention: where the network looks, "
        "which need not be why.",
    ),
    "show_links": SettingText(
        "Latent links", "Draw dotted lines between joints that attend to each other without sharing a bone (STF-Net)."
    ),
    "latent_links": SettingText(
        "BAGCN's links from",
        "Joints with so much attention are linked to the latent node. None of the bundled networks reaches 0.8.",
    ),
    "link_threshold": SettingText("Links from", "Links with a smaller weight in the relation matrix are not drawn."),
    "segment_smoothing": SettingText("Smoothing", "Length of the centred window over which scores are averaged."),
    "segment_enter": SettingText("Begins at", "An action begins when its score reaches this value."),
    "segment_leave": SettingText(
        "Ends below", "It ends when its score falls below this value. A lower one than “Begins at” avoids fragments."
    ),
    "segment_shortest": SettingText("Shortest", "Shorter segments are dropped."),
    "segment_bridge": SettingText("Bridge gaps", "Segments of one action with a shorter gap between them are merged."),
}
PAGES = {"analysis": "Analysis", "view": "View", "segments": "Segments"}
CHOICES: dict[str, dict[str, str]] = {
    "language": {"system": "as the system", "en": "English", "de": "Deutsch"},
    "device": DEVICES,
    "pose_backend": {"auto": "automatic", "blazepose": "BlazePose", "mediapipe": "MediaPipe"},
    "pose_source": {"auto": "Google, else the package", "google": "Google", "wheel": "mediapipe package"},
    "theme": {"dark": "Dark", "light": "Light"},
    "latent_links": {"relative": "0.9 of the largest", "absolute": "0.8, as in the paper"},
    "reasons": {"evidence": "Evidence", "attention": "Attention", "off": "Nothing"},
    "heat_colours": {name: name.capitalize() for name in ("viridis", "cividis", "magma", "inferno")},
}
SPECIAL_VALUES = {
    "max_people": "automatic",
    "threshold": "network's own",
    "segment_smoothing": "none",
    "segment_bridge": "none",
}
SETTINGS_TITLE = "Settings"
PAGE_SHORTCUTS = "Shortcuts"
PAGE_STORAGE = "Storage"
DEFAULTS = "Defaults"
DEFAULTS_TIP = "Reset all settings on this page to their defaults"
DEFAULT_TIP = "{explanation}\nDefault: {default}"
ON, OFF, NONE = "on", "off", "none"
CHOOSE_FILE = "Choose …"
POSE_FILES = "MediaPipe models (*.task);;All files (*)"
SHORTCUTS_HINT = "Click a shortcut and press the new keys. Clear it to have none."
COMMAND_COLUMN, SHORTCUT_COLUMN = "Command", "Shortcut"
SHORTCUT_TAKEN = "{shortcut} was the shortcut of “{other}”, which now has none."
STORAGE_HINT = (
    "The cache holds the pose model and the data sets that have been read, so that neither is downloaded or computed "
    "twice. Nothing else is stored unless you record, export or teach."
)
STORAGE_FOLDER = "Folder: {folder}"
STORAGE_SIZE = "Size: {size:.1f} MB"
CLEAR_CACHE = "Clear the cache"
CLEAR_CACHE_TIP = "Delete the cached files; the pose model is downloaded again when it is needed"
CACHE_CLEARED = "The cache is empty; {size:.1f} MB were deleted."
CACHE_KEPT = "{count} cached files are in use and were kept."
CLOSE = "Close"

# Files

OPEN_TITLE = "Open a video or a skeleton file"
OPEN_KINDS = (
    "Videos and skeletons (*.mp4 *.avi *.mkv *.mov *.webm *.m4v *.mpg *.mpeg *.wmv "
    "*.json *.jsonl *.npy *.npz *.pkl *.pickle *.skeleton *.mat *.txt);;All files (*)"
)
WEIGHTS_TITLE = "Load weights"
WEIGHTS_KINDS = "Weights (*.safetensors);;All files (*)"
ADDRESS_TITLE = "Open address"
ADDRESS_HINT = "A camera's number (0, 1, …) or a stream's address (rtsp://…, https://…):"
RECORD_TITLE = "Record from now on"
RECORD_KINDS = "Annotated video (*.mp4);;All results, JSON lines (*.jsonl);;Table (*.csv);;Kinetics-Skeleton (*.json)"
EXPORT_TITLE = "Export the whole file"
EXPORT_KINDS = "All results, JSON lines (*.jsonl);;Table (*.csv);;Kinetics-Skeleton (*.json);;Annotated video (*.mp4)"
SNAPSHOT_TITLE = "Save this frame"
SNAPSHOT_KINDS = "PNG (*.png);;JPEG (*.jpg)"
FIGURE_TITLE = "Save the figure"
FIGURE_KINDS = "SVG (*.svg);;PNG (*.png);;Values (*.csv)"

# Segments

SEGMENTS_TITLE = "Export segments"
SEGMENT_KINDS = "Table (*.csv);;JSON (*.json);;Subtitles (*.srt)"
LOAD_SEGMENTS = "Load segments"
SEGMENT_JSON = "Segments (*.json)"
CLIPS_FOLDER = "Choose the folder of the data set"
LABEL_MENU = "Label"
NEW_LABEL = "Another …"
NEW_LABEL_HINT = "The action in this segment:"
NEW_SEGMENT = "new"
SEGMENTS_NEED_A_FILE = "Segments can only be found in a file, not in a live source."
SEGMENTS_FOUND_ANEW = "The segments were found again; Undo brings back the ones you edited."
CLIPS_NEED_SEGMENTS = "Find the segments first (Ctrl+G): clips can only be exported from a file that has been analysed."
WROTE = "Wrote {path}."
WROTE_CLIPS = "Wrote {count} clips to {folder}."
SEGMENT_TIP = "{label}, {start:.2f} to {end:.2f} s, score {score:.2f}"

# Timeline

TIMELINE_TIP = (
    "The recognised actions of each person, and how decisive each moment was for the network (TDF)\n"
    "Wheel: zoom. Shift and wheel, or middle button: move. Dashed: what the network before saw"
)
TDF_TIP = "{tip}\nTDF from {low:.2f} (dark) to {high:.2f} (bright), around its mean"

# The window

PROGRAM = "skelapp"
TITLE = "{name} — skelapp"
LIVE_CAPTION = "LIVE  {caption}"
SOURCE_CAPTION = "{name}   {width}×{height}"
LOADING_NETWORK = "Loading the network …"
STARTING = "Starting …"
CRASHED = "The program crashed the last time. What is known of it is in {path}; please send it with a bug report."
FAULT = "The window ran into an unexpected error ({kind}: {error})."
CLOSE_NOTICE = "Close this notice"
DROP_HERE = "Drop a video here"
DROP_HINT = "or start with one of these. Everything runs on this computer."
ABOUT = (
    "Recognises human actions from 2D skeletons, live, and shows why.\n"
    "MIT licence; the window uses PyQt6, which is GPL."
)
COPY = "Copy"
COPY_TIP = "Copy this text, for a bug report"

# The picture

WARMING_UP = "warming up {held:.1f} / {needed:.1f} s"
UNCERTAIN = "uncertain"
JOINT_TIP = "person {person}, {joint}: confidence {confidence:.2f}"
JOINT_FOCUS = ", attention {focus:.3f}"
JOINT_FOR = "; without it the odds of {label} would be {times} times lower ({bits:+.2f} bits)"
JOINT_AGAINST = "; without it the odds of {label} would be {times} times higher ({bits:+.2f} bits)"

# Transport and status

SLIDER_TIP = "Go to another time of the file"
POSITION = "Position"
SPEED = "Speed"
SPEED_TIP = "Speed of playback"
LIVE = "● LIVE"
CAMERA = "camera"
FILE = "file"
RATES = "{source} {capture:.1f}   pose {pose:.1f}   action {action:.1f} /s"
RATES_TIP = "Frames per second of capture, of pose estimation and of action recognition"
LATENCY = "end to end {milliseconds:.0f} ms"
LATENCY_TIP = "Time from reading a frame until its result is ready to be shown"
DROPPED = "dropped {count}"
DROPPED_TIP = "Frames skipped to keep up; amber while frames are being dropped"
SKIPPED = "skipped {count}"
SKIPPED_TIP = "Frames of the file that were not analysed while playing; “Analyse whole file” (A) analyses every one"
UNFOLLOWED = "{count} more in view"
UNFOLLOWED_TIP = "People in the picture beyond the maximum that is looked at (Settings, Analysis)"
ACTIVITY_TIP = "Work in progress in the background"
MODEL_TIP = "Network, device and pose estimator"
LOADING = "loading {name} …"
RECORDING = "● recording"
EXPORTING = "● exporting"
EXPORTING_TIP = "The whole file is being analysed and written, beside what is being played"
RECORDING_TIP = "Results are being written to a file; every frame is analysed"
