"""gasoline.toml: what cannot stand in it is named with its line, field and reason."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from config.faults import Fault
from config.profile import ProfileError, builtin, load_profile
from county.words import CATALOGUE
from tests.config.small import write_county

FILE = "gasoline.toml"


class Slip(NamedTuple):
    """One slip of the pen, and what must be said about it."""

    old: str
    new: str
    field: str
    reason: str


SEASON = """
[[season]]
id = "snow"
zh = "雪季"
en = "snow"
begins = "{begins}"
ends = "{ends}"
factor = 1.2

[[purpose]]
id = "mowing"
"""

SLIPS = {
    "no such kind of alarm": Slip(
        'alarm_kind = "suspicious_gasoline"', 'alarm_kind = "x"', "alarm_kind",
        "there is no kind of alarm x",
    ),
    "an alarm of the wrong priority": Slip(
        'alarm_kind = "suspicious_gasoline"', 'alarm_kind = "noise"', "alarm_kind",
        "the kind of alarm noise must have priority 2 (has 3)",
    ),
    "no such outcome": Slip(
        'alarm_outcome = "settled"', 'alarm_outcome = "x"', "alarm_outcome",
        "there is no outcome x",
    ),
    "an outcome that needs steps": Slip(
        'alarm_outcome = "settled"', 'alarm_outcome = "remote"', "alarm_outcome",
        "the outcome remote needs a settlement by video: no warning takes its steps",
    ),
    "no such threat": Slip(
        'kinds = ["threat"]', 'kinds = ["threat", "x"]', "G15.kinds",
        "there is no kind of alarm x",
    ),
    "warnings that feed themselves": Slip(
        'kinds = ["threat"]', 'kinds = ["suspicious_gasoline"]', "G15.kinds",
        "suspicious_gasoline is what warnings become: it cannot be a threat that raises them",
    ),
    "clocks that do not rise": Slip(
        "verify_w2_s = 14400", "verify_w2_s = 300", "verify_w2_s",
        "a milder level must have more time (is 300 s after 600 s)",
    ),
    "windows that do not rise": Slip(
        "long_window_s = 604800", "long_window_s = 43200", "G07.long_window_s",
        "the long window must be longer than the short one (is 43200 s after 43200 s)",
    ),
    "an odd hour above review": Slip(
        'level = "W3"\nbegins', 'level = "W2"\nbegins', "G08.level",
        "an hour of the day alone is for review: W3 (is W2)",
    ),
    "a severe level that is milder": Slip(
        'severe_level = "W1"', 'severe_level = "W3"', "G04.severe_level",
        "must not be milder than the rule's own W2",
    ),
    "adding up to nothing": Slip(
        'window_s = 259200\nlevel = "W2"', 'window_s = 259200\nlevel = "W3"', "adding.level",
        "what adds up must be graver than W3",
    ),
    "no opening hours": Slip(
        'closes = "22:00"', 'closes = "06:00"', "G16.closes", "there is no time between the two",
    ),
    "seasons that overlap": Slip(
        '\n[[purpose]]\nid = "mowing"\n', SEASON.format(begins="10-15", ends="04-01"),
        "begins", "overlaps with harvest",
    ),
    "no such day": Slip(
        'ends = "05-20"', 'ends = "04-31"', "ends", "there is no day 04-31",
    ),
    "a season twice": Slip(
        'id = "harvest"', 'id = "spring"', "id", "spring stands there already",
    ),
    "a purpose without words": Slip(
        'words = ["油锯", "伐木", "saw"]', "words = []", "words", "needs at least one word",
    ),
    "no such machine": Slip(
        'machines = ["hand"]', 'machines = ["boat"]', "machines", "there is no machine boat in G04",
    ),
    "a purpose of a religion": Slip(
        'words = ["油锯", "伐木", "saw"]', 'words = ["清 真 寺"]', "words",
        "'清 真 寺' names religion: rules look at behaviour and place alone",
    ),
    "a figure of a people": Slip(
        "most_m = 50000", "most_m = 50000\nminzu_m = 1", "G10.minzu_m",
        "'minzu_m' names ethnicity: rules look at behaviour and place alone",
    ),
    "a list of purchasers": Slip(
        "most_m = 50000", 'most_m = 50000\nonly = ["p-7781", "p-7782"]', "G10.only",
        "'p-7781' points at persons: no rule is written against a list of people",
    ),
    "a list of names": Slip(
        'machines = ["hand"]', 'machines = ["hand"]\nnames_of = ["张伟", "王芳"]', "names_of",
        "'names_of' points at persons: no rule is written against a list of people",
    ),
}  # fmt: skip


def faults_after(directory: Path, slip: Slip) -> tuple[Fault, ...]:
    path = directory / FILE
    text = path.read_text("utf-8")
    head, found, tail = text.rpartition(slip.old)
    assert found
    path.write_text(head + slip.new + tail, "utf-8")
    with pytest.raises(ProfileError) as refused:
        load_profile(directory)
    return refused.value.faults


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_is_named_with_field_and_reason_on_its_line(small: Path, slip: Slip) -> None:
    faults = faults_after(small, slip)
    told = {(fault.file, fault.field, fault.reason("en")): fault.line for fault in faults}
    assert (FILE, slip.field, slip.reason) in told
    line = (small / FILE).read_text("utf-8").splitlines()[told[FILE, slip.field, slip.reason] - 1]
    assert line.startswith(slip.field.rpartition(".")[2])


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
def test_every_reason_can_be_said_in_chinese(small: Path, slip: Slip) -> None:
    for fault in faults_after(small, slip):
        assert fault.key in CATALOGUE
        assert fault.text("zh") != fault.text("en")


def test_what_is_protected_is_said_although_the_field_is_unknown_too(small: Path) -> None:
    faults = faults_after(small, Slip("most_m = 50000", "religion = 1\nmost_m = 50000", "", ""))
    assert "refused.protected_religion" in {fault.key for fault in faults}


def test_a_season_may_span_new_year(small: Path) -> None:
    path = small / FILE
    text = path.read_text("utf-8")
    season = SEASON.format(begins="12-20", ends="02-10")
    path.write_text(text.replace('\n[[purpose]]\nid = "mowing"\n', season), "utf-8")
    assert load_profile(small).gasoline.season[2].id == "snow"


def test_an_area_without_a_police_station_is_verified_by_the_nearest(small: Path) -> None:
    path = small / "sites.geojson"
    text = path.read_text("utf-8").replace('"st02","kind":"station"', '"st02","kind":"school"')
    path.write_text(text, "utf-8")
    assert load_profile(small).ground.police == {"t01": "st01", "t02": "st01"}


def test_each_area_is_verified_by_its_own_police_station(tmp_path: Path) -> None:
    ground = load_profile(write_county(tmp_path)).ground
    assert ground.police == {"t01": "st01", "t02": "st02"}
    assert ground.sites["ps01"].area == "t02"
    anmu = load_profile(builtin())
    own = {site.id: site.area for site in anmu.sites if site.kind == "station"}
    served = {area for area in anmu.ground.centres if area in own.values()}
    assert all(own[anmu.ground.police[area]] == area for area in served)
    assert anmu.ground.police.keys() == anmu.ground.centres.keys()
    assert anmu.rulebook.police == own.keys()
