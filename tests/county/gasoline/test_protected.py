"""Rules look at behaviour and place: nothing that they could hold against who somebody is exists."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import pytest
from msgspec import structs

from county.events import Correction, PurchaseRegistered
from county.gasoline import rules
from county.gasoline.engine import Engine
from county.gasoline.hits import Case, Ground, Hit, Incident, Setting
from county.gasoline.windows import Sale

PROTECTED = re.compile(
    r"ethnic|race|racial|nation|minority|tribe|religio|faith|belief|church|mosque|temple|origin"
    r"|native|birth|hukou|household|politic|party|health|disab|illness|disease|gender|sex|age$"
    r"|language|skin|marri|petition|criminal|convict|record_of|watch|black|list$|person_name|names?$"
    r"|identity_number|document|phone"
)
ALLOWED = {"zh", "en"}
"""What seasons and purposes are called."""


def figures() -> Iterator[tuple[str, str]]:
    """Name every figure of every rule, with the rule's type."""
    for kind in vars(rules).values():
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            for field in structs.fields(kind):
                yield kind.__name__, field.encode_name


@pytest.mark.parametrize(
    "kind",
    [PurchaseRegistered, Correction, Sale, Case, Setting, Ground],
    ids=lambda kind: kind.__name__,
)
def test_nothing_that_rules_see_has_a_field_for_who_somebody_is(kind: type[msgspec.Struct]) -> None:
    assert not [f.name for f in structs.fields(kind) if PROTECTED.search(f.name.lower())]


def test_no_figure_of_any_rule_is_named_after_a_protected_attribute() -> None:
    named = list(figures())
    assert len(named) > 60
    assert not [each for each in named if PROTECTED.search(each[1].lower())]


def test_no_hit_and_no_incident_tells_who_somebody_is() -> None:
    assert not [name for name in (*Hit._fields, *Incident._fields) if PROTECTED.search(name)]


def test_what_is_sealed_is_not_kept_where_rules_look() -> None:
    assert "sealed" not in {field.name for field in structs.fields(Sale)}
    assert "sealed" not in Hit._fields


def test_buyers_of_the_same_behaviour_are_judged_alike_whoever_they_are() -> None:
    from tests.county.gasoline.trying import HOUR, NOON, engine, sale

    def judged(judge: Engine, buyer: str, tail: str) -> list[tuple[object, ...]]:
        sold = [
            sale(NOON + n * HOUR, f"s{n}", 15, buyer=buyer, tail=tail, number=n) for n in (1, 2, 3)
        ]
        hits = [hit for each in sold for hit in judge.take(each, each.at)]
        return [tuple(hit._replace(buyer="", tail="")) for hit in hits]

    first = judged(engine(), "p-0001", "1X")
    assert first
    assert first == judged(engine(), "firm-zzz", "88")
