"""A small desk that tells a mirror what happens, with the county's own code and no socket."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from config.atlas import AreaSketch, Atlas, SiteSketch
from config.places import AlarmKind, Department
from config.places import Outcome as Ending
from county import events as ev
from county.board import Picture, digest
from county.commands import Ask
from county.decisions import County, Outcome
from county.events import Entry
from county.fields import Bilingual, Lang
from county.patrol import Position
from county.refusals import Refusal
from feeds import frames
from tests.county import samples
from tests.county.samples import LEADER, NOON
from tui.view.voice import Voice

FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\u00ad\u034f\u115f\u1160\u200b\u2060-\u2064\u3164\ufeff\uffa0\U000e0000-\U000e007f\ud800-\udfff]"
)
"""What must never reach a terminal."""

ATLAS = Atlas(
    id="small",
    name=Bilingual("小县", "Small County"),
    simulated=True,
    utc_offset_minutes=480,
    centre=(41.0, 110.0),
    outline=(),
    areas=(
        AreaSketch("t01", Bilingual("城关镇", "Chengguan"), "town", ()),
        AreaSketch("t02", Bilingual("北滩乡", "Beitan"), "pasture", ()),
    ),
    cells=(),
    roads=(),
    sites=(
        SiteSketch(
            id="s1",
            zh="城东加油站",
            en="East Station",
            kind="petrol_station",
            area="t01",
            lat=41,
            lon=110,
        ),
        SiteSketch(
            id="pcs1",
            zh="城关派出所",
            en="Chengguan Police Station",
            kind="station",
            area="t01",
            lat=41.01,
            lon=110.01,
        ),
    ),
    kinds={
        "gas_leak": AlarmKind(id="gas_leak", zh="燃气泄漏", en="Gas leak", priority=1),
        "theft": AlarmKind(id="theft", zh="盗窃", en="Theft", priority=2),
        "noise": AlarmKind(id="noise", zh="噪声扰民", en="Noise", priority=3),
        "intrusion": AlarmKind(
            id="intrusion", zh="周界入侵", en="Intrusion", priority=3, intrusion=True
        ),
        "slight_crash": AlarmKind(
            id="slight_crash", zh="轻微事故", en="Slight crash", priority=3, remote=True
        ),
    },
    outcomes={
        "settled": Ending(id="settled", zh="现场解决", en="Settled on scene"),
        "false_alarm": Ending(id="false_alarm", zh="误报", en="False alarm"),
        "false_report": Ending(id="false_report", zh="谎报", en="False report"),
        "remote": Ending(id="remote", zh="远程快处", en="By video"),
    },
    departments={
        "12345": Department(id="12345", zh="12345 热线", en="12345 line", answer_s=86_400)
    },
    alarms=samples.ALARMS,
    patrol=samples.RULEBOOK.patrol,
    gasoline=samples.RULEBOOK.gasoline,
)

ZH = Voice.of("zh", ATLAS)
EN = Voice.of("en", ATLAS)
VOICES: Mapping[Lang, Voice] = {"zh": ZH, "en": EN}


class Desk:
    """A county with cars B1, B2 in t01 and B3 in t02, and everything that was told of it."""

    def __init__(self, epoch: str = "e1") -> None:
        self.epoch = epoch
        self.county: County = samples.county()
        self.entries: list[Entry] = []
        self.purchases: list[ev.PurchaseRegistered] = []

    @property
    def seq(self) -> int:
        return self.county.board.seq

    def report(self, fact: ev.Report, now: int = NOON) -> None:
        """Let a feed push a fact."""
        self._keep(self.county.report(fact, "panel-1", now))

    def do(self, command: Ask, now: int = NOON) -> None:
        """Let a seat do something."""
        self._keep(self.county.obey(command, "wang", LEADER, now))

    def fall_due(self, now: int) -> None:
        """Let time come."""
        self._keep(self.county.fall_due(now))

    def _keep(self, outcome: Outcome | Refusal) -> None:
        assert isinstance(outcome, Outcome), outcome
        self.entries += [ruled.entry for ruled in outcome.entries]
        self.purchases += outcome.purchases.values()

    def picture(self) -> Picture:
        return self.county.board.view(LEADER)

    def digest(self) -> str:
        return digest(self.picture())

    def welcome(self) -> frames.Welcome:
        return frames.Welcome(
            version=1,
            seat="wang",
            role="officer",
            areas=None,
            mode="live",
            county="small",
            name=ATLAS.name,
            epoch=self.epoch,
            head=self.seq,
            atlas=ATLAS.digest,
            now=NOON,
            keepalive_s=10,
        )

    def snapshot(self, parts: int = 1) -> list[frames.Snapshot]:
        """Give the board in `parts` parts, cut anyhow."""
        whole = self.picture()
        return [
            frames.Snapshot(
                part=part + 1,
                parts=parts,
                picture=Picture(
                    whole.seq,
                    *(getattr(whole, name)[part::parts] for name in Picture.__struct_fields__[1:]),
                ),
                recent=tuple(self.entries) if part == 0 else (),
            )
            for part in range(parts)
        ]

    def delta(self, after: int) -> frames.Delta:
        """Give everything after a place in the order."""
        later = tuple(entry for entry in self.entries if entry.seq > after)
        return frames.Delta(after=after, through=self.seq, entries=later)


def position(unit: str, lat: float = 41.0, lon: float = 110.0, at: int = NOON) -> Position:
    return Position(unit, at, lat, lon, 8.0, 30.0, None, "gps-1", at)


def texts(value: object) -> Iterator[str]:
    """Give every text in a view model."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value):
        for each in fields(value):
            yield from texts(getattr(value, each.name))
