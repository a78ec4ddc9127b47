"""One officer at one screen: what everything on it shares."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from msgspec.structs import replace

from county import commands as ask
from county.board import Board, Key
from county.clock import Clock
from county.commands import Ask
from county.consents import consentable
from county.load import Meter, meter
from county.refusals import Refusal, ZhibanError, refuse
from county.rights import COMMANDS_OF_ROLE
from feeds.frames import Done
from tui.driver.colours import Depth
from tui.glyphs import GLYPH_SETS, Glyphs
from tui.grammar import Context
from tui.lock import Lock
from tui.mirror import Mirror
from tui.place import Place
from tui.settings import Choices, Kept, ThemeName
from tui.sounds import Ears
from tui.terminal import Terminal
from tui.view.figures import Tally, tally
from tui.view.voice import Voice

Send = Callable[[Ask], Awaitable[Done]]
"""How a command leaves the screen; raises ZhibanError when it cannot."""

METER_MS = 10_000
"""How long the meter of the load stands while no alarm comes in, in milliseconds."""

STAND_S = 1.0
"""Where an officer stands is kept no more often than this, in seconds."""

HISTORY_KEPT = 100
"""Command lines remembered for the session."""

IRREVERSIBLE = (ask.Close, ask.Cancel)
"""What cannot be taken back, and is therefore asked twice."""

_UNANSWERED = 0
"""Stands for the sequence number of what has no answer yet."""


class Session:
    """The mirror, how the desk speaks to this officer, and what they asked that is on its way."""

    def __init__(
        self,
        mirror: Mirror,
        clock: Clock,
        send: Send,
        choices: Choices | None = None,
        keep: Callable[[Kept], None] = lambda _: None,
        *,
        terminal: Terminal | None = None,
    ) -> None:
        """Begin a session as `sit_down` says."""
        self.mirror = mirror
        self.clock = clock
        self.place: Place | None = None
        """Where the officer stands, as it was kept last."""
        self._stood = float("-inf")
        self.history: list[str] = []
        """Command lines given, the newest last."""
        self.sit_down(send, choices or Choices(), keep, terminal)
        self._pending: dict[Key, int] = {}
        self._voice: tuple[object, object, Voice] | None = None
        self._tally: tuple[Board, int, Tally] | None = None
        self._meter: tuple[tuple[object, ...], Meter] | None = None

    def sit_down(
        self,
        send: Send,
        choices: Choices,
        keep: Callable[[Kept], None],
        terminal: Terminal | None,
    ) -> None:
        """Have an officer sit here; `keep` is called when their choices or place change.

        Without a `terminal` nothing is known of what the screen is drawn on, and nothing asked.
        """
        self.choices = choices
        self.terminal = terminal
        self.lock = Lock(self.clock)
        self._send = send
        self._keep = keep

    @property
    def voice(self) -> Voice:
        """How the desk speaks: the officer's language with the county's names."""
        lang, atlas = self.choices.lang, self.mirror.atlas
        if self._voice is None or self._voice[:2] != (lang, atlas):
            self._voice = (lang, atlas, Voice.of(lang, atlas))
        return self._voice[2]

    @property
    def tally(self) -> Tally:
        """The board counted: once for each sequence number, however many lines say it."""
        board = self.mirror.board
        if self._tally is None or self._tally[0] is not board or self._tally[1] != board.seq:
            self._tally = (board, board.seq, tally(board))
        return self._tally[2]

    @property
    def seat(self) -> str:
        """The name of this seat; "" before the desk told it."""
        return self.mirror.welcome.seat if self.mirror.welcome else ""

    @property
    def load(self) -> Meter | None:
        """How busy this console is, by all alarms that reach it; None before the profile came.

        Read anew when an alarm comes in, and every `METER_MS`: it counts over a whole shift.
        """
        rules, board = self.voice.alarms, self.mirror.board
        if rules is None:
            return None
        now = self.mirror.now()
        newest = next(reversed(board.alarms), 0)
        key = (board, rules, newest, len(board.alarms), now // METER_MS)
        if self._meter is None or self._meter[0] != key:
            times = sorted(alarm.received for alarm in board.alarms.values())
            self._meter = (key, meter(times, now, rules.load))
        return self._meter[1]

    @property
    def to_allow(self) -> int:
        """How many requests wait that somebody at this seat may allow."""
        rights, me = self.mirror.rights, f"seat:{self.seat}"
        if rights is None:
            return 0
        requests = self.mirror.board.requests.values()
        return sum(consentable(request, me, rights) is None for request in requests)

    @property
    def flood(self) -> bool:
        """Whether more alarms come in than one console can take."""
        load = self.load
        return load is not None and load.flood

    @property
    def held(self) -> list[int]:
        """The alarms of this seat with orders that have not left yet, the latest ordered first."""
        mine = f"seat:{self.seat}"
        found = [
            (max(order.ordered_at for order in alarm.running if order.stage == "held"), number)
            for number, alarm in self.mirror.board.alarms.items()
            if alarm.owner == mine and any(order.stage == "held" for order in alarm.running)
        ]
        return [number for _, number in sorted(found, reverse=True)]

    @property
    def glyphs(self) -> Glyphs:
        """The characters that the screen is drawn with: what the officer said goes first."""
        limit = self.terminal.glyphs if self.terminal and not self.choices.ruler else None
        return GLYPH_SETS[limit or self.choices.glyphs]

    @property
    def unmeasured(self) -> bool:
        """Whether nobody has said yet how this terminal draws."""
        return self.terminal is not None and not self.choices.ruler

    @property
    def depth(self) -> Depth:
        """How many colours the screen is drawn with."""
        return self.choices.depth or (self.terminal.depth if self.terminal else "true")

    @property
    def theme(self) -> ThemeName:
        """The colours; without any, the theme that needs none."""
        return "mono" if self.depth == "none" else self.choices.theme

    @property
    def context(self) -> Context:
        """What a command line is understood against."""
        mirror = self.mirror
        return Context(mirror.board, mirror.positions, self.voice, mirror.now())

    def choose(self, **changes: Any) -> None:
        """Change the officer's choices, by the names in `Choices`, and keep them."""
        self.choices = replace(self.choices, **changes)
        self._keep(Kept(self.choices, self.place))

    def stand(self, place: Place) -> None:
        """Keep where the officer stands when it changed, at most once in `STAND_S`."""
        now = self.clock.monotonic()
        if place != self.place and now - self._stood >= STAND_S:
            self.place, self._stood = place, now
            self._keep(Kept(self.choices, place))

    def remember(self, line: str) -> None:
        """Keep a command line for the next time."""
        self.history = [*(old for old in self.history if old != line), line][-HISTORY_KEPT:]

    # ---- the sounds -----------------------------------------------------------------------------

    @property
    def muted_until(self) -> int:
        """Until when this console is silent, epoch milliseconds; 0 when it is not."""
        console = self.mirror.board.consoles.get(self.seat)
        muted = console is not None and console.muted(self.mirror.now())
        return console.muted_until if console is not None and muted else 0

    @property
    def muted(self) -> bool:
        """Whether this console is silent now, all but for the first priority."""
        return self.muted_until > 0

    @property
    def ears(self) -> Ears:
        """Who would hear at this seat."""
        role = self.mirror.welcome.role if self.mirror.welcome else "viewer"
        return Ears(role, self.muted, self.flood)

    # ---- what the officer asks ------------------------------------------------------------------

    def forbids(self, command: type[ask.Command]) -> Refusal | None:
        """Say why this seat's role may not do it, for telling before the officer has typed."""
        rights = self.mirror.rights
        if rights is None or command in COMMANDS_OF_ROLE[rights.role]:
            return None
        return refuse("role_may_not", role=rights.role)

    async def ask(self, command: Ask) -> Done | Refusal:
        """Send a command and wait for the answer.

        The board stays as it is until the event itself comes back: until then what was asked is
        `pending`.
        """
        forbidden = self.forbids(type(command))
        if forbidden is not None:
            return forbidden
        key = subject(command)
        if key is None:
            return await self._answer(command)
        self._pending[key] = _UNANSWERED
        answer = await self._answer(command)
        if isinstance(answer, Refusal):
            self._pending.pop(key, None)  # an answer to another command may have settled it
        else:
            self._pending[key] = answer.seq
        return answer

    async def _answer(self, command: Ask) -> Done | Refusal:
        try:
            done = await self._send(command)
        except ZhibanError as fault:
            return fault.refusal
        return done.refusal or done

    def pending(self, key: Key) -> bool:
        """Tell whether something was asked of a record and is not on the board yet."""
        return key in self._pending

    @property
    def awaiting(self) -> bool:
        """Whether anything was asked that is not on the board yet."""
        return bool(self._pending)

    def settle(self) -> frozenset[Key]:
        """Forget what has come onto the board by now; give the keys of it."""
        here = self.mirror.seq
        came = frozenset(k for k, seq in self._pending.items() if _UNANSWERED < seq <= here)
        for key in came:
            del self._pending[key]
        return came


async def no_desk(_: Ask) -> Done:
    """Send nothing: there is no desk. Raises ZhibanError."""
    raise ZhibanError(refuse("not_connected"))


def subject(command: Ask) -> Key | None:
    """Name what a command is about, as the board does; None for something new."""
    match command:
        case ask.Report() | ask.Mute() | ask.Unmute() | ask.VerifyMany() | ask.Correct():
            return None
        case ask.Unmask() | ask.AskPurge():
            return None
        case ask.Verify() | ask.AssignWarning():
            return ("warning", command.warning)
        case ask.ChangeRule():
            return ("rule", command.rule)
        case ask.Consent() | ask.Withhold():
            return ("request", command.request)
        case ask.SetDuty() | ask.Assign() | ask.Advance() | ask.EndTask():
            return ("unit", command.unit)
        case _:
            return ("alarm", command.alarm)
