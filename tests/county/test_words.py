"""The catalogue says everything in both languages, and knows every word that is asked of it."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from county import alarms, events, patrol, rights
from county.words import CATALOGUE, knows, say
from county.words import alarms as alarm_words
from county.words import gasoline as gasoline_words
from county.words import units as unit_words

ROOT = Path(__file__).parents[2]
ROOMS = ("county", "config", "feeds", "server", "tui", "zhiban")
_REFUSED = re.compile(r'\b(?:refuse|Refusal)\(\s*"([a-z_0-9]+)"')


def refusals_in_use() -> list[str]:
    """Give every code of a refusal that the source names."""
    sources = (path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return sorted({code for path in sources for code in _REFUSED.findall(path.read_text("utf-8"))})


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_source_names_refusals_at_all() -> None:
    assert {"unknown_alarm", "unit_busy", "not_json"} <= set(refusals_in_use())


@pytest.mark.parametrize("code", refusals_in_use())
def test_every_refusal_has_words(code: str) -> None:
    assert knows(f"refused.{code}")


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_both_languages_say_something_about_the_same_values(key: str) -> None:
    zh, en = CATALOGUE[key]
    assert zh.strip()
    assert en.strip()
    assert fields(zh) == fields(en)
    assert "" not in fields(zh) | fields(en), "values are named"


@pytest.mark.parametrize(
    ("topic", "choices"),
    [
        ("priority", ("1", "2", "3", "4")),
        ("status", get_args(alarms.Status)),
        ("stage", alarms.STAGES),
        ("channel", get_args(events.Channel)),
        ("unit", get_args(events.UnitKind)),
        ("duty", get_args(events.Duty)),
        ("freshness", get_args(patrol.Freshness)),
        ("level", get_args(events.Level)),
        ("finding", get_args(events.Finding)),
    ],
)
def test_every_choice_has_a_word_of_its_own(topic: str, choices: tuple[str, ...]) -> None:
    for side in (0, 1):
        assert len({CATALOGUE[f"{topic}.{choice}"][side] for choice in choices}) == len(choices)


@pytest.mark.parametrize("event", get_args(events.Event), ids=lambda event: event.__name__)
def test_every_event_has_words(event: type) -> None:
    tag = event.__struct_config__.tag  # type: ignore[attr-defined] # every event is a struct
    assert knows(f"event.{tag}")


def test_a_missing_word_is_our_defect_and_says_so() -> None:
    with pytest.raises(KeyError):
        say("zh", "no.such.word")


@pytest.mark.parametrize("topic", [alarm_words, gasoline_words, unit_words])
def test_words_on_rows_have_no_character_whose_width_terminals_disagree_on(topic: object) -> None:
    entries: dict[str, tuple[str, str]] = topic.ENTRIES  # type: ignore[attr-defined] # a topic module
    doubtful = {
        key: char
        for key, both in entries.items()
        for char in "".join(both)
        if unicodedata.east_asian_width(char) == "A"
    }
    assert doubtful == {}


def test_no_role_is_without_commands_by_oversight() -> None:
    assert set(rights.COMMANDS_OF_ROLE) == set(get_args(rights.Role))
