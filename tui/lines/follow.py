"""Tells a list change by change, as long as it is wanted."""

from __future__ import annotations

from collections.abc import Iterable

from county import events as ev
from county.board import Key
from county.events import Entry
from county.refusals import ZhibanError, refuse
from tui.lines.line import Line
from tui.lines.lists import Listing
from tui.lines.out import Teller
from tui.lines.tell import tell_list
from tui.lines.wish import Wish
from tui.mirror import RECENT_KEPT
from tui.view import activity

NEW = ev.AlarmReported | ev.WarningRaised | ev.ConsentAsked
"""What brings something new onto the board."""


class Following:
    """Follows one list from where the board stands now.

    A reader who cannot keep up costs no memory here: what is told comes from the board and its
    newest entries, and when older ones are gone the list is told again.
    """

    def __init__(self, listing: Listing, wish: Wish, desk: Line, teller: Teller) -> None:
        self._listing = listing
        self._wish = wish
        self._desk = desk
        self._teller = teller
        self._told = desk.mirror.seq
        self._cut_off = False

    async def run(self) -> None:
        """Tell every change until cancelled. Raises ZhibanError when the desk says no for good."""
        while True:
            await self._teller.drain()
            changes = await self._desk.changed()
            if "link" in changes.topics:
                self._tell_link()
            recent = list(self._desk.mirror.recent)
            gone = len(recent) == RECENT_KEPT and recent[0].seq > self._told + 1
            if changes.whole or gone:
                self._teller.fault(self._say("lines.again"))
                tell_list(self._listing, self._wish, self._desk, self._teller)
            elif self._wish.form == "json":
                self._tell_states(changes.keys)
            else:
                self._tell_events(entry for entry in recent if entry.seq > self._told)
            self._told = self._desk.mirror.seq

    def _say(self, key: str, **values: object) -> str:
        return self._desk.context(self._wish.lang).voice.say(key, **values)

    def _tell_states(self, keys: Iterable[Key]) -> None:
        """Tell each changed thing as it now stands; of one that left the board, only that."""
        context = self._desk.context(self._wish.lang)
        for part, name in sorted(keys, key=str):
            if part != self._listing.part:
                continue
            thing = self._listing.find(context.board, name)
            if thing is not None:
                self._teller.json(self._listing.record(thing, context))
            else:
                self._teller.json({"unit" if part == "unit" else "number": name, "gone": True})

    def _tell_events(self, entries: Iterable[Entry]) -> None:
        """Tell what happened, an entry a line; what is new on the board is told in full."""
        context = self._desk.context(self._wish.lang)
        plain = self._wish.form == "plain"
        for entry in entries:
            if not isinstance(entry.event, self._listing.events):
                continue
            line = activity.row(entry, context.voice)
            thing = self._listing.find(context.board, self._listing.key_of(entry))
            if isinstance(entry.event, NEW) and thing is not None:
                tell = self._listing.sentence if plain else self._listing.line
                self._teller.line(f"{line.clock} {tell(thing, context)}")
            else:
                key = "lines.happened.plain" if plain else "lines.happened"
                values = {"clock": line.clock, "about": line.about, "who": line.who}
                self._teller.line(context.voice.say(key, what=line.text, **values))

    def _tell_link(self) -> None:
        """Say that the lines stopped coming, or come again: silence must not look like quiet."""
        link = self._desk.mirror.link
        assert link is not None, "the link was said to have changed"
        why = link.refusal or refuse("not_connected")
        if link.state == "refused":
            raise ZhibanError(why)
        if link.state == "lost" and not self._cut_off:
            self._cut_off = True
            self._teller.fault(self._say("lines.lost", reason=why.reason(self._wish.lang)))
        elif link.proven and self._cut_off:
            self._cut_off = False
            self._teller.fault(self._say("lines.back"))
