"""The audit in lines: who came, who was refused, who looked. For auditors and administrators."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import get_args

from msgspec.structs import asdict

from county.access import Access, AccessFact, Witnessed
from county.refusals import Refusal
from feeds.frames import MAX_AUDIT
from tui.lines.line import Line
from tui.lines.out import Record, Teller
from tui.lines.wish import Wish
from tui.view.voice import Voice

FIELDS = dict.fromkeys(
    ("number", "type", *(name for fact in get_args(Access) for name in fact.__struct_fields__))
)
"""Every field that an access fact may have: the columns of CSV."""


async def tell_audit(wish: Wish, desk: Line, teller: Teller) -> Refusal | None:
    """Tell every access fact, the oldest first; gives why not when the desk refuses."""
    voice = desk.context(wish.lang).voice
    told: list[Record] = []
    if wish.form == "csv":
        teller.row(FIELDS)
    async for row in _read(desk):
        if isinstance(row, Refusal):
            return row
        match wish.form:
            case "json":
                told.append(_record(row))
            case "csv":
                teller.row((FIELDS | _record(row)).values())
            case _:
                teller.line(_line(row, voice))
                await teller.drain()
    if wish.form == "json":
        teller.json(told)
    return None


async def _read(desk: Line) -> AsyncIterator[Witnessed | Refusal]:
    """Read a part after the other, each from where the last one ended."""
    after, more = 0, True
    while more:
        rows = await desk.audit(after)
        if isinstance(rows, Refusal):
            yield rows
            return
        for row in rows:
            yield row
        more = len(rows) == MAX_AUDIT
        after = rows[-1].number if rows else after


def _record(row: Witnessed) -> Record:
    """Give the fields of a fact; a list of seats or numbers as one text."""
    fields = {
        name: " ".join(map(str, value)) if isinstance(value, tuple) else value
        for name, value in asdict(row.fact).items()
    }
    return {"number": row.number, "type": _type(row.fact), **fields}


def _line(row: Witnessed, voice: Voice) -> str:
    fact = row.fact
    said = voice.say(f"access.{_type(fact)}", **_record(row))
    count = getattr(fact, "count", 1)
    times = voice.say("access.times", count=count) if count > 1 else ""
    return f"{row.number} {voice.date(fact.at)} {said} {times}"


def _type(fact: AccessFact) -> str:
    return str(fact.__struct_config__.tag)
