"""No rule names who somebody is, nor is written against persons, however it is spelt."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.events import Correction, PurchaseRegistered
from county.gasoline.changing import CODES, figures_of, read_rule
from county.gasoline.guard import named, objections, protected
from county.refusals import Refusal
from tests.county.gasoline.figures import GASOLINE

PROTECTED = {
    "ethnicity": "民族 少数民族 种族 族裔 蒙古族 回族 维吾尔 肤色 ethnicity race minzu zhongzu skin_colour",
    "religion": "宗教 穆斯林 佛教 寺庙 清真 religion muslim church zongjiao sect",
    "origin": "籍贯 户籍 户口 出生地 外地人 origin native_place birthplace hometown jiguan hukou",
    "belief": "信仰 思想 belief ideology xinyang",
    "health": "健康 残疾 精神病 health disability hiv jiankang canji",
    "politics": "政治面貌 党员 上访 politics party petition zhengzhi dangyuan shangfang",
    "persons": "黑名单 重点人员 姓名 身份证号 watch_list blacklist suspects mingdan pseudonym",
}
WORDS = [(word, attribute) for attribute, words in PROTECTED.items() for word in words.split()]

PERSONS = [
    "11010519491231002X",
    "110105 19491231 002x",
    "１１０１０５１９４９１２３１００２Ｘ",
    "110105491231002",
    "13812345678",
    "p-7781",
    "P_ABCD2345",
    "张伟",
    "王秀英",
    "张 伟",
    "Zhang Wei",
    "wang xiuying",
]

LAWFUL = [
    "割草",
    "油锯",
    "抢险",
    "春耕",
    "农机",
    "施工",
    "林业",
    "温室",
    "马铃薯",
    "发电机",
    "mowing",
    "tractor",
    "harvest",
    "spring ploughing",
    "rescue",
    "trace",
    "embrace",
    "section",
    "original",
    "thermal",
    "metal",
    "hand",
    "riding",
    "W1",
    "23:00",
    "ps03",
    "person_short_litres",
]


@pytest.mark.parametrize(("word", "attribute"), WORDS)
def test_a_protected_attribute_is_known_in_each_language(word: str, attribute: str) -> None:
    assert named(word) == attribute


@pytest.mark.parametrize("text", PERSONS)
def test_a_person_is_known_by_number_pseudonym_or_name(text: str) -> None:
    assert named(text) == "persons"


@pytest.mark.parametrize("text", LAWFUL)
def test_words_of_work_are_left_in_peace(text: str) -> None:
    assert named(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "ETHNICITY",
        "Ｅｔｈｎｉｃ",
        "e t h n i c i t y",
        "eth-nic_ity",
        "eth\u200bnicity",
        "eth\u00adnicity",
        "ethn\u0456city",
        "3thnic1ty",
        "mínzú",
        "M I N . Z U",
        "民 族",
        "民\u200d族",
        "民·族",
        "buyerEthnicity",
        "min_litres_of_minzu",
    ],
)
def test_tricks_of_spelling_do_not_hide_it(text: str) -> None:
    assert named(text) == "ethnicity"


@given(
    st.sampled_from([word for word, _ in WORDS if word.isascii() and len(word) > 6]),
    st.sampled_from(["", " ", "-", "_", ".", "\u200b", "\u2060", "\u3000", "\u0301"]),
    st.sampled_from([str.upper, str.lower]),
)
def test_signs_between_all_letters_do_not_hide_it(
    word: str, sign: str, spelt: Callable[[str], str]
) -> None:
    assert named(spelt(sign.join(word))) is not None


def test_it_is_found_in_names_and_values_at_any_depth() -> None:
    table = {"a": [{"b": "割草"}, {"words": ["打草", "清真"]}], "minzu": {"x": 1}}
    assert [(found.path, found.attribute) for found in objections(table)] == [
        (("a", 1, "words", 1), "religion"),
        (("minzu",), "ethnicity"),
    ]


def test_a_number_of_a_person_is_found_where_a_figure_should_be() -> None:
    refusal = protected({"most_m": 110105194912310021})
    assert refusal is not None
    assert (refusal.code, refusal.field) == ("protected_persons", "most_m")


@pytest.mark.parametrize("code", CODES)
def test_no_rule_of_ours_names_any_of_it(code: str) -> None:
    figures = figures_of(GASOLINE, code)
    assert not list(objections(figures))
    assert not isinstance(read_rule(code, figures), Refusal)


@pytest.mark.parametrize("code", CODES)
def test_no_rule_takes_a_figure_that_names_it(code: str) -> None:
    refusal = read_rule(code, figures_of(GASOLINE, code) | {"religion": "x"})
    assert isinstance(refusal, Refusal)
    assert refusal.code == "protected_religion"


def test_no_field_of_a_purchase_or_a_correction_is_named_after_it() -> None:
    ours = {"buyer", "permit_holder", "attendant"}
    for struct in (PurchaseRegistered, Correction):
        for name in set(struct.__struct_fields__) - ours:
            assert named(name) is None, name
