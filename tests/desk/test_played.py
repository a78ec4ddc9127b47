"""Scenarios with several consoles on a real desk: each console is a seat of its own, by real sockets."""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path

from bench.terminal import Terminal
from config.profile import builtin, load_profile
from county.clock import SystemClock
from feeds.simulator.player import Player
from feeds.simulator.scenario import load_scenario
from tests.desk.room import PATIENCE_S, Room, room

SPEED = 20.0


def player(place: Room, *seats: str) -> Player:
    """Make a player whose scripted console is `partner`, and that has the tokens of `seats`."""
    return Player(
        load_profile(builtin("anmu")),
        place.url,
        place.tokens["feed"],
        {"": place.tokens["partner"]} | {seat: place.tokens[seat] for seat in seats},
        clock=SystemClock(),
        rng=random.Random(1),
        speed=SPEED,
    )


async def test_every_seat_of_a_scenario_acts_from_its_own_console(tmp_path: Path) -> None:
    async with room(tmp_path, "partner", "li", "chen", "zhou") as place:
        playing = player(place, "li", "chen")
        async with asyncio.timeout(PATIENCE_S), place.plain("zhou") as zhou:
            await playing.run(load_scenario("two-consoles"), 72)
            [quarrel, thief] = zhou.board.alarms.values()
            assert (quarrel.owner, thief.owner) == ("seat:li", "seat:li")
            assert set(zhou.board.consoles) >= {"partner", "li", "chen"}
            assert playing.tally.refused == 1  # chen was told that li has it


async def test_the_seats_that_no_token_was_given_for_do_nothing(tmp_path: Path) -> None:
    async with room(tmp_path, "partner", "li", "zhou") as place:
        playing = player(place, "li")
        async with asyncio.timeout(PATIENCE_S), place.plain("zhou") as zhou:
            await playing.run(load_scenario("two-consoles"), 20)
            assert zhou.board.alarms[1].owner == "seat:li"
            assert playing.tally.refused == 0


def test_the_demo_of_two_consoles_shows_both_at_work(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "zhiban", "demo", "--scenario", "two-consoles"]
    options = ["--speed", "10", "--lang", "en", "--glyphs", "safe"]
    places = {name: str(tmp_path) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    with Terminal([*command, *options], 160, 45, places | {"TMPDIR": str(tmp_path)}) as terminal:
        terminal.wait_for("Theft in")
        terminal.wait_for("chen")
        terminal.type(b"q")
        assert terminal.process.wait(20) == 0
    assert not list(tmp_path.glob("zhiban-demo-*"))
