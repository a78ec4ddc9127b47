"""Searching a million alarms: each kind of question beside as many rows by primary key.

The records are built once a run, by the very code that follows the journal, in big transactions.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from bench.figures import Figure, beside
from county import events as ev
from county.alarms import Alarm
from county.cases import MAX_LINES, Query, line_of
from county.events import Entry
from county.fields import Bilingual
from feeds.wire import encode_entry
from server import finding
from server.cases import SCHEMA, Cases, Line, Terms, decode
from server.finding import Areas, Ask

ALARMS, QUICK = 1_000_000, 100_000
CHUNK = 5000
"""Alarms of one transaction."""

ROUNDS = 40
SINCE = 1_600_000_000_000
EVERY_MS = 60_000
BAR_MS, STRETCH_MS = 50.0, 15.0
AREAS = tuple(f"t{number:02d}" for number in range(1, 21))
KINDS = ("theft", "noise", "dispute", "fire", "slight_crash", "lost_person", "gas_leak")
TERMS = Terms(
    {kind: Bilingual("警情类别", kind.replace("_", " ")) for kind in KINDS},
    {area: Bilingual("辖区名称镇", f"Township {area}") for area in AREAS},
)
ROADS = tuple(f"{one}{two}" for one in "朝建人解红新胜东和友" for two in "阳设民放旗华利风平谊")
WHAT = (
    "电动车被盗",
    "两车相撞无人受伤",
    "邻居深夜噪声",
    "液化气泄漏",
    "醉酒闹事",
    "老人走失",
    "店铺纠纷",
    "羊群挡路",
    "草场起火",
    "孩子被困电梯",
    "有人溺水",
    "手机被抢",
)
MORE = ("现场有人", "对方已离开", "请尽快处理", "情况不明", "车牌不详", "已通知物业", "有浓烟")
RARE, RARELY = "骆驼", 50_000
"""A word that stands in one alarm of so many."""


def run(*, quick: bool) -> list[Figure]:
    """Build the records and ask them."""
    count = QUICK if quick else ALARMS
    with tempfile.TemporaryDirectory(prefix="zhiban-bench-") as directory:
        path = Path(directory) / "records.db"
        began = time.perf_counter()
        build(path, count)
        built_s = time.perf_counter() - began
        size = path.stat().st_size
        with closing(sqlite3.connect(path)) as connection:
            figures = list(_ask_all(connection, count))
    made = Figure("records made anew", count / built_s, "alarms/s")
    return [made, Figure("size of one alarm", size / count, "bytes"), *figures]


def build(path: Path, count: int) -> None:
    """Write `count` alarms as the records would."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA cache_size=-16384")
    for statement in SCHEMA.split(";"):
        connection.execute(statement)
    cases, rng = Cases(connection, TERMS), random.Random(7)
    for first in range(1, count + 1, CHUNK):
        connection.execute("BEGIN IMMEDIATE")
        lines = _lines(range(first, min(first + CHUNK, count + 1)), rng)
        cases.take(connection, "bench", lines)
        connection.execute("COMMIT")
    connection.close()


def _lines(numbers: range, rng: random.Random) -> Iterator[Line]:
    """Give what the journal would tell of these alarms."""
    texts = ["，".join((rng.choice(WHAT), *rng.sample(MORE, 3))) for _ in range(1000)]
    seq = (numbers.start - 1) * 3
    for number in numbers:
        at = SINCE + number * EVERY_MS
        area = int(rng.random() * len(AREAS))
        lat = round(41.0 + area % 5 * 0.1 + rng.random() * 0.05, 5)
        lon = round(110.0 + area // 5 * 0.1 + rng.random() * 0.05, 5)
        report = ev.AlarmReported(
            at=at,
            kind=rng.choice(KINDS),
            place=ev.Place(f"{rng.choice(ROADS)}路{int(rng.random() * 400)}号", lat, lon),
            priority=1 + number % 4,
            text=rng.choice(texts) + ("" if number % RARELY else RARE),
            caller=f"138****{int(rng.random() * 10_000):04d}",
            simulated=True,
            number=number,
            area=AREAS[area],
            cell=f"c{area}",
        )
        events: tuple[tuple[str, ev.Event], ...] = (
            (f"feed:panel-{area}", report),
            ("seat:wang", ev.AlarmClosed(at + 90_000, number, "settled", "已现场处理")),
            ("desk", ev.AlarmFiled(at + 900_000, number)),
        )
        for by, event in events:
            seq += 1
            yield Line(seq, encode_entry(Entry(seq, event.at, by, event)), b"")


def _questions(count: int) -> Iterator[tuple[str, Callable[[random.Random], Query], Areas]]:
    """Give the kinds of search, each with a seat's areas."""
    year = 365 * 86_400_000
    last = SINCE + count * EVERY_MS
    few = frozenset(AREAS[:2])
    yield "newest", lambda _: Query(), None
    yield "newest, two townships", lambda _: Query(), few
    yield "number", lambda rng: Query(words=f"#{rng.randrange(1, count)}"), None
    yield "two characters", lambda rng: Query(words=rng.choice(WHAT)[:2]), None
    yield "one character", lambda rng: Query(words=rng.choice("车盗火老羊路")), None
    yield "a phrase", lambda rng: Query(words=rng.choice(WHAT)), None
    yield "place with number", _place, None
    yield "rare word", lambda _: Query(words=RARE), None
    yield "word that is nowhere", lambda _: Query(words="飞碟"), None
    yield "three words", lambda rng: Query(words=f"{rng.choice(ROADS)} 被盗 浓烟"), None
    yield "word, two townships", lambda rng: Query(words=rng.choice(WHAT)[:2]), few
    yield "words that never meet", lambda _: Query(words="起火 溺水"), None
    yield "word, kind, priority", lambda _: Query(words="被盗", kind="theft", priority=1), None
    yield "word, an old month", lambda _: _between("被盗", last - year // 2), None
    yield "open ones, none there", lambda _: Query(words="路", status="on_scene"), None


def _place(rng: random.Random) -> Query:
    return Query(words=f"{rng.choice(ROADS)}路{rng.randrange(400)}号")


def _between(words: str, since: int) -> Query:
    return Query(words=words, since=since, until=since + 30 * 86_400_000)


def _ask_all(connection: sqlite3.Connection, count: int) -> Iterator[Figure]:
    for name, make, areas in _questions(count):
        rng = random.Random(3)
        asks = [finding.by_query(_numbered(make(rng)), areas) for _ in range(ROUNDS)]
        yield from _figures(name, connection, [ask for ask in asks if ask], count)
    rng = random.Random(5)
    known = [_alarm(connection, rng.randrange(1, count)) for _ in range(ROUNDS)]
    for name, ask in (
        ("same place, 200 m", [finding.near(alarm, 200, None, 20) for alarm in known]),
        ("same caller", [finding.of_same_caller(alarm, None, 20) for alarm in known]),
    ):
        yield from _figures(name, connection, [each for each in ask if each], count)


def _numbered(query: Query) -> Query:
    digits = query.words.removeprefix("#")
    return Query(number=int(digits)) if digits.isdigit() else query


def _alarm(connection: sqlite3.Connection, number: int) -> Alarm:
    ((body,),) = connection.execute(*finding.by_number(number, None)).fetchall()
    alarm: Alarm = decode(body)
    return alarm


def _figures(
    name: str, connection: sqlite3.Connection, asks: list[Ask], count: int
) -> Iterator[Figure]:
    """Time each question to its lines, and as many rows by their keys."""
    taken, raw, most = [], [], 0
    for ask in asks:
        began = time.perf_counter()
        rows = connection.execute(*ask).fetchall()
        lines = [line_of(decode(body)) for (body,) in rows]
        taken.append((time.perf_counter() - began) * 1000)
        most = max(most, len(lines))
    rng = random.Random(11)
    for _ in asks:
        keys = [rng.randrange(1, count) for _ in range(min(max(most, 1), MAX_LINES))]
        began = time.perf_counter()
        for key in keys:
            connection.execute("SELECT body FROM cases WHERE number = ?", (key,)).fetchone()
        raw.append((time.perf_counter() - began) * 1000)
    ceiling = (f"{most} rows by key", statistics.median(raw))
    yield beside(f"{name}: median", statistics.median(taken), "ms", ceiling, BAR_MS, STRETCH_MS)
    yield beside(f"{name}: worst", max(taken), "ms", ceiling, BAR_MS, STRETCH_MS)
