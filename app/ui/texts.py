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
    "address": CommandText("Open address …", "Ctrl+U", "Play another camera by its number, or a stream by its address"),
    "demo": CommandText("Demo", "Ctrl+D", "Play the embedded clip"),
    "close": CommandText("Close source", "Ctrl+W", "Back to the empty window"),
    "quit": CommandText("Quit", "Ctrl+Q", "Close the program"),
    # Playback
    "play": CommandText("Play", "Space", "Play or pause"),
    "back": CommandText("Step back", "Left", "One frame back"),
    "forward": CommandText("Step forward", "Right", "One frame on"),
    "skip_back": CommandText("Back 5 s", "Shift+Left", "Five seconds back"),
    "skip": CommandText("Forward 5 s", "Shift+Right", "Five seconds on"),
    "start": CommandText("To the start", "Home", "Go to the first frame"),
    "loop": CommandText("Loop", "L", "Start again at the end"),
    "slower": CommandText("Slower", "[", "Play slower"),
    "faster": CommandText("Faster", "]", "Play faster"),
    # Model
    "weights": CommandText("Load weights file …", "Ctrl+M", "Use a network that you trained"),
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
    "full": CommandText("Full screen", "F11", "Use the whole screen"),
    "reset": CommandText("Reset layout", "Ctrl+0", "All docks back in their places"),
    # Help
    "about": CommandText("About skelapp", "F1", "Versions and diagnostics, for a bug report"),
}
PAUSE = "Pause"  # what "play" is called while it plays
TIP_WITH_SHORTCUT = "{tip}  ({shortcut})"

MENU_FILE = "&File"
MENU_PLAYBACK = "&Playback"
MENU_MODEL = "&Model"
MENU_VIEW = "&View"
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
    "focus": PanelText("focus per joint", "How much the network looks at each joint now, 0 to 1"),
}
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
