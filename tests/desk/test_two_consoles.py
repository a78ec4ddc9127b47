"""Two real screens and a plain websocket client work the same alarms at once, on one real desk."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

from config.profile import builtin
from county.clock import SystemClock
from county.events import AlarmReported, Place
from tests.desk.room import Plain, Room, Screen, digest_of, level, room, until

ALARMS = 6


async def tell(place: Room, watching: Plain, *screens: Screen) -> None:
    """Let alarms come in, and wait until everybody sees them."""
    now = SystemClock().now()
    async with place.feed() as feed:
        for number in range(ALARMS):
            kind = "gas_leak" if number % 3 == 0 else "dispute"
            spot = Place(f"Gulou {number + 1}", 41.21 + number * 0.01, 110.74)
            await feed.push(AlarmReported(at=now, kind=kind, place=spot, simulated=True))
        await feed.drained()
    await until(lambda: len(watching.board.alarms) == ALARMS)
    await until(lambda: all(len(screen.board.alarms) == ALARMS for screen in screens))


async def test_two_screens_and_a_plain_client_agree_after_acting_on_the_same_alarms_at_once(
    tmp_path: Path,
) -> None:
    async with (
        room(tmp_path, "li", "chen", "zhou") as place,
        place.plain("zhou") as zhou,
        place.screen("li") as li,
        place.screen("chen", "en") as chen,
    ):
        await tell(place, zhou, li, chen)
        refused: Counter[str] = Counter()
        for number in range(1, ALARMS + 1):
            *_, no = await asyncio.gather(
                li.say(f"a {number}"),
                chen.say(f"a {number}"),
                zhou.do(do="acknowledge", alarm=number),
            )
            refused[no] += 1
        assert sum(refused.values()) == ALARMS
        assert set(refused) <= {"", "already_acknowledged"}
        # One car, wanted by everybody for another alarm.
        await asyncio.gather(
            li.say("d 1 B1"), chen.say("d 2 B1"), zhou.do(do="dispatch", alarm=3, units=["B1"])
        )
        await asyncio.gather(
            li.say("n 4 一席已回电"),
            chen.say("n 4 the caller is fine"),
            zhou.do(do="note", alarm=4, text="zhou: noted"),
        )
        await asyncio.gather(
            li.say("c 5 settled"),
            zhou.do(do="merge", alarm=5, into=2),
            chen.say("n 5 which of you was first?"),
        )
        seq, proof = await level(zhou, li, chen)
        assert digest_of(zhou.board) == proof
        assert digest_of(li.board) == proof
        assert digest_of(chen.board) == proof
        assert li.board.seq == chen.board.seq == zhou.board.seq == seq
        heard = Counter(zhou.heard)
        assert heard["alarm_acknowledged"] == ALARMS
        assert heard["unit_dispatched"] == 1
        assert heard["alarm_noted"] == 4
        assert zhou.board.alarms[5].status in ("closed", "merged")
        assert len(zhou.board.alarms[4].timeline) == 4
        owners = {alarm.owner for alarm in zhou.board.alarms.values()}
        assert owners <= {"seat:li", "seat:chen", "seat:zhou"}


async def test_a_claim_stands_on_the_other_screen_and_is_taken_over_when_its_console_is_quiet(
    tmp_path: Path,
) -> None:
    county = tmp_path / "county"
    county.mkdir()
    for page in builtin("anmu").iterdir():
        if page.is_file():
            text = page.read_text("utf-8")
            (county / page.name).write_text(
                text.replace("take_over_s = 20", "take_over_s = 1"), "utf-8"
            )
    async with (
        room(tmp_path, "li", "chen", "zhou", profile=str(county)) as place,
        place.plain("zhou") as zhou,
        place.screen("chen", "en") as chen,
    ):
        async with place.screen("li") as li:
            await tell(place, zhou, li, chen)
            await li.say("a 2")
            await until(lambda: chen.board.alarms[2].owner == "seat:li")
            assert await zhou.do(do="take_over", alarm=2) == "claim_held"
        await until(lambda: chen.board.consoles["li"].quiet_since is not None)
        await chen.say("t 2")
        await until(lambda: zhou.board.alarms[2].owner == "seat:chen")
        assert zhou.heard.count("alarm_taken_over") == 1
        _, proof = await level(zhou, chen)
        assert digest_of(zhou.board) == digest_of(chen.board) == proof
