"""Nothing outside a seat's rights ever leaves the server for it, whatever happens.

A county of two townships, a real server, and one seat of every role in each. Hypothesis lets
anything happen in both; what is told carries the mark of its township, and every byte that reaches
a seat is searched for the marks of the other: deltas, ticks, snapshots, answers and refusals alike.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, get_args

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from config.seats import Seat, change_seats, token_hash
from county import commands as ask
from county import events as ev
from county.patrol import Fix
from county.rights import Role
from feeds import frames
from feeds.frames import FromClient, FromServer
from feeds.wire import JSON, MSGPACK
from tests.server.wire_client import EAST, WEST, WireClient, now, server_at, stranger

AREAS = ("t01", "t02")
MARK = {"t01": "westmark", "t02": "eastmark"}
MARKS = {"t01": (b"westmark", b"t01", b"Car 1"), "t02": (b"eastmark", b"t02", b"Foot 1")}
"""Words, the township itself, its unit's name. A unit's call sign may cross: orders do."""
LONGITUDES = {"t01": WEST, "t02": EAST}
UNITS = {"t01": "B1", "t02": "F1"}

BOUND: tuple[Role, ...] = ("viewer", "officer", "leader", "chief", "admin", "auditor")


def seat(name: str, role: Role, area: str | None = None, **feed: tuple[str, ...]) -> Seat:
    areas = (area,) if area else None
    return Seat(name=name, role=role, areas=areas, token_sha256=token_hash(name), **feed)  # type: ignore[arg-type] # kinds and sources


SEATS = {
    area: [
        *(seat(f"{role}-{area}", role, area) for role in BOUND),
        seat(
            *(f"feed-{area}", "feed", area),
            kinds=("alarm_reported", "purchase_registered", "fix"),
            sources=(f"{MARK[area]}-*",),
        ),
    ]
    for area in AREAS
}
FREE = [
    seat("whole", "chief"),
    seat(
        *("radio", "feed"),
        kinds=("order_signed", "feedback_given", "unit_duty_changed"),
        sources=("radio-*",),
    ),
]
"""Who speaks all over the county: what they say here carries no mark."""


class Act(NamedTuple):
    """Something that happens: who sends what."""

    who: str
    frame: FromClient


def alarm_in(area: str) -> ev.AlarmReported:
    place = ev.Place(f"{MARK[area]} street", 30.05, LONGITUDES[area])
    return ev.AlarmReported(at=now(), kind="fire", place=place, text=f"{MARK[area]} smoke")


def purchase_in_the_east(litres: float) -> ev.PurchaseRegistered:
    """The county's one petrol station lies in the east."""
    buyer = "eastmark-buyer"
    return ev.PurchaseRegistered(at=now(), station="ps01", buyer=buyer, litres=litres)


alarm_numbers = st.integers(1, 6)
any_unit = st.sampled_from([*UNITS.values(), "X9"])
duties: st.SearchStrategy[ev.Duty] = st.sampled_from(["on", "off", "resting"])


def commands(text: str, area: str) -> st.SearchStrategy[ask.Ask]:
    """Give any command on anything, with `text` wherever it takes one."""
    return st.one_of(
        st.builds(lambda: ask.Report(alarm_in(area))),
        st.builds(ask.Acknowledge, alarm_numbers),
        st.builds(
            ask.Dispatch, alarm_numbers, st.lists(any_unit, min_size=1, max_size=2).map(tuple)
        ),
        st.builds(ask.Sign, alarm_numbers, any_unit),
        st.builds(ask.Release, alarm_numbers, any_unit),
        st.builds(ask.Note, alarm_numbers, st.just(text)),
        st.builds(ask.Feedback, alarm_numbers, st.just(text)),
        st.builds(ask.Close, alarm_numbers, st.sampled_from(["settled", "none"]), st.just(text)),
        st.builds(ask.Cancel, alarm_numbers, st.just(text)),
        st.builds(ask.SetDuty, any_unit, duties),
        st.builds(ask.Verify, alarm_numbers, st.just("lawful"), st.just(text)),
    )


@st.composite
def acts(draw: st.DrawFn) -> Act:
    area = draw(st.sampled_from(AREAS))
    number = draw(st.integers(1, 10**6))
    match draw(
        st.sampled_from(["alarm", "alarm", "fuel", "fix", "radio", "whole", "bound", "odd"])
    ):
        case "alarm":
            return Act(f"feed-{area}", frames.Push(f"{MARK[area]}-1", number, (alarm_in(area),)))
        case "fuel":
            fuel = purchase_in_the_east(draw(st.sampled_from([20.0, 400.0, 5000.0])))
            return Act("feed-t02", frames.Push("eastmark-till", number, (fuel,)))
        case "fix":
            fix = Fix(unit=UNITS[area], at=now(), lat=30.01, lon=LONGITUDES[area])
            return Act(f"feed-{area}", frames.Fixes(f"{MARK[area]}-gps", (fix,)))
        case "radio":
            unit, alarm = draw(any_unit), draw(alarm_numbers)
            facts: list[ev.Report] = [
                ev.OrderSigned(now(), alarm, unit),
                ev.FeedbackGiven(now(), alarm, "there", unit),
                ev.UnitDutyChanged(now(), unit, draw(duties)),
            ]
            fact = draw(st.sampled_from(facts))
            return Act("radio", frames.Push("radio-1", number, (fact,)))
        case "whole":
            return Act("whole", frames.Do(1, draw(commands("noted", area))))
        case "bound":
            role = draw(st.sampled_from(BOUND))
            return Act(f"{role}-{area}", frames.Do(1, draw(commands(f"{MARK[area]} note", area))))
        case _:
            odd: list[FromClient] = [
                frames.Audit(1),
                frames.Check(),
                frames.Subscribe(since=3, epoch="another"),
                frames.Unlock(1, "000000"),
                frames.Push("panel-1", number, (alarm_in(area),)),
            ]
            role = draw(st.sampled_from(BOUND))
            return Act(f"{role}-{area}", draw(st.sampled_from(odd)))


class Ear:
    """A seat that keeps every byte it is sent, from the first."""

    def __init__(self, caller: WireClient) -> None:
        self.caller = caller
        self.heard = bytearray()
        self._waits: list[tuple[type[FromServer], asyncio.Event]] = []

    async def listen(self) -> None:
        while True:
            data = await self.caller.socket.recv(decode=False)
            self.heard += data
            frame = self.caller.codec.from_server(data)
            for kind, event in self._waits:
                if isinstance(frame, kind) and getattr(frame, "sources", "") is not None:
                    event.set()

    async def ask(self, frame: FromClient, answer: type[FromServer]) -> None:
        """Send a frame and wait for its answer; a tick answers when it tells the sources."""
        event = asyncio.Event()
        self._waits = [(answer, event)]
        await self.caller.send(frame)
        async with asyncio.timeout(20):
            await event.wait()

    async def act(self, frame: FromClient) -> None:
        """Send a frame and wait until it has had its effect."""
        match frame:
            case frames.Do() | frames.Unlock():
                await self.ask(frame, frames.Done)
            case frames.Audit():
                await self.ask(frame, frames.Audited)
            case frames.Push():
                await self.ask(frame, frames.Ack)
            case _:
                await self.caller.send(frame)
                await self.ask(frames.Ping(0.0), frames.Pong)


async def play(directory: Path, script: Sequence[Act], form: str) -> dict[str, bytes]:
    """Let it all happen; give what everybody heard, in the end also a snapshot with its ticks."""
    everybody = [*SEATS["t01"], *SEATS["t02"], *FREE]
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(server_at(directory))
        change_seats(directory, lambda seats: replace(seats, seat=tuple(everybody)))
        server.upkeep.reload()
        ears = {
            each.name: Ear(await stack.enter_async_context(stranger(server.url, form)))
            for each in everybody
        }
        listening = [asyncio.create_task(ear.listen()) for ear in ears.values()]
        for name, ear in ears.items():
            await ear.ask(frames.Hello(token=name), frames.Welcome)
        boards = [ears[each.name] for each in everybody if each.rights.sees_board]
        for ear in boards:
            await ear.ask(frames.Subscribe(), frames.Tick)
        for who, frame in script:
            await ears[who].act(frame)
        for ear in boards:
            await ear.ask(frames.Subscribe(), frames.Tick)
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
        return {name: bytes(ear.heard) for name, ear in ears.items()}


def played(script: Sequence[Act], form: str) -> dict[str, bytes]:
    with TemporaryDirectory() as directory:
        return asyncio.run(play(Path(directory), script, form))


def other(area: str) -> str:
    return "t02" if area == "t01" else "t01"


# Each example is a server of its own: shrinking one that failed would take minutes.
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],
)
@given(st.lists(acts(), min_size=5, max_size=30), st.sampled_from([JSON, MSGPACK]))
def test_no_byte_of_another_township_reaches_a_seat(script: list[Act], form: str) -> None:
    heard = played(script, form)
    for area in AREAS:
        for each in SEATS[area]:
            for mark in MARKS[other(area)]:
                assert mark not in heard[each.name], (each.name, mark)


@pytest.mark.parametrize("form", [JSON, MSGPACK])
def test_what_is_searched_for_does_reach_those_who_may_see_it(form: str) -> None:
    script = [
        *(Act(f"feed-{a}", frames.Push(f"{MARK[a]}-1", 1, (alarm_in(a),))) for a in AREAS),
        Act("whole", frames.Do(1, ask.Dispatch(1, ("F1",)))),
        Act("feed-t02", frames.Push("eastmark-till", 1, (purchase_in_the_east(5000.0),))),
    ]
    heard = played(script, form)
    for area in AREAS:
        for each in SEATS[area]:
            if each.rights.sees_board:
                assert all(mark in heard[each.name] for mark in MARKS[area]), each.name
                assert f"{MARK[area]}-1".encode() in heard[each.name], "the source's name"
        assert all(mark in heard["whole"] for mark in MARKS[area])
    assert b"eastmark-buyer" in heard["whole"]
    assert b"F1" in heard["officer-t01"], "an order crosses with its call sign"


def test_every_role_is_among_those_that_are_listened_to() -> None:
    listened = {each.role for each in (*SEATS["t01"], *FREE)}
    assert listened == set(get_args(Role)) - {"door"}
