"""`zhiban check`: holds a county's files against their types and each other."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click
import msgspec

from config.faults import Fault, ProfileError
from config.places import LEVELS, Profile
from config.profile import BUILTIN, builtin, load_profile
from county.fields import Lang
from county.words import say
from zhiban.options import lang_option

FAULTY = 2
"""Exit code when the profile cannot be used."""


@click.command(epilog="Example:  zhiban check ./my-county --lang en")
@click.argument("profile", default=BUILTIN)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@lang_option
def command(profile: str, as_json: bool, lang: Lang) -> None:
    """检查县域配置 · Check a county's profile: a directory, or the name of a built-in one.

    Every fault is printed as "file:line: field: reason". Exit code 0: fine; 2: faults were found.
    """
    try:
        county = load_profile(_directory(profile, lang))
    except ProfileError as error:
        _tell_faults(error.faults, as_json=as_json, lang=lang)
        sys.exit(FAULTY)
    _tell_county(county, as_json=as_json, lang=lang)


def _directory(profile: str, lang: Lang) -> Path:
    """Give the directory meant: one that is there, else the built-in profile of that name."""
    path = Path(profile)
    if path.is_dir():
        return path
    try:
        return builtin(profile)
    except KeyError:
        raise click.BadParameter(say(lang, "check.no_builtin", name=profile)) from None


def _tell_faults(faults: tuple[Fault, ...], *, as_json: bool, lang: Lang) -> None:
    if as_json:
        rows = [
            {"file": f.file, "line": f.line, "field": f.field, "reason": f.reason(lang)}
            for f in faults
        ]
        _print_json({"ok": False, "faults": rows})
        return
    for fault in faults:
        click.echo(fault.text(lang))
    click.echo(say(lang, "check.faults", count=len(faults)), err=True)


def _tell_county(county: Profile, *, as_json: bool, lang: Lang) -> None:
    counts = _counts(county)
    levels = Counter(cell.level for cell in county.cells)
    if as_json:
        told = {"id": county.id, "name": county.name, "counts": counts, "levels": levels}
        _print_json({"ok": True} | told)
        return
    click.echo(say(lang, "check.fine", name=county.name.get(lang), id=county.id))
    if county.simulated:
        click.echo(say(lang, "check.simulated"))
    by_level = [f"{say(lang, f'check.level_{level}')} {levels[level]:,}" for level in LEVELS]
    for key, count in counts.items():
        note = f"  ({', '.join(by_level)})" if key == "cells" else ""
        click.echo(f"{count:>7,}  {say(lang, f'check.count_{key}')}{note}")


def _counts(county: Profile) -> dict[str, int]:
    parts = {
        "areas": county.areas,
        "cells": county.cells,
        "roads": county.roads,
        "sites": county.sites,
        "units": county.units,
        "people": county.people,
        "volunteers": county.volunteers,
        "kinds": county.kinds,
        "outcomes": county.outcomes,
    }
    return {name: len(part) for name, part in parts.items()}


def _print_json(value: object) -> None:
    click.echo(msgspec.json.encode(value).decode())
