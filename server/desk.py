"""The desk: the single writer. Whatever comes in is decided here, kept, and only then told.

Deciding is synchronous on the event loop, in the order of arrival: one order without a lock. The
board runs ahead of the disk by the commits under way, but nobody hears of an entry, by callback or
by result, before its commit is through.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterable

from county import commands as ask
from county.access import Access
from county.board import WHOLE_COUNTY, Board, Picture
from county.clock import Clock
from county.decisions import Bought, County, Locate, Outcome, Rulebook
from county.events import PurchaseCorrected, PurchaseRegistered, Purged, Report, UnitRegistered
from county.patrol import Fix, Position
from county.refusals import Refusal, refuse
from county.rights import Rights
from feeds import wire
from server.batch import Kept, Stored
from server.commits import RETRY_S, Commits, Group, Hooks, NotTakenError
from server.journal import Journal
from server.permitted import permitted, unfit
from server.presence import Presence
from server.restoring import restore
from server.tally import Sums, Tally
from server.tellers import Repeats, Teller, Tellers
from server.timers import Timers
from server.told import Committed, Heard, Pushed, Refused
from server.unkept import Unkept

MAX_WAITING = 20_000
"""Entries decided but not yet on their way to the disk; what would be more is refused as busy."""

PICTURE_EVERY = 50_000
"""Entries between two boards written down: as many are folded in 0.3 s when the desk starts again.
Twice the board's size when that is more: while most of what happened still stands, reading the
board back would save nothing."""

NEWEST = 2000
"""Purchases read back at the start to tell the newest of each station: a year's volume gives 1400 a
day."""


def _nobody(_: object) -> None:
    """Listen in place of a listener that is not there."""


async def _nothing() -> None:
    """Do nothing in place of a listener that is not there."""


class Desk:
    """Decides, keeps and tells. `start` and `stop` it once; the journal stays its opener's."""

    def __init__(
        self,
        journal: Journal,
        rulebook: Rulebook,
        locate: Locate,
        units: Iterable[UnitRegistered],
        clock: Clock,
        retry_s: float = RETRY_S,
    ) -> None:
        self._journal = journal
        self._rulebook = rulebook
        self._locate = locate
        self._units = tuple(units)
        self._clock = clock
        self.on_committed: Callable[[Committed], None] = _nobody
        """Called on the loop once a commit, in order, before any push or command of it returns."""
        self.on_positions: Callable[[list[Position]], None] = _nobody
        """Called with the positions taken from one frame of fixes."""
        self.on_lost: Callable[[], Awaitable[None]] = _nothing
        """Awaited when the journal was found to have lost what had been told: all begin anew."""
        self.heard: dict[str, Heard] = {}
        """When each source last sent something it may send."""
        self._county = County(rulebook, locate)
        self.sales = Tally(rulebook.stations, rulebook.utc_offset_minutes)
        """What petrol stations sold today, and last; durable purchases only."""
        self._tellers = Tellers(journal)
        self._timers = Timers(clock, self._next_due, self._fall_due)
        self.presence = Presence(self, rulebook.alarms.take_over_s, clock)
        """Which consoles are heard."""
        hooks = Hooks(self._sealed, self._settled, self._reload)
        self.commits = Commits(journal, clock, hooks, retry_s)
        """How keeping goes: `fault`, `well`, `committed_at`, `commit_s`."""
        self._correcting = asyncio.Lock()
        self._unkept = Unkept()
        self._open = False
        """Between `start` and `stop`: only then anything comes in or falls due by itself."""
        self._through = 0
        self._epoch = ""
        self._pictured = 0

    # ---- life -----------------------------------------------------------------------------------

    async def start(self) -> None:
        """Take up where the journal ends, enrol the units and do what fell due meanwhile.

        On return the board is what is durable, and stays so until the loop turns.

        Raises sqlite3.Error when the journal cannot be read, NotTakenError when not written.
        """
        await self._load()
        self._through, self._epoch = self._journal.head, self._journal.epoch
        self.commits.start()
        now = self._clock.now()
        self._unkept.lay(self.commits.gathering.batch, now)
        told = [self._take(self._county.enrol(self._units, now))]
        told.append(self._take(self._county.fall_due(now)))
        for group in told:
            if group is not None:
                await group.kept()
        self._open = True
        self._timers.wind()
        self.presence.start()

    async def stop(self) -> None:
        """Take nothing more, keep what was taken, and write the board down."""
        self._open = False
        self._timers.stop()
        self.presence.stop()
        if self.commits.fault is None and self._county.board.seq > self._pictured:
            self._write_down(self.commits.gathering)
        await self.commits.stop()

    # ---- what is asked of it --------------------------------------------------------------------

    async def push(self, batch: wire.Batch, rights: Rights) -> Pushed:
        """Take facts from a feed; return when everything of them is durable or refused.

        Raises NotTakenError when that cannot be said: the feed must push them again.
        """
        self._admit(len(batch.items))
        facts, refused = permitted(batch, rights)
        if not facts:
            return Pushed(tuple(refused), 0)
        self.heard[batch.source] = Heard(self._clock.now(), rights.areas)
        teller = self._tellers.find(batch.source)
        repeats = Repeats()
        if teller is None:
            waits = self._decide(batch.source, facts, refused)
        else:
            # What is all new waits too: it must not overtake a push that is being looked up.
            async with teller.lock:
                repeats = await self._repeats(batch.source, teller, list(facts))
                for number in repeats.numbers:
                    del facts[number]
                waits = self._decide(batch.source, facts, refused)
        for group in repeats.groups | waits:
            await group.kept()
        return Pushed(tuple(refused), len(repeats.numbers))

    def fixes(self, batch: wire.Batch, rights: Rights) -> Refused:
        """Take positions; give the places in the frame of those that were refused, and why."""
        forbidden = rights.forbids_push("fix", batch.source)
        if forbidden is not None:
            return ((0, forbidden),)
        now = self._clock.now()
        self.heard[batch.source] = Heard(now, rights.areas)
        refused: list[tuple[int, Refusal]] = []
        taken: list[Position] = []
        for place, fix in enumerate(batch.items):
            refusal = unfit(fix, self._county.board.units, self._rulebook.limits, now)
            if refusal is not None:
                refused.append((place, refusal))
            elif isinstance(fix, Fix):
                taken.append(Position.of(fix, batch.source, now))
        if taken:
            self.on_positions(taken)
            if self._takes:
                self._take(self._county.sighted(taken, now))
        return tuple(refused)

    async def do(self, command: ask.Ask, seat: str, rights: Rights) -> int | Refusal:
        """Take a command; give the last sequence number it became, durable, or why not."""
        try:
            self._admit(1)
            match command:
                case ask.Correct():
                    # Nothing else may correct a purchase between the look at it and the commit.
                    async with self._correcting:
                        bought = await self._bought((command.purchase,))
                        return await self._obey(command, seat, rights, bought)
                case ask.Unmask():
                    bought = await self._bought(command.purchases)
                    return await self._obey(command, seat, rights, bought)
                case _:
                    return await self._obey(command, seat, rights, {})
        except NotTakenError as lost:
            return lost.refusal

    async def _obey(
        self, command: ask.Ask, seat: str, rights: Rights, bought: Bought
    ) -> int | Refusal:
        outcome = self._county.obey(command, seat, rights, self._clock.now(), bought)
        if isinstance(outcome, Refusal):
            return outcome
        if (group := self._take(outcome)) is not None:
            await group.kept()
        return outcome.entries[-1].entry.seq

    async def _bought(self, numbers: Iterable[int]) -> Bought:
        """Look up purchases as they count now; unknown ones are left out. Raises NotTakenError."""
        try:
            lines = await self._journal.purchases.lines(tuple(dict.fromkeys(numbers)))
        except sqlite3.Error as fault:
            raise NotTakenError(refuse("records_away")) from fault
        self._admit(1)
        return {line.purchase.number: line for line in lines}

    async def destroyed(self, purged: Purged) -> None:
        """Keep that data was destroyed; durable on return. Raises NotTakenError."""
        self._admit(1)
        if (group := self._take(self._county.destroyed(purged, self._clock.now()))) is not None:
            await group.kept()

    def witness(self, fact: Access) -> None:
        """Keep an access fact with the next commit; nobody waits for it.

        While the journal cannot be written it is held, and laid again when it can.
        """
        self._unkept.add(fact)
        if self.commits.fault is None:
            self._unkept.lay(self.commits.gathering.batch, self._clock.now())
            self.commits.wake()

    def console_heard(self, seat: str, rights: Rights) -> None:
        """Keep that somebody is at the console of `seat`; while nothing can be kept, not."""
        if self._takes:
            self._take(self._county.console_heard(seat, self._clock.now(), rights.areas))

    def console_silent(self, seat: str) -> None:
        """Keep that the console of `seat` fell silent; while nothing can be kept, not."""
        if self._takes:
            self._take(self._county.console_silent(seat, self._clock.now()))

    def look(self) -> None:
        """Look at the clock now, because it was set: what is due falls due."""
        self._timers.look()

    # ---- what it knows --------------------------------------------------------------------------

    @property
    def board(self) -> Board:
        """The board with everything decided; ahead of what is durable by the commits under way."""
        return self._county.board

    def picture(self) -> Picture:
        """Give the whole board; right after `start` it is what is durable."""
        return self._county.board.view(WHOLE_COUNTY)

    @property
    def waiting(self) -> int:
        """How many entries and purchases were decided and are not durable yet."""
        return sum(len(group.batch) for group in self.commits.under_way)

    @property
    def tally(self) -> dict[str, Sums]:
        """Purchases and litres since local midnight, by area; durable ones only."""
        return self.sales.today(self._clock.now())

    def usual_s(self, station: str) -> int | None:
        """Give the gap between sales that is usual at a station, seconds; None while unknown."""
        return self._county.engine.usual_s(station)

    # ---- deciding -------------------------------------------------------------------------------

    def _admit(self, more: int) -> None:
        if not self._open:
            raise NotTakenError(refuse("stopping"))
        if self.commits.fault is not None:
            raise NotTakenError(self.commits.fault)
        if self.commits.waiting + more > MAX_WAITING:
            raise NotTakenError(refuse("busy"))

    async def _repeats(self, source: str, teller: Teller, numbers: list[int]) -> Repeats:
        try:
            repeats = await self._tellers.repeats(teller, numbers, self.commits)
        except sqlite3.Error as fault:
            raise NotTakenError(refuse("not_durable")) from fault
        self._admit(len(numbers))
        if self._tellers.find(source) is not teller:
            # The journal was taken up anew meanwhile: what was under way is not.
            raise NotTakenError(refuse("not_durable"))
        return repeats

    def _decide(
        self,
        source: str,
        facts: dict[int, Report],
        refused: list[tuple[int, Refusal]],
    ) -> set[Group]:
        """Decide facts in order; give the commit they go into, if any was taken."""
        group = self.commits.gathering
        outcome = Outcome(self._clock.now())
        try:
            unfit = self._county.take(facts, source, outcome)
        finally:
            # Whatever happens on the way: what stands on the board is kept, or numbers go missing.
            if outcome:
                teller = self._tellers.enter(source, group)
                group.batch.add(outcome, teller.id)
                self._gathered()
        refused += unfit
        if not outcome:
            return set()
        taken = facts.keys() - dict(unfit)
        teller.high = max(teller.high, *taken)
        group.told.setdefault(teller.id, set()).update(taken)
        return {group}

    def _take(self, outcome: Outcome) -> Group | None:
        """Lay what a seat or the desk itself led to into the next commit."""
        if not outcome.entries:
            return None
        group = self.commits.gathering
        group.batch.add(outcome)
        self._gathered()
        return group

    def _gathered(self) -> None:
        self._timers.wind()
        self.commits.wake()

    # ---- what falls due -------------------------------------------------------------------------

    @property
    def _takes(self) -> bool:
        """Whether what happens by itself can be kept now."""
        return self._open and self.commits.fault is None

    def _next_due(self) -> int | None:
        return self._county.next_due if self._takes else None

    def _fall_due(self) -> None:
        self._take(self._county.fall_due(self._clock.now()))

    # ---- keeping --------------------------------------------------------------------------------

    def _sealed(self, group: Group) -> None:
        """Write the board down now and then: it stands exactly after the group's last entry."""
        board = self._county.board
        if board.seq - self._pictured >= max(PICTURE_EVERY, 2 * board.size):
            self._write_down(group)

    def _write_down(self, group: Group) -> None:
        picture = self.picture()
        group.batch.add_picture(Kept(picture, *self._county.numbered))
        self._pictured = picture.seq

    def _settled(self, group: Group) -> None:
        batch = group.batch
        self._unkept.kept(batch)
        for outcome, _ in batch.outcomes:
            self.sales.add(outcome.purchases.values(), outcome.received)
        for stored in batch.stored:
            if type(stored.entry.event) is PurchaseCorrected:
                self.sales.correct(stored.entry.event.purchase, stored.entry.event.correction)
        if batch:
            self._tell(batch.stored, batch.purchases)

    def _tell(self, stored: tuple[Stored, ...], bought: tuple[PurchaseRegistered, ...]) -> None:
        after, self._through = self._through, self._journal.head
        at = round(self.commits.committed_at * 1e9)
        committed = Committed(after, self._through, stored, bought, at)
        # By the loop, not by a call: a fault in showing must not stop the keeping. Those who wait
        # for the commit are woken later, so they still find it told.
        asyncio.get_running_loop().call_soon(self.on_committed, committed)

    async def _load(self) -> None:
        """Believe what the journal holds, and nothing else."""
        now = self._clock.now()
        restored = await restore(self._journal, self._rulebook, self._locate, now)
        await self._tellers.load()
        purchases = self._journal.purchases
        newest = await purchases.newest(NEWEST)
        self.sales.restore(await purchases.sold(self.sales.midnight(now)), newest, now)
        self._county = restored.county
        self._pictured = restored.pictured

    async def _reload(self) -> None:
        """After a failed commit: tell also what turned out to be durable nevertheless."""
        await self._load()
        if self._journal.epoch != self._epoch:
            self._through, self._epoch = self._journal.head, self._journal.epoch
            await self.on_lost()
        elif missed := await self._journal.stored(self._through, self._journal.head):
            self._tell(missed, ())
        self._unkept.anew()
        self._unkept.lay(self.commits.gathering.batch, self._clock.now())
