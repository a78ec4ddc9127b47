"""`zhiban simulate`: plays a scenario to a running desk, or checks how it ends."""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
import msgspec

from county.clock import SystemClock
from county.fields import Lang
from county.refusals import Refusal, ZhibanError
from county.text import clean
from county.words import say
from zhiban.options import ca_option, lang_option, read_token, url_option
from zhiban.rehearsing import rehearse_and_tell

if TYPE_CHECKING:
    from config.places import Profile
    from feeds.simulator.player import Player
    from feeds.simulator.scenario import Scenario

CANNOT = 2
PROGRESS_S = 1.0


@click.command(
    epilog="Example:  zhiban simulate gas-leak --speed 5 --seat-token-file console.token"
)
@click.argument("scenario")
@click.option("--speed", type=click.FloatRange(0.01, 1000), default=1.0, show_default=True)
@url_option
@ca_option
@click.option(
    "--feed-token-file",
    type=click.Path(path_type=Path),
    help="The feeds' token; by default the one that `zhiban serve` made.",
)
@click.option(
    "--seat-token-file",
    "seat_token_files",
    multiple=True,
    metavar="[SEAT=]FILE",
    help="An officer's token for the scripted second console; without it only the feeds speak. "
    "With SEAT=, one for a seat that the scenario names.",
)
@click.option("--seconds", type=click.FloatRange(min=0), help="Stop after so many of the play.")
@click.option("--loop", is_flag=True, help="Begin again at the end.")
@click.option("--profile", help="The county's directory, in place of the scenario's own.")
@click.option("--check", is_flag=True, help="Play it in memory and compare how it ends.")
@click.option("--year", is_flag=True, help="Play its whole year in memory, and compare that.")
@click.option(
    "--share",
    type=click.FloatRange(0.001, 1),
    default=1.0,
    show_default=True,
    help="With --year: only such a share of its purchases.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
@lang_option
def command(
    scenario: str,
    speed: float,
    url: str,
    ca: Path | None,
    feed_token_file: Path | None,
    seat_token_files: tuple[str, ...],
    seconds: float | None,
    loop: bool,
    profile: str | None,
    check: bool,
    year: bool,
    share: float,
    as_json: bool,
    lang: Lang,
) -> None:
    """演练场景 · Play a scenario, by name or file: simulated sources speak to a running desk.

    Exit code 0: played, or ended as expected; 1: --check or --year found another end; 2: it cannot
    be played.
    """
    from config.settings import default_data_dir
    from feeds.simulator.player import Player
    from feeds.simulator.scenario import load_scenario, whole_year

    try:
        script = load_scenario(scenario)
        county = _county(profile or script.county, lang)
        if year:
            script = whole_year(script, share)
            sys.exit(rehearse_and_tell(script, county, as_json=as_json, lang=lang, year=True))
        if check:
            sys.exit(rehearse_and_tell(script, county, as_json=as_json, lang=lang))
        player = Player(
            county,
            url,
            read_token(feed_token_file or default_data_dir() / "feed.token"),
            dict(map(_seat_token, seat_token_files)),
            clock=SystemClock(),
            rng=random.Random(),  # noqa: S311  spreads retries, guards no secret
            lang=lang,
            speed=speed,
            ca=ca,
        )
        end_s = script.duration_s if seconds is None else seconds
        asyncio.run(_play(player, script, end_s, loop=loop, quiet=as_json, lang=lang))
    except KeyboardInterrupt:
        pass
    except ZhibanError as fault:
        _stop(fault.text(lang))
    if as_json:
        click.echo(msgspec.json.encode(player.tally).decode())


def _seat_token(named: str) -> tuple[str, str]:
    """Read the token of a ``SEAT=FILE``, or of a ``FILE`` for the scripted console."""
    seat, given, path = named.partition("=")
    return (seat, read_token(Path(path))) if given else ("", read_token(Path(named)))


def _county(name: str, lang: Lang) -> Profile:
    """Load a county by directory or name; says what is wrong and stops when it cannot be used."""
    from config.profile import ProfileError, builtin, load_profile

    try:
        return load_profile(Path(name) if Path(name).is_dir() else builtin(name))
    except KeyError:
        _stop(say(lang, "check.no_builtin", name=name))
    except ProfileError as error:
        _stop("\n".join(fault.text(lang) for fault in error.faults))


def _stop(why: str) -> NoReturn:
    click.echo(clean(why), err=True)
    sys.exit(CANNOT)


async def _play(
    player: Player, script: Scenario, seconds: float, *, loop: bool, quiet: bool, lang: Lang
) -> None:
    if not quiet:
        click.echo(say(lang, "simulate.begins", name=script.name.get(lang)), err=True)
    telling = asyncio.create_task(_tell_progress(player, quiet=quiet, lang=lang))
    try:
        await player.run(script, seconds, again=loop)
    finally:
        telling.cancel()


async def _tell_progress(player: Player, *, quiet: bool, lang: Lang) -> None:
    """Show on a terminal how far the play has come; anywhere, when the desk cannot be reached."""
    away: Refusal | None = None
    while not quiet:
        await asyncio.sleep(PROGRESS_S)
        tally = player.tally
        if tally.away is not None and tally.away != away:
            click.echo(clean(say(lang, "simulate.waiting", reason=tally.away.text(lang))), err=True)
        away = tally.away
        if sys.stderr.isatty():
            minutes, seconds = divmod(int(player.played_s), 60)
            counts = {"told": tally.told, "located": tally.located, "asked": tally.asked}
            line = say(
                lang,
                "simulate.progress",
                minutes=minutes,
                seconds=seconds,
                refused=tally.refused,
                **counts,
            )
            click.echo(f"\r\x1b[K{line}", nl=False, err=True)
