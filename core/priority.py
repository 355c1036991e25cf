"""Which thread the processor serves first."""

from __future__ import annotations

import os
import sys
import threading

_STEPS = 5  # of niceness: about a third of the weight


def give_way() -> None:
    """Lets other threads have the processor first, from now on: as this one, and those it starts, compute.

    Networks keep every core busy for some milliseconds at a time; without this, the picture waits for them. Only Linux
    knows niceness by thread; elsewhere nothing changes.
    """
    if sys.platform == "linux":
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + _STEPS)
