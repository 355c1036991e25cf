"""Teach it your own actions: examples -> features -> a closed-form classifier -> a network like any other."""

from core.teaching.fit import SOMETHING_ELSE, TaughtActions, fit, fit_pack

__all__ = ["SOMETHING_ELSE", "TaughtActions", "fit", "fit_pack"]
