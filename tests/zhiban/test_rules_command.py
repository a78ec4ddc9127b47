"""`zhiban rules` against a whole desk: rules are read, tried and changed from a shell."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from config.seats import Seat, save_seats, token_hash
from config.settings import Settings
from county.events import PurchaseRegistered
from server.journal import MIGRATIONS
from server.serve import Server
from tests.config.small import write_county
from tests.feeds.real_desk import Run, zhiban
from tests.server.wire_client import SEATS, client, now, server_at
from zhiban.commands.rules import command

DAY_MS = 86_400_000
UTC_OFFSET_MS = 8 * 3_600_000
"""Of the small county."""

LEADERS = tuple(
    Seat(name=name, role="leader", token_sha256=token_hash(name)) for name in ("wang", "li")
)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Server]:
    """Run a desk with two leaders, on which three purchases of 15 litres were made."""
    (tmp_path / "county").mkdir()
    write_county(tmp_path / "county")
    save_seats(tmp_path, (*SEATS.values(), *LEADERS))
    for name in ("wang", "li", "officer"):
        (tmp_path / f"{name}.token").write_text(name)
    async with server_at(tmp_path) as server:
        async with client(server.url, "feed") as feed:
            await feed.push(*map(sold, range(3)))
        yield server


def noon() -> int:
    """Give the last noon in the county: whenever the test runs, no rule finds that hour odd."""
    local = now() + UTC_OFFSET_MS
    midday = local - local % DAY_MS + DAY_MS // 2
    return (midday if midday <= local else midday - DAY_MS) - UTC_OFFSET_MS


def sold(number: int) -> PurchaseRegistered:
    return PurchaseRegistered(
        at=noon() - number * 60_000,
        station="ps01",
        buyer=f"p-{number:04d}",
        litres=15,
        tail="3X",
        purpose="割草",
        use_place=f"{number}组",
        machine="hand",
        id_check="matched",
        photo="photo-1",
        container="metal",
        simulated=True,
    )


async def rules(desk: Server, directory: Path, *words: str, seat: str = "wang") -> Run:
    token = str(directory / f"{seat}.token")
    where = ("--url", desk.url, "--token-file", token, "--lang", "en")
    return await zhiban("rules", *words, *where)


async def line(desk: Server, directory: Path, *words: str, seat: str = "wang") -> Run:
    token = str(directory / f"{seat}.token")
    return await zhiban("line", "--url", desk.url, "--token-file", token, "--lang", "en", *words)


def told(run: Run) -> Any:
    assert run.code == 0, run.err
    return json.loads(run.out)


async def test_every_rule_is_listed_and_one_is_told_in_full(desk: Server, tmp_path: Path) -> None:
    listed = await rules(desk, tmp_path, "show")
    assert listed.code == 0
    assert "G06 too much over days" in listed.out
    one = await rules(desk, tmp_path, "show", "g06")
    assert "person_short_litres = 60 L" in one.out
    assert "as in the county's profile" in one.out
    both = told(await rules(desk, tmp_path, "show", "--json"))
    assert len(both) == 17
    assert both[5]["figures"]["person_short_litres"] == 60
    none = await rules(desk, tmp_path, "show", "G99")
    assert (none.code, none.out) == (2, "")


async def test_figures_are_tried_at_the_desk_and_in_its_directory_alike(
    desk: Server, tmp_path: Path
) -> None:
    how = ("--rule", "G04", "--set", "machine_litres.hand=10", "--only", "G04", "--json")
    there = told(await rules(desk, tmp_path, "backtest", *how))
    settings = Settings(profile=str(tmp_path / "county"))
    (tmp_path / "zhiban.toml").write_text(f'profile = "{settings.profile}"\n')
    here = told(await rules(desk, tmp_path, "backtest", "--data", str(tmp_path), *how))
    for tried in (there, here):
        assert (tried["warnings"], tried["warnings_today"]) == (3, 0)
        assert tried["share"] == 1
        assert tried["rules"]["G04"]["machine_litres"] == {"hand": 10, "riding": 30}
    assert there["found"] == here["found"]


async def test_a_trial_is_told_in_words_with_rules_of_a_file(desk: Server, tmp_path: Path) -> None:
    file = tmp_path / "tight.toml"
    file.write_text("[G04.machine_litres]\nhand = 10\nriding = 30\n")
    tried = await rules(desk, tmp_path, "backtest", "--rules", str(file))
    assert tried.code == 0
    assert "Purchases: 3" in tried.out
    assert "3 tried, 0 today" in tried.out
    assert "G04 too much in a day" in tried.out


async def test_an_officer_may_not_try_rules(desk: Server, tmp_path: Path) -> None:
    refused = await rules(desk, tmp_path, "backtest", seat="officer")
    assert refused.code == 1
    assert "role officer" in refused.err


async def test_a_change_that_one_may_make_holds_at_once(desk: Server, tmp_path: Path) -> None:
    change = ("change", "G12", "--set", "window_s=1h", "--reason", "market days")
    changed = told(await rules(desk, tmp_path, *change, "--json"))
    assert changed["request"] is None
    shown = await rules(desk, tmp_path, "show", "G12")
    assert "window_s = 1 h" in shown.out
    assert "seat wang  market days" in shown.out
    again = await rules(desk, tmp_path, *change)
    assert again.code == 1


async def test_a_change_of_a_grave_rule_waits_for_a_second_leader(
    desk: Server, tmp_path: Path
) -> None:
    change = ("change", "G04", "--set", "machine_litres.hand=18", "--reason", "smaller tanks")
    asked = await rules(desk, tmp_path, *change)
    assert asked.code == 0
    assert "waits for a second leader" in asked.out
    listed = await line(desk, tmp_path, "requests")
    assert "20 L → 18 L" in listed.out
    assert "smaller tanks" in listed.out
    (request,) = told(await line(desk, tmp_path, "--json", "requests"))
    number = str(request["number"])
    own = await line(desk, tmp_path, "consent", number)
    assert own.code == 1
    other = await line(desk, tmp_path, "consent", number, seat="li")
    assert other.code == 0
    shown = await rules(desk, tmp_path, "show", "G04")
    assert "machine_litres.hand = 18 L" in shown.out
    assert "seat wang, with the consent of seat li" in shown.out
    nothing = await line(desk, tmp_path, "requests")
    assert "nothing waits" in nothing.out


async def test_a_change_can_be_withheld(desk: Server, tmp_path: Path) -> None:
    change = ("change", "G17", "--set", "banned=true", "--reason", "fair")
    asked = told(await rules(desk, tmp_path, *change, "--json"))
    number = str(asked["request"])
    no = await line(desk, tmp_path, "withhold", number, "no", "ban", seat="li")
    assert no.code == 0
    assert told(await line(desk, tmp_path, "--json", "requests")) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("--set", "window_s"), "figure=value"),
        (("--set", "window_s=5"), "--rule"),
        (("--set", "G12.litres=5"), "purchasers"),
        (("--set", "G12.purchasers=1"), "G12.purchasers"),
        (("--set", "G12.ethnicity=1"), "ethnicity"),
        (("--only", "G99"), "G99"),
        (("--since", "2026-02-01", "--until", "2026-01-01"), "no time"),
    ],
)
def test_what_cannot_be_tried_is_named_and_nothing_is_tried(
    tmp_path: Path, typed: tuple[str, ...], said: str
) -> None:
    with closing(sqlite3.connect(tmp_path / "journal.db")) as made:
        made.executescript(";".join(MIGRATIONS))
    how = ("backtest", "--data", str(tmp_path), "--lang", "en", *typed)
    run = CliRunner().invoke(command, how)
    assert run.exit_code == 2
    assert said in run.output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[G06\n", "cannot be read"),
        ("[G99]\n", "G99"),
        ("verify_w1_s = 600\n", "verify_w1_s"),
        ("[G12]\npurchasers = 1\n", "G12.purchasers"),
        ('[G15]\nkinds = ["信徒"]\n', ""),
        ("[G12]\nwindow_s = 2026-01-01\n", "G12.window_s"),
    ],
)
def test_a_rule_file_passes_the_checks_of_the_profile(tmp_path: Path, text: str, said: str) -> None:
    with closing(sqlite3.connect(tmp_path / "journal.db")) as made:
        made.executescript(";".join(MIGRATIONS))
    file = tmp_path / "rules.toml"
    file.write_text(text, encoding="utf-8")
    how = ("backtest", "--data", str(tmp_path), "--lang", "en", "--rules", str(file))
    run = CliRunner().invoke(command, how)
    assert run.exit_code == 2, run.output
    assert said in run.output


def test_without_a_desk_the_exit_code_says_so(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("x")
    where = ("--url", "ws://127.0.0.1:9", "--token-file", str(tmp_path / "token"))
    run = CliRunner().invoke(command, ["show", *where, "--wait", "0.2", "--lang", "en"])
    assert run.exit_code == 3
