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
