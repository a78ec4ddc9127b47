"""The consoles: seats that handle alarms, whether anybody is heard of there, what is silent."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct
from msgspec.structs import replace

from county import commands as ask
from county import events as ev
from county.alarms.rules import AlarmRules
from county.events import Entry, Event
from county.fields import Code, Millis


class Console(Struct, frozen=True, omit_defaults=True, gc=False):
    """A seat's console as it stands now."""

    seat: Code
    joined_at: Millis
    """When somebody sat down, or its line came back."""
    quiet_since: Millis | None = None
    """Since when nothing was heard of it; None while somebody is there."""
    muted_until: Millis = 0
    """Until when its sounds are silent, all but those of the first priority."""
    areas: tuple[Code, ...] = ()
    """The areas that it sees; () the whole county."""

    def muted(self, now: int) -> bool:
        """Tell whether its sounds are silent at `now` (epoch milliseconds)."""
        return now < self.muted_until


Consoles = Mapping[str, Console]


def evolve(consoles: dict[str, Console], entry: Entry) -> str:
    """Fold one entry in; give the seat it is about.

    A console that joins is made anew: who sees it from then on need not know what it was.
    """
    event = entry.event
    assert isinstance(event, ev.ConsoleJoined | ev.ConsoleQuiet | ev.ConsoleMuted)
    seat = event.seat
    match event:
        case ev.ConsoleJoined():
            consoles[seat] = Console(seat, entry.received, areas=event.areas)
        case ev.ConsoleQuiet():
            consoles[seat] = replace(consoles[seat], quiet_since=entry.received)
        case ev.ConsoleMuted():
            consoles[seat] = replace(consoles[seat], muted_until=event.until)
    return seat


def there(consoles: Consoles, seat: str) -> bool:
    """Tell whether somebody is at the seat's console."""
    console = consoles.get(seat)
    return console is not None and console.quiet_since is None


def quiet(consoles: Consoles, by: str) -> bool:
    """Tell whether what `by` has may be taken over: its console is quiet, or it never had one.

    `by` is as in `Entry.by`.
    """
    return not there(consoles, by.removeprefix("seat:"))


def heard(
    consoles: Consoles, seat: str, areas: Collection[str] | None, now: int
) -> tuple[Event, ...]:
    """Note that somebody is at the console of a seat that sees `areas` (None: the whole county)."""
    if there(consoles, seat):
        return ()
    seen = set(areas or ())
    known = consoles.get(seat)
    if known is not None and seen:  # who knew it under other areas must hear of it too
        seen = seen | set(known.areas) if known.areas else set()
    return (ev.ConsoleJoined(now, seat, tuple(sorted(seen))),)


def silent(consoles: Consoles, seat: str, now: int) -> tuple[Event, ...]:
    """Note that nothing was heard of the seat's console for too long."""
    return (ev.ConsoleQuiet(now, seat),) if there(consoles, seat) else ()


def mute(
    consoles: Consoles,
    seat: str,
    areas: Collection[str] | None,
    command: ask.OfConsole,
    rules: AlarmRules,
    now: int,
) -> tuple[Event, ...]:
    """Decide that a console falls silent for a while, or rings again; who says so is there."""
    until = now + rules.mute_s * 1000 if isinstance(command, ask.Mute) else 0
    return (*heard(consoles, seat, areas, now), ev.ConsoleMuted(now, seat, until))
