"""Outside text is made harmless and stays readable."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county import events as ev
from county.lookalikes import lookalikes
from county.text import cell, clean, clean_fields, escaped, harmless
from tests.hostile import Hostile, hostile, readable

FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u200b\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\ue000-\uf8ff\U000e0000-\U000e00ff\U000e01f0-\U000e0fff\U000f0000-\U0010ffff\ud800-\udfff]"
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
        "👍🏽 1️⃣ 号岗",
        "ᠪᠢᠴᠢᠭ᠌᠎ᠡ",
        "བཀྲ་ཤིས་བདེ་ལེགས",
        "한국어 नमस्ते ไทย",
        "蒙B·D12345 【东胜区】[1号岗] (备注)",
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
    assert clean("一\n二\t三\r\n\n四") == "一 二 三 四"


def test_a_tower_of_combining_marks_is_cut_to_four() -> None:
    assert clean("a" + "\u0301" * 50) == "a" + "\u0301" * 4


@pytest.mark.parametrize("mark", ["\u0e34", "\u0903", "\u20dd", "\u1161", "\u180b", "\u180e"])
def test_no_kind_of_mark_piles_up(mark: str) -> None:
    assert clean("ᠠ" + mark * 500).count(mark) <= 4


def test_a_mark_with_nothing_to_stand_on_goes() -> None:
    assert clean("\u20e0\u0301abc") == "abc"


@pytest.mark.parametrize(
    ("told", "same"),
    [
        ("B1\ufe0f2", "B12"),
        ("B\ufe0112", "B12"),
        ("B1\u200d2", "B12"),
        ("B1\u180e2", "B12"),
        ("B\U000e01022", "B2"),
        ("B1\u20652", "B12"),
        ("a\u200cb", "ab"),
    ],
)
def test_two_words_that_look_the_same_become_the_same(told: str, same: str) -> None:
    assert clean(told) == same


@pytest.mark.parametrize("opener", ["\u202e", "\u202a", "\u2066", "\u202e\u202e\u2067"])
def test_what_turned_the_reading_order_leaves_a_mark_in_its_place(opener: str) -> None:
    assert clean(f"金额 {opener}00054\u202c\u2069 升") == "金额 \ufffd00054 升"


def test_a_sign_that_only_a_private_font_draws_is_replaced() -> None:
    assert clean("A\ue0b0\U000f0001B") == "A\ufffd\ufffdB"


@given(any_text)
def test_a_spreadsheet_takes_no_cell_for_a_formula(text: str) -> None:
    assert cell(text).lstrip()[:1] not in set("=+-@＝＋－＠") or cell(text) == ""
    assert not set(cell(text)) & set("\t\r\n")


@pytest.mark.parametrize(
    "text", ["=1+1", " =1+1", "\t@SUM(A1)", "+86", "-2", "＝1", "\r=cmd|' /C calc'!A0"]
)
def test_a_formula_stays_readable_behind_its_mark(text: str) -> None:
    assert cell(text) == "'" + clean(text)


def test_an_honest_cell_is_left_alone() -> None:
    assert cell("万和广场 a=b") == "万和广场 a=b"


@given(any_text.filter(lambda text: text.isprintable() or not re.search("[\ud800-\udfff]", text)))
def test_escaped_json_is_the_same_value_and_harmless(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    written = escaped(json.dumps({"text": text}, ensure_ascii=False))
    assert not FORBIDDEN.search(written)
    assert json.loads(written) == {"text": text}


@pytest.mark.parametrize("char", ["\ufdd0", "\ufffe", "\U0001ffff", "\U000ffffe", "\U0010ffff"])
def test_what_is_no_character_is_dropped_and_escaped(char: str) -> None:
    assert clean(f"a{char}b") == "ab"
    assert char not in (written := escaped(json.dumps(char, ensure_ascii=False)))
    assert json.loads(written) == char


def test_a_limit_marks_its_cut() -> None:
    assert clean("abcdef", 4) == "abc~"


def test_every_text_inside_a_struct_is_cleaned_and_the_rest_is_the_same_object() -> None:
    dirty = ev.AlarmReported(at=1, kind="x", place=ev.Place("a\x1b[31m"), text="\u202eb")
    cleaned = clean_fields(dirty)
    assert (cleaned.place.text, cleaned.text) == ("a[31m", "\ufffdb")
    assert clean_fields(cleaned) is cleaned


@pytest.mark.parametrize("told", hostile(), ids=lambda told: told.id)
def test_hostile_texts_come_out_harmless_and_readable(told: Hostile) -> None:
    cleaned = clean(told.text)
    assert not FORBIDDEN.search(cleaned)
    assert clean(cleaned) == cleaned
    assert readable(cleaned, told.keep)
    if told.rule in ("exact", "literal"):
        assert cleaned == told.text
    if told.rule in ("exact", "flag"):
        assert bool(lookalikes(cleaned)) == (told.rule == "flag")
