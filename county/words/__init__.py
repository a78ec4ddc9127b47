"""The one catalogue of what the desk says, in Chinese and English.

It stands in the county because a refusal is spoken by the server, the command line and the screen
alike. Each topic module holds ``ENTRIES``: key -> (Chinese, English), side by side, so that neither
language can be forgotten. Values are filled in with `str.format` fields.
"""

from __future__ import annotations

from county.fields import Lang
from county.words import (
    alarms,
    audit,
    check,
    commands,
    consents,
    desk,
    door,
    gasoline,
    gasoline_screen,
    grammar,
    identity,
    indicators,
    lines,
    orders,
    ranking,
    refusals,
    refusals_gasoline,
    register,
    rules,
    screens,
    seats,
    simulation,
    terminal,
    units,
)

Entries = dict[str, tuple[str, str]]

CATALOGUE: Entries = {}
for _topic in (
    alarms,
    audit,
    check,
    commands,
    consents,
    desk,
    door,
    gasoline,
    gasoline_screen,
    grammar,
    identity,
    indicators,
    lines,
    orders,
    ranking,
    refusals,
    refusals_gasoline,
    register,
    rules,
    screens,
    seats,
    simulation,
    terminal,
    units,
):
    _again = CATALOGUE.keys() & _topic.ENTRIES.keys()
    if _again:
        raise ValueError(f"said twice in the catalogue: {sorted(_again)}")
    CATALOGUE.update(_topic.ENTRIES)


def say(lang: Lang, key: str, /, **values: object) -> str:
    """Give the text for `key` in `lang`, with `values` filled in.

    Raises KeyError when the catalogue has no such key: a missing word is our defect, not the
    officer's.
    """
    zh, en = CATALOGUE[key]
    return (zh if lang == "zh" else en).format(**values)


def knows(key: str) -> bool:
    """Tell whether the catalogue has `key`: for words that a profile may add to."""
    return key in CATALOGUE
