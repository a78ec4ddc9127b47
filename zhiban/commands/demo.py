"""`zhiban demo`: the whole desk at once: server, feeds, a second console, and your screen."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import click

from config.private import write_private
from config.seats import PUSHABLE, Seat, new_token, save_seats, token_hash
from county.fields import Lang
from county.words import say
from zhiban.options import lang_option

CANNOT = 1
STOP_S = 10
"""How long a part may take to stop before it is killed, in seconds."""

SEATS = ("officer", "partner", "feed")
"""You, the scripted second console, and the simulated sources."""


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
        _make_seats(desk)
        server = stack.enter_context(_serving(desk, lang))
        url = _address(server)
        if url is None:
            log = (desk / "serve.log").read_text("utf-8", "replace").strip()
            click.echo(say(lang, "demo.no_server", log=log), err=True)
            sys.exit(CANNOT)
        feeds = ("--feed-token-file", _token(desk, "feed"))
        console = ("--seat-token-file", _token(desk, "partner"))
        play = ("simulate", scenario, "--loop", "--speed", str(speed), "--json")
        language = ("--lang", lang)
        stack.enter_context(_running(desk, (*play, "--url", url, *feeds, *console, *language)))
        chosen = ("--glyphs", glyphs) if glyphs else ()
        screen = ("tui", "--url", url, "--token-file", _token(desk, "officer"), *language, *chosen)
        code = subprocess.run(_zhiban(screen), check=False).returncode
    sys.exit(code)


def _make_seats(desk: Path) -> None:
    seats = []
    for name in SEATS:
        token = new_token()
        write_private(Path(_token(desk, name)), token + "\n")
        feed = name == "feed"
        seats.append(
            Seat(
                name=name,
                role="feed" if feed else "officer",
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
