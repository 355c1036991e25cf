"""Texts of the panels: what each shows, its axes and units, and what "?" explains."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PanelText:
    """How a panel is called and explained.

    Attributes:
        name: one word, for menus and tabs.
        title: what it shows, in plain words.
        term: what papers call it.
        tip: one sentence on what it shows.
        more: what "?" adds to it: how to read it, and what it does not mean.
    """

    name: str
    title: str
    term: str
    tip: str
    more: str


PANELS: dict[str, PanelText] = {
    "evidence": PanelText(
        "Why",
        "What speaks for it",
        "evidence by occlusion",
        "By how much the odds of the action shown would fall if a joint, or a part of the window, were not seen",
        "Measured a few times a second: each joint is hidden from the network in turn, then each fifth of the window. "
        "Orange speaks for the action: without it the score would be lower. Blue speaks against it: without it the "
        "score would be higher. The unit is the bit: +1 means that the odds of the action (its score against that of "
        "all others) would be half as high without it, +2 a quarter; −1 that they would be twice as high. So even "
        "where the score is 99 % one sees what it rests on. Joints that stand in for each other can each look "
        "unimportant.",
    ),
    "history": PanelText(
        "Scores",
        "How sure it is",
        "class probabilities",
        "Probability of the best five actions over the last ten seconds",
        "The probabilities of all actions sum to 1. A curve that rises shows that the network is becoming surer of "
        "this action; two that cross show that it changed its mind. The list is sorted: the most "
        "probable action now is on top. A high probability is no promise: on actions that it never learned the "
        "network can be sure and wrong.",
    ),
    "repetitions": PanelText(
        "Repetitions",
        "How often",
        "cycles",
        "How often the motion repeated itself; dashed lines: where a cycle ended",
        "The curve is the position of the part of the body that repeats, over the last seconds. It is found without "
        "any classes, so it counts exercises that the network does not know. The count begins with the second "
        "repetition; a pause or another exercise begins a new one.",
    ),
    "angles": PanelText(
        "Angles",
        "How bent the joints are",
        "joint angles",
        "Angles of the joints that you choose, over the last ten seconds, in degrees in the plane of the picture",
        "The angle between the two limbs that meet at a joint: 180° is a straight limb, and for the shoulder an arm "
        "raised overhead. The lean of the trunk is 0° where it is upright, and positive to the right. They are angles "
        "in the picture: a limb that points at the camera looks more bent than it is.",
    ),
    "relations": PanelText(
        "Relations",
        "What listens to what",
        "MCF relations",
        "How much each joint (row) listens to each body part and each other joint (column); rows sum to 1",
        "Before it decides, STF-Net lets every joint gather information from other joints and from whole parts of the "
        "body. A bright field means that the joint of its row takes much from the column's joint or part. Blocks 4 to "
        "9 do this one after another, as in the paper. It shows how the network works, not why it decided.",
    ),
    "gate": PanelText(
        "Moments",
        "What is amplified",
        "TDF gate",
        "How much the last block amplifies each channel (row) in each frame of the window (column)",
        "1 lets a channel pass, 0 blocks it. Most differences lie between channels, not between moments, so the "
        "colours show the deviation from the channel's own mean over the window. They span at least ±0.05: a "
        "gate that hardly changes looks even. With fixed colour scales the gate itself is shown, from 0 to 1.",
    ),
    "features": PanelText(
        "Activity",
        "Where it responds",
        "feature map",
        "Magnitude of the last feature map for each joint (row) in each frame of the window (column)",
        "The mean over the channels of what the last block computes. Bright fields are joints and moments that excite "
        "the network, for whichever action; it need not be why it decided.",
    ),
    "focus": PanelText(
        "Attention",
        "Where it looks",
        "attention",
        "How much the network looks at each joint now, 0 to 1, as the papers draw it",
        "It need not be why: hiding the joints with the most attention often costs no more than hiding others. "
        "What the decision rests on is in the panel with the evidence, which is measured by hiding.",
    ),
}

# Title bars

TITLE_REST = "{term} · person {person}"
EXPLAIN = "What does this show?"
MORE = "Copy, save, move"
COPY_PANEL = "Copy picture and values"
SAVE_PANEL = "Save picture or values …"
FLOAT_PANEL = "Own window"
HIDE_PANEL = "Hide"

# Where there is nothing to show

NOBODY = "no one in view"
NETWORK_HAS_NONE = "this network has no {what}"
NO_REASONS = "nothing to show for this moment"
RELATIONS = "MCF relations"
TEMPORAL_GATE = "temporal gate"
FEATURE_MAP = "feature map"
FOCUS = "attention"

# The simple view

ALL_PANELS = "All panels"

# Axes and units

SECONDS_AGO = "−{seconds} s"
NOW = "now"
PROBABILITY = "probability"
DEGREES = "degrees"
TIME = "time"
ATTENTION = "attention"
CHANNEL = "channel {number}"
MEAN = "mean"
LISTENS = "joint that listens"
LISTENED_PARTS = "to which part"
LISTENED_JOINTS = "to which joint"
WEIGHT = "weight"
GATE = "gate"
GATE_DEVIATION = "gate, from its mean"
MAGNITUDE = "magnitude"
BLOCK = "block"
BLOCK_TIP = "The block of the network whose relations are shown; the last one decides"
LAST_BLOCK = "last ({number})"
GRAIN = "of joints to"
GRAIN_TIP = "Relations of joints to body parts, to joints, or both side by side"
ALL_GRAINS = "parts and joints"
GRAINS = {"joints": "joints", "parts": "parts"}
ROW = "row {number}"
COLUMN = "column {number} of {count}"

# Joints and parts of the body, as short as they stand beside bars and matrices

JOINTS = {
    name: name
    for name in (
        "nose", "neck", "r shoulder", "r elbow", "r wrist", "l shoulder", "l elbow", "l wrist", "r hip", "r knee",
        "r ankle", "l hip", "l knee", "l ankle", "r eye", "l eye", "r ear", "l ear",
    )
}  # fmt: skip
PARTS = {name: name for name in ("head", "r arm", "l arm", "r leg", "l leg", "trunk")}

# Angles

CHOOSE_ANGLES = "Joints …"
CHOOSE_ANGLES_TIP = "Choose the angles that are shown, at most {most}"
ANGLES = {
    "r elbow": "r elbow",
    "l elbow": "l elbow",
    "r shoulder": "r shoulder",
    "l shoulder": "l shoulder",
    "r hip": "r hip",
    "l hip": "l hip",
    "r knee": "r knee",
    "l knee": "l knee",
    "trunk lean": "trunk lean",
}

# Repetitions

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
HEIGHT = "position"
