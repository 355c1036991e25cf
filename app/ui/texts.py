"""Every English text of the window in one place: a translation is this file in another language.

Names in braces are filled in with `str.format`. Messages about files and networks come from `core`, with the error.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CommandText:
    """What a command is called, its default shortcut, and what it does in a sentence."""

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
    "address": CommandText("Open address …", "Ctrl+U", "Play another camera by its number, or a stream by its address"),
    "demo": CommandText("Demo", "Ctrl+D", "Play the embedded clip"),
    "close": CommandText("Close source", "Ctrl+W", "Back to the empty window"),
    "record": CommandText(
        "Record …", "Ctrl+R", "Write what comes from now on: the annotated video, or rows of joints and predictions"
    ),
    "export_file": CommandText(
        "Export whole file …",
        "Ctrl+Shift+E",
        "Every frame of the file: annotated video, rows (.csv, .jsonl), Kinetics-Skeleton",
    ),
    "snapshot": CommandText("Snapshot …", "Ctrl+Shift+P", "Save this frame with everything that is drawn on it"),
    "copy_figure": CommandText(
        "Copy figure", "Ctrl+Shift+C", "Copy the view that was clicked last, as a picture and as a drawing (SVG)"
    ),
    "save_figure": CommandText("Save figure …", "Ctrl+Shift+F", "Save the view that was clicked last as PNG or SVG"),
    "quit": CommandText("Quit", "Ctrl+Q", "Close the program"),
    # Playback
    "play": CommandText("Play", "Space", "Play or pause"),
    "back": CommandText("Step back", "Left", "One frame back"),
    "forward": CommandText("Step forward", "Right", "One frame on"),
    "skip_back": CommandText("Back 5 s", "Shift+Left", "Five seconds back"),
    "skip": CommandText("Forward 5 s", "Shift+Right", "Five seconds on"),
    "previous": CommandText("Previous file", "PgUp", "The file before this one in the folder or among those dropped"),
    "next": CommandText("Next file", "PgDown", "The file after this one in the folder or among those dropped"),
    "analyse": CommandText(
        "Analyse whole file", "A", "Look at every frame in the background; then every moment is known at once"
    ),
    "follow_next": CommandText("Follow next person", "F", "The panels show the next of the people in the picture"),
    "rotate_right": CommandText("Turn right", "R", "Turn the picture a quarter clockwise before people are looked for"),
    "rotate_left": CommandText(
        "Turn left", "Shift+R", "Turn the picture a quarter counterclockwise before people are looked for"
    ),
    "start": CommandText("To the start", "Home", "Go to the first frame"),
    "loop": CommandText("Loop", "L", "Start again at the end"),
    "slower": CommandText("Slower", "[", "Play slower"),
    "faster": CommandText("Faster", "]", "Play faster"),
    # Model
    "weights": CommandText("Load weights file …", "Ctrl+M", "Use a network that you trained"),
    # Segments
    "find_segments": CommandText(
        "Find segments", "Ctrl+G", "Analyse the whole file and mark who does what when; edits are forgotten"
    ),
    "add_segment": CommandText("New segment here", "N", "Mark a second from here on, of the person who is followed"),
    "split_segment": CommandText("Split segment here", "S", "Cut the selected segment in two"),
    "remove_segment": CommandText("Delete segment", "Del", "Take the selected segment away"),
    "undo_segment": CommandText("Undo", "Ctrl+Z", "Take the last change of the segments back"),
    "export_segments": CommandText("Export segments …", "Ctrl+Shift+S", "As a table, as JSON, or as subtitles (.srt)"),
    "load_segments": CommandText("Load segments …", "Ctrl+Shift+O", "Segments that were exported as JSON"),
    "export_clips": CommandText(
        "Export training clips …",
        "Ctrl+Shift+T",
        "The selected segment, or all, as CLASS/CLIP.jsonl: a data set that python -m core.train reads",
    ),
    # View
    "mirror": CommandText("Mirror view", "M", "Show the picture as in a mirror; what is analysed stays as it is"),
    "light": CommandText("Light theme", "Ctrl+T", "Light or dark colours"),
    "fixed_scale": CommandText(
        "Fixed colour scales",
        "Ctrl+E",
        "Colours of the panels from fixed limits instead of the least and most in the window",
    ),
    "links": CommandText(
        "Latent links", "Ctrl+Shift+L", "Draw which joints without a bone between them attend to each other"
    ),
    "float_picture": CommandText(
        "Picture in its own window", "Ctrl+Shift+W", "The picture leaves the window, for a second screen, or comes back"
    ),
    "full": CommandText("Full screen", "F11", "Use the whole screen"),
    "reset": CommandText("Reset layout", "Ctrl+0", "All docks back in their places"),
    # Tools
    "settings": CommandText("Settings …", "Ctrl+,", "Everything that can be adjusted, with explanations"),
    # Help
    "about": CommandText("About skelapp", "F1", "Versions and diagnostics, for a bug report"),
}
CANCEL_ANALYSIS = "Stop the analysis"  # what "analyse" is called while it runs
ANALYSE_SHORT = "Analyse"
ANALYSIS_RUNS = "{share:.0%}  {left} left"
ANALYSIS_BEGINS = "{share:.0%}"
ANALYSIS_DONE = "Analysed"
ANALYSIS_TIP = "{rate:.0f} frames a second; click to stop. What was found stays."
ANALYSIS_DONE_TIP = "Every frame is known; click to analyse again"
CAMERAS = "Cameras"
CAMERA_TIP = "Play {name}"
NO_CAMERAS = "no camera found"
OF_LIST = "{name}  ({place} / {count})"
PAUSE = "Pause"  # what "play" is called while it plays
TIP_WITH_SHORTCUT = "{tip}  ({shortcut})"

STOP_RECORDING = "Stop recording"  # what "record" is called while it records
MENU_FILE = "&File"
MENU_PLAYBACK = "&Playback"
MENU_MODEL = "&Model"
MENU_SEGMENTS = "&Segments"
MENU_VIEW = "&View"
MENU_TOOLS = "&Tools"
MENU_HELP = "&Help"
OPEN_RECENT = "Open recent"
RECENT_CAMERA = "camera {number}"
RECENT_TIP = "Play {name}"
CLEAR_RECENT = "Clear this list"
SHOW_DOCK_TIP = "Show or hide: {title}"

# Model menu

MODELS = {
    "stgcn": "ST-GCN",
    "agcn": "AGCN",
    "symmetric": "ST-GCN, symmetric mask",
    "stbln": "ST-BLN",
    "bagcn": "BAGCN",
    "stfnet": "STF-Net",
}
STREAMS = {
    "joint": "joint",
    "bone": "bone",
    "joint_motion": "joint motion",
    "bone_motion": "bone motion",
    "spatial": "spatial",
    "motion": "motion",
}
FUSIONS = {"2s": "2s fusion", "4s": "4s fusion", "spatial+motion": "spatial + motion fusion"}
FUSION_TIP = "Several networks at once, their scores averaged: {streams}"
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

# Panels


@dataclass(frozen=True)
class PanelText:
    """A dock's title, and what it shows in a sentence."""

    title: str
    tip: str


PANELS: dict[str, PanelText] = {
    "history": PanelText("class probabilities", "Probability of the best actions over the last seconds"),
    "repetitions": PanelText(
        "repetitions",
        "How often the motion repeated itself; dashed lines: where a cycle ended. Found without any classes",
    ),
    "relations": PanelText(
        "MCF relations",
        "How much each joint (row) listens to each part and to each other joint (column); rows sum to 1",
    ),
    "gate": PanelText(
        "TDF gate · channels × frames",
        "How much the last block amplifies each channel (row) at each moment of the window",
    ),
    "features": PanelText(
        "feature map · joints × frames", "Strength of the last feature map for each joint at each moment of the window"
    ),
    "focus": PanelText(
        "attention per joint",
        "How much the network looks at each joint now, 0 to 1, as the papers draw it. It need not be why: hiding the "
        "joints with the most attention often costs no more than hiding others. Evidence is measured by hiding.",
    ),
}
VIEWS = {"picture": "picture", "timeline": "timeline"}
TALLY = "×{count}"
TALLY_TEMPO = "  {tempo:.0f}/min"
TEMPO = "{tempo:.0f}/min, {period:.1f} s"
PAUSED = "paused"
OF_TARGET = "{count} / {target}"
TARGET = "target "
NO_TARGET = "no target"
TARGET_TIP = "How many repetitions this person wants to do"
SOUND = "sound"
SOUND_TIP = "A sound when the target is reached"
RESET_COUNT = "Reset"
RESET_COUNT_TIP = "This person's count begins at 0 again"
DOCK_TITLE = "{title} · person {person}"
NOBODY = "nobody to be seen"
NETWORK_HAS_NONE = "this network has no {what}"
RELATIONS = "MCF relations"
TEMPORAL_GATE = "temporal gate"
FEATURE_MAP = "feature map"
FOCUS = "focus"
SECONDS_AGO = "−{seconds} s"
NOW = "now"
CHANNEL = "ch {number}"
MEAN = "mean"
BLOCK = "block"
BLOCK_TIP = "The block of the network whose relations are shown"
LAST_BLOCK = "last"
GRAIN = "grain"
GRAIN_TIP = "Relations of joints to parts, to joints, or both side by side"
ALL_GRAINS = "all"
GRAINS = {"joints": "joints × joints", "parts": "joints × parts"}
COLUMNS = {"joints": "{count} joints", "parts": "{count} parts"}
ROW = "row {number}"
COLUMN = "column {number} of {count}"

# Settings


@dataclass(frozen=True)
class SettingText:
    """A setting's name, and what it does."""

    label: str
    explanation: str


SETTINGS: dict[str, SettingText] = {
    "device": SettingText(
        "Device of the networks", "Automatic takes an NVIDIA GPU where there is one. Poses are always found on the CPU."
    ),
    "max_people": SettingText(
        "People to look for",
        "More people take more time. With 1 MediaPipe smooths, which the bundled networks were not trained on.",
    ),
    "pose_backend": SettingText(
        "People found by",
        "BlazePose finds small people and more of them, and reports nothing. MediaPipe reports its usage to Google.",
    ),
    "pose_confidence": SettingText(
        "Pose confidence",
        "Below it nobody is found. Lower values find people far away or half hidden, and more who are not there.",
    ),
    "pose_model": SettingText(
        "Pose model file", "Another MediaPipe .task file. Empty: the full model, fetched once and kept in the cache."
    ),
    "pose_source": SettingText(
        "Pose model from", "Where the full model is fetched: Google's address, or the official mediapipe package."
    ),
    "threshold": SettingText(
        "Uncertain below", "An action with a lower score is called uncertain. Usually as the network was made."
    ),
    "theme": SettingText("Theme", "Colours of the window."),
    "heat_colours": SettingText(
        "Colours of values", "All of them grow evenly brighter and can be told apart with any colour vision."
    ),
    "fixed_scale": SettingText(
        "Fixed colour scales",
        "On: a colour means the same all the time. Off: from the least to the most in the window, which shows more.",
    ),
    "smooth_joints": SettingText(
        "Steadier joints",
        "Joints are drawn smoothed. What the network sees and what is exported stays as it was found.",
    ),
    "reasons": SettingText(
        "On the joints",
        "Evidence: by how much the score would fall if the joint were not seen. Attention: where the network looks, "
        "which need not be why.",
    ),
    "show_links": SettingText(
        "Latent links", "Dotted lines between joints that attend to each other without a bone between them (STF-Net)."
    ),
    "link_threshold": SettingText("Links from", "Weight in the relation matrix from which a link is drawn, 0 to 1."),
    "segment_smoothing": SettingText("Smoothing", "Scores are averaged over so many seconds, half of it on each side."),
    "segment_enter": SettingText("Begins at", "An action begins where its score reaches this."),
    "segment_leave": SettingText(
        "Ends below", "It ends where its score falls below this. The gap between both keeps segments in one piece."
    ),
    "segment_shortest": SettingText("Shortest", "Segments that last less are left out."),
    "segment_bridge": SettingText("Bridge gaps", "Segments of one action this close to each other become one."),
}
SETTINGS_PAGES: dict[str, tuple[str, ...]] = {
    "Analysis": (
        "device",
        "max_people",
        "threshold",
        "pose_backend",
        "pose_confidence",
        "pose_model",
        "pose_source",
    ),
    "View": ("theme", "heat_colours", "fixed_scale", "smooth_joints", "reasons", "show_links", "link_threshold"),
    "Segments": ("segment_smoothing", "segment_enter", "segment_leave", "segment_shortest", "segment_bridge"),
}
CHOICES: dict[str, dict[str, str]] = {
    "device": DEVICES,
    "pose_backend": {"auto": "automatic", "blazepose": "BlazePose", "mediapipe": "MediaPipe"},
    "pose_source": {"auto": "Google, else the package", "google": "Google", "wheel": "mediapipe package"},
    "theme": {"dark": "Dark", "light": "Light"},
    "reasons": {"evidence": "Evidence", "attention": "Attention", "off": "Nothing"},
    "heat_colours": {name: name.capitalize() for name in ("viridis", "cividis", "magma", "inferno")},
}
SPECIAL_VALUES = {"threshold": "network's own", "segment_smoothing": "none", "segment_bridge": "none"}
SETTINGS_TITLE = "Settings"
PAGE_SHORTCUTS = "Shortcuts"
PAGE_STORAGE = "Storage"
DEFAULTS = "Defaults"
DEFAULTS_TIP = "All settings of this page as they were at the first start"
DEFAULT_TIP = "{explanation}\nDefault: {default}"
ON, OFF, NONE = "on", "off", "none"
CHOOSE_FILE = "Choose …"
POSE_FILES = "MediaPipe models (*.task);;All files (*)"
SHORTCUTS_HINT = "Click a shortcut and press the keys; delete it to have none."
COMMAND_COLUMN, SHORTCUT_COLUMN = "Command", "Shortcut"
SHORTCUT_TAKEN = "{shortcut} belongs to “{other}” now; it was taken from there."
STORAGE_HINT = (
    "The pose model and what was found out about files are kept in the cache, so that neither is fetched or computed "
    "twice. Nothing else is stored unless you record or export."
)
STORAGE_FOLDER = "Folder: {folder}"
STORAGE_SIZE = "Size: {size:.1f} MB"
CLEAR_CACHE = "Clear the cache"
CLEAR_CACHE_TIP = "Delete what skelapp keeps there; the pose model is fetched again when it is needed"
CACHE_CLEARED = "The cache is empty; {size:.1f} MB were deleted."
CACHE_KEPT = "{count} files of the cache are in use and were kept."
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
RECORD_KINDS = "Annotated video (*.mp4);;Rows, all that is known (*.jsonl);;Table (*.csv);;Kinetics-Skeleton (*.json)"
EXPORT_TITLE = "Export the whole file"
EXPORT_KINDS = "Rows, all that is known (*.jsonl);;Table (*.csv);;Kinetics-Skeleton (*.json);;Annotated video (*.mp4)"
SNAPSHOT_TITLE = "Save this frame"
SNAPSHOT_KINDS = "Picture (*.png);;Photo (*.jpg)"
FIGURE_TITLE = "Save the figure"
FIGURE_KINDS = "Drawing (*.svg);;Picture (*.png)"

# Segments

SEGMENTS_TITLE = "Export segments"
SEGMENT_KINDS = "Table (*.csv);;JSON (*.json);;Subtitles (*.srt)"
LOAD_SEGMENTS = "Load segments"
SEGMENT_JSON = "Segments (*.json)"
CLIPS_FOLDER = "Folder of the data set"
LABEL_MENU = "Label"
NEW_LABEL = "Another …"
NEW_LABEL_HINT = "What is done in this segment:"
NEW_SEGMENT = "new"
SEGMENTS_NEED_A_FILE = "Segments are found in files; this source has no end."
SEGMENTS_FOUND_ANEW = "The segments were found anew; Undo brings back those that you edited."
CLIPS_NEED_SEGMENTS = "Find the segments of the file first (Ctrl+G): clips are made of what was seen in all of it."
WROTE = "Wrote {path}."
WROTE_CLIPS = "Wrote {count} clips to {folder}."
SEGMENT_TIP = "{label}, {start:.2f} to {end:.2f} s, score {score:.2f}"

# Timeline

TIMELINE_TIP = "Recognised actions of each person, and how decisive the network found each moment (TDF)"
TDF_TIP = "{tip}\nTDF from {low:.2f} (dark) to {high:.2f} (bright)"

# The window

PROGRAM = "skelapp"
TITLE = "{name} — skelapp"
LIVE_CAPTION = "LIVE  {caption}"
SOURCE_CAPTION = "{name}   {width}×{height}"
LOADING_NETWORK = "Loading the network …"
STARTING = "Starting …"
FAULT = "Something went wrong in the window ({kind}: {error})."
CLOSE_NOTICE = "Close this notice"
DROP_HERE = "Drop a video here"
DROP_HINT = "or start with one of these. Everything is computed on this computer."
ABOUT = (
    "Recognises human actions from 2D skeletons, live, and shows why.\n"
    "MIT licence; the window uses PyQt6, which is GPL."
)
COPY = "Copy"
COPY_TIP = "Copy all of it for a bug report"

# The picture

FOCUS_ON_JOINTS = "attention on joints"
EVIDENCE_ON_JOINTS = "evidence: against | for"
WARMING_UP = "warming up {held:.1f} / {needed:.1f} s"
UNCERTAIN = "uncertain"
JOINT_TIP = "person {person}, {joint}: confidence {confidence:.2f}"
JOINT_FOCUS = ", attention {focus:.3f}"
JOINT_EVIDENCE = "; without it {label} would be {change} by {value:.2f}"
MORE_PROBABLE, LESS_PROBABLE = "more probable", "less probable"

# Transport and status

SLIDER_TIP = "Go to another time of the file"
POSITION = "Position"
SPEED = "Speed"
SPEED_TIP = "Speed of playback"
LIVE = "● LIVE"
CAMERA = "camera"
FILE = "file"
RATES = "{source} {capture:.1f}   pose {pose:.1f}   action {action:.1f} /s"
RATES_TIP = "Pictures a second that were read, searched for people, and judged by the network"
LATENCY = "end to end {milliseconds:.0f} ms"
LATENCY_TIP = "From the moment a picture was read to its result"
DROPPED = "dropped {count}"
DROPPED_TIP = "Pictures that were skipped to keep up; amber while it happens"
ACTIVITY_TIP = "What is being done in the background"
MODEL_TIP = "Network, device and pose estimation"
LOADING = "loading {name} …"
RECORDING = "● recording"
RECORDING_TIP = "What is found is being written to a file; every frame is analysed"
