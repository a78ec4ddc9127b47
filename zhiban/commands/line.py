"""`zhiban line`: one line asked of the desk, answered in lines; what `ssh HOST WORDS` does here."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
from click.shell_completion import CompletionItem

from config.settings import default_data_dir
from county.clock import SystemClock
from county.fields import Lang
from county.refusals import ZhibanError
from zhiban.options import ca_option, lang_option, read_token, url_option

if TYPE_CHECKING:
    from tui.lines.line import Line

INTERRUPTED = 130
"""Exit code of what was ended by Ctrl+C, as shells have it."""


class Desk(NamedTuple):
    """Where the desk is, and who asks."""

    url: str
    ca: Path | None
    token_file: Path | None
    """None: the token that `zhiban serve` made."""
    wait_s: float
    """How long to wait for the desk, seconds."""
    lang: Lang


token_option = click.option(
    "--token-file",
    type=click.Path(path_type=Path),
    help="The seat's token; by default the one that `zhiban serve` made.",
)
wait_option = click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=10.0,
    show_default=True,
    help="Seconds to wait for the desk.",
)


class Console:
    """The standard streams, as `tui.lines.Out` has them."""

    def write(self, text: str) -> None:
        """Print to standard output."""
        click.echo(text, nl=False)

    def error(self, text: str) -> None:
        """Print to standard error."""
        click.echo(text, nl=False, err=True)

    async def drain(self) -> None:
        """Writing waits by itself."""


def _complete(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offer the full words of both languages."""
    from tui.grammar.verbs import VERBS
    from tui.lines import QUERIES

    named = (*QUERIES.values(), *(verb.names for verb in VERBS))
    words = (name for names in named for name in names if len(name) > 1)
    return [CompletionItem(word) for word in words if word.startswith(typed)]


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    epilog="Example:  zhiban line alarms --follow    zhiban line dispatch 42 B3",
)
@url_option
@ca_option
@token_option
@wait_option
@lang_option
@click.argument("words", nargs=-1, type=click.UNPROCESSED, shell_complete=_complete)
def command(
    url: str,
    ca: Path | None,
    token_file: Path | None,
    wait: float,
    lang: Lang,
    words: tuple[str, ...],
) -> None:
    """单行指令 · Ask one thing of the desk: `alarms`, `ack 42`, `dispatch 42 B3`, `help`.

    Exit code 0: done; 1: the desk refused; 2: the line was not understood; 3: no desk.
    """
    sys.exit(ask(words or ("help",), Desk(url, ca, token_file, wait, lang)))


def ask(words: Sequence[str], desk: Desk) -> int:
    """Have one line obeyed on the standard streams; gives the exit code."""

    async def work(line: Line) -> int:
        from tui.lines import obey

        return await obey(words, line, Console(), desk.lang)

    return attend(desk, "zhiban line", work)


def attend(desk: Desk, client: str, work: Callable[[Line], Awaitable[int]]) -> int:
    """Have `work` done on a running connection to the desk; gives the exit code.

    `client` is what the desk calls it. The board may not be there yet when `work` begins.
    """
    from tui.lines import NO_DESK

    try:
        token = read_token(desk.token_file or default_data_dir() / "officer.token")
    except ZhibanError as fault:
        click.echo(fault.text(desk.lang), err=True)
        return NO_DESK
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # not every locale can write every name
            stream.reconfigure(errors="replace")
    try:
        return asyncio.run(_attend(desk, client, token, work))
    except KeyboardInterrupt:
        return INTERRUPTED


async def _attend(
    desk: Desk, client: str, token: str, work: Callable[[Line], Awaitable[int]]
) -> int:
    from feeds.connection import Connection
    from tui.lines import running
    from tui.mirror import Mirror

    clock = SystemClock()
    mirror = Mirror(clock)
    connection = Connection(
        desk.url,
        token,
        mirror,
        lang=desk.lang,
        client=client,
        clock=clock,
        rng=random.Random(),  # noqa: S311  spreads retries, guards no secret
        ca=desk.ca,
    )
    async with running(mirror, connection, desk.wait_s) as line:
        return await work(line)
