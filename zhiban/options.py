"""Options that several commands share, and how they read a token and the user's language."""

from __future__ import annotations

import os
from pathlib import Path

import click

from county.fields import Lang
from county.refusals import ZhibanError, refuse

DEFAULT_URL = "ws://127.0.0.1:8765"


def system_lang() -> Lang:
    """Give the language that the user's locale asks for: Chinese, or else English."""
    wanted = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "zh" if wanted.lower().startswith("zh") else "en"


lang_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default=system_lang,
    help="Language of messages; by default that of the locale.",
)
url_option = click.option(
    "--url", default=DEFAULT_URL, show_default=True, help="Where the desk is."
)
ca_option = click.option(
    "--ca",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="For wss: addresses: the certificates to trust, PEM; else those of the system.",
)


def read_token(path: Path) -> str:
    """Read a token from the first line of its file. Raises ZhibanError."""
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise ZhibanError(refuse("no_token", path=str(path))) from fault
