"""The bulletin of a simulated week gives the values that its table gives by hand."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import msgspec
import pytest

from county.bulletin import MOST_LISTED, Bulletin, Heading, bulletin_of
from county.clocks import Clocks
from county.fields import Bilingual, Lang
from county.figures import Figure
from county.printed import Format, printed, printed_trace
from tests.county.samples import HOUR
from tests.county.week import EVERY, MONDAY, SUNDAY_NIGHT, TERMS, Week

HEADING = Heading(
    county=Bilingual("小县", "Small County"),
    simulated=True,
    utc_offset_minutes=480,
    rings=Bilingual("指令至首车到场", "from the order to the first car there"),
    since=MONDAY,
    until=SUNDAY_NIGHT,
    made_at=SUNDAY_NIGHT,
)


@pytest.fixture(scope="module")
def week() -> Week:
    return Week()


@pytest.fixture(scope="module")
def bulletin(week: Week) -> Bulletin:
    return bulletin_of(HEADING, week.clocks(), TERMS)


def figure(bulletin: Bulletin, name: str) -> Figure:
    found = bulletin.figure(name)
    assert found is not None, name
    return found


BY_HAND: dict[str, tuple[float | None, int]] = {
    # 24 rows, 9 callers, the device's second report, one diverted, one training
    "alarms.received": (36, 36),
    "alarms.counted": (24, 24),
    "alarms.simulated": (1, 1),
    "alarms.merged": (10, 10),
    "alarms.diverted": (1, 1),
    "alarms.open": (0, 0),
    # column `ack`: sum 373; the 12th and 13th are 12 and 13; place 20.7 lies between 25 and 30
    "answer.mean": (373 / 24, 24),
    "answer.p50": (12.5, 24),
    "answer.p90": (28.5, 24),
    "answer.within_10": (10 / 24, 24),
    "answer.within_15": (16 / 24, 24),
    "answer.within_20": (20 / 24, 24),
    "answer.never": (0, 24),
    # column `sent` of the first twenty rows, one of them never: sum 1280; the 10th is 60; place
    # 16.2 lies between 90 and 120
    "dispatch.mean": (1280 / 19, 19),
    "dispatch.p50": (60, 19),
    "dispatch.p90": (96, 19),
    "dispatch.within_60": (11 / 19, 19),
    "dispatch.within_90": (17 / 19, 19),
    "dispatch.never": (1, 20),
    # column `signed`; 30, 60, 120 and 180 belong to the band below
    "sign.0_30": (12, 23),
    "sign.30_60": (4, 23),
    "sign.60_120": (3, 23),
    "sign.120_180": (2, 23),
    "sign.over_180": (1, 23),
    "sign.never": (1, 23),
    # columns `moving` and `moving_seen` of those that signed
    "turnout_claimed.0_5": (15, 22),
    "turnout_claimed.5_10": (2, 22),
    "turnout_claimed.10_15": (2, 22),
    "turnout_claimed.15_30": (1, 22),
    "turnout_claimed.over_30": (1, 22),
    "turnout_claimed.never": (1, 22),
    "turnout_seen.0_5": (13, 22),
    "turnout_seen.5_10": (3, 22),
    "turnout_seen.10_15": (2, 22),
    "turnout_seen.15_30": (1, 22),
    "turnout_seen.over_30": (0, 22),
    "turnout_seen.never": (3, 22),
    # column `word` of those where somebody arrived, claimed or seen
    "feedback.0_30": (13, 21),
    "feedback.30_60": (2, 21),
    "feedback.60_120": (2, 21),
    "feedback.120_240": (1, 21),
    "feedback.over_240": (1, 21),
    "feedback.never": (2, 21),
    # columns `there_seen` and `there`; the 12th of 23 is the median; place 19.8 is among those that
    # never arrived
    "arrival_seen.p50": (490, 23),
    "arrival_seen.p90": (None, 23),
    "arrival_seen.never": (6, 23),
    "arrival_claimed.p50": (320, 23),
    "arrival_claimed.p90": (None, 23),
    "arrival_claimed.never": (3, 23),
    "response_seen.p50": (660, 23),
    "response_seen.p90": (None, 23),
    "response_claimed.p50": (380, 23),
    "response_claimed.p90": (None, 23),
    # `there` less `there_seen`, 16 rows have both: -15 -12 -10×6 -5×3 0×3 10×2, place 7.5
    "claim_gap.p50": (-7.5, 16),
    "claim_gap.unseen": (4 / 20, 20),
    # by cell, of those with an order
    "ring_seen.1": (2 / 8, 8),
    "ring_seen.3": (2 / 7, 7),
    "ring_seen.5": (3 / 8, 8),
    "ring_claimed.1": (3 / 8, 8),
    "ring_claimed.3": (3 / 7, 7),
    "ring_claimed.5": (2 / 8, 8),
    "town_seen.8": (8 / 15, 15),
    "town_claimed.8": (11 / 15, 15),
    # all but training, in 168 hours; ten callers in nine minutes are a flood of one minute
    "load.per_hour": (35 / 168, 35),
    "console.li": (11 / 168, 11),
    "console.wang": (14 / 168, 14),
    "load.peak_10": (10, 35),
    "load.flood": (60 / (7 * 86_400), 35),
    "load.chatter": (3, 38),
    "load.stale": (1, 35),
    "load.top_sources": (5 / 38, 38),
    "load.p1": (4 / 35, 35),
    "load.p2": (26 / 35, 35),
    "load.p3": (5 / 35, 35),
    "load.p4": (0, 35),
    # one claim of 25 lapsed
    "acks.lapsed": (1 / 25, 25),
    "clocks.behind": (0, 0),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_each_figure_of_the_week_is_what_the_table_gives_by_hand(
    bulletin: Bulletin, name: str
) -> None:
    value, n = BY_HAND[name]
    found = figure(bulletin, name)
    assert found.n == n
    assert found.value == (value if value is None else pytest.approx(value, abs=1e-9))


def test_no_figure_of_the_week_is_left_unchecked(bulletin: Bulletin) -> None:
    assert {each.name for each in bulletin.figures} == set(BY_HAND)


def test_a_band_names_the_alarms_in_it(week: Week, bulletin: Bulletin) -> None:
    assert figure(bulletin, "sign.60_120").alarms == week.number(12, 13, 14)
    assert figure(bulletin, "sign.never").alarms == week.number(18)
    assert figure(bulletin, "dispatch.never").alarms == week.number(19)


def test_a_share_names_all_alarms_it_was_taken_from(week: Week, bulletin: Bulletin) -> None:
    assert figure(bulletin, "ring_seen.3").alarms == week.number(4, 5, 6, 7, 12, 16, 21)


def test_a_traced_figure_brings_the_clocks_of_its_alarms(week: Week) -> None:
    traced = bulletin_of(HEADING, week.clocks(), TERMS, "sign.60_120")
    assert traced.traced == "sign.60_120"
    assert [case.number for case in traced.cases] == list(week.number(12, 13, 14))
    first = traced.cases[0]
    at = MONDAY + 12 * EVERY
    assert first.received == at
    assert first.acknowledged == at + 13_000
    assert first.sent == at + 70_000
    assert first.signed == at + 140_000
    assert (first.moving.claimed, first.moving.seen) == (at + 441_000, at + 460_000)
    assert (first.arrived.claimed, first.arrived.seen) == (at + 670_000, at + 660_000)
    assert first.fed_back == at + 20_670_000
    assert first.closed == at + 20_730_000


def test_a_bulletin_without_that_figure_traces_nothing(week: Week) -> None:
    told = bulletin_of(HEADING, week.clocks(), TERMS, "no.such")
    assert (told.traced, told.cases) == ("", ())


def test_which_device_told_an_alarm_does_not_leave_the_desk(week: Week) -> None:
    told = bulletin_of(HEADING, week.clocks(), TERMS, "load.top_sources")
    assert "P-17" not in msgspec.json.encode(told).decode()
    assert len(told.cases) == 2


def test_of_very_many_alarms_only_the_traced_figure_lists_them() -> None:
    many = [Clocks(n, 2, "theft", "t01", "c1", MONDAY + n) for n in range(1, MOST_LISTED + 2)]
    told = bulletin_of(HEADING, many, TERMS, "answer.never")
    assert len(figure(told, "answer.never").alarms) == MOST_LISTED + 1
    assert figure(told, "alarms.counted").alarms == ()
    assert figure(told, "alarms.counted").n == MOST_LISTED + 1
    assert len(told.cases) == 2000


def test_a_week_that_is_not_over_counts_the_hours_so_far(week: Week) -> None:
    heading = msgspec.structs.replace(HEADING, made_at=MONDAY + 70 * HOUR)
    told = bulletin_of(heading, week.clocks(), TERMS)
    assert figure(told, "load.per_hour").value == pytest.approx(35 / 70)


# ---- printed ------------------------------------------------------------------------------------


def lines_under(text: str, title: str) -> list[str]:
    lines = text.splitlines()
    begin = lines.index(title)
    return lines[begin + 1 : lines.index("", begin)]


def test_the_text_says_whose_bulletin_it_is_of_when_and_that_it_is_simulated(
    bulletin: Bulletin,
) -> None:
    head = printed(bulletin, "text", "zh").splitlines()[:3]
    assert head[0] == "小县 警情通报"
    assert "2026-06-22 00:00 至 2026-06-29 00:00（UTC+08:00）" in head[1]
    assert head[2] == "全部为模拟数据"


def test_bands_are_printed_with_counts_and_shares(bulletin: Bulletin) -> None:
    bands = lines_under(printed(bulletin, "text", "zh"), "签收（下达至签收）")
    assert bands[0].split("  ")[1].strip() == "0-30 秒"
    assert bands[1].split() == [
        *("12", "(52.2%)", "4", "(17.4%)", "3", "(13.0%)"),
        *("2", "(8.7%)", "1", "(4.3%)", "1", "(4.3%)", "23"),
    ]


def test_claimed_and_seen_stand_side_by_side(bulletin: Bulletin) -> None:
    rows = lines_under(printed(bulletin, "text", "en"), "Turnout (signature to movement)")
    assert [row.split()[0] for row in rows[1:]] == ["claimed", "seen"]


def test_below_twenty_no_value_is_given_but_that_n_is_too_small(bulletin: Bulletin) -> None:
    english = printed(bulletin, "text", "en")
    assert lines_under(english, "Receipt to dispatch, P1-P2")[1].split() == [
        *("-", "-", "-", "-", "-", "1", "19:", "n", "too", "small"),
    ]
    assert "n too small (n=8)" in lines_under(english, "Circles attained")[1]
    assert "样本不足" in printed(bulletin, "text", "zh")


def test_the_meaning_of_the_circles_is_printed_or_that_nobody_says_it(bulletin: Bulletin) -> None:
    assert "圈层含义：指令至首车到场" in printed(bulletin, "text", "zh")
    silent = msgspec.structs.replace(bulletin, heading=msgspec.structs.replace(HEADING, rings=None))
    assert "does not say what its circles mean" in printed(silent, "md", "en")


def test_a_percentile_among_those_that_never_arrived_is_printed_as_never(
    bulletin: Bulletin,
) -> None:
    seen = lines_under(printed(bulletin, "text", "en"), "Arrival")[1]
    assert seen.split() == [
        "order",
        "to",
        "arrival,",
        "seen",
        "8",
        "min",
        "10",
        "s",
        "never",
        "6",
        "23",
    ]


def test_markdown_takes_nothing_of_the_county_for_a_mark(bulletin: Bulletin) -> None:
    hostile = msgspec.structs.replace(
        HEADING, county=Bilingual("*甲*|<b>[乙](x)\x1b[2J", "a"), rings=Bilingual("`|`", "b")
    )
    text = printed(msgspec.structs.replace(bulletin, heading=hostile), "md", "zh")
    assert r"## \*甲\*\|\<b\>\[乙\](x)\[2J" in text
    assert r"\`\|\`" in text
    assert "\x1b" not in text


def test_every_row_of_a_markdown_table_has_its_columns(bulletin: Bulletin) -> None:
    table = [line for line in printed(bulletin, "md", "zh").splitlines() if line.startswith("|")]
    groups: list[set[int]] = []
    for line in table:
        columns = line.replace(r"\|", "").count("|")
        if "---" in line:
            groups[-1].add(columns)
        elif not groups or len(groups[-1]) > 1 or columns not in groups[-1]:
            groups.append({columns})
    assert all(len(group) == 1 for group in groups)


def test_csv_has_a_line_for_every_figure_with_its_exact_value(bulletin: Bulletin) -> None:
    page = printed(bulletin, "csv", "en")
    assert page.startswith("\ufeff"), "offices open it with a spreadsheet"
    rows = {row["figure"]: row for row in csv.DictReader(io.StringIO(page.removeprefix("\ufeff")))}
    assert set(rows) == set(BY_HAND)
    assert rows["answer.p90"]["value"] == "28.5"
    assert rows["claim_gap.p50"]["value"] == "-7.5", "a number below zero is no formula"
    assert rows["dispatch.p50"]["note"] == "n too small"
    assert rows["answer.p50"]["note"] == ""
    assert {row["simulated"] for row in rows.values()} == {"1"}


def test_a_seat_named_like_a_formula_is_text_in_csv(week: Week) -> None:
    named = [msgspec.structs.replace(c, taken_by="seat:=1+1") for c in week.clocks()]
    page = printed(bulletin_of(HEADING, named, TERMS), "csv", "en")
    labels = [row["label"] for row in csv.DictReader(io.StringIO(page))]
    assert not any(label.startswith(("=", "+", "-", "@")) for label in labels)
    names = [row["figure"] for row in csv.DictReader(io.StringIO(page.removeprefix("\ufeff")))]
    assert "console.=1+1" in names


@pytest.mark.parametrize("form", ["text", "md", "csv"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_trace_lists_the_times_of_each_alarm(week: Week, form: Format, lang: Lang) -> None:
    text = printed_trace(bulletin_of(HEADING, week.clocks(), TERMS, "sign.60_120"), form, lang)
    assert "2026-06-25 12:00:00" in text, "the report of the 13th row: Thursday noon"
    assert "12:00:13" in text, "taken"
    assert "12:02:20" in text, "signed"
    assert "17:45:30" in text, "closed"


def test_a_trace_tells_the_day_of_what_happened_on_another(week: Week) -> None:
    told = bulletin_of(HEADING, week.clocks(), TERMS, "feedback.120_240")
    assert [case.number for case in told.cases] == list(week.number(11))
    text = printed_trace(told, "text", "en")
    assert text.count("2026-06-25") == 1, "11 × 7 hours after Monday: Thursday 05:00"
    late = msgspec.structs.replace(told.cases[0], closed=MONDAY + 4 * 24 * HOUR)
    text = printed_trace(msgspec.structs.replace(told, cases=(late,)), "text", "en")
    assert "2026-06-26 00:00:00" in text


def test_a_long_trace_says_how_much_it_leaves_out() -> None:
    many = [Clocks(n, 2, "theft", "t01", "c1", MONDAY + n) for n in range(1, 2102)]
    told = bulletin_of(HEADING, many, TERMS, "answer.never")
    assert "2101 alarms are behind it; the first 2000 follow" in printed_trace(told, "text", "en")


def test_the_page_on_indicators_explains_every_figure() -> None:
    page = (Path(__file__).parents[2] / "docs" / "indicators.md").read_text("utf-8")
    indicators = {name.partition(".")[0] for name in BY_HAND} - {"alarms"}
    explained = {word.partition(".")[0] for word in re.findall(r"`([a-z_]+\.[^`]+)`", page)}
    assert indicators <= explained
