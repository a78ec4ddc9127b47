"""A scenario played over the wire: feeds and console reach a whole desk, and act on its answers."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from config.places import Profile
from county.board import Board
from county.clock import SystemClock
from county.events import Entry, OrderSigned, UnitDispatched
from county.refusals import ZhibanError
from feeds.simulator.play import Play
from feeds.simulator.player import Player
from feeds.simulator.scenario import load_scenario
from feeds.simulator.stage import Act, Tell
from tests.feeds.real_desk import RealDesk, real_desk, zhiban

SPEED = 40.0


def player(profile: Profile, desk: RealDesk, *, with_seat: bool) -> Player:
    return Player(
        profile,
        desk.url,
        desk.feed.read_text("ascii").strip(),
        {"": desk.officer.read_text("ascii").strip()} if with_seat else {},
        clock=SystemClock(),
        rng=random.Random(1),
        speed=SPEED,
    )


async def test_the_console_learns_the_number_and_the_crew_obeys(
    profile: Profile, tmp_path: Path
) -> None:
    async with real_desk(tmp_path / "desk") as desk:
        playing = player(profile, desk, with_seat=True)
        async with asyncio.timeout(60):
            await playing.run(load_scenario("gas-leak"), 140)
        [alarm] = await desk.alarms()
        assert alarm.owner == "seat:officer"
        stages = {order.unit: order.stage for order in alarm.orders}
        assert stages["W2"] == "on_scene"
        assert stages["X1"] == "moving"
        assert playing.tally.refused == 0


async def test_without_a_seat_only_the_feeds_speak(profile: Profile, tmp_path: Path) -> None:
    async with real_desk(tmp_path / "desk") as desk:
        playing = player(profile, desk, with_seat=False)
        async with asyncio.timeout(60):
            await playing.run(load_scenario("gas-leak"), 40)
        [alarm] = await desk.alarms()
        assert alarm.status == "reported"
        assert alarm.report.simulated
        assert playing.tally.asked == 0
        assert playing.tally.located > 160


async def test_a_bad_token_ends_the_play(profile: Profile, tmp_path: Path) -> None:
    async with real_desk(tmp_path / "desk") as desk:
        playing = Player(
            profile, desk.url, "wrong", {}, clock=SystemClock(), rng=random.Random(1), speed=SPEED
        )
        with pytest.raises(ZhibanError) as caught:
            async with asyncio.timeout(30):
                await playing.run(load_scenario("gas-leak"), 400)
        assert caught.value.refusal.code == "bad_token"


async def test_the_command_plays_to_a_running_desk(tmp_path: Path) -> None:
    async with real_desk(tmp_path / "desk") as desk:
        done = await zhiban(
            "simulate",
            "loose-gasoline",
            *("--url", desk.url, "--feed-token-file", desk.feed),
            *("--seconds", "30", "--speed", "60", "--json"),
        )
        assert done.code == 0, done.err
        assert '"refused":0' in done.out


def test_a_crew_does_not_sign_an_order_that_no_longer_stands(profile: Profile) -> None:
    scenario = load_scenario("gas-leak")
    play = Play(scenario, profile, scenario.starts_at, board=Board())
    play.learn(Entry(9, 1, "seat:x", UnitDispatched(1, 1, "W2")))
    said: list[Act] = []
    while (after := play.next_s) is not None and after < 60:
        said.extend(play.step())
    facts = [act.fact for act in said if isinstance(act, Tell)]
    assert facts
    assert not any(isinstance(fact, OrderSigned) for fact in facts)
