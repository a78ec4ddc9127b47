"""A bulletin printed: as text, Markdown and CSV, in Chinese or English."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

from county.bulletin import Bulletin, Heading
from county.bulletin_rows import Row, column_of, rows_of, value_of, value_with_n
from county.clocks import Clocks
from county.fields import Lang, Millis
from county.figures import TOO_FEW, Figure
from county.tables import Table, as_markdown, as_text, escaped_markdown, joined
from county.text import cell, clean
from county.words import say

Format = Literal["text", "md", "csv"]
Cells = tuple[str, ...]

_BOM = "\ufeff"
"""Without it the spreadsheet program that offices use takes UTF-8 for something else."""

_DAY = len("2026-06-21")

_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
"""What a spreadsheet may take as it is; anything else that begins so may be a formula."""

_COLUMNS = ("since", "until", "simulated", "figure", "label", "value", "unit", "n", "note")
_TRACE_COLUMNS = (
    "number",
    "priority",
    "t0",
    "t1",
    "t2",
    "t3",
    "t4_claimed",
    "t4_seen",
    "t5_claimed",
    "t5_seen",
    "t6",
    "t7",
)


def printed(bulletin: Bulletin, form: Format, lang: Lang) -> str:
    """Print a bulletin whole, ending with a line end."""
    if form == "csv":
        return _as_csv(_records(bulletin, lang), _COLUMNS)
    return _laid_out(bulletin.heading, list(_tables(bulletin, lang)), _notes(lang), form, lang)


def printed_trace(bulletin: Bulletin, form: Format, lang: Lang) -> str:
    """Print the alarms behind the traced figure with the times of their events, local time."""
    figure = bulletin.figure(bulletin.traced)
    assert figure is not None, "what is traced is there"
    offset = bulletin.heading.utc_offset_minutes
    rows = tuple(
        (str(case.number), str(case.priority), *_times(case, offset, in_full=form == "csv"))
        for case in bulletin.cases
    )
    if form == "csv":
        return _as_csv(
            (dict(zip(_TRACE_COLUMNS, row, strict=True)) for row in rows), _TRACE_COLUMNS
        )
    title = say(lang, "bulletin.trace", figure=figure.name, value=value_with_n(figure, lang))
    columns = tuple(say(lang, f"trace.{name}") for name in _TRACE_COLUMNS)
    cut = len(rows) < len(figure.alarms)
    note = say(lang, "bulletin.trace_cut", all=len(figure.alarms), shown=len(rows)) if cut else ""
    return _laid_out(bulletin.heading, [Table(title, columns, rows, note)], [], form, lang)


def _laid_out(
    heading: Heading, tables: Sequence[Table], notes: list[str], form: Format, lang: Lang
) -> str:
    title, *about = _head(heading, lang)
    if form == "md":
        above = [f"## {escaped_markdown(title)}", "", *map(escaped_markdown, about)]
        below = [[escaped_markdown(note) for note in notes]] if notes else []
        return joined([above, *map(as_markdown, tables), *below])
    above = [clean(line) for line in (title, *about)]
    return joined([above, *map(as_text, tables), *([notes] if notes else [])])


def _head(heading: Heading, lang: Lang) -> list[str]:
    offset = heading.utc_offset_minutes
    hours, minutes = divmod(abs(offset), 60)
    zone = f"UTC{'-' if offset < 0 else '+'}{hours:02d}:{minutes:02d}"
    since, until, made = (
        _time(at, offset, "minutes") for at in (heading.since, heading.until, heading.made_at)
    )
    lines = [
        say(lang, "bulletin.title", county=heading.county.get(lang)),
        say(lang, "bulletin.period", since=since, until=until, made=made, zone=zone),
    ]
    return [*lines, say(lang, "bulletin.simulated")] if heading.simulated else lines


def _notes(lang: Lang) -> list[str]:
    return [say(lang, "bulletin.left_out"), say(lang, "bulletin.too_few", least=TOO_FEW)]


# ---- figures in tables --------------------------------------------------------------------------


def _tables(bulletin: Bulletin, lang: Lang) -> Iterator[Table]:
    for section, rows in rows_of(bulletin):
        fullest = max(rows, key=lambda row: len(row.figures))
        columns = [column_of(row.indicator, f, lang) for row in [fullest] for f in row.figures]
        cells = [_cells(row, len(columns), lang) for row in rows]
        yield Table(
            say(lang, f"section.{section}"),
            *_filled(("", *columns, say(lang, "stat.n")), cells),
            _meaning(bulletin.heading, lang) if section == "ring" else "",
        )


def _filled(columns: Cells, rows: Sequence[Cells]) -> tuple[Cells, tuple[Cells, ...]]:
    """Leave out the columns that no row has anything in."""
    kept = [place for place in range(len(columns)) if any(row[place] for row in rows)]
    return _at(columns, kept), tuple(_at(row, kept) for row in rows)


def _at(cells: Cells, places: Sequence[int]) -> Cells:
    return tuple(cells[place] for place in places)


def _cells(row: Row, columns: int, lang: Lang) -> Cells:
    """Give a row's cells: one n for all of it where it is one, else an n in each."""
    figures = row.figures
    taken_from = {f.n for f in figures if f.unit != "count"} or {f.n for f in figures}
    rest = [""] * (columns - len(figures))
    if len(taken_from) > 1 or row.indicator in ("alarms", "clocks"):
        return (row.label(lang), *(value_with_n(f, lang) for f in figures), *rest, "")
    (n,) = taken_from
    few = n < TOO_FEW and row.indicator != "console"
    told = say(lang, "stat.n_too_few", n=n) if few else str(n)
    return (row.label(lang), *(value_of(f, lang) or "-" for f in figures), *rest, told)


def _meaning(heading: Heading, lang: Lang) -> str:
    if heading.rings is None:
        return say(lang, "bulletin.no_rings")
    return say(lang, "bulletin.rings", meaning=heading.rings.get(lang))


# ---- CSV ----------------------------------------------------------------------------------------


def _records(bulletin: Bulletin, lang: Lang) -> Iterator[dict[str, str]]:
    heading = bulletin.heading
    period = {
        "since": _time(heading.since, heading.utc_offset_minutes),
        "until": _time(heading.until, heading.utc_offset_minutes),
        "simulated": "1" if heading.simulated else "0",
    }
    for section, rows in rows_of(bulletin):
        title = say(lang, f"section.{section}")
        for row in rows:
            for figure in row.figures:
                words = (title, row.label(lang), column_of(row.indicator, figure, lang))
                yield {**period, "label": " ".join(filter(None, words)), **_record(figure, lang)}


def _record(figure: Figure, lang: Lang) -> dict[str, str]:
    return {
        "figure": figure.name,
        "value": "" if figure.value is None else f"{figure.value:.6g}",
        "unit": figure.unit,
        "n": str(figure.n),
        "note": say(lang, "stat.too_few") if figure.too_few else "",
    }


def _as_csv(records: Iterable[dict[str, str]], columns: Sequence[str]) -> str:
    """Give records as CSV; no cell is taken for a formula."""
    page = io.StringIO()
    page.write(_BOM)
    writer = csv.writer(page)
    writer.writerow(columns)
    writer.writerows([_safe(record[column]) for column in columns] for record in records)
    return page.getvalue()


def _safe(text: str) -> str:
    return text if _NUMBER.fullmatch(text) else cell(text)


# ---- times --------------------------------------------------------------------------------------


def _clocks(case: Clocks) -> tuple[Millis | None, ...]:
    return (
        case.received,
        case.acknowledged,
        case.sent,
        case.signed,
        case.moving.claimed,
        case.moving.seen,
        case.arrived.claimed,
        case.arrived.seen,
        case.fed_back,
        case.closed,
    )


def _times(case: Clocks, utc_offset_minutes: int, *, in_full: bool) -> Iterator[str]:
    """Give an alarm's clocks; the day only where it is another than that of the report."""
    day = _time(case.received, utc_offset_minutes)[:_DAY]
    for place, at in enumerate(_clocks(case)):
        time = _time(at, utc_offset_minutes)
        yield time if in_full or not place or time[:_DAY] != day else time[_DAY:].lstrip()


def _time(at: Millis | None, utc_offset_minutes: int, until: str = "seconds") -> str:
    """Give a moment in the county's local time; "" when there is none."""
    if at is None:
        return ""
    zone = timezone(timedelta(minutes=utc_offset_minutes))
    local = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone).replace(tzinfo=None)
    return local.isoformat(" ", until)
