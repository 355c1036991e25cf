"""Texts of the page "What it knows"."""

from __future__ import annotations

TITLE = "What it knows"
SUMMARY = "It knows {count} actions and nothing else."
ACCURACY = "On clips that it had never seen it names {share:.0%} of them rightly ({where})."
CALIBRATION = "Its probabilities are off by {error:.0%} on average."
TRAINED = "It was trained on {data}."
LICENSED = "It was trained on {data} ({license})."
FAITHFUL = (
    "Evidence was measured, too: hiding the three joints that it names first costs {top:.2f} of the score, "
    "three joints at random {any:.2f}."
)
UNCERTAIN_HEADING = "What “uncertain” means"
UNCERTAIN_ENERGY = (
    "What is seen resembles too little of what the network was trained on (its energy is below {energy:.1f}). It "
    "would name the most similar of its actions, and would often be wrong; so no name is shown."
)
UNCERTAIN_SCORE = "No action reaches a probability of {threshold:.0%}, so no name is shown."
OTHERS_HEADING = "Yours is not among them?"
OTHERS = (
    "An action that is not in this list is never recognised: it is called uncertain, or by the name of a similar one. "
    "Show the program two to five examples of your own, and it learns them in a second."
)
TEACH = "Teach your own actions …"
TEACH_BY_COMMAND = (
    "Put videos of each action into a folder of its name, then: python -m core.teach FOLDER -o my-actions"
)
ACTIONS_HEADING = "The actions, the best recognised first"
RECOGNISED = "{share:.0%} recognised"
OFTEN_MISSED = "{share:.0%}: often missed"
NOT_MEASURED = "not measured"
NO_EXAMPLE = "no example to draw"
EXAMPLES_FROM = "Drawn examples: JHMDB (Jhuang et al., ICCV 2013), from HMDB51 (Kuehne et al., ICCV 2011), CC BY 4.0."
NO_NETWORK = "The network is still being loaded."
TAG_TIP = "Click: what else does it know?"
