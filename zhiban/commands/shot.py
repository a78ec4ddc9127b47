"""`zhiban shot`: a picture of the real screen at a moment of a scenario, without a terminal."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from county.fields import Lang
from county.refusals import ZhibanError, refuse
from tui.glyphs import GlyphSet
from zhiban.options import lang_option

if TYPE_CHECKING:  # at run time it would bring the screens with it
    from tui.still import Opened

CANNOT = 2


class Size(click.ParamType[tuple[int, int]]):
    """Columns and rows, such as 160x45."""

    name = "COLSxROWS"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Read a size; what is none is a usage error."""
        columns, _, rows = str(value).lower().partition("x")
        if not (columns.isdecimal() and rows.isdecimal()):
            self.fail(f"{value!r} is not such as 160x45", param, ctx)
        size = int(columns), int(rows)
        if not (1 <= size[0] <= 500 and 1 <= size[1] <= 200):
            self.fail(f"{value!r}: at most 500x200", param, ctx)
        return size


@click.command(
    epilog="Example:  zhiban shot --scenario gas-leak --at 90 --size 120x36 --out gas-leak.svg"
)
@click.option("--scenario", required=True, help="Name of a scenario, or its file.")
@click.option("--at", type=click.FloatRange(0), required=True, help="Seconds into the scenario.")
@click.option("--size", type=Size(), default="160x45", show_default=True, help="Of the terminal.")
@click.option(
    "--glyphs", type=click.Choice(["full", "safe", "ascii"]), default="full", show_default=True
)
@click.option(
    "--theme", type=click.Choice(["night", "contrast", "mono"]), default="night", show_default=True
)
@click.option(
    "--screen",
    default="overview",
    show_default=True,
    help="overview, gasoline, detail:LABEL or detail:NUMBER of an alarm, warning:NUMBER.",
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help=".svg or .txt"
)
@lang_option
def command(
    scenario: str,
    at: float,
    size: tuple[int, int],
    glyphs: GlyphSet,
    theme: str,
    screen: str,
    out: Path,
    lang: Lang,
) -> None:
    """画面截图 · Draw the screen at a moment of a scenario, as SVG or as text.

    The same moment gives the same bytes. Exit code 0: drawn; 2: it cannot be.
    """
    from config.profile import builtin, load_profile
    from feeds.simulator.rehearsal import rehearse
    from feeds.simulator.scenario import load_scenario
    from tui.settings import Choices, ThemeName
    from tui.still import Form, app_at, still

    form = out.suffix.removeprefix(".")
    if form not in ("svg", "txt"):
        raise click.UsageError(f"{out.name}: must end in .svg or .txt")
    try:
        script = load_scenario(scenario)
        profile = load_profile(builtin(script.county))
        rehearsal = rehearse(script, profile, at, lang=lang)
        opened = _opened(screen, rehearsal.labels)
        app = app_at(rehearsal, profile, Choices(lang, glyphs, cast("ThemeName", theme)))
        title = f"zhiban {script.name.get(lang)}"
        picture = asyncio.run(still(app, *size, cast("Form", form), title, opened))
        out.write_text(picture, encoding="utf-8")
    except ZhibanError as fault:
        click.echo(fault.text(lang), err=True)
        sys.exit(CANNOT)
    except OSError as fault:
        click.echo(f"{out}: {fault.strerror}", err=True)
        sys.exit(CANNOT)


def _opened(screen: str, labels: dict[str, int]) -> Opened:
    """Give what is opened over the overview; None for nothing. Raises ZhibanError."""
    kind, _, name = screen.partition(":")
    if screen == "overview":
        return None
    if screen == "gasoline":
        return "gasoline"
    number = int(name) if name.isdecimal() else labels.get(name)
    if kind not in ("detail", "warning") or number is None:
        known = ", ".join(sorted(labels))
        raise ZhibanError(refuse("unknown_screen", "screen", screen=screen, known=known))
    return ("alarm" if kind == "detail" else "warning", number)
