"""`zhiban push`: tells the desk what stands in JSON lines, from a file or as they come."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import IO

import click
import msgspec

from county.fields import Lang
from county.refusals import ZhibanError
from county.text import clean
from zhiban.options import ca_option, lang_option, read_token, url_option

SOME_REFUSED = 1
CANNOT = 2
"""Exit codes; 0 when everything was accepted, or is kept in the spool."""


@click.command(
    epilog="""Example:  echo '{"type":"alarm_reported","kind":"noise","place":{"text":"Gulou"}}'
    | zhiban push"""
)
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--source", default="push", show_default=True, help="In whose name to speak.")
@url_option
@ca_option
@click.option(
    "--token-file",
    type=click.Path(path_type=Path),
    help="The feed's token; by default the one that `zhiban serve` made.",
)
@click.option(
    "--spool",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep facts here until the desk has them, through kills and outages.",
)
@click.option(
    "--identity-key",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The edge key that seals who bought gasoline; by default the desk's own, if it has one.",
)
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=10.0,
    show_default=True,
    help="Seconds to wait for a desk that is away.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
@lang_option
def command(
    file: IO[bytes],
    source: str,
    url: str,
    ca: Path | None,
    token_file: Path | None,
    spool: Path | None,
    identity_key: Path | None,
    wait: float,
    as_json: bool,
    lang: Lang,
) -> None:
    """推送事件 · Push events: one JSON object a line, an event or a position ("type": "fix").

    A line may leave out "at": it then happened now. Of a purchase it may say in clear who bought,
    as "identity": {"name", "document", "phone", "address"}: that is sealed before it leaves this
    process. Bad lines are told on standard error with their number and do not stop the rest.

    Exit code 0: all accepted, or kept in the spool; 1: some lines were refused; 2: the desk could
    not be told.
    """
    from config.settings import SettingsError, default_data_dir
    from county.clock import SystemClock
    from feeds.publisher import Publisher
    from zhiban.pushing import Pusher
    from zhiban.sealing import running_out, sealer_of

    try:
        sealer = sealer_of(identity_key)
        if sealer and (warning := running_out(sealer, SystemClock().now(), lang)):
            click.echo(warning, err=True)
        pusher = Pusher(lang, spool is not None, wait, quiet=as_json, sealer=sealer)
        token = read_token(token_file or default_data_dir() / "feed.token")
        feed = Publisher(
            url,
            token,
            source,
            spool,
            lang=lang,
            client="zhiban push",
            on_refused=pusher.refused,
            ca=ca,
        )
        asyncio.run(pusher.run(feed, file.fileno()))
    except SettingsError as error:
        for fault in error.faults:
            click.echo(fault.text(lang), err=True)
        sys.exit(CANNOT)
    except ZhibanError as no:
        click.echo(clean(no.text(lang)), err=True)
        sys.exit(CANNOT)
    if as_json:
        click.echo(msgspec.json.encode(pusher.result()).decode())
    else:
        click.echo(pusher.summary(), err=True)
    sys.exit(SOME_REFUSED if pusher.bad else 0)
