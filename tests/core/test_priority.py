from __future__ import annotations

import os
import sys
import threading

import pytest

from core.priority import give_way


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows niceness by thread")
def test_a_thread_gives_way_and_others_do_not() -> None:
    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    seen: list[int] = []

    def run() -> None:
        give_way()
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [min(before + 5, 19)]
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before
