"""The bell of one terminal: rings what `tui.sounds` decides, and tells the terminal to notify."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import takewhile

from county.events import Entry
from tui.session import Session
from tui.sounds import BEAT_S, Ringer, Sound, keeps_beating, loudest, notification, worded

Later = Callable[[float, Callable[[], None]], object]
"""Calls something in so many seconds."""


class Bell:
    """Listens to a session's mirror. What was there before it began to listen rings for nobody."""

    def __init__(
        self,
        session: Session,
        beat: Callable[[], None],
        later: Later,
        write: Callable[[str], None],
    ) -> None:
        """Ring by `beat`, more beats by `later`; `write` sends the terminal what is no picture."""
        self._session = session
        self._beat = beat
        self._later = later
        self._write = write
        self._ringer = Ringer()
        self._through: int | None = None
        """The last entry of the journal that was listened to; None before the first picture."""

    def listen(self, *, whole: bool = False) -> None:
        """Ring for what happened since the last time; for nothing when the picture is new."""
        mirror = self._session.mirror
        if not mirror.has_picture:
            return
        through, self._through = self._through, mirror.seq
        if through is None or whole:
            return
        board = mirror.board.alarms
        sound = loudest(self._since(through), board, self._session.ears)
        if sound is not None and self._ringer.take(sound, self._session.clock.monotonic()):
            self._ring(sound)

    def tick(self) -> None:
        """Beat the steady tone of a flood when it is due."""
        session = self._session
        if not session.flood or not session.mirror.has_picture:
            return
        beats = keeps_beating(session.mirror.board.alarms.values(), session.ears)
        if beats and self._ringer.beat(session.clock.monotonic()):
            self._beat()

    def _since(self, seq: int) -> Iterator[Entry]:
        """Give the entries after `seq`, the latest first."""
        return takewhile(lambda entry: entry.seq > seq, reversed(self._session.mirror.recent))

    def _ring(self, sound: Sound) -> None:
        self._beat()
        for beat in range(1, sound.beats):
            self._later(beat * BEAT_S, self._beat)
        how = self._session.choices.notify
        if how != "off":
            voice = self._session.voice
            alarm = self._session.mirror.board.alarms[sound.alarm]
            told = notification(how, voice.say("sound.title"), worded(sound, alarm, voice))
            self._write(told)
