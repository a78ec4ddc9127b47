"""Outside text is made harmless and stays readable."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county import events as ev
from county.text import clean, clean_fields, harmless

VECTORS = Path(__file__).parents[3] / "shared/vectors/hostile-text.json"
FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\u00ad\u034f\u115f\u1160\u200b\u2060-\u2064\u3164\ufeff\uffa0\U000e0000-\U000e007f\ud800-\udfff]"
)

any_text = st.text(alphabet=st.characters(), max_size=60)


@given(any_text)
def test_cleaning_twice_equals_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(any_text)
def test_nothing_forbidden_is_left(text: str) -> None:
    assert not FORBIDDEN.search(clean(text))


@pytest.mark.parametrize(
    "text",
    [
        "万和广场三层，煤气味！",
        "plain ASCII",
        "ᠮᠣᠩᠭᠣᠯ ᠤᠨ᠋",
        "ئۇيغۇر",
        "བོད་སྐད",
        "𠮷𡨴",
        "葛\U000e0100城",
        "می‌خواهم",
        "👨‍👩‍👧",
        "❤️",
    ],
)
def test_honest_text_of_any_script_is_left_as_it_is(text: str) -> None:
    assert clean(text) == text


def test_what_is_taken_for_harmless_without_a_closer_look_survives_one() -> None:
    # Behind a forbidden character, so that the closer look is taken.
    for code in range(0x110000):
        if harmless(chr(code)):
            assert clean("\x00" + chr(code) * 50) == chr(code) * 50, hex(code)


def test_line_ends_become_blanks_so_that_one_event_stays_one_line() -> None:
    assert clean("一\n二\t三") == "一 二 三"


def test_a_tower_of_combining_marks_is_cut_to_four() -> None:
    assert clean("a" + "\u0301" * 50) == "a" + "\u0301" * 4


def test_a_limit_marks_its_cut() -> None:
    assert clean("abcdef", 4) == "abc~"


def test_every_text_inside_a_struct_is_cleaned_and_the_rest_is_the_same_object() -> None:
    dirty = ev.AlarmReported(at=1, kind="x", place=ev.Place("a\x1b[31m"), text="\u202eb")
    cleaned = clean_fields(dirty)
    assert (cleaned.place.text, cleaned.text) == ("a[31m", "b")
    assert clean_fields(cleaned) is cleaned


def _open_vectors() -> list[dict[str, object]]:
    if not VECTORS.exists():
        return []
    loaded: list[dict[str, object]] = json.loads(VECTORS.read_text("utf-8"))["open"]
    return [v for v in loaded if v["kind"] == "text" and not str(v["input"]).startswith("@")]


@pytest.mark.skipif(not VECTORS.exists(), reason="the independent texts are not on this machine")
def test_the_independent_hostile_texts_come_out_harmless_and_readable() -> None:
    for vector in _open_vectors():
        cleaned = clean(str(vector["input"]))
        assert not FORBIDDEN.search(cleaned), vector["id"]
        position = 0
        for kept in vector.get("keep", []):  # type: ignore[attr-defined] # a list in the file
            position = cleaned.find(kept, position)
            assert position >= 0, (vector["id"], cleaned)
        if vector["rule"] == "exact":
            assert cleaned == vector["input"], vector["id"]
