"""`zhiban door`: lets officers in over SSH, to the desk and nothing else."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from config.faults import ProfileError
from config.settings import default_data_dir
from county.fields import Lang
from county.refusals import ZhibanError
from county.words import say
from zhiban.dooring import SeatTakenError, door_token
from zhiban.logs import log_to
from zhiban.options import ca_option, lang_option, url_option

if TYPE_CHECKING:
    from tui.door.door import Open

FAILED, FAULTY = 1, 2
"""Exit codes: something else, files that cannot be used."""


@click.command(epilog="Example:  zhiban door --data ./desk --port 8022")
@url_option
@ca_option
@click.option("--data", type=click.Path(path_type=Path), help="Directory of the desk.")
@click.option(
    "--token-file",
    type=click.Path(path_type=Path),
    help="The token of the door's own seat; by default one is made in the directory.",
)
@click.option(
    "--host",
    default="0.0.0.0",  # noqa: S104 - remote staff are who it is for; nothing is said before a key
    show_default=True,
    help="Address to listen on.",
)
@click.option(
    "--port", default=8022, show_default=True, type=click.IntRange(0, 65_535), help="0: any free."
)
@click.option(
    "--plain-port",
    default=8023,
    show_default=True,
    type=click.IntRange(0, 65_535),
    help="For clients that cannot compress.",
)
@click.option("--no-plain", is_flag=True, help="Let nobody in without compression.")
@click.option("--sessions", default=200, show_default=True, help="Sessions at once.")
@click.option("--per-seat", default=5, show_default=True, help="Sessions of one seat at once.")
@click.option("--with-stdin", is_flag=True, hidden=True, help="End when standard input does.")
@click.option("--json", "as_json", is_flag=True, help="Print where it is as one JSON object.")
@lang_option
def command(
    url: str,
    ca: Path | None,
    data: Path | None,
    token_file: Path | None,
    host: str,
    port: int,
    plain_port: int,
    no_plain: bool,
    sessions: int,
    per_seat: int,
    with_stdin: bool,
    as_json: bool,
    lang: Lang,
) -> None:
    """SSH 门 · Let officers in over SSH: their `ssh` is the whole client.

    An officer's key, or a one-time code from `zhiban seat enrol`, opens their seat: no shell, no
    forwarding, no files. The host key is made on the first start.

    Exit code 0: stopped; 2: a file cannot be used; 1: anything else.
    """
    from tui.door.door import Plan, keep
    from tui.door.front import Opening
    from tui.door.hostkey import HostKeyError
    from tui.door.limits import Caps

    log_to(logging.StreamHandler())
    # The library tells of every packet exchange; the door says what an administrator needs.
    logging.getLogger("asyncssh").setLevel(logging.ERROR)
    directory = data or default_data_dir()
    openings = [Opening(host, port, compressed=True)]
    if not no_plain:
        openings.append(Opening(host, plain_port, compressed=False))
    try:
        plan = Plan(
            directory=directory / "door",
            url=url,
            token=door_token(directory, token_file, lang),
            ca=ca,
            fork_server=(sys.executable, "-P", "-m", "zhiban.zygote"),
            openings=openings,
            caps=Caps(sessions=sessions, per_seat=per_seat),
            with_stdin=with_stdin,
        )
        asyncio.run(keep(plan, partial(_announce, as_json=as_json, lang=lang)))
    except ProfileError as error:
        _fail([fault.text(lang) for fault in error.faults], FAULTY)
    except SeatTakenError as error:
        _fail([str(error)], FAULTY)
    except HostKeyError as error:
        _fail([say(lang, "door.cannot", reason=error)], FAULTY)
    except ZhibanError as error:
        _fail([say(lang, "door.turned_away", reason=error.text(lang))], FAILED)
    except OSError as error:
        _fail([say(lang, "door.cannot", reason=error)], FAILED)


def _announce(door: Open, *, as_json: bool, lang: Lang) -> None:
    port, *plain = door.ports
    if as_json:
        told = {"port": port, "plain_port": plain[0] if plain else None}
        click.echo(json.dumps({**told, "fingerprint": door.fingerprint}))
        return
    click.echo(say(lang, "door.ready", port=port, fingerprint=door.fingerprint))
    for each in plain:
        click.echo(say(lang, "door.plain", port=each))


def _fail(lines: list[str], code: int) -> NoReturn:
    for line in lines:
        click.echo(line, err=True)
    sys.exit(code)
