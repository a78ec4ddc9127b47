"""`zhiban demo`: the whole desk at once: server, feeds, a second console, and your screen."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from config.private import write_private
from config.seats import PUSHABLE, Seat, new_token, save_seats, token_hash
from county.fields import Lang
from county.refusals import ZhibanError
from county.rights import Role
from county.words import say
from zhiban.options import lang_option

if TYPE_CHECKING:
    from feeds.simulator.scenario import Sitting

CANNOT = 1
STOP_S = 10
"""How long a part may take to stop before it is killed, in seconds."""


@click.command(epilog="Example:  zhiban demo --scenario gas-leak --lang en")
@click.option("--scenario", default="ordinary-day", show_default=True, help="What happens.")
@click.option("--speed", type=click.FloatRange(0.01, 100), default=1.0, show_default=True)
@click.option(
    "--glyphs", type=click.Choice(["full", "safe", "ascii"]), help="Characters to draw with."
)
@lang_option
def command(scenario: str, speed: float, glyphs: str | None, lang: Lang) -> None:
    """演示 · See it at work: a simulated county on your screen; everything goes when you leave.

    Every alarm, purchase and name in it is invented and marked as simulated.
    """
    with ExitStack() as stack:
        desk = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="zhiban-demo-")))
        scripted = _scripted(scenario, lang)
        _make_seats(desk, scripted)
        server = stack.enter_context(_serving(desk, lang))
        url = _address(server)
        if url is None:
            log = (desk / "serve.log").read_text("utf-8", "replace").strip()
            click.echo(say(lang, "demo.no_server", log=log), err=True)
            sys.exit(CANNOT)
        feeds = ("--feed-token-file", _token(desk, "feed"))
        consoles = [("", "partner"), *((seat.name, seat.name) for seat in scripted)]
        hands = [f"--seat-token-file={seat}={_token(desk, name)}" for seat, name in consoles]
        play = ("simulate", scenario, "--loop", "--speed", str(speed), "--json")
        language = ("--lang", lang)
        stack.enter_context(_running(desk, (*play, "--url", url, *feeds, *hands, *language)))
        chosen = ("--glyphs", glyphs) if glyphs else ()
        screen = ("tui", "--url", url, "--token-file", _token(desk, "officer"), *language, *chosen)
        code = subprocess.run(_zhiban(screen), check=False).returncode
    sys.exit(code)


def _scripted(scenario: str, lang: Lang) -> Sequence[Sitting]:
    """Give the seats that the scenario works itself; stops when it cannot be played."""
    from feeds.simulator.scenario import load_scenario

    try:
        return load_scenario(scenario).seat
    except ZhibanError as fault:
        click.echo(fault.text(lang), err=True)
        sys.exit(CANNOT)


def _make_seats(desk: Path, scripted: Sequence[Sitting]) -> None:
    """Make seats for you, the scripted consoles, and the simulated sources."""
    roles: dict[str, Role] = {"officer": "officer", "partner": "officer", "feed": "feed"}
    roles |= {seat.name: seat.role for seat in scripted}
    seats = []
    for name, role in roles.items():
        token = new_token()
        write_private(Path(_token(desk, name)), token + "\n")
        feed = role == "feed"
        seats.append(
            Seat(
                name=name,
                role=role,
                token_sha256=token_hash(token),
                kinds=PUSHABLE if feed else (),
                sources=("*",) if feed else (),
            )
        )
    save_seats(desk, seats)


def _token(desk: Path, seat: str) -> str:
    return str(desk / f"{seat}.token")


def _zhiban(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "zhiban", *arguments]


def _serving(desk: Path, lang: Lang) -> AbstractContextManager[subprocess.Popen[bytes]]:
    settings = ("--data", str(desk), "--port", "0", "--mode", "exercise", "--lang", lang)
    return _running(desk, ("serve", *settings, "--json"))


@contextmanager
def _running(desk: Path, arguments: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a part beside the screen, its words in a file, and stop it in the end.

    It gets a session of its own, so that Ctrl-C on the screen does not reach it first.
    """
    with (
        (desk / f"{arguments[0]}.log").open("wb") as log,
        subprocess.Popen(
            _zhiban(arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if arguments[0] == "serve" else log,
            stderr=log,
            start_new_session=True,
        ) as part,
    ):
        try:
            yield part
        finally:
            part.terminate()
            try:
                part.wait(STOP_S)
            except subprocess.TimeoutExpired:
                part.kill()


def _address(server: subprocess.Popen[bytes]) -> str | None:
    """Wait for the server's first line; None when it ended instead."""
    assert server.stdout is not None
    line = server.stdout.readline()
    return str(json.loads(line)["url"]) if line else None
