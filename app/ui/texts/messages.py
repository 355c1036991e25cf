"""Sentences that are worded below the window (errors, notices): their English form, for translators to match.

Below the window everything is said in English, in these forms; see `languages.said` for how they are translated. Values
stand in braces. A sentence that is not here is shown in English after `IN_ENGLISH`.
"""

from __future__ import annotations

IN_ENGLISH = "{text}"

SENTENCES: dict[str, str] = {
    "missing": "{path} does not exist; give a video file, a camera number (0, 1, ...) or a stream address",
    "empty": "{path} is empty; give a video file",
    "damaged": "{path}: no picture could be read; it may be damaged or empty",
    "undecodable": "{path}: not a single frame can be decoded; convert it to H.264 mp4 with another program",
    "no_camera": "there is no camera {number}; they are numbered from 0",
    "camera_shut": "camera {number} cannot be opened; is it plugged in, and not in use by another program?",
    "camera_silent": "{name} opens but delivers no picture; is another program using it?",
    "unreachable": "{address} cannot be reached, or is not a video stream; check the address and the network",
    "no_weights": "{path}: no such weights file; --list-models shows the bundled ones",
    "no_card": "{path} holds tensors but no skelapp card; convert it with python -m core.convert",
    "no_folder": "{path} does not exist; make the folder first",
    "not_written": "{path} cannot be written ({reason})",
    "not_read": "{path} cannot be read ({reason})",
    "picture_failed": "A picture could not be analysed ({reason}). It goes on with the next one.",
    "pose_failed": "Pose estimation failed ({reason}). It was started again.",
    "recorded": "The recording is complete.",
    "pose": "Preparing pose estimation …",
    "show_two": "show at least two examples of different actions",
    "short": "{length} s long, the others of its action {usual} s",
    "looks_like": "looks like {action}",
    "unseen": "nobody is in view for {share} of it",
    "confused": "{one} and {other} are confused ({count} times): show 3 more of each, and make the difference plain",
    "single": "only one clip of {actions}: whether it would be recognised cannot be measured; record at least two more",
    "few": "few clips of {actions}: {enough} or more of each make it surer",
    "one_person": "all clips are from one person or recording: other people may not be recognised",
    "one_person_shows": "all clips of {actions} are from one person or recording: show it by others too",
    "rare": "{most} has {many} clips and {least} {few}: record more of what is rare",
}
