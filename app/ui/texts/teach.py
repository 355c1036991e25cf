"""What the page "Teach" says."""

from __future__ import annotations

TITLE = "Teach your own actions"
BACK = "Done"
BACK_TIP = "Close this page; everything shown is kept"

# Sets

SET_TIP = "The set of examples; each makes a network of its own"
NEW_SET = "New set …"
NEW_SET_HINT = "A name for the new set, which will be the network's name too:"
FIRST_SET = "my-actions"
WHO = "shown by"
WHO_HINT = "name"
WHO_TIP = "Who shows the examples: others may move differently, and then the page can say so"
MORE = "More"
KEEP_VIDEOS = "Keep the videos, too"
KEEP_VIDEOS_TIP = (
    "Also write the pictures of what you record, into the folder .videos of this set; they are never exported"
)
KEPT_VIDEO = "The video of this recording: {path}"
MORE_TIP = "Import, export, folders"
ADD_FOLDER = "Add a folder …"
ADD_FOLDER_TIP = (
    "Take examples from videos or clips: a folder with one subfolder an action. Dropping it here does the same"
)
EXPORT = "Export this set …"
EXPORT_TIP = "Write all examples of this set into one file, to share it"
IMPORT = "Import a set …"
IMPORT_TIP = "Read a set that was exported"
SET_KINDS = "Sets of examples (*.zip)"
EXPORTED = "Wrote {count} examples to {path}."
IMPORTED = "Imported {count} examples of {actions} actions as “{name}”."
ADDED = "Added {count} examples of {actions} actions."
READING_FOLDER = "Reading {name} …"
NOTHING_TO_ADD = "{name}: no clips in subfolders were found; put those of each action into a folder of its name."
LEFT_OUT = "{count} clips were left out; the first: {first}"
UNDO = "Undo"
UNDO_TIP = "Take the last change back (Ctrl+Z)"

# Actions

ACTIONS = "Actions"
COLUMNS = ("Action", "Shown", "Known")
COLUMN_TIPS = (
    "What you call it; F2 renames it, Del deletes it",
    "How many examples there are",
    "How many of them are recognised by a network that was not shown them",
)
OF = "{right} / {asked}"
NEW_ACTION = "Name of a new action"
NEW_ACTION_TIP = "Type a name and press Enter"
ADD = "Add"
RENAME = "Rename …"
RENAME_HINT = "Another name for “{name}”:"
DELETE_ACTION = "Delete this action"
ELSE_TIP = (
    "Whatever is none of your actions: standing, walking about, scratching your head. It is known a little anyway"
)

# Examples

EXAMPLES = "Examples of “{action}”"
NO_EXAMPLES = "No examples yet. Press Record, and do it a few times."
NO_ELSE = "Optional: record a while of whatever is none of your actions."
NO_ACTION = "Name your first action, for instance “wave”, and press Enter."
TILE = "{seconds:.1f} s"
TILE_TIP = "{who}{when}\n{seconds:.1f} s, from {source}"
TILE_WHO = "{who}, "
DOUBTFUL = "Look again: {reason}"
FROM, TO = "from", "to"
TRIM_TIP = "Leave out what comes before or after; no frame is lost"
SECONDS = " s"
RELABEL = "It is"
RELABEL_TIP = "Move the selected examples to another action"
DELETE = "Delete"
DELETE_TIP = "Delete the selected examples (Del); Undo brings them back"
DELETED = "Deleted {count} examples. Undo (Ctrl+Z) brings them back."

# Recording

RECORD = "● Record"
STOP = "■ Stop"
RECORD_TIP = "Hands-free: a countdown, then every repetition becomes an example; it stops by itself"
TIMES = "{count} times"
TIMES_TIP = "So many repetitions, then it stops by itself"
COUNTDOWN = "in {seconds} s"
COUNTDOWN_TIP = "Time to step back from the computer"
GO = "Go!"
STEP_INTO_VIEW = "step into view"
COUNT = "{count} of {wanted}"
WAITING_FOR_CAMERA = "Waiting for the camera …"
HOW = "Stand still, do it, stand still; or repeat it on and on."
HOW_ELSE = "Do whatever is none of your actions: stand, walk, reach for something."
GETTING_READY = "Recording “{action}” begins in {left} s"
NOW = "Recording “{action}”: {count} of {wanted}. Do it now"
CUTTING = "Recording “{action}”: {count} of {wanted} …"
RECORDED = "Recorded {count} examples of “{action}”."
RECORDED_NONE = "Nothing was recorded: no movement was seen from its beginning to its end."

# Trying and judging

TRY = "Try it"
TRY_NEEDS = "Show two examples of two actions, or of one action and “something else”, and it begins to answer."
TRY_ONE = "One more action, or “something else”, and it begins to answer."
TRY_NOBODY = "It is ready. Step before the camera, or play a video, and do one of the actions."
LEARNING = "learning …"
SCORE = "{right} of {asked} recognised ({share:.0%}) when their recording is left out"
SCORE_TIP = (
    "Each recording in turn is left out, and the network that was not shown it is asked about its examples. "
    "Other people may be recognised less well."
)
SCORE_ALONE = "{right} of {asked} recognised ({share:.0%}) when left out one at a time"
SCORE_ALONE_TIP = (
    "Every action was recorded but once, so single examples are left out. Examples of one recording resemble each "
    "other: record each action a second time for an honest score."
)
RECORD_AGAIN = "record every action a second time: only then the score is honest"
NO_SCORE = "No score yet: it needs two examples of each action."
ADVICE = "• {sentence}"
CAN_BE_TRIED = "learned in {seconds:.1f} s from {count} examples"
USE = "Use this network"
USE_TIP = "Save it under the set's name: it stands in the Model menu from now on, also for --model"
USED = "Saved. “{name}” is in the Model menu now, and as skelapp --model {name} on the command line."
TAKEN = "“{name}” is the name of a bundled network; give the set another one."
FINE_TUNE = "Fine-tune"
FINE_TUNE_TIP = "Train a whole network on the examples; it is kept only if it is better. For 20 examples or more"
FINE_TUNING = "{share:.0%}, {left} left"
FINE_TUNING_BEGINS = "{share:.0%} …"
HELD_OUT = ", {accuracy:.0%} of those held out"
CANCEL = "Cancel"
CANCELLED = "Fine-tuning was cancelled; nothing has changed."
ROW = "{score:.0%}"

# Elsewhere in the window

TEACH_THIS = "Teach this …"
SEGMENT_ADDED = "Added this stretch as an example of “{action}”."
SEGMENT_UNKNOWN = "This stretch has not been analysed yet; play it once, or analyse the whole file (A)."
ACTION_IN_SEGMENT = "Which action does this stretch show?"
SETTINGS_FOLDER = "Folder of your examples"
