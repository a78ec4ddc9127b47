"""Every kind of fault is named with its file, line, field and reason."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from config.faults import Fault
from config.profile import ProfileError, load_profile
from county.words import CATALOGUE
from tests.config.small import EAST, WEST


class Slip(NamedTuple):
    """One slip of the pen, and what must be said about it."""

    file: str
    old: str
    new: str
    line: int
    field: str
    reason: str


OPEN_WEST = WEST.replace(",[100.0,30.0]]", ",[100.0,30.01]]")
BOW_TIE = "[[100.0,30.0],[100.1,30.1],[100.1,30.0],[100.0,30.1],[100.0,30.0]]"

SLIPS = {
    "latitude 91": Slip(
        "units.toml", "lat = 30.05\nlon = 100.15", "lat = 91.2\nlon = 100.15", 19, "lat",
        "must be at most 90 (is 91.2)",
    ),
    "not a number": Slip(
        "units.toml", "lon = 100.15", "lon = nan", 20, "lon", "must be at least -180 (is nan)",
    ),
    "swapped": Slip(
        "units.toml", "lat = 30.05\nlon = 100.15", "lat = 100.15\nlon = 30.05", 19, "lat",
        "latitude and longitude look swapped (is 100.15)",
    ),
    "outside": Slip(
        "units.toml", "lon = 100.15", "lon = 100.35", 19, "lat",
        "lies outside the county (30.05, 100.35)",
    ),
    "wrong type": Slip(
        "units.toml", 'en = "Foot 1"', "en = 1", 17, "en", "must be text (is 1)",
    ),
    "hidden characters": Slip(
        "units.toml", "步巡一组", "步巡\\u001b[2J一\\u200b组", 16, "zh",
        "holds control or invisible characters (is 步巡[2J一组)",
    ),
    "missing": Slip("units.toml", 'kind = "foot"\n', "", 13, "kind", "is missing"),
    "unknown field": Slip(
        "people.toml", "shift = 1", "shfit = 1", 7, "shfit",
        "is not known; known are id, zh, en, post, station, shift",
    ),
    "not a choice": Slip(
        "volunteers.toml", '["look"]', '["look", "arrest"]', 9, "tasks",
        "must be one of first_aid, guide, look, relay (is arrest)",
    ),
    "bad hours": Slip(
        "volunteers.toml", "06:00-20:00", "6-20", 8, "hours",
        "must match ^([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-3]):[0-5]\\d$ (is 6-20)",
    ),
    "priority 5": Slip(
        "kinds.toml", "priority = 3", "priority = 5", 11, "priority", "must be at most 4 (is 5)",
    ),
    "id twice": Slip("kinds.toml", '"noise"', '"fire"', 8, "id", "fire stands there already"),
    "no such area": Slip(
        "units.toml", 'area = "t02"', 'area = "t99"', 18, "area", "there is no township t99",
    ),
    "no such station": Slip(
        "people.toml", '"st01"', '"st09"', 6, "station", "there is no site st09",
    ),
    "nested figure": Slip(
        "county.toml", "ack_s = 10\n", 'ack_s = "10"\n', 35, "alarms.p1.ack_s",
        'must be a whole number (is "10")',
    ),
    "nothing due for a life": Slip(
        "county.toml", "lapse_s = 60\n", "", 34, "alarms.p1.lapse_s",
        "the first priority needs it: without it an alarm could be forgotten",
    ),
    "a life put aside": Slip(
        "county.toml", "lapse_s = 60\n", "lapse_s = 60\nshelve_s = 60\n", 44, "alarms.p1.shelve_s",
        "the first priority is never shelved",
    ),
    "no such outcome": Slip(
        "county.toml", 'remote_outcome = "remote"', 'remote_outcome = "video"', 32,
        "alarms.remote_outcome", "there is no outcome video",
    ),
    "less than a shift": Slip(
        "county.toml", "keep_closed_s = 43200", "keep_closed_s = 3600", 26, "alarms.keep_closed_s",
        "must be at least a shift (28800 s): the shift's figures are counted from it",
    ),
    "missing table": Slip(
        "county.toml", "[centre]\nlat = 30.05\nlon = 100.1\n", "", 1, "centre", "is missing",
    ),
    "TOML syntax": Slip(
        "units.toml", 'id = "F1"', "id = F1", 14, "", "is not TOML: Invalid value",
    ),
    "JSON syntax": Slip(
        "sites.geojson", '"id":"ps01",', '"id":"ps01"', 3, "",
        "is not JSON: expected ',' or '}'",
    ),
    "too deep": Slip(
        "roads.geojson", '{"type":"FeatureCollection"', "[" * 10_000, 1, "",
        "is nested too deeply",
    ),
    "not GeoJSON": Slip(
        "areas.geojson", '"FeatureCollection"', '"Topology"', 1, "type",
        "must be one of FeatureCollection (is Topology)",
    ),
    "wrong geometry": Slip(
        "sites.geojson", "[100.16,30.06]", "[[100.16,30.06]]", 3, "coordinates",
        "must be [longitude, latitude] (is […])",
    ),
    "swapped position": Slip(
        "sites.geojson", "[100.16,30.06]", "[30.06,100.16]", 3, "coordinates",
        "latitude and longitude look swapped (is 100.16)",
    ),
    "site outside": Slip(
        "sites.geojson", "[100.16,30.06]", "[100.16,31.06]", 3, "coordinates",
        "lies outside the county (31.06, 100.16)",
    ),
    "open ring": Slip(
        "areas.geojson", WEST, OPEN_WEST, 2, "coordinates",
        "the ring is open: it must end where it began",
    ),
    "hole": Slip(
        "areas.geojson", EAST, f"{EAST},{EAST}", 3, "coordinates", "must have no holes (has 1)",
    ),
    "ring crosses itself": Slip(
        "areas.geojson", WEST, BOW_TIE, 2, "coordinates",
        "the ring is not sound: Self-intersection[100.05 30.05]",
    ),
    "no such parent": Slip(
        "grid.geojson", '"parent":"g1-02-1"', '"parent":"g9"', 8, "parent", "there is no cell g9",
    ),
    "no parent": Slip(
        "grid.geojson", ',"parent":"g1-02-1"', "", 8, "parent",
        "a cell of level post needs the cell above it",
    ),
    "level skipped": Slip(
        "grid.geojson", '"parent":"g1-02-1"', '"parent":"g1-02"', 8, "parent",
        "g1-02 is of level district, which is not the one above post",
    ),
    "not in parent": Slip(
        "grid.geojson", '"parent":"g1-02-1"', '"parent":"g1-01-1"', 8, "parent",
        "does not lie in its parent g1-01-1",
    ),
    "post without area": Slip(
        "grid.geojson", '"parent":"g1-02-1","area":"t02"', '"parent":"g1-02-1"', 8, "area",
        "is missing",
    ),
    "roads apart": Slip(
        "roads.geojson", "[[100.15,30.05],[100.15,30.08]]", "[[100.15,30.051],[100.15,30.08]]", 4,
        "from", "ends 111 m from where node n3 is",
    ),
    "wrong length": Slip(
        "roads.geojson", "3336.0", "33.36", 4, "length_m",
        "does not agree with the line's 3336 m (is 33.36)",
    ),
}  # fmt: skip


def faults_of(directory: Path) -> tuple[Fault, ...]:
    with pytest.raises(ProfileError) as refused:
        load_profile(directory)
    return refused.value.faults


def misspell(directory: Path, slip: Slip) -> None:
    path = directory / slip.file
    text = path.read_text("utf-8")
    assert slip.old in text
    head, _, tail = text.rpartition(slip.old)
    path.write_text(head + slip.new + tail, "utf-8")


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_is_named_with_file_line_field_and_reason(small: Path, slip: Slip) -> None:
    misspell(small, slip)
    where = f"{slip.file}:{slip.line}"
    wanted = ": ".join(part for part in (where, slip.field, slip.reason) if part)
    assert wanted in [fault.text("en") for fault in faults_of(small)]


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
def test_every_reason_can_be_said_in_chinese(small: Path, slip: Slip) -> None:
    misspell(small, slip)
    for fault in faults_of(small):
        assert fault.key in CATALOGUE
        assert fault.text("zh") != fault.text("en")


def test_the_small_county_is_fine(small: Path) -> None:
    county = load_profile(small)
    assert [area.id for area in county.areas] == ["t01", "t02"]
    assert county.rulebook.stations == {"ps01": "t02"}


def test_all_faults_of_all_files_are_told_at_once(small: Path) -> None:
    for name in ("latitude 91", "wrong type", "priority 5", "hole", "JSON syntax"):
        misspell(small, SLIPS[name])
    told = [(fault.file, fault.line, fault.field) for fault in faults_of(small)]
    assert told == [
        ("areas.geojson", 3, "coordinates"),
        ("kinds.toml", 11, "priority"),
        ("sites.geojson", 3, ""),
        ("units.toml", 17, "en"),
        ("units.toml", 19, "lat"),
    ]


def test_a_faulty_file_is_not_held_against_the_others(small: Path) -> None:
    (small / "areas.geojson").unlink()
    assert [fault.text("en") for fault in faults_of(small)] == [
        "areas.geojson: the file is missing"
    ]


def test_a_file_that_is_not_utf_8_is_named_with_its_line(small: Path) -> None:
    path = small / "kinds.toml"
    path.write_bytes(path.read_bytes().replace("噪声".encode(), "噪声".encode("gb18030")))
    assert [fault.text("en") for fault in faults_of(small)] == ["kinds.toml:9: is not UTF-8 text"]


def test_a_byte_order_mark_does_no_harm(small: Path) -> None:
    path = small / "units.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(load_profile(small).units) == 2


def test_two_outlines_are_refused(small: Path) -> None:
    path = small / "outline.geojson"
    feature = path.read_text("utf-8").splitlines()[1]
    path.write_text(path.read_text("utf-8").replace(feature, f"{feature},\n{feature}"), "utf-8")
    assert [fault.text("en") for fault in faults_of(small)] == [
        "outline.geojson:1: features: must hold one outline (has 2)"
    ]


def test_a_truncated_map_is_refused_at_its_last_line(small: Path) -> None:
    path = small / "grid.geojson"
    path.write_text("\n".join(path.read_text("utf-8").splitlines()[:4]), "utf-8")
    faults = [fault for fault in faults_of(small) if fault.file == "grid.geojson"]
    assert [(fault.line, fault.key) for fault in faults] == [(4, "check.syntax")]


def test_a_missing_directory_is_refused(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path / "nowhere")
    assert fault.key == "check.no_directory"


def test_a_wrong_value_cannot_speak_to_the_terminal(small: Path) -> None:
    misspell(small, Slip("units.toml", '"foot"', '"\\u001b[2J\\u202e"', 0, "", ""))
    (fault,) = faults_of(small)
    assert fault.field == "kind"
    assert "\x1b" not in fault.text("zh")
    assert "\u202e" not in fault.text("zh")


def test_a_line_is_found_in_a_map_that_is_spread_over_many_lines(small: Path) -> None:
    path = small / "sites.geojson"
    spread = path.read_text("utf-8").replace(",", ",\n").replace('"ps01"', '""')
    path.write_text(spread, "utf-8")
    (fault,) = faults_of(small)
    line = spread.splitlines()[fault.line - 1]
    assert (fault.field, fault.key) == ("id", "check.empty")
    assert line == '"properties":{"id":"",'
