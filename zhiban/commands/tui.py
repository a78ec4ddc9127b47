"""`zhiban tui`: an officer's screen on a running desk."""

from __future__ import annotations

import logging
import random
import sys
from functools import partial
from pathlib import Path

import click
from msgspec.structs import replace
from platformdirs import user_config_path, user_log_path

from config.settings import default_data_dir
from county.clock import SystemClock
from county.fields import Lang
from county.refusals import ZhibanError
from tui.glyphs import GlyphSet
from zhiban.options import read_token, system_lang, url_option

CANNOT = 2


@click.command(epilog="Example:  zhiban tui --token-file ~/officer.token --lang en --glyphs full")
@url_option
@click.option(
    "--token-file",
    type=click.Path(path_type=Path),
    help="The seat's token; by default the one that `zhiban serve` made.",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language; by default the last one.")
@click.option(
    "--glyphs",
    type=click.Choice(["full", "safe", "ascii"]),
    help="Characters to draw with; by default the last ones, safe at first.",
)
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal.")
def command(
    url: str,
    token_file: Path | None,
    lang: Lang | None,
    glyphs: GlyphSet | None,
    no_mouse: bool,
) -> None:
    """值班界面 · Show the county and take commands.

    Exit code 0: left by the officer; 1: ended by a fault of its own; 2: there is no token.
    """
    from feeds.connection import Connection
    from tui.app import DeskApp
    from tui.mirror import Mirror
    from tui.session import Session
    from tui.settings import Choices, load, save

    kept = user_config_path("zhiban") / "screen.json"
    choices = load(kept) or Choices(system_lang())
    choices = replace(choices, lang=lang or choices.lang, glyphs=glyphs or choices.glyphs)
    try:
        token = read_token(token_file or default_data_dir() / "officer.token")
    except ZhibanError as fault:
        click.echo(fault.text(choices.lang), err=True)
        sys.exit(CANNOT)
    _log_to_file()
    clock = SystemClock()
    mirror = Mirror(clock)
    line = Connection(
        url,
        token,
        mirror,
        lang=choices.lang,
        client="zhiban tui",
        clock=clock,
        rng=random.Random(),  # noqa: S311  spreads retries, guards no secret
    )
    app = DeskApp(Session(mirror, clock, line.do, choices, partial(save, kept)), line)
    app.run(mouse=not no_mouse)
    sys.exit(app.return_code or 0)


def _log_to_file() -> None:
    """Write the log beside the user's other logs: the terminal belongs to the screen."""
    directory = user_log_path("zhiban", ensure_exists=True)
    handler = logging.FileHandler(directory / "tui.log", encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
