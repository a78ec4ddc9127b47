"""The fork server: holds the whole app warm in memory and makes a process of it for each session.

It has one thread, no event loop that runs, no key and no connection, which is what makes forking it
sound; it looks before each fork that this is still so. A session starts in a fifth of the time that
a fresh interpreter takes, and shares its pages with all the others.
"""

from __future__ import annotations

import gc
import os
import selectors
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from config.atlas import Atlas
from county.clock import SystemClock
from tui.door import orders
from tui.door.session import sit
from tui.door.sharing import fill_gaps, immortalize
from tui.door.standby import SIZES, Standby, fitting
from tui.door.warm import warm_up
from tui.turns import Turns

NICE = 1
"""How far sessions stand back behind the door: a hundred of them must not delay its typing. No
farther, for they also stand behind all else on the machine: at 5 another busy process gets three
times what a session does, and officers wait for it."""

ENDING_S = 3.0
"""How long sessions have to end by themselves when the door has gone."""

Sit = Callable[[socket.socket, Standby], int]
"""What a forked process does, to its exit code."""


class ThreadedError(Exception):
    """A thread runs here: what it holds at the moment of a fork would be held for ever."""


class Zygote:
    """Forks a process a session over `control`, and tells when one has ended."""

    def __init__(self, control: socket.socket, sit: Sit) -> None:
        self._control = control
        self._sit = sit
        self._standbys: dict[tuple[int, int], Standby] = {}
        self._turns = Turns(len(os.sched_getaffinity(0)))
        """Of all sessions, whatever desk they began at."""
        self._filling: list[list[object]] = []
        self._numbers: dict[int, int] = {}
        """Sessions that run: what the door calls them, and the descriptor of their process."""
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)

    def run(self) -> None:
        """Serve until the door has gone, then see that every session goes too."""
        while self._serve(None):
            pass
        self._selector.unregister(self._control)
        while self._numbers:
            if not self._selector.select(ENDING_S):
                for descriptor in self._numbers.values():
                    signal.pidfd_send_signal(descriptor, signal.SIGKILL)
            self._serve(0)
        self._turns.close()

    def _serve(self, timeout_s: float | None) -> bool:
        """Do what has come up; False once the door has gone."""
        for key, _ in self._selector.select(timeout_s):
            if key.fileobj is not self._control:
                self._reap(key.data, key.fd)
            elif not self._obey():
                return False
        return True

    def _obey(self) -> bool:
        data, descriptors, _, _ = socket.recv_fds(self._control, orders.MESSAGE_BYTES, 1)
        if not data:
            return False
        match orders.order(data):
            case orders.Ground():
                self._take_ground(descriptors[0])
            case orders.Fork(number, columns, rows):
                standby = self._standbys[fitting(columns, rows)]
                self._fork(number, descriptors[0], standby)
            case orders.End(number):
                if number in self._numbers:
                    signal.pidfd_send_signal(self._numbers[number], signal.SIGKILL)
        return True

    def _take_ground(self, descriptor: int) -> None:
        with os.fdopen(descriptor, "rb") as file:
            packed = file.read()
        gc.unfreeze()
        for standby in self._standbys.values():
            standby.close()
        atlas = msgspec.msgpack.decode(packed, type=Atlas | None)
        warm_up(atlas)
        self._standbys = {size: Standby(atlas, SystemClock(), size, self._turns) for size in SIZES}
        for standby in self._standbys.values():
            standby.prepare()
        gc.collect()
        self._filling = fill_gaps()
        if atlas is not None:  # without it there will be another ground before long
            immortalize()
        gc.freeze()  # a collection in a session would write to, and so copy, every page of ours
        self._tell(orders.Ready())

    def _fork(self, number: int, descriptor: int, standby: Standby) -> None:
        if threading.active_count() > 1 or len([*Path("/proc/self/task").iterdir()]) > 1:
            raise ThreadedError
        with socket.socket(fileno=descriptor) as line:
            pid = os.fork()
            if pid == 0:
                self._become(line, standby)
        process = os.pidfd_open(pid)
        self._numbers[number] = process
        self._selector.register(process, selectors.EVENT_READ, number)

    def _become(self, line: socket.socket, standby: Standby) -> None:
        """Be a session, in the forked process: never returns."""
        code = os.EX_SOFTWARE
        try:
            self._selector.close()
            self._control.close()
            for descriptor in self._numbers.values():
                os.close(descriptor)
            os.nice(NICE)
            code = self._sit(line, standby)
        finally:
            os._exit(code)  # what the fork server set up to be done at its own exit is not ours

    def _reap(self, number: int, process: int) -> None:
        self._selector.unregister(process)
        del self._numbers[number]
        ended = os.waitid(os.P_PIDFD, process, os.WEXITED)
        os.close(process)
        assert ended is not None  # it is only when one does not wait
        killed = ended.si_code != os.CLD_EXITED
        self._tell(orders.Gone(number, -ended.si_status if killed else ended.si_status))

    def _tell(self, word: orders.Word) -> None:
        try:
            self._control.send(orders.encode(word))
        except (BrokenPipeError, ConnectionResetError):
            return  # the door has gone: the next look at its socket says so


def keep(control: int) -> None:
    """Be the fork server of the door at the other end of a SEQPACKET socket's descriptor."""
    Zygote(socket.socket(fileno=control), sit).run()
