"""Words for SQLite's full text search, split here because no tokenizer of its own knows Chinese.

A stretch of Chinese is kept as its pairs of neighbours, 朝阳路 as 朝阳 and 阳路, so that a phrase
of pairs finds every word of two characters or more; each character also stands alone, for words of
one. The tokenizer `ascii` takes the result as it is: it parts at blanks and folds nothing that is
not folded already. Two stretches that a mark parts, as in 朝阳,阳路, read like one: a search may
find too much there, never too little.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from operator import add

TOKENIZER = "ascii tokenchars '_'"
"""The `_` begins a facet: no word of a text can read like one."""

VERSION = f"1 {unicodedata.unidata_version}"
"""Changes when the same text would be split in another way than before."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"([{_HAN}]+)|([^\\W_{_HAN}]+)")

# Nearly all texts: nothing in them but punctuation, which parts words either way, has another form.
# Seeing that costs a fiftieth of folding them.
_PLAIN = re.compile("[\x00-\x7f一-鿿，。、：；！？（）《》“”‘’·…—　]*")


def folded(text: str) -> str:
    """Give `text` as it compares: widths and cases alike."""
    return unicodedata.normalize("NFKC", text).casefold()


def facet(kind: str, code: str | int) -> str:
    """Give the token of a filter; exact, also in letter case: rights hang on it."""
    return f"_{kind}{str(code).encode().hex()}"


def document(facets: Iterable[str], text: str) -> str:
    """Give what the index is to hold of a case."""
    tokens = list(facets)
    alone: set[str] = set()
    for run, is_han in _runs(text):
        if not is_han:
            tokens.append(run)
            continue
        alone.update(run)
        tokens.extend(map(add, run, run[1:]))
    return " ".join((*tokens, *sorted(alone)))


def expression(words: str) -> str | None:
    """Give the search for `words`, all of them; None when nothing in them can be searched for.

    Only letters, digits and Chinese ever reach the expression, each in quotes: its own operators
    are plain words here.
    """
    terms = dict.fromkeys(
        " ".join(map(add, run, run[1:])) if is_han and len(run) > 1 else run
        for run, is_han in _runs(words)
    )
    return all_of(f'"{term}"' for term in terms) if terms else None


def scattered(words: str) -> str | None:
    """Give the search for `words` in an index that keeps no order; as `expression` otherwise.

    It finds too much where a word is longer than a pair: hold what it finds against `stands_in`.
    """
    terms = dict.fromkeys(
        term
        for run, is_han in _runs(words)
        for term in (map(add, run, run[1:]) if is_han and len(run) > 1 else (run,))
    )
    return all_of(f'"{term}"' for term in terms) if terms else None


def stands_in(words: str, text: str) -> bool:
    """Tell whether a text has all of `words`: Chinese anywhere in it, others whole."""
    runs = list(_runs(text))
    alone = {run for run, is_han in runs if not is_han}
    han = "\n".join(run for run, is_han in runs if is_han)
    return all(run in (han if is_han else alone) for run, is_han in _runs(words))


def all_of(terms: Iterable[str]) -> str:
    """Give the search for everything in `terms`."""
    return " AND ".join(terms)


def any_of(terms: Iterable[str]) -> str:
    """Give the search for one or more of `terms`."""
    return f"({' OR '.join(terms)})"


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    alike = text.casefold() if _PLAIN.fullmatch(text) else folded(text)
    for han, word in _RUN.findall(alike):
        yield han or word, bool(han)
