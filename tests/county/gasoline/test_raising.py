"""From hits to warnings: one open warning for one case, what adds up, who verifies it."""

from __future__ import annotations

from typing import Any

from county.events import Contribution, WarningRaised
from county.gasoline.hits import Hit
from county.gasoline.raising import CONTRIBUTIONS_SHOWN, raised
from county.gasoline.warnings import GasolineWarning, OpenWarnings
from tests.county.gasoline.figures import GASOLINE
from tests.county.gasoline.trying import DAY, GROUND, HOUR, MIDNIGHT, NOON


def hit(rule: str = "G10", at: int = NOON, **changes: Any) -> Hit:
    told: dict[str, Any] = {
        "level": "W3", "parameter": "most_m", "limit": 1, "measured": 2, "window_s": 0,
        "purchases": (Contribution(1, at, "s1", 5.0),), "buyer": "p-7781", "tail": "3X",
        "station": "s1", "area": "", "season": "", "factor": 1.0, "station_fault": False,
        "incident": None, "simulated": False,
    }  # fmt: skip
    return Hit(rule=rule, **(told | changes))


def warn(open_: OpenWarnings, *hits: Hit, number: int = 0) -> list[WarningRaised]:
    told = raised(hits, open_, number, NOON, GASOLINE, GROUND, 480)
    for warning in told:
        open_.note(GasolineWarning(warning, NOON))
    return told


def test_a_purchaser_has_one_open_warning_per_rule_and_local_day() -> None:
    known = OpenWarnings()
    assert len(warn(known, hit(at=MIDNIGHT))) == 1
    assert warn(known, hit(at=MIDNIGHT + DAY - 1)) == []
    assert len(warn(known, hit(at=MIDNIGHT + DAY))) == 1
    assert len(warn(known, hit(at=MIDNIGHT, buyer="p-2222"))) == 1


def test_a_graver_case_is_not_hidden_by_an_open_milder_warning() -> None:
    known = OpenWarnings()
    warn(known, hit("G04", level="W2"))
    assert warn(known, hit("G04", level="W2")) == []
    assert len(warn(known, hit("G04", level="W1"))) == 1
    assert warn(known, hit("G04", level="W2")) == []


def test_a_verified_warning_stands_for_nothing_that_comes_after_it() -> None:
    known = OpenWarnings()
    (first,) = warn(known, hit())
    known.note(GasolineWarning(first, NOON, finding="lawful"))
    (second,) = warn(known, hit())
    assert (second.level, second.added_to) == ("W3", None)


def test_two_of_the_lowest_level_within_three_days_add_up() -> None:
    known = OpenWarnings()
    (first,) = warn(known, hit("G10"), number=41)
    (second,) = warn(known, hit("G06", NOON + 3 * DAY - 1), number=42)
    assert (first.number, first.level, second.level, second.added_to) == (42, "W3", "W2", 42)
    assert second.due_at == NOON + 4 * HOUR


def test_two_that_lie_three_days_apart_or_on_two_purchasers_do_not_add_up() -> None:
    known = OpenWarnings()
    told = warn(known, hit("G10"), hit("G06", NOON + 3 * DAY), hit("G06", buyer="p-2222"))
    assert [(each.level, each.added_to) for each in told] == [("W3", None)] * 3


def test_two_of_one_purchase_add_up() -> None:
    told = warn(OpenWarnings(), hit("G08"), hit("G10"))
    assert [(each.level, each.added_to) for each in told] == [("W3", None), ("W2", 1)]


def test_odd_hours_alone_never_rise_above_the_lowest_level() -> None:
    known = OpenWarnings()
    told = warn(known, hit("G08"), hit("G08", NOON + DAY), hit("G08", NOON + 2 * DAY))
    assert [each.level for each in told] == ["W3", "W3", "W3"]
    assert [each.level for each in warn(known, hit("G11", NOON + DAY))] == ["W2"]


def test_what_was_added_up_is_covered_by_its_own_warning_and_adds_to_nothing() -> None:
    known = OpenWarnings()
    warn(known, hit("G08"), hit("G10"))
    assert warn(known, hit("G10")) == []
    (third,) = warn(known, hit("G11"), number=2)
    assert (third.level, third.added_to) == ("W2", 1)


def test_a_station_is_asked_once_a_day_for_each_share_and_adds_nothing_up() -> None:
    known = OpenWarnings()
    share: dict[str, Any] = {"buyer": "", "tail": "", "station_fault": True}
    told = warn(
        known,
        hit("G13", parameter="cap_share", **share),
        hit("G13", parameter="pump_share", **share),
    )
    assert [(each.level, each.added_to, each.station_fault) for each in told] == [
        ("W3", None, True)
    ] * 2
    assert warn(known, hit("G13", parameter="cap_share", **share)) == []
    assert len(warn(known, hit("G13", parameter="cap_share", station="s2", **share))) == 1
    assert [
        each.level for each in warn(known, hit("G13", parameter="cap_share", buyer="s100"))
    ] == ["W3"]


def test_the_police_station_of_the_place_of_use_verifies_else_that_of_the_petrol_station() -> None:
    told = warn(
        OpenWarnings(),
        *(hit(buyer=f"p-{n}", area=area) for n, area in enumerate(("t02", "t03", "", "t99"))),
    )
    assert [each.assigned for each in told] == ["police-2", "police-1", "police-1", "police-1"]
    (far,) = warn(OpenWarnings(), hit(station="s3"))
    assert (far.area, far.assigned) == ("t03", "")


def test_a_warning_carries_its_newest_purchases_and_all_that_explains_it() -> None:
    many = tuple(Contribution(n, NOON + n, "s1", 1.0) for n in range(1, 31))
    (told,) = warn(
        OpenWarnings(),
        hit(
            "G15",
            level="W1",
            purchases=many,
            season="spring",
            factor=1.5,
            incident=7,
            simulated=True,
        ),
    )
    assert [each.purchase for each in told.purchases] == list(range(31 - CONTRIBUTIONS_SHOWN, 31))
    assert (told.season, told.factor, told.incident, told.simulated) == ("spring", 1.5, 7, True)
    assert told.due_at == NOON + 600_000
