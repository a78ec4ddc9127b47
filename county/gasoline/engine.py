"""The gasoline rules at work: purchases go in, what they meet comes out.

Pure: it knows no clock. Same calls, same hits. A purchase that comes late has later ones judged
again, as far as their windows hold it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from county.events import PumpTotalled, PurchaseRegistered
from county.gasoline.hits import NEVER, Case, Ground, Hit, Incident, Setting, Site
from county.gasoline.judging_buyer import AGAIN_RULES, FIRST_RULES, WindowRule
from county.gasoline.judging_place import g02, g12, g15, later_there
from county.gasoline.judging_sale import SALE_RULES, SaleRule
from county.gasoline.purposes import PurposeBook, alike
from county.gasoline.registers import Registers
from county.gasoline.rules import GasolineRules, Rule
from county.gasoline.seasons import Calendar, local_day, seconds
from county.gasoline.silence import Silences
from county.gasoline.windows import Sale, Windows, newer, order, sale_of

__all__ = ["Engine", "Ground", "Hit", "Incident", "Site"]

_Lists = tuple[Sequence[Sale], Sequence[Sale], Sequence[Sale]]
"""Where a sale stands: with its buyer's, on its permit, at its station."""
_Judge = TypeVar("_Judge", SaleRule, WindowRule)


class Engine:
    """The windows of all purchases, under one set of rules."""

    def __init__(self, rules: GasolineRules, ground: Ground, utc_offset_minutes: int) -> None:
        self._ground = ground
        self._offset = utc_offset_minutes
        self._buyers = Windows()
        self._permits = Windows()
        self._stations = Windows()
        self._newest = 0
        """When the newest sale counts as made, epoch milliseconds."""
        self._registers = Registers(rules, utc_offset_minutes)
        self._silences = Silences(rules.g16, utc_offset_minutes)
        self.rules = rules

    @property
    def rules(self) -> GasolineRules:
        """The rules that purchases are judged by; others hold from the next one on.

        Where others look further back, their windows fill only as purchases come.
        """
        return self._rules

    @rules.setter
    def rules(self, rules: GasolineRules) -> None:
        self._rules = self._registers.rules = rules
        self._silences.rule = rules.g16
        self._calendar = Calendar(rules.season, self._offset)
        night = seconds(rules.g08.begins), seconds(rules.g08.ends)
        purposes = PurposeBook(rules.purpose)
        self._setting = Setting(rules, self._ground, purposes, self._offset * 60, night)
        self._by_sale: Sequence[SaleRule] = self._holding(SALE_RULES)
        self._by_first: Sequence[WindowRule] = self._holding(FIRST_RULES)
        self._by_again: Sequence[WindowRule] = self._holding(AGAIN_RULES)
        self._kept_ms = rules.kept_s * 1000
        self._station_kept_ms = rules.station_kept_s * 1000

    # ---- purchases ------------------------------------------------------------------------------

    def take(
        self, purchase: PurchaseRegistered, when: int, incidents: Sequence[Incident] = ()
    ) -> list[Hit]:
        """Judge a purchase that counts as made at `when` (epoch milliseconds); give what it met.

        `incidents`: the threats open now. Of a rule that one buyer's purchases meet more than
        once, the gravest is given. One that was refused stands in no window; one from an old
        register stands there and raises nothing.
        """
        if not purchase.archived:
            self._silences.heard(purchase.station, when)
        if purchase.refused is not None:
            return []
        sale = self._sale(purchase, when)
        lists = self._stand(sale)
        if sale.archived:
            self._registers.enter(sale)
            return []
        hits = self._judged(purchase, sale, lists, incidents)
        if len(hits) > 1:
            hits = _gravest(hits)
        return hits + self._registers.sold(sale)

    def recall(self, purchase: PurchaseRegistered, when: int) -> None:
        """Put a purchase that was judged before into the windows: when the desk restarts."""
        if not purchase.archived:
            self._silences.heard(purchase.station, when)
        if purchase.refused is None:
            sale = self._sale(purchase, when)
            self._stand(sale)
            self._registers.enter(sale)

    def correct(
        self,
        before: PurchaseRegistered,
        after: PurchaseRegistered | None,
        when: int,
        incidents: Sequence[Incident] = (),
    ) -> list[Hit]:
        """Let a purchase count as `after` says (None: not at all); give what is met only now."""
        if before.refused is not None:
            return []
        was = self._sale(before, when)
        # It may have left the windows meanwhile: it stands there again while it is held against
        # what it should have been.
        self._fall(was)
        met = self._judged(before, was, self._stand(was), incidents)
        self._fall(was)
        hits: list[Hit] = []
        sale: Sale | None = None
        if after is not None:
            sale = self._sale(after, when)
            hits = self._judged(after, sale, self._stand(sale), incidents)
        spoilt = self._registers.corrected(was, sale)
        if before.archived:
            return []
        new = [hit for hit in hits if not any(_says(other, hit) for other in met)]
        return _gravest(new) + spoilt

    def threatened(self, incident: Incident) -> list[Hit]:
        """Give the purchases, not long before or after it, for use where a threat is told of."""
        if not self._rules.g15.enabled:
            return []
        since = incident.at - self._rules.g15.window_s * 1000
        told = [(incident, alike(incident.place))]
        sales = [sale for key in self._stations for sale in newer(self._stations.of(key), since)]
        lively = sorted((sale for sale in sales if not sale.archived), key=order)
        hits = (g15(sale, told, self._rules) for sale in lively)
        return _gravest([hit for hit in hits if hit is not None])

    # ---- stations -------------------------------------------------------------------------------

    @property
    def next_close(self) -> int | None:
        """When the registers of a day are next to be judged, epoch milliseconds."""
        return self._registers.next_close

    def close_days(self, now: int) -> list[Hit]:
        """Judge the stations' registers of the days that have closed by `now`."""
        return self._registers.close(now)

    def resume(self, closed: int) -> None:
        """Take the days that closed by `closed` (epoch milliseconds) as judged: after a restart."""
        self._registers.resume(closed)

    def totalled(self, told: PumpTotalled) -> list[Hit]:
        """Take in what a station's pumps gave on a day; judge the day again if it has closed."""
        return self._registers.totalled(told)

    def usual_s(self, station: str) -> int | None:
        """Give the gap between sales that is usual at a station, in opening seconds; None while
        too few are known."""
        return self._silences.usual_s(station)

    def last_heard(self, station: str) -> int | None:
        """Give when a station's last sale or refusal counts as made, epoch milliseconds."""
        return self._silences.last_heard(station)

    def silent_at(self, station: str, since: int = 0) -> int | None:
        """Give when a station is silent for too long unless it is heard of (epoch milliseconds);
        None while that cannot be told.

        `since`: from when on somebody was there to hear it.
        """
        return self._silences.silent_at(station, since)

    # ---- windows --------------------------------------------------------------------------------

    def _sale(self, purchase: PurchaseRegistered, when: int) -> Sale:
        return sale_of(purchase, when, local_day(when, self._offset))

    def _stand(self, sale: Sale) -> _Lists:
        """Put a sale into its windows; give what stands there."""
        self._newest = max(self._newest, sale.at)
        since = self._newest - self._kept_ms
        station = sale.bought.station
        return (
            self._buyers.add(sale.buyer, sale, since),
            self._permits.add(sale.permit, sale, since) if sale.permit else (),
            self._stations.add(station, sale, self._newest - self._station_kept_ms),
        )

    def _fall(self, sale: Sale) -> None:
        """Take a sale out of its windows."""
        number = sale.bought.purchase
        self._buyers.remove(sale.buyer, number)
        self._permits.remove(sale.permit, number)
        self._stations.remove(sale.bought.station, number)

    def _lists(self, sale: Sale) -> _Lists:
        return (
            self._buyers.of(sale.buyer),
            self._permits.of(sale.permit) if sale.permit else (),
            self._stations.of(sale.bought.station),
        )

    # ---- judging --------------------------------------------------------------------------------

    def _judged(
        self,
        purchase: PurchaseRegistered,
        sale: Sale,
        lists: _Lists,
        incidents: Sequence[Incident],
    ) -> list[Hit]:
        """Judge a sale by itself, in its windows, and later ones whose windows hold it."""
        setting = self._setting
        hits = [hit for rule in self._by_sale if (hit := rule(purchase, sale, setting)) is not None]
        if incidents and self._rules.g15.enabled:
            told = [(incident, alike(incident.place)) for incident in incidents]
            near = g15(sale, told, self._rules)
            hits += () if near is None else (near,)
        history, permit, station = lists
        newest = history[-1] is sale and station[-1] is sale
        if newest and (not permit or permit[-1] is sale):  # as nearly always
            return hits + self._in_windows(sale, lists)
        hits += self._in_windows(sale, _up_to(lists, sale))
        for later in self._later(sale, lists):
            told_again = self._in_windows(later, _up_to(self._lists(later), later))
            hits += [hit for hit in told_again if sale.bought in hit.purchases]
        return hits

    def _in_windows(self, sale: Sale, lists: _Lists) -> list[Hit]:
        """Judge a sale by what stands before it; each list ends with it."""
        history, permit, station = lists
        rules = self._rules
        litres, away_ms, by_window = sale.bought.litres, NEVER, self._by_first
        if len(history) > 1:
            litres = sum([each.bought.litres for each in history])
            away_ms, by_window = sale.at - history[-2].at, self._by_again
        today = self._calendar.day(sale.day)
        case = Case(sale, history, permit, station, litres, away_ms, today)
        hits = [hit for rule in by_window if (hit := rule(case, rules)) is not None]
        if len(permit) > 1 and rules.g02.enabled and (hit := g02(case, rules)) is not None:
            hits.append(hit)
        if rules.g12.enabled and (hit := g12(case, rules)) is not None:
            hits.append(hit)
        return hits

    def _later(self, sale: Sale, lists: _Lists) -> list[Sale]:
        """Give the sales after this one whose windows may hold it, oldest first."""
        history, permit, station = lists
        found = [*_after(history, sale), *_after(permit, sale)]
        found += later_there(sale, station, self._rules.g12.window_s)
        once = {each.bought.purchase: each for each in found if not each.archived}
        return sorted(once.values(), key=order)

    def _holding(self, rules: Mapping[str, _Judge]) -> tuple[_Judge, ...]:
        """Give those of the rules that are on."""
        figures: dict[str, Rule] = {code: getattr(self._rules, code.lower()) for code in rules}
        return tuple(rule for code, rule in rules.items() if figures[code].enabled)


def _up_to(lists: _Lists, sale: Sale) -> _Lists:
    """Cut each list off after the sale."""
    history, permit, station = lists
    return _cut(history, sale), _cut(permit, sale), _cut(station, sale)


def _cut(sales: Sequence[Sale], sale: Sale) -> Sequence[Sale]:
    return sales[: bisect_right(sales, order(sale), key=order)]


def _after(sales: Sequence[Sale], sale: Sale) -> Sequence[Sale]:
    return sales[bisect_right(sales, order(sale), key=order) :]


def _says(known: Hit, hit: Hit) -> bool:
    """Tell whether a known hit says of the same sale what another says, as gravely."""
    return (
        known.rule == hit.rule
        and known.level <= hit.level
        and known.buyer == hit.buyer
        and known.purchases[-1].purchase == hit.purchases[-1].purchase
    )


def _gravest(hits: Iterable[Hit]) -> list[Hit]:
    """Give of each rule and buyer the gravest hit, the first of equals; in the order of rules."""
    kept: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        known = kept.get((hit.rule, hit.buyer))
        if known is None or hit.level < known.level:
            kept[hit.rule, hit.buyer] = hit
    return sorted(kept.values(), key=lambda hit: hit.rule)
