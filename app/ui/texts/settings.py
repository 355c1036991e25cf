"""The settings, with the pages of shortcuts and storage."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SettingText:
    """A setting's name, and an explanation of what it does."""

    label: str
    explanation: str


DEVICES = {
    "auto": "Automatic",
    "cpu": "CPU",
    "cuda": "CUDA (NVIDIA)",
    "mps": "MPS (Apple)",
}
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
