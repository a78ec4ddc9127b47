"""The door: who comes in, and what is refused by name without harming anybody else."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from config.seats import save_seats
from config.settings import Limits, Settings
from county import commands as ask
from feeds import frames
from feeds.wire import JSON, MSGPACK
from server.serve import Server
from tests.server.wire_client import (
    SEATS,
    alarm,
    client,
    fix,
    follower,
    now,
    server_at,
    stranger,
)


def pushed(**event: object) -> str:
    """Give a push of one event as a stranger to our code would write it."""
    base = {"type": "alarm_reported", "at": now(), "kind": "fire", "place": {"text": "mill"}}
    whole = {name: value for name, value in (base | event).items() if value is not None}
    return json.dumps({"t": "push", "source": "panel-1", "first": 1, "events": [whole]})


BAD_FRAMES = {
    "broken JSON": ('{"t":"push",', "not_json", ""),
    "invalid UTF-8": (
        b'{"t":"do","id":1,"command":{"do":"note","alarm":1,"text":"\xff\xfe"}}',
        "not_utf8",
        "",
    ),
    "10,000-deep JSON": ('{"x":' + "[" * 10_000 + "]" * 10_000 + "}", "too_deep", ""),
    "unknown frame": ('{"t":"launch"}', "unknown_frame", "t"),
    "unknown field": ('{"t":"check","now":1}', "unknown_field", "now"),
    "no frame at all": ("[1,2]", "wrong_type", ""),
}

BAD_EVENTS: dict[str, tuple[dict[str, object], str, str]] = {
    "unknown event": ({"type": "alarm_raised"}, "unknown_event", "type"),
    "missing field": ({"kind": None}, "missing_field", "kind"),
    "unknown field": ({"colour": "red"}, "unknown_field", "colour"),
    "priority out of range": ({"priority": 9}, "out_of_range", "priority"),
    "latitude 91": ({"place": {"lat": 91, "lon": 100}}, "out_of_range", "place.lat"),
    "a time in 1970": ({"at": 86_400_000}, "time_out_of_range", "at"),
    "a time in 2099": ({"at": 4_070_908_800_000}, "time_out_of_range", "at"),
    "text for a number": ({"priority": "high"}, "wrong_type", "priority"),
}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with server_at(tmp_path) as server:
        yield server


@pytest.mark.parametrize(("raw", "code", "field"), BAD_FRAMES.values(), ids=BAD_FRAMES)
async def test_a_bad_frame_is_refused_by_name_and_the_connection_goes_on(
    server: Server, raw: bytes | str, code: str, field: str
) -> None:
    async with follower(server.url) as other, client(server.url, "feed") as feed:
        refused = await feed.refused(raw)
        assert (refused.refusal.code, refused.refusal.field) == (code, field)
        assert refused.text
        await feed.push(alarm())
        await other.see(1)


@pytest.mark.parametrize(("event", "code", "field"), BAD_EVENTS.values(), ids=BAD_EVENTS)
async def test_a_bad_event_is_refused_by_field_and_the_connection_goes_on(
    server: Server, event: dict[str, object], code: str, field: str
) -> None:
    async with follower(server.url) as other, client(server.url, "feed") as feed:
        refused = await feed.refused(pushed(**event))
        assert refused.refusal.code == code
        assert refused.refusal.field == field
        assert (refused.source, refused.number) == ("panel-1", 1)
        assert (await feed.until(frames.Ack)).through == 1
        await feed.push(alarm())
        await other.see(1)


async def test_one_bad_event_of_a_push_costs_only_itself(server: Server) -> None:
    async with follower(server.url) as other, client(server.url, "feed") as feed:
        good = json.loads(pushed())["events"][0]
        events = [good, good | {"kind": "no_such_kind"}, good | {"priority": 9}, good]
        push = {"t": "push", "source": "panel-1", "first": 5, "events": events}
        await feed.socket.send(json.dumps(push))
        refusals = [await feed.until(frames.Refused) for _ in range(2)]
        assert {each.number: each.refusal.code for each in refusals} == {
            6: "unknown_kind",
            7: "out_of_range",
        }
        assert (await feed.until(frames.Ack)).through == 8
        await other.see(2)


async def test_a_five_megabyte_frame_closes_its_own_connection_only(server: Server) -> None:
    async with follower(server.url) as other:
        socket = await connect(server.url, proxy=None)
        await socket.send('{"t":"hello","token":"feed"}')
        await socket.recv()
        with contextlib.suppress(ConnectionClosed):
            await socket.send("x" * 5_000_000)
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009
        async with client(server.url, "feed") as again:
            await again.push(alarm())
        await other.see(1)


async def test_escape_sequences_never_reach_another_screen(server: Server) -> None:
    async with follower(server.url) as other, client(server.url, "feed") as feed:
        await feed.push(alarm(text="\x1b]0;owned\x07 fire \u202egnp\x9b31m"))
        await other.see(1)
        told = other.board.alarms[1].report.text
        assert "fire" in told
        assert not set(told) & set("\x1b\x07\x9b\u202e")


async def test_a_wrong_token_is_sent_away_with_the_same_words_as_any(server: Server) -> None:
    for token in ("", "office", "officers", "\ud800"):
        async with stranger(server.url) as caller:
            await caller.socket.send(json.dumps({"t": "hello", "token": token, "lang": "zh"}))
            bye = await caller.until(frames.Bye)
            assert bye.refusal.code in ("bad_token", "not_utf8", "not_json")
            assert "office" not in bye.text
            with pytest.raises(ConnectionClosed) as closed:
                await caller.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1008


async def test_who_speaks_before_hello_is_sent_away(server: Server) -> None:
    async with stranger(server.url) as caller:
        await caller.send(frames.Subscribe())
        assert (await caller.until(frames.Bye)).refusal.code == "hello_first"


async def test_who_never_says_hello_is_sent_away(tmp_path: Path) -> None:
    limits = Limits(hello_timeout_s=0.05)
    async with server_at(tmp_path, limits=limits) as server, stranger(server.url) as caller:
        assert (await caller.until(frames.Bye)).refusal.code == "hello_late"


async def test_another_version_is_refused_politely_whatever_else_it_says(server: Server) -> None:
    async with stranger(server.url) as caller:
        await caller.socket.send('{"t":"hello","token":"officer","version":2,"new":true}')
        bye = await caller.until(frames.Bye)
        assert bye.refusal.code == "version"
        assert bye.refusal.values == {"theirs": 2, "ours": 1}


async def test_a_page_of_another_site_may_not_connect(tmp_path: Path) -> None:
    own = Settings(origins=("https://desk.example",))
    async with server_at(tmp_path, own) as server:
        with pytest.raises(InvalidStatus) as refused:
            async with stranger(server.url, headers=[("Origin", "https://evil.example")]):
                pass
        assert refused.value.response.status_code == 403
        async with stranger(server.url, headers=[("Origin", "https://desk.example")]):
            pass


async def test_strangers_beyond_the_limit_are_turned_away(tmp_path: Path) -> None:
    limits = Limits(max_unauthenticated=1)
    async with server_at(tmp_path, limits=limits) as server, stranger(server.url) as first:
        with pytest.raises(InvalidStatus) as refused:
            async with stranger(server.url):
                pass
        assert refused.value.response.status_code == 503
        await first.send(frames.Hello(token="officer"))
        await first.until(frames.Welcome)


async def test_feeds_leave_room_for_officers(tmp_path: Path) -> None:
    limits = Limits(max_connections=2, reserved_for_seats=1)
    async with server_at(tmp_path, limits=limits) as server, client(server.url, "feed"):
        async with stranger(server.url) as second:
            await second.send(frames.Hello(token="feed"))
            assert (await second.until(frames.Bye)).refusal.code == "too_many"
        async with client(server.url, "officer"):
            pass


@pytest.mark.parametrize("form", [JSON, MSGPACK])
async def test_both_forms_of_the_wire_carry_the_same_board(server: Server, form: str) -> None:
    async with follower(server.url, form=form) as other, client(server.url, "feed", form) as feed:
        await feed.push(alarm(), alarm())
        await other.see(2)
        await other.prove()
        await other.send(frames.Survey())
        assert (await other.until(frames.AtlasFrame)).atlas.kinds["fire"].priority == 1


async def test_refusals_speak_the_language_of_the_hello(server: Server) -> None:
    async with stranger(server.url) as caller:
        await caller.send(frames.Hello(token="officer", lang="zh"))
        await caller.until(frames.Welcome)
        await caller.send(frames.Do(7, ask.Acknowledge(99)))
        done = await caller.until(frames.Done)
        assert (done.id, done.text) == (7, "alarm: 没有 99 号警情")


async def test_a_command_is_answered_with_the_entry_it_became(server: Server) -> None:
    async with follower(server.url) as seat, client(server.url, "feed") as feed:
        await feed.push(alarm())
        await seat.see(1)
        await seat.send(frames.Do(1, ask.Acknowledge(1)))
        done = await seat.until(frames.Done)
        assert done.refusal is None
        await seat.reach(done.seq)
        assert seat.board.alarms[1].owner == "seat:officer"


async def test_rights_are_held_at_the_server(server: Server) -> None:
    async with client(server.url, "feed") as feed, client(server.url, "till") as till:
        await feed.push(alarm())
        await till.send(frames.Push("till-1", 1, (alarm(),)))
        assert (await till.until(frames.Refused)).refusal.code == "kind_may_not"
        await till.send(frames.Fixes("till-1", (fix(),)))
        assert (await till.until(frames.Refused)).refusal.code == "kind_may_not"
        await till.send(frames.Subscribe())
        assert (await till.until(frames.Refused)).refusal.code == "role_may_not"
        async with client(server.url, "viewer") as viewer, client(server.url, "east") as east:
            await viewer.send(frames.Do(1, ask.Acknowledge(1)))
            done = await viewer.until(frames.Done)
            assert done.refusal is not None
            assert done.refusal.code == "role_may_not"
            await east.send(frames.Do(1, ask.Acknowledge(1)))
            done = await east.until(frames.Done)
            assert done.refusal is not None
            assert done.refusal.code == "unknown_alarm"
            await viewer.send(frames.Push("panel-1", 1, (alarm(),)))
            assert (await viewer.until(frames.Refused)).refusal.code == "role_may_not"


async def test_the_same_number_pushed_again_is_acknowledged_and_counted_once(
    server: Server,
) -> None:
    async with follower(server.url) as other:
        for _ in range(3):
            async with client(server.url, "feed") as feed:
                assert (await feed.push(alarm(), alarm(), first=10)).through == 11
        async with client(server.url, "feed") as feed:
            await feed.push(alarm(), first=12)
        await other.see(3)
        assert sorted(other.board.alarms) == [1, 2, 3]


async def test_acknowledgements_come_in_the_order_of_the_pushes(server: Server) -> None:
    async with client(server.url, "feed") as feed:
        for first in range(1, 201, 10):
            events = tuple(alarm() for _ in range(10))
            await feed.send(frames.Push("panel-1", first, events))
        acked = [(await feed.until(frames.Ack)).through for _ in range(20)]
        assert acked == list(range(10, 201, 10))


async def test_positions_that_come_too_fast_are_refused(tmp_path: Path) -> None:
    limits = Limits(tick_s=0.02, events_per_s=1, events_burst=2)
    async with server_at(tmp_path, limits=limits) as server, client(server.url, "feed") as feed:
        await feed.send(frames.Fixes("gps", (fix(), fix())))
        await feed.send(frames.Fixes("gps", (fix(), fix())))
        assert (await feed.until(frames.Refused)).refusal.code == "too_fast"


async def test_pushes_that_come_too_fast_are_taken_more_slowly_but_all_taken(
    tmp_path: Path,
) -> None:
    limits = Limits(tick_s=0.02, events_per_s=100, events_burst=10)
    async with server_at(tmp_path, limits=limits) as server, client(server.url, "feed") as feed:
        began = asyncio.get_running_loop().time()
        await feed.push(*(alarm() for _ in range(20)), first=1)
        assert (await feed.push(*(alarm() for _ in range(20)), first=21)).through == 40
        assert asyncio.get_running_loop().time() - began >= 0.25


async def test_a_revoked_seat_is_sent_away_and_the_others_stay(
    server: Server, tmp_path: Path
) -> None:
    async with follower(server.url, "west") as west, follower(server.url) as officer:
        save_seats(tmp_path, [seat for seat in SEATS.values() if seat.name != "west"])
        server.upkeep.reload()
        assert (await west.until(frames.Bye)).refusal.code == "revoked"
        await officer.prove()
        (tmp_path / "seats.toml").write_text("[[seat]\n")
        server.upkeep.reload()
        async with client(server.url, "officer"):
            pass
