"""`zhiban serve`: keeps the desk of one county until it is told to stop."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from config.faults import ProfileError
from config.settings import Settings, default_data_dir, load_settings
from county.fields import Lang
from county.refusals import ZhibanError
from county.words import say
from zhiban.dooring import DoorBeside, SeatTakenError, door_token
from zhiban.logs import log_to
from zhiban.options import lang_option

if TYPE_CHECKING:
    from server.serve import Server

FAILED, FAULTY, RUNNING = 1, 2, 3
"""Exit codes: something else, files that cannot be used, a desk that runs already."""


@click.command(epilog="Example:  zhiban serve --data ./desk --port 8765")
@click.option("--data", type=click.Path(path_type=Path), help="Directory of the desk.")
@click.option("--profile", help="County: a directory, or the name of a built-in one.")
@click.option("--host", help="Address to listen on; loopback by default.")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port; 0 takes any free one.")
@click.option("--mode", type=click.Choice(["live", "exercise"]), help="What screens show.")
@click.option("--door", is_flag=True, help="Let officers in over SSH too, as `zhiban door` does.")
@click.option("--door-port", default=8022, show_default=True, type=click.IntRange(0, 65_535))
@click.option(
    "--door-plain-port",
    default=8023,
    show_default=True,
    type=click.IntRange(0, 65_535),
    help="For SSH clients that cannot compress.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the address as one JSON object.")
@lang_option
def command(
    data: Path | None,
    profile: str | None,
    host: str | None,
    port: int | None,
    mode: str | None,
    door: bool,
    door_port: int,
    door_plain_port: int,
    as_json: bool,
    lang: Lang,
) -> None:
    """值班台服务 · Keep the desk: journal, board and websocket.

    Settings come from zhiban.toml in the directory, and from here. On a first start two tokens are
    made beside it: officer.token and feed.token. SIGHUP takes up changed seats, SIGTERM stops.

    Exit code 0: stopped; 2: a file cannot be used; 3: it runs already; 1: anything else.
    """
    from server.serve import AlreadyRunningError, first_seats, serve

    log_to(logging.StreamHandler())
    directory = data or default_data_dir()
    given = {"profile": profile, "host": host, "port": port, "mode": mode}
    try:
        settings = _settings(directory, given)
        if (files := first_seats(directory)) is not None:
            told = say(lang, "serve.first_start", officer=files[0], feed=files[1])
            click.echo(told, err=True)
        takers: list[Callable[[Server], None]] = [partial(_announce, as_json=as_json, lang=lang)]
        if door:
            door_token(directory, None, lang)  # the seat is there before the desk reads its file
            ports = ("--port", str(door_port), "--plain-port", str(door_plain_port))
            how = ("--data", str(directory), *ports, "--lang", lang, *["--json"] * as_json)
            door_beside = DoorBeside(how)
            takers.append(lambda server: door_beside.open(server.beside_url))
        asyncio.run(serve(directory, settings, partial(_tell, takers)))
    except SeatTakenError as error:
        _fail([str(error)], FAULTY)
    except ProfileError as error:
        _fail([fault.text(lang) for fault in error.faults], FAULTY)
    except AlreadyRunningError as error:
        _fail([say(lang, "serve.running", path=error)], RUNNING)
    except ZhibanError as error:
        _fail([error.text(lang)], FAILED)
    except (OSError, sqlite3.Error) as error:
        _fail([say(lang, "serve.cannot", reason=error)], FAILED)


def _settings(directory: Path, given: dict[str, str | int | None]) -> Settings:
    """Take the directory's settings, with what was given on the command line before them."""
    chosen = {name: value for name, value in given.items() if value is not None}
    settings = replace(load_settings(directory), **chosen)
    settings.check()
    return settings


def _tell(takers: list[Callable[[Server], None]], server: Server) -> None:
    for take in takers:
        take(server)


def _announce(server: Server, *, as_json: bool, lang: Lang) -> None:
    url = server.url
    click.echo(json.dumps({"url": url}) if as_json else say(lang, "serve.ready", url=url))


def _fail(lines: list[str], code: int) -> None:
    for line in lines:
        click.echo(line, err=True)
    sys.exit(code)
