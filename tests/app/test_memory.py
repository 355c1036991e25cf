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
library.free(library.malloc(20 << 20))  # from here on, glibc takes blocks of less than this from its heaps
together = threading.Barrier(8)
def take():
    together.wait()
    library.free(library.malloc(50_000))
    together.wait()
threads = [threading.Thread(target=take) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
block = library.malloc(6 << 20)
numbers = [0] * 10
class Figures(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in "abcdefghij"]
library.mallinfo2.restype = Figures
library.fopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(library.fopen(sys.argv[2].encode(), b"w"))
library.malloc_info(0, file)
library.fclose(file)
print(open(sys.argv[2]).read().count("<heap nr"), library.mallinfo2().e >> 20)
"""


@pytest.mark.skipif(not _GLIBC, reason="heaps of glibc")
def test_threads_share_heaps_and_pictures_lie_in_none(tmp_path: object) -> None:
    def figures(how: str) -> tuple[int, int]:
        call = [sys.executable, "-c", _COUNT, how, f"{tmp_path}/info"]
        heaps, mapped = subprocess.run(call, check=True, capture_output=True, text=True).stdout.split()
        return int(heaps), int(mapped)

    heaps, mapped = figures("little")
    assert heaps <= 2
    assert mapped >= 6  # MB
    heaps, mapped = figures("as it is")
    assert heaps > 2
    assert mapped < 6


@pytest.mark.skipif(not _GLIBC, reason="heaps of glibc")
def test_memory_below_something_in_use_is_given_back() -> None:
    blocks = [bytearray(100_000) for _ in range(600)]
    full = resident_mb()
    last = blocks.pop()
    blocks.clear()
    give_back()
    assert full - resident_mb() > 40
    assert len(last) == 100_000
