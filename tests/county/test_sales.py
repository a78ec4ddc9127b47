"""What petrol stations tell becomes warnings, alarms, and things that fall due."""

from __future__ import annotations

from msgspec.structs import replace

from county import commands as ask
from county import events as ev
from county.gasoline.changing import figures_of
from county.gasoline.yields import by_rule
from county.rights import Rights
from tests.county.gasoline.figures import GASOLINE
from tests.county.room import Room
from tests.county.samples import DAY, HOUR, LEADER, NOON, alarm, purchase

WEST, EAST = (Rights("officer", frozenset({area})) for area in ("t01", "t02"))


def much(room: Room, **changes: object) -> list[str]:
    """Sell more than twice the day's cap: a warning of the gravest level."""
    return room.buy("s1", 41, **changes)


# ---- the gravest become alarms ------------------------------------------------------------------


def test_a_warning_of_the_gravest_level_becomes_an_alarm_at_the_station(room: Room) -> None:
    assert much(room) == ["WarningRaised", "AlarmReported"]
    made = room.alarm()
    assert (made.report.kind, made.priority, made.area) == ("suspicious_gasoline", 2, "t01")
    assert made.report.warning == room.warning().number
    assert made.report.place == ev.Place("城关加油站", 41.0, 110.0)
    assert made.by == "desk"


def test_that_alarm_climbs_the_ladder_of_its_priority(room: Room) -> None:
    much(room)
    assert room.wait(30) == ["AlarmEscalated"]


def test_a_simulated_purchase_makes_a_simulated_alarm(room: Room) -> None:
    much(room, simulated=True)
    assert room.alarm().report.simulated


def test_a_feed_cannot_tell_an_alarm_of_a_warning(room: Room) -> None:
    assert room.refused(alarm(warning=1)) == "desk_fills"
    assert room.no(ask.Report(alarm(warning=1))) == "desk_fills"


def test_verifying_the_warning_closes_its_alarm(room: Room) -> None:
    much(room)
    told = room.do(ask.Verify(1, "lawful", "农机油"))
    assert told == ["WarningVerified", "AlarmAcknowledged", "AlarmClosed"]
    closed = room.alarm()
    assert (closed.status, closed.outcome, closed.owner) == ("closed", "settled", "seat:wang")


def test_one_purchaser_rings_once_however_many_rules_object(room: Room) -> None:
    much(room)
    again = room.buy("s2", 41)
    assert again.count("AlarmReported") == 0
    assert again.count("AlarmNoted") == 1
    graver = [w for w in room.county.board.warnings.values() if w.raised.level == "W1"]
    assert [w.raised.alarm for w in graver[1:]] == [1] * (len(graver) - 1)
    assert len(graver) > 1


def test_that_alarm_stands_until_all_that_it_stands_for_is_verified(room: Room) -> None:
    much(room)
    room.buy("s2", 41)
    graver = [w.number for w in room.county.board.warnings.values() if w.raised.level == "W1"]
    for number in graver[:-1]:
        assert room.do(ask.Verify(number, "lawful")) == ["WarningVerified"]
    assert "AlarmClosed" in room.do(ask.Verify(graver[-1], "lawful"))


def test_another_purchaser_rings_for_himself(room: Room) -> None:
    much(room)
    assert much(room, buyer="p-another").count("AlarmReported") == 1


def test_an_alarm_with_units_under_way_outlives_its_warning(room: Room) -> None:
    much(room)
    room.do(ask.Dispatch(1, ("B1",)))
    assert room.do(ask.Verify(1, "lawful")) == ["WarningVerified"]
    assert not room.alarm().ended


def test_an_alarm_that_others_were_merged_into_outlives_its_warning(room: Room) -> None:
    much(room)
    other = room.ring("theft")
    room.do(ask.Merge(other, 1))
    assert room.do(ask.Verify(1, "lawful")) == ["WarningVerified"]


def test_milder_warnings_make_no_alarm(room: Room) -> None:
    assert room.buy(litres=21) == ["WarningRaised"]
    assert not room.board_alarms


# ---- threats ------------------------------------------------------------------------------------


def test_a_purchase_for_the_place_of_an_open_threat_is_warned_of(room: Room) -> None:
    threat = room.ring("threat")
    room.buy(use_lat=41.0, use_lon=110.0)
    (raised,) = room.raised("G15")
    assert (raised.level, raised.incident) == ("W1", threat)


def test_a_threat_told_after_the_purchase_finds_it_too(room: Room) -> None:
    room.buy(use_lat=41.0, use_lon=110.0)
    assert not room.raised("G15")
    assert room.tell(alarm("threat")) == ["AlarmReported", "WarningRaised", "AlarmReported"]
    assert [raised.incident for raised in room.raised("G15")] == [1]


def test_a_threat_that_becomes_one_of_life_and_death_finds_it_then(room: Room) -> None:
    room.buy(use_lat=41.0, use_lon=110.0)
    threat = room.ring("threat", priority=2)
    assert not room.raised("G15")
    room.do(ask.Prioritise(threat, 1, "持刀"))
    assert len(room.raised("G15")) == 1


def test_a_threat_that_has_ended_is_none(room: Room) -> None:
    threat = room.ring("threat")
    room.do(ask.Cancel(threat, "误报"))
    room.buy(use_lat=41.0, use_lon=110.0)
    assert not room.raised("G15")


def test_an_exercise_does_not_touch_real_purchases(room: Room) -> None:
    room.buy(use_lat=41.0, use_lon=110.0)
    room.ring("threat", simulated=True)
    room.buy(use_lat=41.0, use_lon=110.0, buyer="p-7782")
    assert not room.raised("G15")


# ---- what a register may say --------------------------------------------------------------------


def test_an_old_register_is_entered_for_the_record_alone(room: Room) -> None:
    assert much(room, at=NOON - 8 * DAY, archived=True) == []
    assert room.kept.number == 1
    young = purchase(NOON - 6 * DAY, archived=True)
    assert room.refused(young) == "too_young_to_archive"


def test_a_refused_sale_is_kept_and_raises_nothing(room: Room) -> None:
    assert much(room, refused="permit") == []
    assert room.kept.number == 1


def test_no_field_of_a_purchase_carries_an_identity_in_clear(room: Room) -> None:
    number = "11010519491231002X"
    for name in ("purpose", "travel_reason", "photo", "letter", "attendant", "permit_holder"):
        fact = replace(purchase(), **{name: number})
        assert room.refused(fact) == "identity_in_clear", name


def test_half_a_place_of_use_is_refused(room: Room) -> None:
    assert room.refused(purchase(use_lat=41.0)) == "half_a_place"


# ---- pump totals and days -----------------------------------------------------------------------


def total(room: Room, litres: float, day: str = "2026-06-21", station: str = "s1") -> list[str]:
    return room.tell(ev.PumpTotalled(room.now, station=station, day=day, litres=litres))


def test_pump_totals_stand_on_the_board_under_their_station(room: Room) -> None:
    total(room, 180)
    assert room.county.board.stations["s1"].totals == {"2026-06-21": 180}
    assert room.county.board.stations["s1"].area == "t01"


def test_a_total_of_no_day_of_no_station_or_of_tomorrow_is_refused(room: Room) -> None:
    def told(**changes: object) -> str:
        fields = {"station": "s1", "day": "2026-06-21", "litres": 1.0} | changes
        return room.refused(ev.PumpTotalled(NOON, **fields))  # type: ignore[arg-type] # a test's free choice of fields

    assert told(station="s9") == "unknown_station"
    assert told(day="2026-02-30") == "not_a_day"
    assert told(day="2026-06-22") == "not_a_day"
    assert told(day="2020-01-01") == "not_a_day"
    assert told(area="t01") == "desk_fills"


def test_a_day_whose_litres_do_not_fit_the_pumps_is_warned_of_when_it_closes(room: Room) -> None:
    room.sell_a_day()
    total(room, 260)
    room.wait(24 * 3600)
    (raised,) = room.raised("G13")
    assert (raised.station, raised.buyer, raised.parameter) == ("s1", "", "pump_share")


def test_a_pump_total_that_comes_late_has_the_closed_day_judged_again(room: Room) -> None:
    room.sell_a_day()
    room.wait(24 * 3600)
    assert not room.raised("G13")
    total(room, 260)
    assert [raised.parameter for raised in room.raised("G13")] == ["pump_share"]
    total(room, 260)
    assert len(room.raised("G13")) == 1


def test_days_that_closed_before_a_restart_are_not_judged_again(room: Room) -> None:
    room.sell_a_day()
    total(room, 260)
    room.wait(24 * 3600)
    assert len(room.raised("G13")) == 1
    room.do(ask.Verify(room.raised("G13")[0].number, "station_fault"))
    room.begin_again()
    assert "WarningRaised" not in room.wait(24 * 3600)


def test_a_day_that_closed_while_the_desk_was_down_is_judged_when_it_begins_again(
    room: Room,
) -> None:
    room.sell_a_day()
    total(room, 260)
    room.now += 24 * HOUR
    room.begin_again()
    assert "WarningRaised" in room.miss(0)
    assert len(room.raised("G13")) == 1


# ---- verification -------------------------------------------------------------------------------


def test_a_warning_goes_to_the_police_station_of_the_place_of_use(room: Room) -> None:
    room.buy(litres=21)
    room.buy(litres=21, buyer="p-7782", use_area="t02")
    assert [room.warning(n).assigned for n in (1, 2)] == ["pcs1", "pcs2"]


def test_a_warning_is_given_to_another_police_station(room: Room) -> None:
    room.buy(litres=21)
    assert room.do(ask.AssignWarning(1, "pcs3")) == ["WarningAssigned"]
    assert room.warning().assigned == "pcs3"
    assert room.no(ask.AssignWarning(1, "pcs3")) == "assigned_already"
    assert room.no(ask.AssignWarning(1, "s1")) == "unknown_police_station"
    assert room.no(ask.AssignWarning(7, "pcs3")) == "unknown_warning"
    room.do(ask.Verify(1, "lawful"))
    assert room.no(ask.AssignWarning(1, "pcs2")) == "already_verified"


def test_warnings_of_the_lowest_level_are_closed_together_with_a_reason(room: Room) -> None:
    night = NOON + 11 * HOUR + 30 * 60_000
    for buyer in ("p-0001", "p-0002"):
        room.now = night
        room.buy(buyer=buyer, use_place=buyer)
    assert [room.warning(n).raised.level for n in (1, 2)] == ["W3", "W3"]
    assert room.do(ask.VerifyMany((1, 2, 1), "lawful", "夜间春耕")) == ["WarningVerified"] * 2
    assert room.warning(2).text == "夜间春耕"
    assert room.no(ask.VerifyMany((1,), "lawful", "x")) == "already_verified"


def test_graver_warnings_are_verified_one_by_one_and_none_of_the_line_then(room: Room) -> None:
    room.now = NOON + 11 * HOUR + 30 * 60_000
    room.buy(buyer="p-0001")
    room.buy(buyer="p-0002", litres=21)
    grave = next(w.number for w in room.county.board.warnings.values() if w.raised.level == "W2")
    assert room.no(ask.VerifyMany((1, grave), "lawful", "批量")) == "one_by_one"
    assert room.warning().finding is None


def test_another_areas_warning_is_unknown_whatever_is_asked_of_it(room: Room) -> None:
    room.buy(litres=21)
    for command in (
        ask.Verify(1, "lawful"),
        ask.AssignWarning(1, "pcs3"),
        ask.VerifyMany((1,), "lawful", "批量"),
    ):
        assert room.no(command, "east", EAST) == "unknown_warning"


def test_each_level_has_its_own_time_to_be_verified(room: Room) -> None:
    much(room)
    room.buy(litres=21, buyer="p-7782")
    dues = {w.raised.level: w.raised.due_at for w in room.county.board.warnings.values()}
    assert dues == {"W1": NOON + 600_000, "W2": NOON + 4 * HOUR}
    assert "WarningOverdue" in room.wait(600)
    assert room.warning(1).overdue
    assert not room.warning(2).overdue


def test_findings_are_counted_for_the_rule_until_it_is_changed(room: Room) -> None:
    room.buy(litres=21)
    room.buy(litres=21, buyer="p-7782")
    room.buy(litres=21, buyer="p-7783", simulated=True)
    for number, finding in ((1, "lawful"), (2, "referred"), (3, "referred")):
        room.do(ask.Verify(number, finding))  # type: ignore[arg-type] # literals in a tuple
    counted = room.county.board.yields.values()
    assert by_rule(counted, simulated=False) == {"G04": (2, 1)}
    assert by_rule(counted, simulated=True) == {"G04": (3, 2)}
    changed = figures_of(GASOLINE, "G04") | {"other_litres": 25.0}
    room.do(ask.ChangeRule("G04", changed, "试行"), "bao", LEADER)
    room.do(ask.Consent(max(room.county.board.requests)), "zhao", LEADER)
    assert not room.county.board.yields
