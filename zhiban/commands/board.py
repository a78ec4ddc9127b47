"""`zhiban board`: the board as it stands, for a person in a shell or for a script."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from county.fields import Lang
from zhiban.commands.line import Desk, ask, token_option, wait_option
from zhiban.options import ca_option, lang_option, url_option


@click.command(epilog="Example:  zhiban board --json | jq '.board.alarms[].report.number'")
@url_option
@ca_option
@token_option
@wait_option
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@lang_option
def command(
    url: str, ca: Path | None, token_file: Path | None, wait: float, as_json: bool, lang: Lang
) -> None:
    """当前态势 · Print what a seat sees now: alarms and warnings a line each, or all of it as JSON.

    It is `zhiban line board`: the board is proven against the desk's own digest before it is
    printed. Exit code 0: printed; 3: the desk could not be asked.
    """
    words = ("board", "--json") if as_json else ("board",)
    sys.exit(ask(words, Desk(url, ca, token_file, wait, lang)))
