"""The line that never leaves the screen, and the banner for when the desk cannot be heard."""

from __future__ import annotations

from collections.abc import Sequence

from tui.driver.port import LinkFigures
from tui.session import Session
from tui.view.times import clock
from tui.widgets.rows import Cell
from tui.widgets.status import StatusLine

STATE_TONES = {"none": "caution", "live": "good", "late": "caution", "dead": "alert"}


FRESH_S = 3
"""Data younger than this are told as such: the desk speaks at least every two seconds, and a number
that flickers between them says nothing but costs a line each time."""

STEPS_MS = (50, 100, 200, 500, 1000, 2000, 5000)
"""How a round trip is told, in milliseconds."""

STEPS_KB = (1, 2, 5, 10, 20, 50, 100)
"""How the bytes sent to the terminal are told, in kilobytes a second."""

ROOMY = 110
"""From how many cells on the line also says whose seat it is and how long the way."""


SLIM = 60
"""Below how many cells the line says only how many alarms wait, and whether it can be believed."""


def status_of(
    session: Session, cells: int, now: int, screen: LinkFigures
) -> tuple[list[Cell], list[Cell]]:
    """Give the left and the right of the status line for a width of `cells`, its clock at `now`.

    `screen` is how the line to this terminal is. What changes each second stands at the left.
    """
    mirror, voice = session.mirror, session.voice
    gap = (f" {session.glyphs.separator} ", "muted")
    age, state = mirror.age(), mirror.state()
    data = voice.say("status.no_data")
    if mirror.has_picture and age is not None:
        data = voice.say("status.age", age=voice.duration(age))
    if mirror.has_picture and age is not None and age < FRESH_S:
        data = voice.say("status.fresh", seconds=FRESH_S)
    if cells < SLIM:
        word = (voice.say(f"status.{state}"), STATE_TONES[state])
        return [" ", *_waiting_in_all(session), gap, word], _standing(session, cells)
    left: list[Cell] = [
        (f" {clock(now, voice.utc_offset_minutes)}", "strong"),
        gap,
        (data, "" if state == "live" else STATE_TONES[state]),
        " ",
        (voice.say(f"status.{state}"), STATE_TONES[state]),
        gap,
        *_waiting(session),
    ]
    if screen.low:
        left += [gap, (voice.say("status.low"), "caution")]
    if cells >= ROOMY:
        trip = _trip(session)
        left += [gap, *trip] if trip else []
        line = _screen(session, screen)
        left += [gap, (line, "muted")] if line else []
    return left, _standing(session, cells)


def _trip(session: Session) -> list[Cell]:
    """Say how long the way is, and whether it is proven that nothing was missed."""
    link, voice = session.mirror.link, session.voice
    if link is None:
        return []
    said: list[Cell] = []
    if link.round_trip_s is not None:
        said.append(
            (voice.say("status.trip", ms=_roughly(link.round_trip_s * 1000, STEPS_MS)), "muted")
        )
        said.append(" ")
    if link.state == "live":
        key = "status.proven" if link.proven else "status.unproven"
        said.append((voice.say(key, missed=link.missed), "muted" if link.proven else "caution"))
    return said


def _screen(session: Session, screen: LinkFigures) -> str:
    """Say how long this terminal takes to draw and answer, and how much it is sent, if anything."""
    voice = session.voice
    if not screen.bytes_s:
        return ""
    rate = voice.say("status.rate", kilobytes=_roughly(screen.bytes_s / 1000, STEPS_KB))
    if screen.round_trip_s is None:
        return rate
    trip = voice.say("status.screen", ms=_roughly(screen.round_trip_s * 1000, STEPS_MS))
    return f"{trip} {rate}"


def _roughly(figure: float, steps: Sequence[int]) -> str:
    """Give a bound in coarse steps: a figure that changes at each measurement repaints the line."""
    return next((f"<{bound}" for bound in steps if figure < bound), f">{steps[-1]}")


def _waiting(session: Session) -> list[Cell]:
    """Count what nobody has taken, by priority: words, not colours."""
    voice = session.voice
    counts = session.tally.unacknowledged
    said: list[Cell] = [(voice.say("status.waiting"), "")]
    for priority, count in enumerate(counts, 1):
        word = voice.say(f"priority.{priority}")
        said += [" ", (f"{word} {count}", "alert" if count else "muted")]
    return said


def _waiting_in_all(session: Session) -> list[Cell]:
    """Count what nobody has taken, for a line that has room for nothing more."""
    count = sum(session.tally.unacknowledged)
    word = f"{session.voice.say('status.waiting')} {count}"
    return [(word, "alert" if count else "muted")]


def _standing(session: Session, cells: int) -> list[Cell]:
    """Say what does not change: bell, whose seat, which county, and whether it is real."""
    mirror, voice = session.mirror, session.voice
    said: list[Cell] = []
    if session.lock.locked:
        said += [(f" {voice.say('lock.locked')} ", "alert"), " "]
    if session.muted:
        until = clock(session.muted_until, voice.utc_offset_minutes)[:5]
        said += [(voice.say("status.muted", until=until), "caution"), " "]
    if waiting := session.to_allow:
        said += [(voice.say("requests.count", count=waiting), "caution"), " "]
    if mirror.thinned:
        said += [(voice.say("status.thinned", count=mirror.thinned), "muted"), " "]
    welcome = mirror.welcome
    if welcome is None:
        return said
    if welcome.role == "viewer":
        said += [(voice.say("status.read_only"), "alert"), " "]
    if cells >= ROOMY:
        said.append((f"{welcome.name.get(voice.lang)} {welcome.seat} ", ""))
    said += [(f" {voice.say(f'mode.{welcome.mode}')} ", "alert")]
    return said


def banner_of(session: Session) -> str:
    """Give what the banner says: why the desk cannot be heard and what next; "" for nothing."""
    mirror, voice = session.mirror, session.voice
    link = mirror.link
    if link is not None and link.state == "refused" and link.refusal is not None:
        return voice.say("banner.refused", reason=link.refusal.reason(voice.lang))
    state = mirror.state()
    if state in ("live", "late"):
        return ""
    retry = ""
    if link is not None and link.retry_at is not None:
        wait = max(0.0, link.retry_at - session.clock.monotonic())
        retry = voice.say("banner.retry", seconds=f"{wait:.0f}")
    age = mirror.age()
    if not mirror.has_picture or age is None:
        return voice.say("banner.connecting", retry=retry)
    return voice.say("banner.dead", age=voice.duration(age), retry=retry)


def flood_of(session: Session, key: str = "", *, grouped: bool = False) -> str:
    """Give what the flood line says: how much came in, and which key groups or opens the rows.

    "" while there is no flood. Without a `key` nothing is said of grouping.
    """
    load, rules = session.load, session.voice.alarms
    if load is None or rules is None or not load.flood or not session.mirror.has_picture:
        return ""
    voice = session.voice
    said = voice.say(
        "flood.told",
        count=load.last_10_min,
        limit=rules.load.flood_count,
        minutes=rules.load.flood_within_s // 60,
    )
    return (
        f"{said} {voice.say('flood.opens' if grouped else 'flood.groups', key=key)}"
        if key
        else said
    )


class Banner(StatusLine):
    """A full-width line that only stands while there is something wrong."""

    def tell(self, text: str) -> None:
        """Say `text`, or go when there is nothing to say."""
        self.display = bool(text)
        if text:
            self.show([(f" ! {text}", "strong")])
