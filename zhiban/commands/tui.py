"""`zhiban tui`: an officer's screen on a running desk."""

from __future__ import annotations

import logging
import os
import random
import shutil
import sys
from functools import partial
from pathlib import Path

import click
from msgspec.structs import replace
from platformdirs import user_config_path, user_log_path

from config.settings import default_data_dir
from county.clock import SystemClock
from county.fields import Lang
from county.refusals import Refusal, ZhibanError
from tui.glyphs import GlyphSet
from zhiban.logs import log_to
from zhiban.options import ca_option, read_token, system_lang, url_option

CANNOT = 2


@click.command(epilog="Example:  zhiban tui --token-file ~/officer.token --lang en --glyphs full")
@url_option
@ca_option
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
@click.option(
    "--keymap",
    "own_keys",
    type=click.Path(path_type=Path),
    help="Keys of your own, a TOML file; remembered. By default the last ones.",
)
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal.")
def command(
    url: str,
    ca: Path | None,
    token_file: Path | None,
    lang: Lang | None,
    glyphs: GlyphSet | None,
    own_keys: Path | None,
    no_mouse: bool,
) -> None:
    """值班界面 · Show the county and take commands.

    Exit code 0: left by the officer; 1: ended by a fault of its own; 2: there is no token,
    a keymap that cannot be used, or a terminal that no screen can be drawn on.
    """
    from feeds.connection import Connection
    from tui.app import DeskApp
    from tui.keymap import read_keymap
    from tui.mirror import Mirror
    from tui.session import Session
    from tui.settings import Choices, Kept, load, save
    from tui.terminal import terminal_of

    path = user_config_path("zhiban") / "screen.json"
    kept = load(path) or Kept(Choices(system_lang()))
    choices = replace(
        kept.choices,
        lang=lang or kept.choices.lang,
        glyphs=glyphs or kept.choices.glyphs,
        ruler=kept.choices.ruler or glyphs is not None,
    )
    size = shutil.get_terminal_size()
    terminal = terminal_of(os.environ, *size)
    if isinstance(terminal, Refusal):
        click.echo(terminal.reason(choices.lang), err=True)
        sys.exit(CANNOT)
    try:
        if own_keys is not None:
            choices = replace(choices, keymap=read_keymap(own_keys))
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
        ca=ca,
    )
    session = Session(mirror, clock, line.do, choices, partial(save, path), terminal=terminal)
    app = DeskApp(session, line, kept.place)
    app.mouse = app.mouse and not no_mouse
    app.run()
    sys.exit(app.return_code or 0)


def _log_to_file() -> None:
    """Write the log beside the user's other logs: the terminal belongs to the screen."""
    directory = user_log_path("zhiban", ensure_exists=True)
    handler = logging.FileHandler(directory / "tui.log", encoding="utf-8", delay=True)
    log_to(handler, logging.WARNING)
