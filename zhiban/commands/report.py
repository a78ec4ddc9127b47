"""`zhiban report`: the bulletin of a shift, a day or a week, asked of the running desk."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from config.faults import ProfileError
from config.periods import Kind, Period, period_of
from config.seats import load_seats
from config.settings import default_data_dir
from county.clock import Clock, SystemClock
from county.fields import Lang
from county.printed import Format
from county.refusals import ZhibanError
from county.words import say
from zhiban.commands.line import token_option
from zhiban.options import ca_option, lang_option, read_token, url_option

if TYPE_CHECKING:
    from config.atlas import Atlas
    from config.shifts import Shift
    from county.bulletin import Bulletin
    from feeds.channel import Address
    from zhiban.asking import Desk

REFUSED, FAULTY, NO_DESK = 1, 2, 3
"""Exit codes: the desk refused, something typed or written cannot be used, no desk."""

_TIMES = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%H:%M")
_TODAY = 1900
"""The year of a time without a date, as `strptime` has it."""


class _Wanted(NamedTuple):
    kind: Kind
    at: datetime | None
    """In the county's local time; None: now."""
    before: bool
    """Whether the period before it is wanted."""
    shifts: tuple[Shift, ...]
    trace: str


@click.command(
    epilog="""Example:  zhiban report shift    zhiban report week --last --format md
    zhiban report day --at 2026-06-21 --trace answer.p90"""
)
@click.argument("period", type=click.Choice(["shift", "day", "week"]))
@click.option(
    "--at",
    type=click.DateTime(_TIMES),
    help="A time in the period, local to the county; by default now.",
)
@click.option("--last", is_flag=True, help="The period before that one.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "md", "csv"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@click.option(
    "--trace", default="", help="A figure, such as answer.p90: list the alarms behind it."
)
@click.option(
    "--data", type=click.Path(path_type=Path), help="The desk's directory, for the seats' shifts."
)
@url_option
@ca_option
@token_option
@lang_option
def command(
    period: Kind,
    at: datetime | None,
    last: bool,
    form: Format,
    as_json: bool,
    trace: str,
    data: Path | None,
    url: str,
    ca: Path | None,
    token_file: Path | None,
    lang: Lang,
) -> None:
    """警情通报 · Print the bulletin of the shift, day or week that lies at a time, as far as it is.

    A shift is one of the seats file, the one that began last; without any it is the shift length
    of the county's profile up to that time. A week begins on Monday. The bulletin holds what the
    token's seat may see.

    Exit code 0: printed; 1: the desk refused; 2: no such figure, or a bad seats file; 3: no desk.
    """
    from feeds.channel import Address, TurnedAwayError

    directory = data or default_data_dir()
    try:
        wanted = _Wanted(period, at, last, load_seats(directory).shift, trace)
        token = read_token(token_file or default_data_dir() / "officer.token")
        address = Address(url, token, lang, "zhiban report", ca)
        bulletin = asyncio.run(_fetch(address, wanted, SystemClock()))
    except ProfileError as error:
        _end(FAULTY, "\n".join(fault.text(lang) for fault in error.faults))
    except TurnedAwayError as no:
        _end(REFUSED, no.text(lang))
    except ZhibanError as fault:
        _end(NO_DESK, fault.text(lang))
    if trace and not bulletin.traced:
        names = " ".join(figure.name for figure in bulletin.figures)
        _end(FAULTY, say(lang, "bulletin.no_figure", name=trace, names=names))
    _print(bulletin, form, lang, as_json=as_json)


async def _fetch(address: Address, wanted: _Wanted, clock: Clock) -> Bulletin:
    from feeds.questions import Bulletin as Question
    from feeds.questions import BulletinTold
    from zhiban.asking import call

    async def ask(desk: Desk) -> BulletinTold:
        since, until = _period(wanted, await desk.atlas(), clock.now())
        question = Question(id=1, since=since, until=until, trace=wanted.trace)
        return await desk.ask(question, BulletinTold)

    told = await call(address, clock, ask)
    assert told.bulletin is not None, "an answer that is no refusal has one"
    return told.bulletin


def _period(wanted: _Wanted, atlas: Atlas, now: int) -> Period:
    offset, shift_s = atlas.utc_offset_minutes, atlas.alarms.load.shift_s
    at = now if wanted.at is None else _moment(wanted.at, offset, now)
    period = period_of(wanted.kind, at, offset, wanted.shifts, shift_s)
    if not wanted.before:
        return period
    return period_of(wanted.kind, period.since - 1, offset, wanted.shifts, shift_s)


def _moment(local: datetime, utc_offset_minutes: int, now: int) -> int:
    """Give a local time as epoch milliseconds; one without a date is today's."""
    zone = timezone(timedelta(minutes=utc_offset_minutes))
    if local.year == _TODAY:
        today = datetime.fromtimestamp(now / 1000, zone)
        local = local.replace(year=today.year, month=today.month, day=today.day)
    return round(local.replace(tzinfo=zone).timestamp() * 1000)


def _print(bulletin: Bulletin, form: Format, lang: Lang, *, as_json: bool) -> None:
    import msgspec

    from county.printed import printed, printed_trace
    from county.text import escaped

    if as_json:
        click.echo(escaped(msgspec.json.encode(bulletin).decode()))
    elif bulletin.traced:
        click.echo(printed_trace(bulletin, form, lang), nl=False)
    else:
        click.echo(printed(bulletin, form, lang), nl=False)


def _end(code: int, reason: str) -> None:
    click.echo(reason, err=True)
    sys.exit(code)
