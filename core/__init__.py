"""Skeleton action recognition without a window: data, networks, training, video, recognition.

`__all__` is the public surface, imported where it is first used: ``import core`` alone loads neither torch nor OpenCV.
``examples/`` shows it at work.

Example:
    >>> from core import Recognizer, Tracker, open_source
    >>> source, tracker = open_source("synthetic:action=golf&frames=50&joints=1"), Tracker()
    >>> recognizer = Recognizer.from_weights("stfnet-joint", device="cpu", hop=0.5)
    >>> while (frame := source.read()) is not None:
    ...     people = tracker.update(frame.joints, frame.time)  # of a video: the joints that open_pose() finds in it
    ...     predictions = recognizer.push(people, frame.time)
    >>> source.close()
    >>> [(prediction.id, recognizer.labels[prediction.top(1)[0][0]]) for prediction in predictions]
    [(1, 'golf')]
"""

__version__ = "0.1.0"

__all__ = [
    "Recognizer",
    "Tracker",
    "UserError",
    "create_model",
    "list_sources",
    "load_checkpoint",
    "open_pose",
    "open_source",
]

TYPE_CHECKING = False  # what type checkers take for true; typing itself takes longer to import than all of this
if TYPE_CHECKING:
    from core.checkpoint import load_checkpoint
    from core.errors import UserError
    from core.inference.recognizer import Recognizer
    from core.models import create_model
    from core.pose.backend import open_pose
    from core.sources import list_sources, open_source
    from core.tracking import Tracker
else:  # hidden from type checkers, which would take any name for granted
    _HOMES = {
        "Recognizer": "core.inference.recognizer",
        "Tracker": "core.tracking",
        "UserError": "core.errors",
        "create_model": "core.models",
        "list_sources": "core.sources",
        "load_checkpoint": "core.checkpoint",
        "open_pose": "core.pose.backend",
        "open_source": "core.sources",
    }

    def __getattr__(name):
        if name not in _HOMES:
            raise AttributeError(f"module 'core' has no attribute {name!r}")
        from importlib import import_module

        globals()[name] = value = getattr(import_module(_HOMES[name]), name)
        return value

    def __dir__():
        return sorted({*globals(), *__all__})
