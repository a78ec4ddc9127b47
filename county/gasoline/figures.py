"""The figures of a rule as people write and read them: ``7d``, ``80``, ``30%``, ``W2``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from county.events import Figure
from county.fields import Lang
from county.gasoline.changing import Figures, read_rule, with_rule
from county.gasoline.rules import GasolineRules
from county.refusals import Refusal, refuse
from county.words import say

_UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*([smhd])")
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s*%")


def read(name: str, text: str) -> Figure:
    """Read what somebody wrote for the figure `name`; what is no value is a word, such as ``W2``.

    Seconds may be written with a unit, ``12h`` or ``7d``, and a share as ``30%``.
    """
    text = text.strip()
    last = name.rpartition(".")[2]
    if last.endswith("_s") and (found := _DURATION.fullmatch(text)):
        return round(float(found[1]) * _UNITS_S[found[2]])
    if last.endswith("_share") and (found := _SHARE.fullmatch(text)):
        return round(float(found[1]) / 100, 6)
    try:
        told = tomllib.loads(f"figure = {text}")
    except tomllib.TOMLDecodeError:
        return text
    figure = told["figure"]
    known = isinstance(figure, bool | int | float | list | dict) and len(told) == 1
    return figure if known else text.strip("\"'")


def tried_rules(today: GasolineRules, changes: Mapping[str, Figures]) -> GasolineRules | Refusal:
    """Give today's rules with others in the place of some, each told whole, by their codes."""
    rules = today
    for code, figures in changes.items():
        rule = read_rule(code, figures)
        if isinstance(rule, Refusal):
            return Refusal(rule.code, f"{code}.{rule.field}".rstrip("."), rule.values)
        rules = with_rule(rules, code, rule)
    return rules


def with_figure(figures: Figures, name: str, text: str) -> dict[str, Figure] | Refusal:
    """Give `figures` with one of them as somebody wrote it.

    A dot leads into a table of figures: ``machine_litres.hand``.
    """
    outer, dot, inner = name.partition(".")
    if outer not in figures:
        return refuse("unknown_figure", outer, figure=outer, known=", ".join(figures))
    if not dot:
        return {**figures, name: read(name, text)}
    table = figures[outer]
    value = read(name, text)
    if not isinstance(table, dict) or isinstance(value, dict | bool):
        return refuse("unknown_figure", name, figure=name, known=", ".join(figures))
    return {**figures, outer: {**table, inner: value}}  # type: ignore[dict-item] # checked whole


def flat(figures: Figures) -> dict[str, Figure]:
    """Give each figure on its own, those of a table under ``machine_litres.hand``."""
    told: dict[str, Figure] = {}
    for name, figure in figures.items():
        if isinstance(figure, dict):
            told |= {f"{name}.{inner}": value for inner, value in figure.items()}
        else:
            told[name] = figure
    return told


def typed(name: str, figure: Figure) -> str:
    """Give a figure as it would be written, for changing it."""
    if isinstance(figure, bool):
        return "true" if figure else "false"
    if isinstance(figure, list):
        return "[" + ", ".join(f'"{each}"' for each in figure) + "]"
    if name.endswith("_s") and isinstance(figure, int):
        return _duration(figure)
    return f"{figure:g}" if isinstance(figure, int | float) else str(figure)


def shown(name: str, figure: Figure, lang: Lang) -> str:
    """Say a figure with its unit."""
    last = name.rpartition(".")[2] if "_litres." not in name else "litres"
    if isinstance(figure, bool):
        return say(lang, "figure.yes" if figure else "figure.no")
    if isinstance(figure, list):
        return " ".join(figure) or "-"
    if not isinstance(figure, int | float):
        return str(figure)
    if last.endswith("_s"):
        return say(lang, f"figure.unit.{_duration(round(figure))[-1]}", n=_duration(figure)[:-1])
    if last.endswith("litres"):
        return say(lang, "figure.unit.litres", n=f"{figure:g}")
    if last.endswith("_m"):
        return say(lang, "figure.unit.metres", n=f"{figure:g}")
    if last.endswith("_share"):
        return f"{figure * 100:g} %"
    return f"×{figure:g}" if last.endswith(("factor", "tolerance")) else f"{figure:g}"


def _duration(seconds: float) -> str:
    """Write seconds in the greatest unit that needs no fraction."""
    unit = next((u for u in "dhm" if seconds and seconds % _UNITS_S[u] == 0), "s")
    return f"{seconds / _UNITS_S[unit]:g}{unit}"
