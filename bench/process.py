"""A desk in a process of its own, on a core of its own, with a county of any number of units."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from config.profile import builtin

SERVE = "from zhiban.cli import main; main()"


class DeskProcess(NamedTuple):
    """A running desk: where it is, and what opens it."""

    pid: int
    url: str
    officer: str
    feed: str

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.url.rpartition(":")[2])

    def cpu_s(self) -> float:
        """Give the processor time of all its threads so far, to the nanosecond."""
        return cpu_s(self.pid)

    def memory(self) -> int:
        """Give its resident memory in bytes."""
        pages = Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")


def cpu_s(pid: int) -> float:
    """Give the processor time of a process: the scheduler's own count, in seconds."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((t / "schedstat").read_text().split()[0]) for t in threads) / 1e9


def cores() -> tuple[set[int], set[int]]:
    """Give a core for the desk and those for the load; the same one where there is but one."""
    every = sorted(os.sched_getaffinity(0))
    return {every[-1]}, set(every[:-1]) or {every[-1]}


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process, and the threads that it starts meanwhile, on one core."""
    own, _ = cores()
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, own)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def desk_process(units: int = 160) -> Iterator[DeskProcess]:
    """Run `zhiban serve` pinned to its core, and this process to the others."""
    own, others = cores()
    before = os.sched_getaffinity(0)
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "desk"
        data.mkdir()
        _write_county(Path(place) / "county", units)
        (data / "zhiban.toml").write_text(f'profile = "{Path(place) / "county"}"\n')
        running = _start(data, own)
        os.sched_setaffinity(0, others)
        try:
            yield _ready(running, data)
        finally:
            os.sched_setaffinity(0, before)
            running.terminate()
            running.communicate(timeout=10)


def _start(data: Path, core: set[int]) -> subprocess.Popen[str]:
    running = subprocess.Popen(
        (sys.executable, "-c", SERVE, "serve", "--data", str(data), "--port", "0", "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    # Long before it starts its threads, which take the core over from it.
    os.sched_setaffinity(running.pid, core)
    return running


def _ready(running: subprocess.Popen[str], data: Path) -> DeskProcess:
    assert running.stdout is not None
    url = json.loads(running.stdout.readline())["url"]
    tokens = [(data / f"{name}.token").read_text().strip() for name in ("officer", "feed")]
    return DeskProcess(running.pid, url, *tokens)


def _write_county(county: Path, units: int) -> None:
    """Copy the built-in county, its units multiplied up to `units`."""
    shutil.copytree(builtin(), county)
    path = county / "units.toml"
    head, *blocks = path.read_text("utf-8").split("[[unit]]\n")
    lines = [head]
    for number in range(units):
        name, block = blocks[number % len(blocks)].split("\n", 1)
        first = name if number < len(blocks) else f'id = "U{number}"'
        lines.append(f"[[unit]]\n{first}\n{block}")
    path.write_text("".join(lines), "utf-8")
