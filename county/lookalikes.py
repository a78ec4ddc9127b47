"""Words that read like others: letters of another script that pass for Latin ones, and the like.

Own small tables instead of Unicode's confusables: those name thousands of pairs that nobody takes
for each other in a county's mixed Chinese and Latin text, and the kept libraries read them from
disk at import. A word in a script of its own is no trick, so Uyghur, Mongolian, Tibetan, Greek and
Cyrillic text is left in peace.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from county.text import harmless

MOST = 5
"""Look-alikes named for one text: who reads it has been warned by then."""

REMOVED = "\ufffd"
"""Stands where `county.text.clean` took out what turns the reading order, or a private sign."""


class Lookalike(NamedTuple):
    """A word, and what it reads like; "" for a sign that is merely strange here."""

    word: str
    twin: str


_TWINS = str.maketrans(
    # Cyrillic, Greek, Armenian, Cherokee, Lisu: the letters whose shape is a Latin one's
    "АВЕЗІЈКМНОРСЅТУХҮԚԜЬаеорсухіјѕһԁԛԝѵӏӀ"
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"
    "ՍՏՕԼսհոօզցք"
    "ᎠᎡᎢᎪᎫᎬᎳᎷᎻᏀᏃᏢᏟᏦᏙᏚᏞᏒᏔ"
    "ꓐꓑꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ",
    "ABE3IJKMHOPCSTYXYQWbaeopcyxijshdqwvlI"
    "ABEZHIKMNOPTYXo"
    "USOLuhnoqgp"
    "DRTAJEWMHGZPCKVSLRW"
    "BPDTGKJCZFMNLSRVHWXYAEIOU",
)
_OTHERS = "\u0370-\u058f\u13a0-\u13ff\ua4d0-\ua4ff"
_STYLED = "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff"
"""Letters and digits of full width, and those made bold or hollow for mathematics."""

_RAISED = "\u00b2\u00b3\u00b9\u2070-\u2089\u2460-\u2468\u24b6-\u24ea\U0001f130-\U0001f169"
"""Raised, lowered and ringed ones: one alone is honest (m², ①), several make a number or a word."""

_STYLE = re.compile(f"[{_STYLED}]|[{_RAISED}]{{2}}")

_LATIN = "0-9A-Za-z\u00c0-\u024f"
_WORD = re.compile(f"[{_LATIN}{_OTHERS}{_STYLED}]+|[{_RAISED}]{{2,}}")
_HAS_LATIN = re.compile(f"[{_LATIN}]")
_OTHER = re.compile(f"[{_OTHERS}]")
_SINGLE = re.compile(f"[\u2f00-\u2fdf]|{REMOVED}")
_KANA = str.maketrans("ニエカロタトハチオー", "二工力口夕卜八千才一")
_ANY_KANA = re.compile("[\u3041-\u30fa\u30fc-\u30ff]")


def lookalikes(text: str) -> tuple[Lookalike, ...]:
    """Find at most `MOST` words of cleaned `text` that could be taken for others."""
    if harmless(text) and not _STYLE.search(text):
        return ()
    found = dict.fromkeys((*_words(text), *_digits(text), *_signs(text)))
    return tuple(found)[:MOST]


def latin(text: str) -> str:
    """Give `text` with every letter that passes for a Latin one as that letter."""
    return text.translate(_TWINS)


def _words(text: str) -> Iterator[Lookalike]:
    """Find words of borrowed letters: beside Latin ones or digits, or where nothing tells."""
    told = {_script(char) for char in _OTHER.findall(text) if ord(char) not in _TWINS}
    for match in _WORD.finditer(text):
        word = match[0]
        if _STYLE.search(word) or _borrows(word, told):
            yield Lookalike(word, unicodedata.normalize("NFKC", word).translate(_TWINS))


def _borrows(word: str, told: set[int]) -> bool:
    borrowed = [char for char in word if ord(char) in _TWINS]
    if not borrowed or _HAS_LATIN.search(word):
        return bool(borrowed)
    whole = len(borrowed) == len(_OTHER.findall(word))
    return whole and told.isdisjoint(map(_script, borrowed))


def _digits(text: str) -> Iterator[Lookalike]:
    """Find digits of a script that the text is not written in: ৪ is a four and reads like 8."""
    scripts = {_script(char) for char in text if unicodedata.category(char) == "Lo"}
    for char in text:
        foreign = char > "\x7f" and char.isdecimal() and not _STYLE.match(char)
        if foreign and _script(char) not in scripts:
            yield Lookalike(char, "")


def _signs(text: str) -> Iterator[Lookalike]:
    """Find radicals and kana that pass for Chinese characters, and what was removed."""
    for char in _SINGLE.findall(text):
        yield Lookalike(char, "" if char == REMOVED else unicodedata.normalize("NFKC", char))
    kana = _ANY_KANA.findall(text)
    if all(ord(char) in _KANA for char in kana):
        for char in kana:
            yield Lookalike(char, char.translate(_KANA))


def _script(char: str) -> int:
    """Name the script of a letter or digit by its block of 256: near enough for those here."""
    return ord(char) >> 8
