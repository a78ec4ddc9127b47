"""The frames of the wire: everything that client and server say to each other.

One frame is one websocket message, an object whose `t` names it. The server's field lists may grow
within a protocol version, so a client ignores fields it does not know; what a client sends is
checked strictly, because a misspelt field of a feed must be told, not lost.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from config.atlas import Atlas
from county.access import Witnessed
from county.board import Picture
from county.commands import Ask
from county.events import Entry, Report
from county.fields import Bilingual, Lang, Millis, Number
from county.patrol import Fix, Position
from county.refusals import Refusal
from county.rights import Role
from feeds.frame import ClientFrame, Id, ServerFrame
from feeds.questions import AnyAnswer, AnyQuestion

VERSION = 1
"""The protocol's version; a server speaks exactly one."""

MAX_AUDIT = 500
"""Access facts in one answer."""

MAX_BATCH = 1000
"""Events in one push, and fixes in one frame."""

Source = Annotated[
    str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]*$(?!\n)")
]
"""Who observed: a panel, a petrol station's till, a positioning platform."""

Sequence = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""A place in the journal's order; 0 is before the first entry."""


class Hello(ClientFrame, frozen=True, tag="hello", kw_only=True):
    """The first frame: who is there. The token stands here, never in a URL."""

    token: Annotated[str, Meta(max_length=200)]
    version: int = VERSION
    lang: Lang = "en"
    """The language of refusals."""
    client: Annotated[str, Meta(max_length=80)] = ""
    """What program it is, for the log."""


class Subscribe(ClientFrame, frozen=True, tag="subscribe", kw_only=True):
    """Follow the board from `since` on; without it, or in another epoch, with a snapshot first."""

    since: Sequence | None = None
    epoch: Annotated[str, Meta(max_length=64)] = ""
    calm: bool = False
    """Whether to be told twice a second at most, but of a new alarm of the first priority, and of
    what one asked for, at once."""


class Seen(ClientFrame, frozen=True, tag="seen"):
    """Credit: everything up to `seq` is on my screen. A subscriber says it once a second."""

    seq: Sequence


class Check(ClientFrame, frozen=True, tag="check"):
    """Ask for the digest of my board at a sequence number: proof that nothing was missed."""


class Survey(ClientFrame, frozen=True, tag="survey"):
    """Ask for the county's atlas: names and lines for drawing. Answered by `atlas`."""


class Do(ClientFrame, frozen=True, tag="do"):
    """Ask for something; answered by `done` with the same `id`."""

    id: Id
    command: Ask


class Push(ClientFrame, frozen=True, tag="push"):
    """Facts for keeps, numbered `first`, `first` + 1, ... by their source, upwards for ever.

    Answered by `ack` when durable. The same number pushed again is acknowledged and counted once.
    """

    source: Source
    first: Number
    events: Annotated[tuple[Report, ...], Meta(min_length=1, max_length=MAX_BATCH)]


class Fixes(ClientFrame, frozen=True, tag="fixes"):
    """Positions: the last of each unit counts. Not numbered and not acknowledged."""

    source: Source
    fixes: Annotated[tuple[Fix, ...], Meta(min_length=1, max_length=MAX_BATCH)]


class Ping(ClientFrame, frozen=True, tag="ping"):
    """Ask for the time and the round trip; `sent` comes back as it is."""

    sent: float
    present: bool = False
    """Somebody used the keyboard since the last ping: keeps the idle lock away."""


class Lock(ClientFrame, frozen=True, tag="lock"):
    """Lock my seat: no `do` is obeyed until `unlock`. For seats that have a PIN."""


class Unlock(ClientFrame, frozen=True, tag="unlock"):
    """Give my seat's PIN; answered by `done` with the same `id`."""

    id: Id
    pin: Annotated[str, Meta(max_length=80)]


class Audit(ClientFrame, frozen=True, tag="audit"):
    """Ask who came, who was refused, who looked: for auditors and administrators.

    Answered by `audited` with the same `id`; the looking is written down too.
    """

    id: Id
    after: Sequence = 0
    limit: Annotated[int, Meta(ge=1, le=MAX_AUDIT)] = MAX_AUDIT


# ---- what an SSH door asks for others -----------------------------------------------------------

SeatName = Annotated[str, Meta(max_length=80)]
"""The seat that somebody asks for: what a stranger typed, of which nothing is known yet."""

PublicKey = Annotated[str, Meta(max_length=1000)]
"""A public key as OpenSSH writes it: ``ssh-ed25519 AAAA…``; a comment behind it is ignored."""

RemoteAddress = Annotated[str, Meta(max_length=80)]
"""Whence somebody came to the door."""


class Knock(ClientFrame, frozen=True, tag="knock", kw_only=True):
    """Ask whether a key may sign in for a seat; answered by `knocked`. For the role door."""

    id: Id
    name: SeatName
    key: PublicKey
    address: RemoteAddress


class Enter(ClientFrame, frozen=True, tag="enter", kw_only=True):
    """Say that somebody at the door proved to hold the key; answered by `entered`.

    For the role door. With `code`, a one-time code, the key is bound to the seat first. With
    `ticket`, a ticket given for the same seat and key goes on after the desk was started again.
    """

    id: Id
    name: SeatName
    key: PublicKey
    address: RemoteAddress
    code: Annotated[str, Meta(max_length=40)] = ""
    client: Annotated[str, Meta(max_length=80)] = ""
    """What program it is, for the log."""
    ticket: Annotated[str, Meta(max_length=200)] = ""


class TurnedAway(ClientFrame, frozen=True, tag="turned_away", kw_only=True):
    """Say that somebody did not get through the door; written down, not answered."""

    name: SeatName
    address: RemoteAddress
    reason: Annotated[str, Meta(max_length=40)]


class Leave(ClientFrame, frozen=True, tag="leave"):
    """Give a ticket back: it opens nothing any more. Not answered."""

    ticket: Annotated[str, Meta(max_length=200)]


Mode = Literal["live", "exercise"]


class Welcome(ServerFrame, frozen=True, tag="welcome", kw_only=True):
    """The answer to `hello`: what this server is and what the seat may see."""

    version: int
    seat: str
    role: Role
    areas: tuple[str, ...] | None
    """The areas it sees; None is the whole county."""
    unmasks: bool = False
    """Whether it may open sealed identities, and allow others to."""
    mode: Mode
    county: str
    name: Bilingual
    epoch: str
    """The journal's identity: a sequence number means something only within it."""
    head: Sequence
    atlas: str
    """The atlas's digest: ask for it only when it is not at hand."""
    now: Millis
    keepalive_s: float
    """How long silence may last before the peer counts as gone, in seconds."""
    has_pin: bool = False
    """Whether the seat can be locked, and unlocked by its PIN."""
    idle_lock_s: float = 0
    """The seat is locked when nobody was present for so long, in seconds; 0: never."""
    locked: bool = False
    """Whether it is locked now: a new connection does not unlock it."""


class Snapshot(ServerFrame, frozen=True, tag="snapshot", kw_only=True):
    """Part `part` of `parts` of the seat's board; the first also says how it came to be."""

    part: int
    parts: int
    picture: Picture
    recent: tuple[Entry, ...] = ()
    """The newest entries before the snapshot, for the activity list."""
    positions: tuple[Position, ...] = ()


class Delta(ServerFrame, frozen=True, tag="delta", kw_only=True):
    """The entries after `after` up to `through`; fewer stand here when the seat may not see all.

    A client whose board is not at `after` has missed something and subscribes again.
    """

    after: Sequence
    through: Sequence
    entries: tuple[Entry, ...]


class Figures(Struct, frozen=True, omit_defaults=True):
    """Counts that are recomputed, never journaled: of the seat's areas, since local midnight."""

    purchases: int = 0
    litres: float = 0.0
    warnings: int = 0
    alarms: int = 0


class Tick(ServerFrame, frozen=True, tag="tick", kw_only=True):
    """Positions that changed since the last tick, the newest of each unit."""

    now: Millis
    positions: tuple[Position, ...] = ()
    thinned: int = 0
    """Fixes of those units that newer ones replaced before they were sent, since start."""
    figures: Figures | None = None
    sources: dict[str, Millis] | None = None
    """When each feed source was last heard, by the server's clock."""


class Done(ServerFrame, frozen=True, tag="done", kw_only=True):
    """The answer to `do`: the last entry it became (durable), or why not."""

    id: int
    seq: Sequence = 0
    refusal: Refusal | None = None
    text: str = ""
    """The refusal in the client's language."""


class Ack(ServerFrame, frozen=True, tag="ack"):
    """All of `source` that this connection pushed up to `through` is durable or was refused."""

    source: str
    through: int
    known: int = 0
    """How many of the facts of the push were there already."""


class Refused(ServerFrame, frozen=True, tag="refused", kw_only=True):
    """Something sent was refused and left no trace; the connection goes on."""

    refusal: Refusal
    text: str
    source: str = ""
    number: int = 0
    """The number of the refused event; 0 when it is not about one."""


class Digest(ServerFrame, frozen=True, tag="digest"):
    """The digest of the seat's board at `seq`: the deltas up to `seq` were sent before it."""

    seq: Sequence
    digest: str


class AtlasFrame(ServerFrame, frozen=True, tag="atlas"):
    """The answer to `survey`."""

    atlas: Atlas


class Pong(ServerFrame, frozen=True, tag="pong"):
    """The answer to `ping`."""

    sent: float
    now: Millis


class Audited(ServerFrame, frozen=True, tag="audited", kw_only=True):
    """The answer to `audit`: access facts in their order, or why not."""

    id: int
    rows: tuple[Witnessed, ...] = ()
    refusal: Refusal | None = None
    text: str = ""


class Knocked(ServerFrame, frozen=True, tag="knocked"):
    """The answer to `knock`; ``enrol``: not the key, but a one-time code is open for the seat."""

    id: int
    answer: Literal["yes", "enrol", "no"]


class Entered(ServerFrame, frozen=True, tag="entered", kw_only=True):
    """The answer to `enter`: a ticket, to be used as the token of a `hello`, or why not."""

    id: int
    ticket: str = ""
    lang: Lang | None = None
    """The language set for the seat, if any."""
    refusal: Refusal | None = None
    text: str = ""


class Bye(ServerFrame, frozen=True, tag="bye", kw_only=True):
    """Why the server ends the connection; the last frame."""

    refusal: Refusal
    text: str


FromDoor = Knock | Enter | TurnedAway | Leave
FromClient = (
    Hello
    | Subscribe
    | Seen
    | Check
    | Survey
    | Do
    | Push
    | Fixes
    | Ping
    | Lock
    | Unlock
    | Audit
    | AnyQuestion
    | Knock
    | Enter
    | TurnedAway
    | Leave
)
FromServer = (
    Welcome
    | Snapshot
    | Delta
    | Tick
    | Done
    | Ack
    | Refused
    | Digest
    | AtlasFrame
    | Pong
    | Audited
    | AnyAnswer
    | Knocked
    | Entered
    | Bye
)
