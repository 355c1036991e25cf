"""Public checkpoints as networks of ours: which form a file has, and the equivalent network."""

from core.conversion.forms import FORMS, OTHERS, Form, converted, places, recognise
from core.conversion.reading import State, read_state
from core.conversion.tensors import Converted

__all__ = ["FORMS", "OTHERS", "Converted", "Form", "State", "converted", "places", "read_state", "recognise"]
