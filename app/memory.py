"""What the program asks of the C library, so that memory which nobody uses goes back to the system.

glibc gives each thread a heap of its own, up to eight for each core, and once a large block was freed it takes such
blocks from these heaps too, where a later small block in use keeps all that lies below it (mallopt(3),
`M_MMAP_THRESHOLD`). Sources come and go with their threads and hand pictures of megabytes from one to the other: after
six minutes of opening and seeking, 280 MB were in use and 450 MB more were held in 16 heaps, and growing. Elsewhere
than with glibc, nothing is done.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8  # names of mallopt's parameters, in malloc.h
_HEAPS = 2
_LARGE = 1 << 20  # bytes from which a block is mapped by itself, and goes back when it is freed


@cache
def _library() -> ctypes.CDLL | None:
    """The C library, where it is glibc."""
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "gnu_get_libc_version") else None


def hold_little() -> None:
    """Few heaps, none of them for pictures. To be called before threads are started."""
    library = _library()
    if library is not None:
        library.mallopt(_ARENA_MAX, _HEAPS)
        library.mallopt(_MMAP_THRESHOLD, _LARGE)


def give_back() -> None:
    """Unused memory, also from the middle of heaps. Takes some milliseconds; for the end of something large."""
    library = _library()
    if library is not None:
        library.malloc_trim(0)
