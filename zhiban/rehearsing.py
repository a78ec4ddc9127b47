"""Scenarios played in memory for `zhiban simulate`: how they end, and what was found."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
import msgspec

from county.fields import Lang
from county.tables import Table, as_text
from county.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from config.places import Profile
    from feeds.simulator.expectations import Shortfall
    from feeds.simulator.found import Found
    from feeds.simulator.rehearsal import Rehearsal
    from feeds.simulator.scenario import Scenario

AS_EXPECTED, OTHER_END = 0, 1
"""Exit codes."""

STEP_S = 6 * 3600
"""How much of a year is played between two steps of the progress bar."""


def rehearse_and_tell(
    script: Scenario, county: Profile, *, as_json: bool, lang: Lang, year: bool = False
) -> int:
    """Play a scenario to its end, print every departure from what is expected; gives the exit code.

    Where something was planted among the sales, how much of it was found is printed too. `year`: a
    year of it, which takes minutes, with a progress bar.
    """
    from feeds.simulator.expectations import found_in, shortfalls

    told = _played(script, county, lang=lang, quiet=as_json or not year, year=year)
    departures, found = shortfalls(told), found_in(told)
    if as_json:
        click.echo(msgspec.json.encode(_as_builtins(told, departures, found)).decode())
    else:
        for line in _lines(told, departures, found, lang):
            click.echo(line)
    return OTHER_END if departures else AS_EXPECTED


def _played(script: Scenario, county: Profile, *, lang: Lang, quiet: bool, year: bool) -> Rehearsal:
    from feeds.simulator.rehearsal import Performance

    performance = Performance(script, county, lang=lang, keeps_purchases=not year)
    step_s = STEP_S if year else script.duration_s
    with _bar(say(lang, "simulate.year"), round(script.duration_s / step_s), quiet=quiet) as move:
        until_s = 0.0
        while until_s < script.duration_s:
            until_s = min(until_s + step_s, script.duration_s)
            performance.run(until_s)
            move(1)
    return performance.rehearsal


@contextmanager
def _bar(label: str, steps: int, *, quiet: bool) -> Iterator[Callable[[int], object]]:
    """Show a bar on standard error while something long is done, when a person looks on."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=steps, label=label, file=sys.stderr) as bar:
        yield bar.update


def _lines(told: Rehearsal, departures: list[Shortfall], found: Found, lang: Lang) -> Iterator[str]:
    if told.scenario.expect.found is not None:
        yield _sold(told, found, lang)
        yield from as_text(_patterns(found, lang))
        yield from as_text(_rules(found, lang))
    for departure in departures:
        yield say(lang, "simulate.shortfall", **departure._asdict())
    if not departures:
        yield say(lang, "simulate.fine", name=told.scenario.name.get(lang))


def _sold(told: Rehearsal, found: Found, lang: Lang) -> str:
    from feeds.simulator.expectations import warned_share

    warnings, share = found.warnings, warned_share(told)
    return say(lang, "simulate.sold", sold=f"{told.sold:,}", warnings=f"{warnings:,}", share=share)


def _patterns(found: Found, lang: Lang) -> Table:
    rows = [
        (
            say(lang, f"pattern.{each.pattern}"),
            f"{each.planted:,}",
            f"{each.found:,}",
            f"{each.recall:.3f}",
        )
        for each in found.patterns
    ]
    rows.append(
        (say(lang, "found.all"), f"{found.planted:,}", f"{found.caught:,}", f"{found.recall:.3f}")
    )
    heads = ("found.pattern", "found.planted", "found.found", "found.recall")
    return _table("found.patterns", heads, rows, lang)


def _rules(found: Found, lang: Lang) -> Table:
    rows = [
        (each.rule, f"{each.warnings:,}", f"{each.right:,}", f"{each.precision:.3f}")
        for each in found.told
    ]
    rows.append(
        (
            say(lang, "found.all"),
            f"{found.warnings:,}",
            f"{found.right:,}",
            f"{found.precision:.3f}",
        )
    )
    heads = ("found.rule", "found.warnings", "found.right", "found.precision")
    return _table("found.rules", heads, rows, lang)


def _table(
    title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], lang: Lang
) -> Table:
    return Table(say(lang, title), tuple(say(lang, head) for head in heads), tuple(rows))


def _as_builtins(told: Rehearsal, departures: list[Shortfall], found: Found) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ok": not departures,
        "shortfalls": [departure._asdict() for departure in departures],
    }
    if told.scenario.expect.found is not None:
        result["purchases"] = told.sold
        result["recall"], result["precision"] = found.recall, found.precision
        result["found"] = msgspec.to_builtins(found)
    return result
