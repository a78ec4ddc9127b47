"""How the interpreter is set for a desk: two figures that cost nothing and are worth a third."""

from __future__ import annotations

import gc
import sys

SWITCH_S = 0.0005
"""The interpreter's switch interval. The journal's thread takes the interpreter lock back after
every SQLite step; with the default 5 ms each of them may wait that long for a busy loop."""

COLLECT_EVERY = 20_000
"""New containers between two collections. Facts live for a commit and form no cycles: with the
default of 700 a flood is looked through again and again for nothing."""


def tune() -> None:
    """Set the interpreter for a process that decides on one thread and stores on another."""
    sys.setswitchinterval(SWITCH_S)
    gc.set_threshold(COLLECT_EVERY, 20, 20)


def settle() -> None:
    """Put what stands after the start out of the collector's sight: it stands for good."""
    gc.collect()
    gc.freeze()
