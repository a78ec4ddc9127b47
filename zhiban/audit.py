"""What `zhiban verify`, `backup` and `restore` say alike: heads, findings, progress."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
import msgspec

from county.fields import Lang
from county.words import say
from server.findings import Finding, Verdict
from server.verify import Progress, silent

BROKEN, CANNOT = 1, 2
"""Exit codes: something is not as it was written; it cannot be looked at or done."""


@contextmanager
def progress(label: str, *, quiet: bool) -> Iterator[Progress]:
    """Show a bar on standard error while something long is done, when a person looks on."""
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield show


def tell_verdict(verdict: Verdict, lang: Lang, *, as_json: bool) -> None:
    """Print where the chains end, and what is wrong."""
    if as_json:
        heads = {
            name: {"number": end.number, "chain": end.link.hex()}
            for name, end in verdict.ends.items()
        }
        told = {
            "whole": verdict.whole,
            "epoch": verdict.epoch,
            "heads": heads,
            "seals": verdict.seals,
            "findings": verdict.findings,
        }
        click.echo(msgspec.json.encode(told).decode())
        return
    for name, end in verdict.ends.items():
        place = say(lang, f"audit.place_{name}")
        click.echo(say(lang, "audit.head", place=place, number=end.number, link=end.link.hex()))
    tell_findings(verdict.findings, lang)
    if verdict.whole:
        rows = sum(end.number for end in verdict.ends.values())
        click.echo(say(lang, "audit.whole", rows=f"{rows:,}", seals=verdict.seals))
    else:
        click.echo(say(lang, "audit.broken", count=len(verdict.findings)), err=True)


def tell_findings(findings: tuple[Finding, ...], lang: Lang) -> None:
    """Print each thing that is wrong on a line of its own."""
    for finding in findings:
        click.echo(finding.text(lang))
