"""Rules as they hold: the profile's, less those that were changed at the desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_type_hints

import msgspec
from msgspec import structs

from county.events import Figure
from county.faults import refusal_of
from county.gasoline.guard import protected
from county.gasoline.rules import GasolineRules, Rule, Silence
from county.gasoline.standing import RuleStanding
from county.refusals import Refusal, refuse

AnyRule = Rule | Silence
Figures = Mapping[str, Figure]


def _kinds_of_rule() -> Iterator[tuple[str, str, type[AnyRule]]]:
    hints: dict[str, Any] = get_type_hints(GasolineRules)
    for field in structs.fields(GasolineRules):
        kind = hints[field.name]
        if isinstance(kind, type) and issubclass(kind, AnyRule):
            yield field.encode_name, field.name, kind


_KINDS = {code: kind for code, _, kind in _kinds_of_rule()}
_NAMES = {code: name for code, name, _ in _kinds_of_rule()}

CODES = tuple(_KINDS)
"""The rules by their codes, in order."""


def rule_of(rules: GasolineRules, code: str) -> AnyRule:
    """Give a rule by its code; raises KeyError when there is none."""
    rule: AnyRule = getattr(rules, _NAMES[code])
    return rule


def figures_of(rules: GasolineRules, code: str) -> dict[str, Figure]:
    """Give a whole rule as its table in the profile would say it; KeyError when there is none."""
    figures: dict[str, Figure] = msgspec.to_builtins(rule_of(rules, code))
    return {name: list(each) if isinstance(each, tuple) else each for name, each in figures.items()}


def read_rule(code: str, figures: Figures) -> AnyRule | Refusal:
    """Read a whole rule; what is no figure of it, or out of its bounds, is refused by name."""
    kind = _KINDS.get(code)
    if kind is None:
        return refuse("unknown_rule", "rule", rule=code)
    attribute = protected(dict(figures))
    if attribute is not None:
        return attribute
    try:
        return msgspec.convert(dict(figures), kind)
    except msgspec.ValidationError as fault:
        return refusal_of(fault)


def with_rule(rules: GasolineRules, code: str, rule: AnyRule) -> GasolineRules:
    """Give the rules with another one under `code`."""
    return structs.replace(rules, **{_NAMES[code]: rule})


def holding(rules: GasolineRules, changed: Mapping[str, RuleStanding]) -> GasolineRules:
    """Give the profile's rules as changed at the desk.

    A change whose figures this version cannot read any more is left out: the profile's hold.
    """
    for code, standing in changed.items():
        rule = read_rule(code, standing.figures)
        if not isinstance(rule, Refusal):
            rules = with_rule(rules, code, rule)
    return rules


def takes_two(old: AnyRule, new: AnyRule) -> bool:
    """Tell whether a change needs a second person: it touches what can raise the gravest level."""
    return any(isinstance(rule, Rule) and rule.gravest == "W1" for rule in (old, new))
