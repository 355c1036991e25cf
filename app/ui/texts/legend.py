"""What the colours and lines on the people mean."""

from __future__ import annotations

EVIDENCE = "evidence in bits: against | for"
EVIDENCE_TIP = (
    "Evidence: by how much the odds of the action would fall if the joint were not seen; one bit means to a half, two "
    "bits to a quarter. Orange speaks for the action, blue against it; the scale is the same all the time."
)
EVIDENCE_FAITHFUL = (
    "Measured with this network: hiding the three joints that it names first costs {top:.2f} of the score, three "
    "joints at random {any:.2f}."
)
EVIDENCE_UNMEASURED = "How faithful it is was not measured with this network."
ATTENTION = "attention on joints"
ATTENTION_TIP = (
    "Attention: how much the network looks at the joint, as the papers draw it. It need not be why: measured by hiding "
    "joints, it is less faithful than evidence."
)
LINKS_WEIGHT = "dotted: relation from {threshold:.2f}"
LINKS_RELATIVE = "dotted: attention from {share:g} of the largest (relative)"
LINKS_ABSOLUTE = "dotted: attention above {threshold:g} (as in the paper)"
LINKS_NONE = "no joint's attention exceeds {threshold:g} (as in the paper)"
