"""Processes and the memory they share: what a session really costs the machine."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def children(pid: int) -> list[int]:
    """Give the processes that one started and that still run."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that just ended has none
            found += map(int, (task / "children").read_text().split())
    return found


def descendants(pid: int) -> list[int]:
    """Give the children of a process, and theirs."""
    return [each for child in children(pid) for each in (child, *descendants(child))]


def pss_bytes(pid: int) -> int:
    """Give the proportional set size: a page that n processes share counts 1/n in each."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise ValueError(f"no Pss of process {pid}")
