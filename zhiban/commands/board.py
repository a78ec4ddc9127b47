"""`zhiban board`: a seat's board from a running desk, once, for scripts and screen readers."""

from __future__ import annotations

import asyncio
import random
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from config.settings import default_data_dir
from county.clock import SystemClock
from county.fields import Lang
from county.refusals import Refusal, ZhibanError, refuse
from zhiban.options import lang_option, read_token, url_option

if TYPE_CHECKING:
    from tui.mirror import Mirror

CANNOT = 2


@click.command(epilog="Example:  zhiban board --json | jq '.board.alarms[].report.number'")
@url_option
@click.option(
    "--token-file",
    type=click.Path(path_type=Path),
    help="The seat's token; by default the one that `zhiban serve` made.",
)
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=10.0,
    show_default=True,
    help="Seconds to wait for the desk.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@lang_option
def command(url: str, token_file: Path | None, wait: float, as_json: bool, lang: Lang) -> None:
    """当前态势 · Print what a seat sees now: its alarms a line each, or all of it as JSON.

    The board is proven against the desk's own digest before it is printed. Exit code 0: printed;
    2: the desk could not be asked.
    """
    try:
        token = read_token(token_file or default_data_dir() / "officer.token")
        mirror = asyncio.run(_fetch(url, token, wait, lang))
    except ZhibanError as fault:
        click.echo(fault.text(lang), err=True)
        sys.exit(CANNOT)
    click.echo(_json(mirror) if as_json else _plain(mirror, lang))


async def _fetch(url: str, token: str, wait: float, lang: Lang) -> Mirror:
    """Follow the desk until its board is here and proven. Raises ZhibanError when it is not."""
    from feeds.connection import Connection
    from tui.mirror import Mirror

    news = asyncio.Event()
    clock = SystemClock()
    mirror = Mirror(clock, news.set)
    line = Connection(
        url,
        token,
        mirror,
        lang=lang,
        client="zhiban board",
        clock=clock,
        rng=random.Random(),  # noqa: S311  spreads retries, guards no secret
    )
    following = asyncio.create_task(line.run())
    try:
        async with asyncio.timeout(wait):
            await _proven(mirror, news, following)
            await line.survey()
            while mirror.atlas is None:
                await _next(mirror, news)
    except TimeoutError:
        why = mirror.link.refusal if mirror.link else None
        raise ZhibanError(why or refuse("not_connected")) from None
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
    return mirror


async def _proven(mirror: Mirror, news: asyncio.Event, following: asyncio.Task[Refusal]) -> None:
    while mirror.link is None or not (mirror.has_picture and mirror.link.proven):
        if mirror.link is not None and mirror.link.state == "refused":
            raise ZhibanError(await following)
        await _next(mirror, news)


async def _next(mirror: Mirror, news: asyncio.Event) -> None:
    await news.wait()
    news.clear()
    mirror.take()


def _json(mirror: Mirror) -> bytes:
    from county.board import WHOLE_COUNTY

    welcome = mirror.welcome
    assert welcome is not None
    return msgspec.json.encode(
        {
            "county": welcome.county,
            "seat": welcome.seat,
            "mode": welcome.mode,
            "epoch": mirror.epoch,
            "seq": mirror.seq,
            "digest": mirror.digest(),
            "board": mirror.board.view(WHOLE_COUNTY),
            "positions": mirror.positions,
        }
    )


def _plain(mirror: Mirror, lang: Lang) -> str:
    from tui.view import alarms
    from tui.view.voice import Voice

    voice = Voice.of(lang, mirror.atlas)
    lines = [
        " ".join(
            filter(
                None,
                (
                    str(line.number),
                    line.severity,
                    line.status,
                    line.age,
                    line.kind,
                    line.place,
                    line.area,
                    line.units,
                    line.due,
                    *line.marks,
                ),
            )
        )
        for line in (
            alarms.row(alarm, mirror.now(), voice)
            for alarm in alarms.order(mirror.board.alarms.values())
        )
    ]
    return "\n".join(lines) if lines else voice.say("empty.alarms")
