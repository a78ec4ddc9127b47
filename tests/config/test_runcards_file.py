"""A bad run card, or a kind of unit without a speed, is named with file, line, field and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.places import Profile
from config.profile import load_profile
from county.runcards import Need, card_for, plan
from tests.config.test_faults import Slip, faults_of, misspell

FILE = "runcards.toml"

SLIPS = {
    "unknown kind of alarm": Slip(
        FILE, 'kind = "fire"', 'kind = "fier"', 2, "kind", "there is no kind of alarm fier",
    ),
    "unknown kind of unit": Slip(
        FILE, '["car", "foot"]', '["car", "boat"]', 11, "need.kinds",
        "must be one of booth, car, fire, foot, horse, motorcycle, volunteer, workstation"
        " (is boat)",
    ),
    "no kind of unit": Slip(
        FILE, '["car", "foot"]', "[]", 11, "need.kinds", "needs at least 1 (has 0)",
    ),
    "unknown skill": Slip(
        FILE, '["patrol"]', '["patrol", "hazmat"]', 7, "need.skills",
        "no unit has the skill hazmat",
    ),
    "a skill that no unit of the kind has": Slip(
        FILE, '["car"]\nskills', '["foot"]\nskills', 6, "need.kinds",
        "asks for 1 units, but only 0 in the county fit",
    ),
    "more units than there are": Slip(
        FILE, "count = 2", "count = 3", 12, "need.count",
        "asks for 3 units, but only 2 in the county fit",
    ),
    "nobody": Slip(FILE, "count = 2", "count = 0", 12, "need.count", "must be at least 1 (is 0)"),
    "a step left out": Slip(
        FILE, "step = 2", "step = 3", 10, "need.step", "there is no step 2 before it",
    ),
    "a card that asks for nothing": Slip(
        FILE, '[[card.need]]\nkinds = ["foot", "car"]\n', "need = []\n", 17, "need",
        "needs at least 1 (has 0)",
    ),
    "two cards for the same": Slip(
        FILE, 'kind = "any"', 'kind = "fire"\npriority = 1', 15, "kind",
        "there is a card of fire for that priority already",
    ),
    "unknown field": Slip(
        FILE, "count = 2", "cuont = 2", 12, "need.cuont",
        "is not known; known are kinds, skills, count, step",
    ),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_is_named_with_file_line_field_and_reason(small: Path, slip: Slip) -> None:
    misspell(small, slip)
    (fault,) = faults_of(small)
    assert fault.text("en") == f"{slip.file}:{slip.line}: {slip.field}: {slip.reason}"
    assert fault.text("zh") != fault.text("en")


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "reason"),
    [
        ("horse = 12\n", "", "[travel.road_factor]", "road_factor", "gives no speed for horse"),
        ("horse = 10\n", "", "[travel.off_road_kmh]", "off_road_kmh", "gives no speed for horse"),
        (
            "horse = 12\n",
            "horse = 12\nfire = 30\n",
            "fire = 30",
            "own_kmh.fire",
            "fire stands in road_factor already",
        ),
    ],
)
def test_a_kind_of_unit_with_no_speed_or_with_two_is_named(
    small: Path, old: str, new: str, line: str, field: str, reason: str
) -> None:
    misspell(small, Slip("county.toml", old, new, 0, "", ""))
    text = (small / "county.toml").read_text("utf-8")
    (fault,) = faults_of(small)
    number = text[: text.index(line)].count("\n") + 1
    assert fault.text("en") == f"county.toml:{number}: travel.{field}: {reason}"
    assert fault.text("zh") != fault.text("en")


def test_a_card_is_not_held_against_units_that_could_not_be_read(small: Path) -> None:
    (small / "units.toml").write_text("[[unit]\n", "utf-8")
    assert {fault.file for fault in faults_of(small)} == {"units.toml"}


def test_cards_are_read_as_they_are_written(small: Path) -> None:
    fire, other = load_profile(small).cards
    assert (fire.kind, fire.priority, other.kind, other.priority) == ("fire", 1, "any", None)
    assert fire.needs == (Need(("car",), ("patrol",)), Need(("car", "foot"), count=2, step=2))


def test_every_kind_of_alarm_of_the_built_in_county_has_a_card_at_every_priority(
    anmu: Profile,
) -> None:
    cards = {
        (kind, priority): card_for(anmu.cards, kind, priority)
        for kind in anmu.kinds
        for priority in range(1, 5)
    }
    assert [key for key, card in cards.items() if card is None] == []


def test_the_built_in_county_can_cover_each_of_its_cards_to_the_last_step(anmu: Profile) -> None:
    units = [unit.registered(0) for unit in anmu.units]
    for card in anmu.cards:
        assert plan(card, card.last_step, [], units).shortfall == (), card.kind


def test_any_is_no_kind_of_alarm_of_the_built_in_county(anmu: Profile) -> None:
    assert "any" not in anmu.kinds
