"""Words for the reasons of a decision: parts of the body, moments, and the sentences that they stand in."""

from __future__ import annotations

JOINTS = {
    "nose": "the nose",
    "neck": "the neck",
    "r shoulder": "the right shoulder",
    "r elbow": "the right elbow",
    "r wrist": "the right wrist",
    "l shoulder": "the left shoulder",
    "l elbow": "the left elbow",
    "l wrist": "the left wrist",
    "r hip": "the right hip",
    "r knee": "the right knee",
    "r ankle": "the right ankle",
    "l hip": "the left hip",
    "l knee": "the left knee",
    "l ankle": "the left ankle",
    "r eye": "the right eye",
    "l eye": "the left eye",
    "r ear": "the right ear",
    "l ear": "the left ear",
}
BOTH = {
    "shoulder": "both shoulders",
    "elbow": "both elbows",
    "wrist": "both wrists",
    "hip": "both hips",
    "knee": "both knees",
    "ankle": "both ankles",
    "eye": "both eyes",
    "ear": "both ears",
}
LIST = "{first}, {rest}"
LAST = "{first} and {last}"
WHY = "{label}, {score:.0%}: mostly {joints}{moment}{against}."
WHY_POSTURE = "{label}, {score:.0%}: no single joint decides, the whole posture does."
WHY_UNKNOWN = "{label}, {score:.0%}: the reasons are being looked for."
WHY_UNCERTAIN = "Uncertain: nearest to {label}, at {score:.0%}, but too little like what the network knows."
WHY_WARMING = "Watching: {held:.1f} of {needed:.1f} seconds seen."
IN_THE_LAST = ", in the last {seconds:.1f} seconds"
AT_FIRST = ", at the beginning of the last {seconds:.1f} seconds"
BETWEEN = ", from {first:.1f} to {last:.1f} seconds ago"
AGAINST = "; {joints} rather {speaks} against it"
SPEAKS = ("speaks", "speak")  # one, several

# The panel

FOR = "for"
AGAINST_SHORT = "against"
UNIT = "bits"
NO_EVIDENCE = "no evidence yet"
EVIDENCE_OF = "bits for “{label}”"
STRETCH = "{first:.1f} to {last:.1f} s ago"
