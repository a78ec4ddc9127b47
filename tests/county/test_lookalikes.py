"""Words that read like others are found, and honest text of any script is left in peace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.lookalikes import MOST, lookalikes
from county.text import clean


@pytest.mark.parametrize(
    ("text", "word", "twin"),
    [
        ("В3 已到场", "В3", "B3"),
        ("Вork", "Вork", "Bork"),
        ("АВС", "АВС", "ABC"),
        ("出警Β7到场", "Β7", "B7"),
        ("ꓐ3", "ꓐ3", "B3"),
        ("𝐁𝟑", "𝐁𝟑", "B3"),
        ("警カ不足", "カ", "力"),
        ("⼀号岗", "⼀", "一"),
        ("৪ 升", "৪", ""),
        ("１１０ 报警", "１１０", "110"),
        ("拨打①①⓪", "①①⓪", "110"),
        ("Ⓑ③", "Ⓑ③", "B3"),
    ],
)
def test_a_word_that_passes_for_another_is_named_with_it(text: str, word: str, twin: str) -> None:
    assert (word, twin) in lookalikes(text)


def test_where_the_reading_order_was_turned_is_found_after_cleaning() -> None:
    assert lookalikes(clean("金额 \u202e00054\u202c 升"))


@pytest.mark.parametrize(
    "text",
    [
        "万和广场三层 B3 煤气味, smells of gas",
        "蒙B·D12345 【东胜区】[1号岗] (备注)",
        "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ᠌᠎ᠡ ᠑᠑᠐",
        "ئۇيغۇر 110, 12-نومۇرلۇق",
        "བོད་སྐད ༡༡༠",
        "𠮷𡨴 䶮 葛\U000e0100城",
        "Монгол улсын сар",
        "Αθήνα, 5μm, γ射线, 10kΩ, Café",
        "カタカナ ひらがな",
        "①号楼, ②Ⅲ№5, 20 m²",
        "👨‍👩‍👧 1️⃣",
    ],
)
def test_honest_text_is_not_suspected(text: str) -> None:
    assert lookalikes(clean(text)) == ()


@given(st.text(max_size=200))
def test_no_more_are_named_than_a_reader_reads(text: str) -> None:
    assert len(lookalikes(clean(text))) <= MOST
