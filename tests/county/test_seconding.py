"""What one person alone may not do: rules of the gravest level, identities, destruction."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from county import commands as ask
from county import events as ev
from county.decisions import County
from county.events import Figure
from county.gasoline.changing import figures_of, holding
from county.rights import Rights
from tests.county.gasoline.figures import GASOLINE
from tests.county.room import Room
from tests.county.samples import DAY, LEADER, NOON, OFFICER, RULEBOOK, VIEWER, locate

CHIEF, ADMIN = Rights("chief"), Rights("admin")
CLERK = Rights("officer", unmasks=True)
WEST_CLERK = Rights("officer", frozenset({"t01"}), unmasks=True)
EAST_CLERK = Rights("officer", frozenset({"t02"}), unmasks=True)
WEST_LEADER = Rights("leader", frozenset({"t01"}))


def changed(code: str, **figures: Figure) -> ask.ChangeRule:
    return ask.ChangeRule(code, figures_of(GASOLINE, code) | figures, "试行")


def request(room: Room) -> int:
    return max(room.county.board.requests)


# ---- rules --------------------------------------------------------------------------------------


def test_a_leader_changes_a_milder_rule_alone_and_it_holds_from_the_next_purchase(
    room: Room,
) -> None:
    assert room.buy(litres=5, station="s1", purpose="伐木", machine="riding") == ["WarningRaised"]
    assert room.lead(changed("G11", enabled=False)) == ["RuleChanged"]
    standing = room.county.board.rules["G11"]
    assert (standing.by, standing.at, standing.reason) == ("seat:bao", NOON, "试行")
    assert room.buy(litres=5, buyer="p-2222", purpose="伐木", machine="riding") == []


def test_a_rule_that_can_raise_the_gravest_level_takes_a_second_leader(room: Room) -> None:
    assert room.lead(changed("G04", other_litres=50.0)) == ["ConsentAsked"]
    assert room.buy(litres=45, machine=None, purpose="发电") == ["WarningRaised", "AlarmReported"]
    consent = ask.Consent(request(room))
    assert room.no(consent, "bao", LEADER) == "second_person"
    assert room.no(consent, "wang", OFFICER) == "not_yours_to_allow"
    assert room.do(consent, "zhao", CHIEF) == ["ConsentGiven", "RuleChanged"]
    standing = room.county.board.rules["G04"]
    assert (standing.by, standing.asked_by) == ("seat:zhao", "seat:bao")
    assert not room.county.board.requests
    assert room.buy(litres=45, machine=None, purpose="发电", buyer="p-2222") == []


def test_making_a_rule_able_to_raise_the_gravest_level_takes_two_as_well(room: Room) -> None:
    assert room.lead(changed("G03", level="W1")) == ["ConsentAsked"]


def test_officers_and_viewers_change_no_rule(room: Room) -> None:
    for rights in (OFFICER, VIEWER, Rights("auditor"), CLERK):
        assert room.no(changed("G11", enabled=False), "wang", rights) == "role_may_not"


def test_a_leader_of_some_areas_changes_no_rule_of_the_county(room: Room) -> None:
    assert room.no(changed("G11", enabled=False), "west", WEST_LEADER) == "whole_county_only"
    room.lead(changed("G04", other_litres=50.0))
    assert room.no(ask.Consent(request(room)), "west", WEST_LEADER) == "not_your_area"


@pytest.mark.parametrize(
    ("figures", "code", "field"),
    [
        ({"other_litres": 0.0}, "out_of_range", "other_litres"),
        ({"other_litres": "many"}, "wrong_type", "other_litres"),
        ({"machine_litres": {"hand": -1.0}}, "out_of_range", "machine_litres[...]"),
        ({"level": "W9"}, "not_a_choice", "level"),
        ({"colour": 1}, "unknown_field", "colour"),
        ({"severe_level": "W3"}, "severe_is_milder", "G04.severe_level"),
        ({"machine_litres": {"hand": 20.0}}, "unknown_machine", "purpose.0.machines"),
        ({"ethnicity": 1}, "protected_ethnicity", "ethnicity"),
        ({"machine_litres": {"p-7781": 1.0}}, "protected_persons", "machine_litres.p-7781"),
    ],
)
def test_a_figure_that_cannot_stand_is_refused_by_name(
    room: Room, figures: dict[str, Figure], code: str, field: str
) -> None:
    refusal = room.refusal(changed("G04", **figures), "bao", LEADER)
    assert (refusal.code, refusal.field) == (code, field)
    assert refusal.text("zh") != refusal.text("en")


def test_a_rule_without_one_of_its_figures_is_refused(room: Room) -> None:
    figures = figures_of(GASOLINE, "G04")
    del figures["severe_factor"]
    assert room.no(ask.ChangeRule("G04", figures, "x"), "bao", LEADER) == "missing_field"


def test_a_rule_that_is_not_there_or_says_that_already_is_refused(room: Room) -> None:
    assert room.no(ask.ChangeRule("G99", {}, "x"), "bao", LEADER) == "unknown_rule"
    assert room.no(changed("G11"), "bao", LEADER) == "rule_unchanged"


def test_a_request_that_came_true_meanwhile_is_refused_when_it_is_allowed(room: Room) -> None:
    for _ in range(2):
        room.lead(changed("G04", other_litres=50.0))
    first, second = sorted(room.county.board.requests)
    room.do(ask.Consent(first), "zhao", LEADER)
    assert room.no(ask.Consent(second), "zhao", LEADER) == "rule_unchanged"


def test_rules_changed_at_the_desk_hold_after_a_restart(room: Room) -> None:
    room.lead(changed("G11", enabled=False))
    room.begin_again()
    assert not room.county.engine.rules.g11.enabled


def test_figures_that_this_version_cannot_read_leave_the_profiles(room: Room) -> None:
    room.lead(changed("G11", enabled=False))
    standing = room.county.board.rules["G11"]
    broken = type(standing)("G11", {"enabled": "perhaps"}, "seat:bao", NOON, "x")
    assert holding(GASOLINE, {"G11": broken}) == GASOLINE


# ---- identities ---------------------------------------------------------------------------------


def test_one_identity_is_opened_at_once_for_its_seat_and_ten_minutes(room: Room) -> None:
    room.buy(sealed="1.k.x")
    assert room.do(ask.Unmask((1,), "核实"), "wang", CLERK) == ["IdentitiesOpened"]
    (opening,) = room.county.board.openings.values()
    assert (opening.seat, opening.purchases, opening.areas) == ("wang", (1,), ("t01",))
    assert opening.until == NOON + 600_000
    assert room.wait(600) == ["IdentitiesClosed"]
    assert not room.county.board.openings


def test_several_identities_take_a_second_officer_with_the_same_right(room: Room) -> None:
    room.buy(sealed="1.k.x")
    room.buy(sealed="1.k.x", buyer="p-2222", station="s2")
    assert room.do(ask.Unmask((1, 2), "团伙"), "wang", CLERK) == ["ConsentAsked"]
    consent = ask.Consent(request(room))
    assert room.county.board.requests[consent.request].areas == ("t01", "t02")
    assert room.no(consent, "wang", CLERK) == "second_person"
    assert room.no(consent, "li", OFFICER) == "not_yours_to_allow"
    assert room.no(consent, "west", WEST_CLERK) == "not_your_area"
    assert room.do(consent, "li", CLERK) == ["ConsentGiven", "IdentitiesOpened"]
    (opening,) = room.county.board.openings.values()
    assert (opening.seat, opening.request) == ("wang", consent.request)


def test_one_after_the_other_is_several_too(room: Room) -> None:
    room.buy(sealed="1.k.x")
    room.buy(sealed="1.k.x", buyer="p-2222")
    room.do(ask.Unmask((1,), "核实"), "wang", CLERK)
    assert room.do(ask.Unmask((2,), "核实"), "wang", CLERK) == ["ConsentAsked"]
    assert room.do(ask.Unmask((2,), "核实"), "li", CLERK) == ["IdentitiesOpened"]


def test_the_same_purchase_named_twice_is_one(room: Room) -> None:
    room.buy(sealed="1.k.x")
    assert room.do(ask.Unmask((1, 1), "核实"), "wang", CLERK) == ["IdentitiesOpened"]


def test_nobody_without_the_right_opens_an_identity(room: Room) -> None:
    room.buy(sealed="1.k.x")
    unmask = ask.Unmask((1,), "核实")
    assert room.no(unmask, "wang", OFFICER) == "may_not_unmask"
    assert room.no(unmask, "bao", LEADER) == "may_not_unmask"
    for rights in (Rights("viewer", unmasks=True), Rights("auditor", unmasks=True)):
        assert room.no(unmask, "x", rights) == "role_may_not"


def test_a_purchase_of_another_area_is_as_unknown_as_one_that_never_was(room: Room) -> None:
    room.buy(sealed="1.k.x")
    hidden = room.refusal(ask.Unmask((1,), "核实"), "east", EAST_CLERK)
    unknown = room.refusal(ask.Unmask((7,), "核实"), "east", EAST_CLERK)
    assert (hidden.code, hidden.field) == (unknown.code, unknown.field)
    assert hidden.code == "unknown_purchase"


def test_a_purchase_at_a_station_that_left_the_profile_is_the_whole_countys(room: Room) -> None:
    room.buy(sealed="1.k.x")
    left = replace(RULEBOOK.ground, sites={"s2": RULEBOOK.ground.sites["s2"]})
    room.county = County(replace(RULEBOOK, ground=left), locate, room.county.board, 1)
    unmask = ask.Unmask((1,), "核实")
    assert room.no(unmask, "west", WEST_CLERK) == "unknown_purchase"
    room.do(unmask, "wang", CLERK)
    (opening,) = room.county.board.openings.values()
    assert opening.areas == ()


def test_where_nothing_was_sealed_nothing_is_opened(room: Room) -> None:
    room.buy()
    assert room.no(ask.Unmask((1,), "核实"), "wang", CLERK) == "nothing_sealed"


# ---- what is destroyed --------------------------------------------------------------------------


def test_only_chiefs_and_administrators_ask_for_destruction_and_two_of_them_are_needed(
    room: Room,
) -> None:
    purge = ask.AskPurge("purchases", NOON - DAY, "到期")
    for rights in (OFFICER, LEADER, VIEWER):
        assert room.no(purge, "x", rights) == "role_may_not"
    assert room.do(purge, "zhao", CHIEF) == ["ConsentAsked"]
    consent = ask.Consent(request(room))
    assert room.no(consent, "bao", LEADER) == "not_yours_to_allow"
    assert room.no(consent, "zhao", CHIEF) == "second_person"
    assert room.do(consent, "root", ADMIN) == ["ConsentGiven"]


def test_a_destruction_that_was_allowed_stands_until_it_is_carried_out(room: Room) -> None:
    room.do(ask.AskPurge("purchases", NOON - DAY, "到期"), "zhao", CHIEF)
    number = request(room)
    room.do(ask.Consent(number), "root", ADMIN)
    assert room.wait(2 * 86_400) == []
    assert room.county.board.requests[number].allowed_by == "seat:root"
    assert room.no(ask.Consent(number), "li", CHIEF) == "already_allowed"
    assert room.no(ask.Withhold(number), "zhao", CHIEF) == "already_allowed"
    done = ev.Purged(room.now, data="purchases", before=NOON - DAY, count=3, request=number)
    assert len(room.county.destroyed(done, room.now).entries) == 1
    assert not room.county.board.requests
    assert not room.county.destroyed(done, room.now).entries


def test_a_destruction_that_nobody_allowed_is_not_recorded(room: Room) -> None:
    room.do(ask.AskPurge("tracks", NOON - DAY, "到期"), "zhao", CHIEF)
    done = ev.Purged(NOON, data="tracks", before=NOON, count=1, request=request(room))
    assert not room.county.destroyed(done, NOON).entries
    assert room.county.board.requests


def test_what_is_to_come_cannot_be_destroyed(room: Room) -> None:
    assert room.no(ask.AskPurge("tracks", NOON + 1, "x"), "zhao", CHIEF) == "too_new_to_destroy"


# ---- refusing and lapsing -----------------------------------------------------------------------


def test_a_request_is_refused_by_another_or_taken_back_by_whoever_asked(room: Room) -> None:
    for seat, rights in (("zhao", CHIEF), ("bao", LEADER)):
        room.lead(changed("G04", other_litres=50.0))
        assert room.no(ask.Withhold(request(room)), "wang", OFFICER) == "not_yours_to_allow"
        told = room.do(ask.Withhold(request(room), "不必"), seat, rights)
        assert told == ["ConsentWithheld"]
        assert not room.county.board.requests


def test_a_request_that_nobody_answers_lapses(room: Room) -> None:
    room.lead(changed("G04", other_litres=50.0))
    number = request(room)
    assert room.wait(86_400) == ["ConsentLapsed"]
    assert room.no(ask.Consent(number), "zhao", CHIEF) == "unknown_request"


def test_a_request_of_another_area_is_as_unknown_as_one_that_never_was(room: Room) -> None:
    for buyer in ("p-1111", "p-2222"):
        room.buy(sealed="1.k.x", buyer=buyer)
    room.do(ask.Unmask((1, 2), "团伙"), "wang", CLERK)
    for command in (ask.Consent(request(room)), ask.Withhold(request(room))):
        assert room.no(command, "east", EAST_CLERK) == "unknown_request"
