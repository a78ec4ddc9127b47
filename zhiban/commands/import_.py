"""`zhiban import`: brings in registers that others kept as tables."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from county.fields import Lang
from county.refusals import ZhibanError
from county.text import clean
from county.words import say
from zhiban.options import ca_option, lang_option, url_option

SOME_REJECTED = 1
UNUSABLE = 2
NO_DESK = 3
"""Exit codes; 0 when every row is in."""

_file = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group()
def command() -> None:
    """导入登记表 · Bring in registers that others kept: CSV or XLSX."""


@command.command(
    epilog="Example:  zhiban import purchases sales.csv --mapping sales.toml --dry-run"
)
@click.argument("file", type=_file)
@click.option("--mapping", type=_file, required=True, help="What each column means, TOML.")
@click.option("--dry-run", is_flag=True, help="Check every row and send nothing.")
@click.option(
    "--profile", help="The county to read by; else the desk is asked. A directory or a name."
)
@click.option("--source", help="In whose name to speak; by default named after the file's content.")
@click.option("--archived", is_flag=True, help="An old register: kept, but raises no warnings.")
@click.option(
    "--identity-key",
    type=_file,
    help="The edge key that seals who bought; by default the desk's own, if it has one.",
)
@click.option(
    "--rejects", type=click.Path(path_type=Path), help="Where to; by default FILE.rejects.csv."
)
@url_option
@ca_option
@click.option(
    "--token-file",
    type=click.Path(path_type=Path),
    help="The feed's token; by default the one that `zhiban serve` made.",
)
@click.option(
    "--wait",
    type=click.FloatRange(min=0.2),
    default=10.0,
    show_default=True,
    help="Seconds to wait for a desk that is away.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
@lang_option
def purchases(lang: Lang, **asked: Any) -> None:
    """导入购油登记 · Bring in purchases of loose gasoline from a register.

    Every row that cannot be taken is written to a file with its line, column and reason. The same
    command again goes on where it was stopped, and counts nothing twice.

    Exit code 0: every row is in; 1: some were rejected; 2: the register or its mapping cannot be
    used; 3: the desk cannot be told.
    """
    from config.faults import ProfileError
    from feeds.register.table import RegisterError
    from zhiban.registers import Job, bring_in

    code = UNUSABLE
    try:
        rejected = bring_in(Job(lang=lang, **asked))
    except ProfileError as fault:
        told = [each.text(lang) for each in fault.faults]
    except OSError as fault:
        told = [say(lang, "import.cannot", reason=fault)]
    except RegisterError as fault:
        told = [fault.text(lang)]
    except ZhibanError as fault:
        told, code = [fault.text(lang)], NO_DESK
    else:
        sys.exit(SOME_REJECTED if rejected else 0)
    for line in told:
        click.echo(clean(line), err=True)
    sys.exit(code)
