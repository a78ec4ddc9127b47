"""`zhiban timeline`: everything that happened to one alarm, on the board or long filed."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from county.fields import Lang
from zhiban.commands.line import Desk, ask, token_option, wait_option
from zhiban.options import ca_option, lang_option, url_option


@click.command(epilog="Example:  zhiban timeline 42 --markdown > 42.md")
@click.argument("number", type=click.IntRange(min=1))
@url_option
@ca_option
@token_option
@wait_option
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@click.option("--markdown", is_flag=True, help="Print it as Markdown, for a letter or a meeting.")
@lang_option
def command(
    number: int,
    url: str,
    ca: Path | None,
    token_file: Path | None,
    wait: float,
    as_json: bool,
    markdown: bool,
    lang: Lang,
) -> None:
    """警情经过 · Print the story of alarm NUMBER: clocks, orders, messages, where units were.

    It is `zhiban line timeline`: the journal tells it whole, also after the alarm was filed, as far
    as the token's seat may see it. Exit code 0: printed; 1: there is no such alarm; 2: not
    understood; 3: the desk could not be asked.
    """
    if as_json and markdown:
        raise click.UsageError("--json and --markdown exclude each other")
    form = ("--json",) if as_json else ("--markdown",) if markdown else ()
    words = ("timeline", str(number), *form)
    sys.exit(ask(words, Desk(url, ca, token_file, wait, lang)))
