"""The steps of a scenario: what happens at a given second, by whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal

import msgspec

from county.commands import Ask
from county.events import Report
from county.fields import Code, Lang
from feeds.frames import Source
from feeds.simulator.tables import Seconds, Table


class Step(Table, frozen=True):
    """Something that happens at a given second: a source tells, or somebody at a console acts.

    In `tell` and `do`, ``"@label"`` stands for the number of the alarm told under that label, and a
    table of ``zh`` and ``en`` for a text in the language of the play.
    """

    at: Seconds
    source: Source | None = None
    label: str = ""
    tell: dict[str, Any] | None = None
    do: dict[str, Any] | None = None
    seat: Code | None = None
    """Whose console it is, of the scenario's seats; None: the scripted one."""
    refused: Code = ""
    """The code with which the desk must refuse what is asked; "" when it must obey."""
    console: Literal["joins", "leaves"] | None = None
    """Somebody sits down there, or its line goes dead: nothing is heard of it any more."""


def check(step: Step, labels: Collection[str], seats: Collection[str]) -> None:
    """Raise ValueError or KeyError for a step that could not be played."""
    deeds = [deed for deed in (step.tell, step.do, step.console) if deed is not None]
    if len(deeds) != 1 or (step.tell is None) != (step.source is None):
        raise ValueError(f"step at {step.at}: either source and tell, or do, or console")
    if step.seat is not None and step.seat not in seats:
        raise ValueError(f"step at {step.at}: no seat {step.seat}")
    if step.seat is None and step.tell is None and seats:
        raise ValueError(f"step at {step.at}: whose console?")
    numbers = dict.fromkeys(labels, 1)
    if step.tell is not None:
        fact_of(step.tell, 0, numbers, "zh")
    if step.do is not None:
        command_of(step.do, numbers, "zh")


def fact_of(tell: dict[str, Any], at: int, numbers: Mapping[str, int], lang: Lang) -> Report:
    """Make a fact of a step's table; raises KeyError for a label that has no number yet."""
    filled = _filled({**tell, "at": at}, numbers, lang)
    return msgspec.convert(filled, Report)  # type: ignore[no-any-return]  # mypy takes a union for no type


def command_of(do: dict[str, Any], numbers: Mapping[str, int], lang: Lang) -> Ask:
    """Make a command of a step's table; raises KeyError for a label that has no number yet."""
    filled = _filled(do, numbers, lang)
    return msgspec.convert(filled, Ask)  # type: ignore[no-any-return]  # mypy takes a union for no type


def _filled(value: Any, numbers: Mapping[str, int], lang: Lang) -> Any:
    """Put numbers for labels and one language for texts."""
    if isinstance(value, dict):
        if value.keys() == {"zh", "en"}:
            return value[lang]
        return {key: _filled(item, numbers, lang) for key, item in value.items()}
    if isinstance(value, str) and value.startswith("@"):
        return numbers[value[1:]]
    return value
