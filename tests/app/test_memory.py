import subprocess
import sys

import pytest

from app.benchmark.window import resident_mb
from app.memory import give_back

_GLIBC = sys.platform.startswith("linux")
_COUNT = """
import ctypes, sys, threading
from app.memory import hold_little
library = ctypes.CDLL(None)
if sys.argv[1] == "little":
    hold_little()
library.malloc.restype = ctypes.c_void_p
library.free.argtypes = [ctypes.c_void_p]
together = threading.Barrier(8)
def take():
    together.wait()
    library.free(library.malloc(50_000))
    together.wait()
threads = [threading.Thread(target=take) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
library.fopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(library.fopen(sys.argv[2].encode(), b"w"))
library.malloc_info(0, file)
library.fclose(file)
print(open(sys.argv[2]).read().count("<heap nr"))
"""


@pytest.mark.skipif(not _GLIBC, reason="heaps of glibc")
def test_threads_share_heaps(tmp_path: object) -> None:
    def heaps(how: str) -> int:
        call = [sys.executable, "-c", _COUNT, how, f"{tmp_path}/info"]
        return int(subprocess.run(call, check=True, capture_output=True, text=True).stdout)

    assert heaps("little") <= 2 < heaps("as it is")


@pytest.mark.skipif(not _GLIBC, reason="heaps of glibc")
def test_memory_below_something_in_use_is_given_back() -> None:
    blocks = [bytearray(100_000) for _ in range(600)]
    full = resident_mb()
    last = blocks.pop()
    blocks.clear()
    give_back()
    assert full - resident_mb() > 40
    assert len(last) == 100_000
