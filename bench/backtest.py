"""A year of purchases tried: today's rules and others on every one, beside only reading them back.

The year has the size of the first such system's: 525,248 purchases.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from contextlib import closing
from itertools import chain, islice
from pathlib import Path

import msgspec

from bench.figures import Figure, against, beside
from bench.sold import COUNTY_YEAR, purchases
from config.places import Profile
from config.profile import builtin, load_profile
from county.events import PurchaseRegistered
from county.gasoline.changing import figures_of
from county.gasoline.figures import tried_rules
from county.gasoline.rules import GasolineRules
from county.refusals import Refusal
from server import trials
from server.journal import FILE, MIGRATIONS
from server.purchases import rows
from server.sqlite import Writer, insert_rows, open_to_read
from server.trials import CHUNK, Spec

QUICK = 50_000
SINCE = 1_750_000_000_000
BAR_S, STRETCH_S = 60.0, 30.0
YEAR_MS = 365 * 86_400_000
WIDTH = 10
"""Columns of the table."""

_decode = msgspec.json.Decoder(PurchaseRegistered).decode


def _measured(count: int) -> list[Figure]:
    """Keep `count` purchases, try rules on them, and read them back."""
    profile = load_profile(builtin())
    with tempfile.TemporaryDirectory(prefix="zhiban-bench-") as directory:
        path = Path(directory) / FILE
        asyncio.run(_keep(path, profile, count))
        raw_s = _read_s(path)
        spec = _spec(path, profile, profile.gasoline)
        began = time.perf_counter()
        found = trials.run(spec, lambda _, __: None)
        one_s = time.perf_counter() - began
        began = time.perf_counter()
        tried = trials.run(_spec(path, profile, _others(profile.gasoline)), lambda _, __: None)
        both_s = time.perf_counter() - began
    ceiling = ("reading and decoding the same rows", raw_s)
    bar, stretch = BAR_S * count / COUNTY_YEAR, STRETCH_S * count / COUNTY_YEAR
    return [
        Figure("purchases tried", count, "purchases"),
        beside("today's set alone", one_s, "s", ceiling),
        beside("today's set and another", both_s, "s", ceiling, bar, stretch),
        against("both sets, as a multiple", both_s, "s", ceiling),
        Figure("each purchase, both sets", both_s / count * 1e6, "µs"),
        Figure("warnings of today's set", found.share * 100, "% of purchases"),
        Figure("warnings of the other set", tried.share * 100, "% of purchases"),
    ]


def run(*, quick: bool) -> list[Figure]:
    """Try a year, or a part of one."""
    return _measured(QUICK if quick else COUNTY_YEAR)


def _spec(path: Path, profile: Profile, tried: GasolineRules) -> Spec:
    return Spec(
        str(path),
        tried,
        profile.gasoline,
        profile.ground,
        profile.utc_offset_minutes,
        SINCE,
        SINCE + YEAR_MS + 1,
    )


def _others(rules: GasolineRules) -> GasolineRules:
    """Give rules of which one differs: both sets are judged whole."""
    figures = figures_of(rules, "G06") | {"person_short_litres": 45.0}
    tried = tried_rules(rules, {"G06": figures})
    assert not isinstance(tried, Refusal)
    return tried


async def _keep(path: Path, profile: Profile, count: int) -> None:
    """Write a year of purchases as the desk lays them out."""
    writer = await Writer.open(path, MIGRATIONS, synchronous="OFF")
    made = enumerate(purchases(count, sorted(profile.ground.sites), SINCE, YEAR_MS), 1)
    while part := list(islice(made, 20_000)):
        bought = {
            number: msgspec.structs.replace(purchase, number=number) for number, purchase in part
        }
        laid = list(chain.from_iterable((*row, b"") for row in rows(bought, SINCE, 1)))
        await writer.write(
            lambda connection, laid=laid: insert_rows(connection, "purchases", WIDTH, laid)  # type: ignore[misc]
        )
    await writer.close()


def _read_s(path: Path) -> float:
    """Read and decode every purchase in the order of time; give the seconds."""
    sql = """SELECT at, number, body FROM purchases
        WHERE (at, number) > (?, ?) ORDER BY at, number LIMIT ?"""
    began, at, number = time.perf_counter(), 0, 0
    with closing(open_to_read(path)) as connection:
        while found := connection.execute(sql, (at, number, CHUNK)).fetchall():
            for _, _, body in found:
                _decode(body)
            at, number, _ = found[-1]
    return time.perf_counter() - began
