"""Gasoline purchases as lines of a list, and one of them in full; never who bought."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from county.gasoline.lines import PurchaseLine
from county.text import clean
from tui.view.voice import Voice

BUYER_SHOWN = 12
"""Characters of a pseudonym shown on a line: enough to tell buyers apart, the record has all."""


@dataclass(frozen=True)
class SaleText:
    """One purchase as a list shows it."""

    number: int
    when: str
    """When it counts as made: clock, with the day unless it is today's."""
    litres: str
    station: str
    buyer: str
    purpose: str
    use_place: str
    state: str
    """Refused, corrected or void; "" for what is as it was registered."""
    simulated: str


def row(line: PurchaseLine, now: int, voice: Voice) -> SaleText:
    """Say one purchase at `now` (epoch milliseconds)."""
    bought = line.purchase
    return SaleText(
        number=bought.number,
        when=voice.moment(line.at, now),
        litres=voice.say("sale.litres", litres=f"{bought.litres:g}"),
        station=voice.name(voice.sites, bought.station),
        buyer=clean(bought.buyer, BUYER_SHOWN),
        purpose=clean(bought.purpose),
        use_place=clean(bought.use_place),
        state=_state(line, voice),
        simulated=voice.say("mark.simulated") if bought.simulated else "",
    )


def _state(line: PurchaseLine, voice: Voice) -> str:
    if line.void:
        return voice.say("sale.void")
    if line.purchase.refused is not None:
        return voice.say("sale.refused")
    return voice.say("sale.corrected") if line.corrected else ""


def facts(line: PurchaseLine, now: int, voice: Voice) -> Iterator[tuple[str, str]]:
    """Give what is known of one purchase, label and text; what is not known is left out."""
    bought, told = line.purchase, row(line, now, voice)
    yield "", f"{told.number}  {told.when}  {told.litres}  {told.station}  {told.state}".rstrip()
    yield voice.say("column.buyer"), _buyer(line, voice)
    yield voice.say("column.purpose"), voice.said(bought.purpose)
    yield voice.say("column.use_place"), voice.said(bought.use_place)
    yield voice.say("sale.travel"), voice.said(bought.travel_reason)
    yield voice.say("sale.permit"), clean(bought.permit)
    yield voice.say("sale.container"), _container(line, voice)
    yield voice.say("sale.pump"), clean(" ".join((bought.pump, bought.attendant)).strip())
    if bought.refused is not None:
        yield voice.say("sale.refused"), voice.say(f"refused_for.{bought.refused}")


def _buyer(line: PurchaseLine, voice: Voice) -> str:
    bought = line.purchase
    sealed = voice.say("sale.sealed" if line.sealed else "sale.unsealed")
    tail = voice.say("sale.tail", tail=clean(bought.tail)) if bought.tail else ""
    return "  ".join(filter(None, (clean(bought.buyer), tail, sealed)))


def _container(line: PurchaseLine, voice: Voice) -> str:
    kind, litres = line.purchase.container, line.purchase.container_litres
    said = voice.say(f"container.{kind}") if kind else voice.say("container.unknown")
    return f"{said} {voice.say('sale.litres', litres=f'{litres:g}')}" if litres else said
