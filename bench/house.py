"""A whole desk with its door and a busy evening, each the program's own command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import asyncssh
import msgspec

from bench.painted import Program
from bench.process import DeskProcess, cores
from bench.remote import Door
from bench.tree import children
from config.private import write_private
from config.seats import PUSHABLE, Seat, new_token, save_seats, token_hash
from tools.programs import find
from tui.settings import Choices, Kept

ZHIBAN = Path(sys.executable).with_name("zhiban")
EVENING = Path(__file__).with_name("evening.toml")
TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "en_US.UTF-8"}
CHOSEN = Kept(Choices(lang="en", ruler=True))
"""What officers chose before: nobody is asked at a first login how the terminal draws."""

STOP_S = 10


class House(NamedTuple):
    """A running desk and its door, and who may come in."""

    desk: DeskProcess
    door: Door
    front: int
    """The process that all lines go through."""
    seats: Sequence[str]
    place: Path
    """The bench's own directory, which goes when it ends."""

    @property
    def nursery(self) -> int:
        """The process that the sessions are forked from."""
        return children(self.front)[0]

    def sessions(self) -> list[int]:
        """Give the processes of the sessions."""
        return children(self.nursery)

    def through_ssh(self) -> Program:
        """Give the real `ssh` to the first seat. Raises FileNotFoundError without one."""
        ssh = find("ssh")
        if ssh is None:
            raise FileNotFoundError("ssh")
        command: list[str | Path] = [ssh, "-Fnone", f"-p{self.door.port}", f"-i{self.door.key}"]
        for option in (
            "IdentitiesOnly=yes",
            "IdentityAgent=none",
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "LogLevel=ERROR",
            "SetEnv=COLORTERM=truecolor",
        ):
            command += ["-o", option]
        return Program([*command, f"{self.seats[0]}@127.0.0.1"], TERMINAL)

    def apart(self) -> Program:
        """Give the same screen as a `python` process of its own, without a door."""
        home = str(self.place / "home")
        places = {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home}
        token = self.place / "officer.token"
        command: list[str | Path] = [ZHIBAN, "tui", "--url", self.desk.url, "--token-file", token]
        command += ["--glyphs", "safe"]  # or the first screen asks how it draws
        return Program(command, TERMINAL | places)


@contextmanager
def house(seats: Sequence[str]) -> Iterator[House]:
    """Run a desk, on its core, and a door for officers of those names; this process elsewhere."""
    own, others = cores()
    before = os.sched_getaffinity(0)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        data, key = place / "desk", place / "key"
        officer, feed = _furnish(place, data, key, seats)
        served = ("serve", "--port", "0", "--mode", "exercise", "--json")
        with _running(data, served, own) as (desk, told):
            opened = ("door", "--url", told["url"], "--host", "127.0.0.1", "--port", "0")
            roomy = ("--no-plain", "--per-seat", str(len(seats) + 20), "--json")
            with _running(data, (*opened, *roomy), before) as (front, at):
                os.sched_setaffinity(0, others)
                try:
                    process = DeskProcess(desk, told["url"], officer, feed)
                    yield House(process, Door(int(at["port"]), key), front, seats, place)
                finally:
                    os.sched_setaffinity(0, before)


def _furnish(place: Path, data: Path, key: Path, seats: Sequence[str]) -> tuple[str, str]:
    """Write what a desk and its officers have before it opens; give an officer's, a feed's token.

    One key opens every seat, so that one client can sit in all of them.
    """
    data.mkdir()
    pair = asyncssh.generate_private_key("ssh-ed25519")
    write_private(key, pair.export_private_key().decode("ascii"))
    public = pair.export_public_key().decode("ascii").strip()
    officer, feed, door = new_token(), new_token(), new_token()
    write_private(place / "officer.token", officer + "\n")
    write_private(place / "feed.token", feed + "\n")
    write_private(data / "door.token", door + "\n")
    save_seats(
        data,
        [
            Seat(name="door", role="door", token_sha256=token_hash(door)),
            Seat(name="officer", role="officer", token_sha256=token_hash(officer)),
            Seat(
                name="feed",
                role="feed",
                token_sha256=token_hash(feed),
                kinds=PUSHABLE,
                sources=("*",),
            ),
            *(Seat(name=seat, role="officer", keys=(public,)) for seat in seats),
        ],
    )
    kept = msgspec.json.encode(CHOSEN).decode()
    for seat in seats:
        write_private(data / "door" / f"{seat}.json", kept)
    write_private(place / "home" / "zhiban" / "screen.json", kept)
    return officer, feed


@contextmanager
def _running(
    data: Path, arguments: Sequence[str], on: set[int]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Run a command on some cores; give its process and what it tells when it is ready."""
    with (
        data.with_name(f"{arguments[0]}.log").open("wb") as log,
        subprocess.Popen(
            [ZHIBAN, *arguments, "--data", data],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
        ) as part,
    ):
        os.sched_setaffinity(part.pid, on)  # long before it starts what takes it over
        try:
            assert part.stdout is not None
            ready = part.stdout.readline()
            if not ready:
                raise RuntimeError(Path(log.name).read_text("utf-8"))
            yield part.pid, json.loads(ready)
        finally:
            part.terminate()
            part.wait(STOP_S)


@contextmanager
def evening(home: House, speed: int = 1, seconds: int = 3600) -> Iterator[subprocess.Popen[bytes]]:
    """Play the evening to the desk, `seconds` of it, until the block ends."""
    command: list[str | Path] = [ZHIBAN, "simulate", EVENING, "--url", home.desk.url, "--json"]
    command += ["--speed", str(speed), "--seconds", str(seconds)]
    command += ["--feed-token-file", home.place / "feed.token"]
    command += ["--seat-token-file", home.place / "officer.token"]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    ) as play:
        try:
            yield play
        finally:
            play.terminate()
            play.wait(STOP_S)
