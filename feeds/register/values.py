"""One cell at a time: what people and spreadsheets write, read strictly or refused by name.

Text comes here `tidy`: a row's cells are cleaned once.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta, timezone

from county.refusals import Refusal, refuse
from county.text import clean

Cell = str | float | datetime | time | Refusal
"""A cell as its file tells it; a refusal when the file tells no value, such as for a formula."""

PRECISE = 10**15
"""A spreadsheet keeps fifteen digits of a number: a longer one has lost its last."""

_NUMBER = re.compile(
    r"(?P<number>[+-]?(\d{1,3}(,\d{3})+|\d{1,15})(\.\d{1,15})?)"
    r"(升|公升|l|litres?|liters?)?",
    re.ASCII,
)
_EXPONENT = re.compile(r"\d(\.\d+)?e\+\d+", re.ASCII)
"""How a spreadsheet shows a long number that it has rounded."""

_YES = frozenset({"是", "有", "yes", "y", "true", "1", "√"})
_NO = frozenset({"否", "无", "no", "n", "false", "0", "×"})

_SERIAL = range(20_000, 80_000)
"""A spreadsheet's days from 1954 to 2119: what else stands in a column of dates is no date."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def tidy(text: str) -> str:
    """Give outside text as one harmless line without blanks at its ends."""
    return clean(text).strip()


def narrow(text: str) -> str:
    """Give tidy text in half-width characters: ``１２Ｌ`` means ``12L``."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def key_of(text: str) -> str:
    """Give what two spellings of a word have in common: width, case and blanks do not count."""
    return "".join(narrow(text).casefold().split())


def as_text(cell: Cell) -> str | Refusal:
    """Give any cell as text."""
    match cell:
        case Refusal():
            return cell
        case datetime():
            return cell.isoformat(" ", "seconds")
        case time():
            return cell.isoformat("seconds")
        case str():
            return cell
    return _digits(cell)


def reference(cell: Cell) -> str | Refusal:
    """Read a code or a number that somebody else gave, kept to its last digit."""
    text = as_text(cell)
    if isinstance(text, Refusal):
        return text
    text = narrow(text)
    return refuse("number_rounded") if _EXPONENT.fullmatch(text.casefold()) else text


def number(cell: Cell) -> float | Refusal:
    """Read litres, or degrees: ``1,200.5``, ``２０升``, ``20 L``."""
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else refuse("unread_number")
    text = as_text(cell)
    if isinstance(text, Refusal):
        return text
    told = _NUMBER.fullmatch(key_of(text))
    return float(told["number"].replace(",", "")) if told else refuse("unread_number")


def yes(cell: Cell) -> bool | Refusal:
    """Read a yes or a no."""
    text = as_text(cell)
    if isinstance(text, Refusal):
        return text
    word = key_of(text)
    return word in _YES if word in _YES | _NO else refuse("not_yes_or_no")


def choice(cell: Cell, choices: Sequence[str]) -> str | Refusal:
    """Read one of the values that the protocol knows, by its own name."""
    text = as_text(cell)
    if isinstance(text, Refusal):
        return text
    word = key_of(text)
    return word if word in choices else refuse("not_in_table")


def listed(cell: Cell, names: Mapping[str, str], code: str) -> str | Refusal:
    """Read a station or a township by its id or a name; refused as `code` when there is none."""
    text = as_text(cell)
    if isinstance(text, Refusal):
        return text
    return names.get(key_of(text)) or refuse(code)


# ---- time ---------------------------------------------------------------------------------------


def moment(cell: Cell, forms: Sequence[str], base: datetime) -> datetime | Refusal:
    """Read date and time: as the spreadsheet's own, or as text in one of `forms`.

    `base` is the day 0 of the spreadsheet. What has no zone of its own is local time.
    """
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, float):
        return _serial(cell, base)
    text = as_text(cell)
    if isinstance(text, Refusal):
        return text
    said = narrow(text)
    for form in forms:
        try:
            return datetime.strptime(said, form)  # noqa: DTZ007  local time is the county's
        except ValueError:
            continue
    return refuse("not_a_time")


def of_day(cell: Cell, forms: Sequence[str]) -> time | Refusal:
    """Read a time of day."""
    if isinstance(cell, time):
        return cell
    if isinstance(cell, float) and 0 <= cell < 1:
        return (_EPOCH + timedelta(seconds=round(cell * 86_400))).time()
    read = moment(cell, forms, _EPOCH) if isinstance(cell, str) else refuse("not_a_time")
    return read if isinstance(read, Refusal) else read.time()


def millis(when: datetime, utc_offset_minutes: int) -> int:
    """Give a moment in epoch milliseconds, to the second: spreadsheets keep no more."""
    if when.tzinfo is None:
        when = when.replace(tzinfo=timezone(timedelta(minutes=utc_offset_minutes)))
    return round((when - _EPOCH).total_seconds()) * 1000


def _serial(days: float, base: datetime) -> datetime | Refusal:
    if math.isfinite(days) and int(days) in _SERIAL:
        return base + timedelta(seconds=round(days * 86_400))
    return refuse("not_a_time")


def _digits(value: float) -> str | Refusal:
    if not math.isfinite(value) or abs(value) >= PRECISE:
        return refuse("number_rounded")
    return str(int(value)) if value == int(value) else repr(value)
