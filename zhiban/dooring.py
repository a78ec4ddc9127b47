"""What `zhiban door` and `zhiban serve --door` share: the door's own seat, and its process."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from config.private import write_private
from config.seats import SEATS_FILE, Seat, Seats, change_seats, new_token, token_hash
from county.fields import Lang
from county.words import say
from zhiban.options import read_token

SEAT = "door"
TOKEN_FILE = "door.token"  # noqa: S105 - a file's name

AGAIN_S = 1.0
"""How long to wait before a door that ended by itself is opened again."""

log = logging.getLogger(__name__)


class SeatTakenError(Exception):
    """There is a seat of the door's name, and its token is not at hand; says what to do."""


def door_token(directory: Path, token_file: Path | None, lang: Lang) -> str:
    """Read the token of the door's seat; on a first start, make seat and token beside the desk's.

    Raises ZhibanError for a token that cannot be read, SettingsError for seats that cannot, and
    SeatTakenError.
    """
    path = token_file or directory / TOKEN_FILE
    if token_file is None and not path.exists() and (directory / SEATS_FILE).exists():
        _make_seat(directory, path, lang)
    return read_token(path)


def _make_seat(directory: Path, path: Path, lang: Lang) -> None:
    token = new_token()
    seat = Seat(name=SEAT, role="door", token_sha256=token_hash(token))

    def add(seats: Seats) -> Seats:
        if seats.named(SEAT) is not None:
            raise SeatTakenError(say(lang, "door.seat_taken", name=SEAT, path=path))
        return Seats((*seats.seat, seat), seats.shift, seats.enrolment)

    change_seats(directory, add)
    write_private(path, token + "\n")
    click.echo(say(lang, "door.seat_made", name=SEAT, path=path), err=True)


class DoorBeside:
    """The door of a desk that opens one itself: a process of its own, which ends with the desk.

    It watches its standard input, a pipe from here, and so ends even when the desk is killed.
    """

    def __init__(self, options: Sequence[str]) -> None:
        """`options` of `zhiban door`, without the desk's address."""
        self._options = options
        self._keeping: asyncio.Task[None] | None = None

    def open(self, url: str) -> None:
        """Open the door of the desk at `url`, in the running loop and for as long as it runs."""
        self._keeping = asyncio.get_running_loop().create_task(self._keep(url))

    async def _keep(self, url: str) -> None:
        while True:
            door = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "zhiban", "door", "--url", url, "--with-stdin"),
                *self._options,
                stdin=asyncio.subprocess.PIPE,
            )
            try:
                code = await door.wait()
            finally:
                if door.returncode is None:
                    with suppress(ProcessLookupError):
                        door.terminate()
                    await door.wait()
            log.error("the door ended with code %s; it is opened again", code)
            await asyncio.sleep(AGAIN_S)
