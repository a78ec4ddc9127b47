"""What makes forked processes go on sharing the memory of the one that they were forked from.

A page is shared until somebody writes to it. Python writes wherever it looks, for every object has
the count of the references to it inside; and it lays new objects into gaps among old ones, a few in
each of hundreds of pages. A minute after its start a session has 19.6 MB of its own on Python 3.11,
where objects cannot be immortal, and 9.9 on 3.13.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable
from itertools import pairwise, repeat
from types import CodeType

_count_of = ctypes.c_uint32.from_address
"""The half of an object's reference count that Python looks at; an object begins with it."""

_KNOWN = (3, 13)
"""The Python in which the count alone makes an object immortal, as our tests see. In 3.14 it does
not: where a flag beside it is not set, and by instructions chosen while the object was mortal, it
is changed all the same, until the object is freed while it is in use."""

_NEVER_COUNTED = 0xFFFF_FFFF
"""The count of an immortal object (PEP 683): what has it is neither counted nor ever freed."""

_IMMORTAL = 0x8000_0000
"""From here on a count says that."""

_POOL = 16 * 1024
"""Bytes of address that Python's allocator gives to objects of one size at a time."""

_STEP, _LARGEST = 16, 512
"""Bytes by which the sizes of objects differ that share pools, and the largest that do."""

_JUMPS = 6
"""So often at most does a pool's worth of new objects go on elsewhere where nothing was before: at
a pool's end, and around the list that they are put into. Among old ones it is nearly every time."""

_TRIES = 2_000
"""So many pools are filled of one size at most."""


def immortalize() -> int:
    """Have nothing that exists now be counted from now on; give how many objects that are.

    For this process, and those forked from it, it is as if somebody held them until the end; all
    else about them is as it was. Where Python does not know such objects by their count, which is
    tried on one first, nothing is done, and 0 given. There is a public word for it only from 3.15
    on, only in C, and only for what was made just now.
    """
    if not _knows_immortals():
        return 0
    roots, found = gc.get_objects(), 0
    waiting: list[object] = []
    while roots:
        waiting.append(roots.pop())
        while waiting:
            each = waiting.pop()
            count = _count_of(id(each))
            if count.value >= _IMMORTAL:
                continue
            count.value = _NEVER_COUNTED
            found += 1
            waiting += gc.get_referents(each)
            if isinstance(each, CodeType):  # the collector does not know what code refers to
                waiting += each.co_consts
                waiting += (each.co_consts, each.co_names, each.co_name, each.co_qualname)
    return found


def _knows_immortals() -> bool:
    """Try on an object of our own whether references to it go uncounted once its count says so."""
    if sys.version_info[:2] != _KNOWN or sys.maxsize < 2**32:
        return False  # of 32 bits, the count is no half of anything
    tried = object()
    count = _count_of(id(tried))
    before = count.value
    held = [tried] * 1000
    if count.value - before != len(held):
        return False  # it does not stand there, or not alone
    del held
    count.value = _NEVER_COUNTED
    held = [tried] * 1000
    known = count.value == _NEVER_COUNTED
    del held
    count.value = before
    return known


def fill_gaps() -> list[list[object]]:
    """Fill what is free among the objects that there are, so that new ones lie side by side.

    Gives what fills it, for as long as that is kept. Python itself never moves an object.
    """
    return [_filled(size) for size in range(_STEP, _LARGEST + 1, _STEP)]


def _filled(size: int) -> list[object]:
    """Make objects of that size until a pool's worth of them came to lie in a row."""
    kept: list[object] = []
    make = _maker(size)
    for _ in range(_TRIES):
        batch = [make() for _ in repeat(None, _POOL // size)]
        kept += batch
        jumps = sum(b - a != size for a, b in pairwise(map(id, batch)))
        if jumps <= _JUMPS:
            break
    return kept


def _maker(size: int) -> Callable[[], object]:
    """Give what makes an object of just that many bytes."""
    if size == sys.getsizeof(object()):
        return object
    if size == sys.getsizeof(1j):
        return lambda: complex(size, size)
    return lambda: bytes(size - sys.getsizeof(b""))
