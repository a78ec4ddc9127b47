"""Gasoline sales as they come in: numbered, judged by the rules, and what that makes of the board.

A warning of the gravest level becomes an alarm as well, so that the whole ladder stands behind it.
The days of stations close here too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from county import events as ev
from county.alarms import Alarm
from county.events import PumpTotalled, PurchaseRegistered
from county.gasoline import warnings
from county.gasoline.changing import holding
from county.gasoline.engine import Engine, Hit, Incident
from county.gasoline.raising import raised
from county.gasoline.ringing import ringing
from county.intake import Intake
from county.listening import Listening
from county.record import DESK, Outcome, Record
from county.refusals import Refusal, refuse
from county.rulebook import Rulebook

_CLOSING = ("closing", "")
DAY_S = 86_400


class Sales:
    """Makes purchases, and warnings, of what petrol stations tell. Hot: registers come through."""

    def __init__(self, rulebook: Rulebook, record: Record, intake: Intake, purchases: int) -> None:
        """`purchases`: the last number given to one."""
        self.warnings = max(record.board.warnings, default=0)
        """The last number given to a warning."""
        self._purchases = purchases
        self._rulebook = rulebook
        self._record = record
        self._board = record.board
        self._intake = intake
        self._skew_ms = rulebook.limits.skew_s * 1000
        rules = holding(rulebook.gasoline, self._board.rules)
        self.engine = Engine(rules, rulebook.ground, rulebook.utc_offset_minutes)
        self._listening = Listening(rulebook, record, self.engine)
        self._closes_at: int | None = None
        """When the days of stations are next to be judged."""
        self._threats: dict[bool, dict[int, Incident]] = {}
        """Open threats by number; simulated ones apart: an exercise must not touch what is real."""
        self._look_for_threats()
        record.attend("closing", self._close)

    # ---- what comes in --------------------------------------------------------------------------

    def take(self, fact: PurchaseRegistered, into: Outcome, told: int) -> Refusal | None:
        """Take a purchase whose time is plausible, or refuse it."""
        refusal = self._unfit(fact, into.received)
        if refusal is not None:
            return refusal
        now = into.received
        self._close_until(now, into)
        self._purchases += 1
        purchase = replace(fact, number=self._purchases, doubtful=fact.at > now + self._skew_ms)
        into.purchases[told] = purchase
        incidents = tuple(self._threats[purchase.simulated].values())
        hits = self.engine.take(purchase, warnings.when(purchase, now), incidents)
        if not purchase.archived:
            self._listening.hear(purchase.station, into)
        self.warn(hits, into)
        self._await_closing()
        return None

    def _unfit(self, fact: PurchaseRegistered, now: int) -> Refusal | None:
        if fact.number or fact.doubtful:
            return refuse("desk_fills", "number")
        if fact.station not in self._rulebook.stations:
            return refuse("unknown_station", "station", station=fact.station)
        if (fact.use_lat is None) != (fact.use_lon is None):
            return refuse("half_a_place", "use_lat")
        if fact.archived:
            least_s = self.engine.rules.archived_after_s
            if fact.at > now - least_s * 1000:
                return refuse("too_young_to_archive", "archived", days=least_s // DAY_S)
        return warnings.check(fact)

    def totalled(self, fact: PumpTotalled, by: str, into: Outcome, told: int) -> Refusal | None:
        """Take what a station's pumps gave on a day, told by `by` (as in `Entry.by`)."""
        area = self._rulebook.stations.get(fact.station)
        if area is None:
            return refuse("unknown_station", "station", station=fact.station)
        if fact.area:
            return refuse("desk_fills", "area")
        if not self._is_day(fact.day, into.received):
            return refuse("not_a_day", "day", day=fact.day)
        self._close_until(into.received, into)
        settled = replace(fact, area=area)
        self._record.tell(settled, by, into, told)
        self.warn(self.engine.totalled(settled), into)
        return None

    def _is_day(self, day: str, now: int) -> bool:
        try:
            begins = date.fromisoformat(day).toordinal() - date(1970, 1, 1).toordinal()
        except ValueError:
            return False
        at = (begins * DAY_S - self._rulebook.utc_offset_minutes * 60) * 1000
        return at in self._rulebook.limits.plausible(now) and at <= now

    def correct(
        self,
        before: PurchaseRegistered | None,
        after: PurchaseRegistered | None,
        when: int,
        into: Outcome,
    ) -> None:
        """Let a purchase that counts as made at `when` count as `after`; None: it never was."""
        counted = before or after
        if counted is None:
            return
        self._close_until(into.received, into)
        incidents = tuple(self._threats[counted.simulated].values())
        if before is not None:
            hits = self.engine.correct(before, after, when, incidents)
        else:
            hits = self.engine.take(counted, when, incidents)
        self.warn(hits, into)
        self._await_closing()

    def rules_changed(self) -> None:
        """Judge by the rules as they hold now, from the next purchase on."""
        self.engine.rules = holding(self._rulebook.gasoline, self._board.rules)
        self._look_for_threats()
        self._await_closing()
        self._listening.rules_changed()

    # ---- warnings -------------------------------------------------------------------------------

    def warn(self, hits: Iterable[Hit], into: Outcome) -> None:
        """Raise the warnings that hits call for and that are not open yet."""
        if not hits:  # as mostly
            return
        rulebook = self._rulebook
        told = raised(
            hits,
            self._record.open,
            self.warnings,
            into.received,
            self.engine.rules,
            rulebook.ground,
            rulebook.utc_offset_minutes,
        )
        self.warnings += len(told)
        for warning in told:
            if warning.level == "W1":
                self._ring(warning, into)
            else:
                self._record.tell(warning, DESK, into)

    def _ring(self, warning: ev.WarningRaised, into: Outcome) -> None:
        """Make an alarm of a warning of the gravest level, at the station.

        One that is open for the same purchaser is told instead: three rules that object to one
        purchase are one errand.
        """
        about = self._record.open.of(warning.buyer) if warning.buyer else ()
        alarm = ringing(about, self._board.alarms)
        if alarm is not None:
            self._record.tell(replace(warning, alarm=alarm.number), DESK, into)
            self._record.tell(ev.AlarmNoted(into.received, alarm.number, warning.rule), DESK, into)
            return
        self._record.tell(warning, DESK, into)
        site = self._rulebook.ground.sites[warning.station]
        title = self._rulebook.titles.get(warning.station, warning.station)
        report = ev.AlarmReported(
            at=into.received,
            kind=self.engine.rules.alarm_kind,
            place=ev.Place(title, site.lat, site.lon),
            text=warning.rule,
            warning=warning.number,
            simulated=warning.simulated,
        )
        refused = self._intake.take(report, DESK, into)
        assert refused is None, "a checked profile names the kind of this alarm"

    # ---- threats --------------------------------------------------------------------------------

    def notice(self, alarm: Alarm, into: Outcome) -> None:
        """See whether an alarm is an open threat of the first priority now, or is none any more."""
        number, simulated = alarm.number, alarm.report.simulated
        threats = self._threats[simulated]
        incident = self._threat(alarm)
        if incident is None:
            threats.pop(number, None)
        elif number not in threats:
            threats[number] = incident
            hits = self.engine.threatened(incident)
            self.warn([hit for hit in hits if hit.simulated == simulated], into)

    def _threat(self, alarm: Alarm) -> Incident | None:
        report = alarm.report
        if report.kind not in self.engine.rules.g15.kinds or alarm.priority != 1 or alarm.ended:
            return None
        place = report.place
        return Incident(alarm.number, alarm.when, place.lat, place.lon, place.text)

    def _look_for_threats(self) -> None:
        self._threats = {False: {}, True: {}}
        for alarm in self._board.alarms.values():
            incident = self._threat(alarm)
            if incident is not None:
                self._threats[alarm.report.simulated][alarm.number] = incident

    # ---- what falls due -------------------------------------------------------------------------

    def recall(self, purchase: PurchaseRegistered, received: int) -> None:
        """Put a purchase of before into the windows, unjudged: when the desk restarts."""
        self.engine.recall(purchase, warnings.when(purchase, received))

    def resume(self, last: int, now: int) -> None:
        """Go on after everything was recalled; `last` is when the desk was last told anything.

        The days that had closed by then were judged then. Silences count from `now` at the
        earliest: nobody was there to hear. Both in epoch milliseconds.
        """
        for standing in self._board.stations.values():
            for day, litres in standing.totals.items():
                self.engine.totalled(
                    PumpTotalled(0, station=standing.station, day=day, litres=litres)
                )
        self.engine.resume(last)
        self._await_closing()
        self._listening.resume(now)

    def _close_until(self, now: int, into: Outcome) -> None:
        """Close days first that closed before what came in now, whatever the timers did."""
        if self._closes_at is not None and self._closes_at <= now:
            self._close("", into)

    def _close(self, _: str, into: Outcome) -> None:
        self._closes_at = None
        self.warn(self.engine.close_days(into.received), into)
        self._await_closing()

    def _await_closing(self) -> None:
        closes_at = self.engine.next_close
        if closes_at != self._closes_at:  # once a day
            self._closes_at = closes_at
            self._record.wait(_CLOSING, closes_at)
