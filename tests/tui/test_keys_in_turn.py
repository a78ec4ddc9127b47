"""Keys do the same however they come: one by one, or many together."""

from __future__ import annotations

import asyncio
import random

import pytest
from textual import events
from textual.screen import ModalScreen

from county import commands as ask
from county.commands import Ask
from county.refusals import refuse
from feeds.connection import NotConnected
from feeds.frames import Done
from feeds.question import A, Question
from tests.county.samples import alarm, purchase
from tests.tui.driver.line import Emulator, on_line, until
from tests.tui.seat import Seat, seat_with
from tui.place import Place, place_of
from tui.settings import Choices
from tui.widgets.field import Field

FACTS = (alarm(), alarm("noise"), alarm("theft"), purchase(litres=25))
"""Three alarms and a warning; alarm 3 stands under alarm 1, where the cursor is."""

SIZE = (120, 36)

STANDING = ("hands", "line")
"""Workers that work for as long as the app runs."""


async def press(seat: Seat, emulator: Emulator, *packets: bytes) -> None:
    """Press keys, those of a packet at once; wait until all they bring about has happened."""
    for packet in packets:
        emulator.press(packet)
        await until(lambda: seat.app.at_rest)
        await seat.app._acts.join()
        await until(lambda: seat.app.at_rest)
    asking = [worker for worker in seat.app.workers if worker.name not in STANDING]
    await asyncio.gather(*(worker.wait() for worker in asking))


Outcome = tuple[list[Ask], Place, str, str]
"""What was asked, where the reader stands, the screen in view, and what stands in its input."""


def outcome(seat: Seat) -> Outcome:
    """Tell what keys have brought about."""
    screen = seat.app.screen
    typed = seat.app.focused.value if isinstance(seat.app.focused, Field) else ""
    return seat.asked, place_of(seat.app), type(screen).__name__, typed


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        (b":a 1\r", [ask.Acknowledge(1)]),
        (b":a 2\r:a 3\r", [ask.Acknowledge(2), ask.Acknowledge(3)]),
        (b"a\r", [ask.Acknowledge(1)]),
        (b"\x1b[Ba\r", [ask.Acknowledge(3)]),
        (b"\x1b[B\ra\r", [ask.Acknowledge(3)]),
        (b":a 12\x7f\x7f3\r", [ask.Acknowledge(3)]),
        (b"a\x7f\x7f3\r", [ask.Acknowledge(3)]),
        (":n 2 az q 火\r".encode(), [ask.Note(2, "az q 火")]),
        (b"\x10jj\r\r", [ask.Acknowledge(1)]),
        (b"\x1b[200~:a 2\r\x1b[201~:\x1b[200~a 3\x1b[201~\r", [ask.Acknowledge(3)]),
    ],
)
async def test_a_command_in_one_packet_asks_what_it_says(keys: bytes, asked: list[Ask]) -> None:
    seat = seat_with(*FACTS)
    async with on_line(seat, *SIZE) as emulator:
        await press(seat, emulator, keys)
        assert seat.asked == asked
        assert not seat.app.overview.prompt.display


KEYS = (
    *(b":", b"/", b"a", b"1", b"2", b"3", b"z", b"0", b" ", b"\r", b"\r", b"\x7f", b"\t", b"?"),
    *(b"\x1b[A", b"\x1b[B", b"\x1b[D", b"\x10", b";", b"v", "１".encode(), "火".encode()),
    *(b"\x1bOP", b"\x1b[200~ 2\x1b[201~"),
)
"""Keys that open, close, move, type, edit and ask, and a paste."""


@pytest.mark.parametrize("seed", range(8))
async def test_however_keys_are_cut_into_packets_the_same_is_done(seed: int) -> None:
    rng = random.Random(seed)
    keys = rng.choices(KEYS, k=40)
    cut = rng.randrange(len(keys))
    outcomes = []
    for packets in (keys, [b"".join(keys[:cut]), b"".join(keys[cut:])]):
        seat = seat_with(*FACTS, lang="en")
        async with on_line(seat, *SIZE) as emulator:
            await press(seat, emulator, *packets)
            outcomes.append(outcome(seat))
    assert outcomes[0] == outcomes[1]


async def test_a_key_waits_until_the_one_before_it_is_wholly_handled() -> None:
    class Slow(ModalScreen[None]):
        """Takes the keyboard only after a while, and takes a while over a key."""

        def __init__(self) -> None:
            super().__init__()
            self.gate = asyncio.Event()
            self.keys: list[str] = []

        async def on_mount(self) -> None:
            await self.gate.wait()

        async def on_key(self, event: events.Key) -> None:
            event.stop()
            self.keys.append(event.key)
            self.gate.clear()
            await self.gate.wait()
            if event.key == "a":
                self.dismiss()

    seat = seat_with(*FACTS)
    async with on_line(seat, *SIZE) as emulator:
        slow = Slow()
        with seat.app._context():
            seat.app.push_screen(slow)
        emulator.press(b"xa:n 1 y")
        for key in "xa":
            await turns()
            assert key not in slow.keys
            slow.gate.set()
            await until(lambda key=key: key in slow.keys)  # type: ignore[misc] # a bound default
        await turns()
        assert slow.keys == ["x", "a"]
        assert not seat.app.overview.prompt.display
        slow.gate.set()
        await until(lambda: outcome(seat)[3] == "n 1 y")


async def turns() -> None:
    """Let everything go on that can."""
    for _ in range(50):
        await asyncio.sleep(0)


class Far:
    """A way to a desk that has not answered yet."""

    async def run(self) -> None:
        """Answer nothing."""
        await asyncio.Event().wait()

    async def survey(self) -> None:
        """Tell no ground."""

    async def ask(self, question: Question[A]) -> A:
        """Know nothing beside the board."""
        raise NotConnected(refuse("not_connected"))

    def present(self) -> None:
        """Hear that somebody is there."""

    async def lock(self) -> None:
        """Lock nothing."""

    async def unlock(self, pin: str) -> Done:
        """Unlock nothing."""
        return Done(id=1)


async def test_what_is_typed_before_the_first_picture_is_told_and_not_obeyed() -> None:
    seat = Seat(Choices("en", ruler=True), line=Far())
    for fact in FACTS:
        seat.desk.report(fact)
    async with on_line(seat, *SIZE, early=b"a\r:a 2\r") as emulator:
        await press(seat, emulator, b"zq", b"\x1b[200~x\x1b[201~")
        assert "not obeyed" not in seat.screen
        with seat.app._context():
            seat.connect()
        await until(lambda: "not obeyed: 10" in emulator.text)
        await press(seat, emulator)
        assert not seat.asked
        assert not seat.app.overview.prompt.display
        assert not seat.app.overview.maximised
        await press(seat, emulator, b"a\r")
        assert seat.asked == [ask.Acknowledge(1)]


@pytest.mark.parametrize("state", ["lost", "refused"])
async def test_a_desk_that_cannot_be_reached_can_be_left(state: str) -> None:
    seat = Seat(Choices("en", ruler=True), line=Far())
    async with on_line(seat, *SIZE) as emulator:
        with seat.app._context():
            seat.link(state, refusal=refuse("bad_token"))
        await until(lambda: not seat.app.blind)
        emulator.press(b"q")
        await until(lambda: not seat.app.is_running)
