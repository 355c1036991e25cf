"""The text of the menu of a person in the picture."""

PERSON = "Person {person}"
FOLLOW = "Show in the panels"
SAME_AS = "Is the same person as"
SWAP_WITH = "Swap from here on with"
UNDO = "Undo the last correction"
ANALYSE_FIRST = "To correct who is who, analyse the whole file"
NOT_LIVE = "Who is who can be corrected in files only"
