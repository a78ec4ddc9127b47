"""Puts a desk together, opens its door, and takes it down in order."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from websockets.asyncio.server import Server as DoorServer

from config.atlas import atlas_of
from config.location import Locator
from config.places import Profile
from config.private import write_private
from config.profile import load_profile
from config.seats import (
    PUSHABLE,
    SEATS_FILE,
    Seat,
    new_token,
    save_seats,
    token_hash,
)
from config.settings import Settings
from county.clock import Clock, SystemClock
from server import interpreter
from server.access import Access
from server.aged import Keeping
from server.backtests import Backtests, Workbench
from server.bulletins import Bulletins
from server.cases import Terms
from server.desk import Desk
from server.following import Follower
from server.gasoline_questions import GasolineQuestions
from server.gateway import Gateway
from server.health import Health
from server.hub import Hub
from server.identities import Reading
from server.journal import FILE, Journal
from server.questions import Questions
from server.ranking import Ranker
from server.records import Records
from server.retention import Retention
from server.sales import Sales
from server.sealing import Sealer
from server.seals import DIRECTORY as SEALS
from server.stalls import Stalls
from server.tls import Certificate, certificate_of
from server.tracks import DIRECTORY as TRACKS
from server.tracks import Tracks
from server.upkeep import Upkeep
from server.whereabouts import Trails
from server.witness import Witness

log = logging.getLogger(__name__)

Told = TypeVar("Told")


class AlreadyRunningError(Exception):
    """Another process keeps the desk in this data directory."""


class Server(NamedTuple):
    """A desk whose door is open."""

    url: str
    beside_url: str
    """Where what runs beside it on this machine reaches it."""
    upkeep: Upkeep
    background: asyncio.Task[None]
    """Ends only by a defect, which it raises."""


async def serve(data_dir: Path, settings: Settings, announce: Callable[[Server], None]) -> None:
    """Keep a desk until SIGTERM or SIGINT; `announce` is told of it when it is ready.

    Raises ProfileError for files that cannot be used, AlreadyRunningError, OSError when the address
    cannot be had, sqlite3.Error when the journal cannot.
    """
    interpreter.tune()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with opened(data_dir, settings, SystemClock()) as server:
        loop.add_signal_handler(signal.SIGHUP, server.upkeep.reload)
        interpreter.settle()
        announce(server)
        stopping = asyncio.create_task(stop.wait())
        watching = asyncio.create_task(Stalls().watch())
        await asyncio.wait((stopping, server.background), return_when=asyncio.FIRST_COMPLETED)
        watching.cancel()
        stopping.cancel()
        log.info("stopping")


@asynccontextmanager
async def opened(data_dir: Path, settings: Settings, clock: Clock) -> AsyncIterator[Server]:
    """Open a desk and its door; on the way out everything taken is durable before they close."""
    settings.check()
    profile = load_profile(settings.profile_path)
    atlas = atlas_of(profile)
    async with AsyncExitStack() as stack:
        stack.enter_context(locked(data_dir))
        certificate = certificate_of(data_dir, settings)
        journal = await Journal.open(data_dir / FILE)
        stack.push_async_callback(journal.close)
        tracks = Tracks(data_dir / TRACKS, clock, settings.keep_tracks_days)
        await tracks.start()
        stack.push_async_callback(tracks.stop)
        units = [unit.registered(clock.now()) for unit in profile.units]
        desk = Desk(journal, profile.rulebook, Locator(profile).locate, units, clock)
        witness = Witness(desk.witness, clock)
        offset, grace_s = profile.utc_offset_minutes, settings.shift_grace_s
        access = Access(data_dir, witness, clock, offset, grace_s)
        latest = (await tracks.latest()).values()
        await desk.start()
        stack.push_async_callback(desk.stop)
        health = Health(clock, lambda: desk.commits.fault)
        hub = Hub(journal, desk, profile.utc_offset_minutes, latest, settings.limits, health, clock)
        records = Records(data_dir, journal, _terms(profile), clock)
        sales = Sales(data_dir, journal, profile.utc_offset_minutes, clock)
        gasoline = GasolineQuestions(
            desk.sales, desk.usual_s, sales, profile.rulebook.stations, clock
        )
        retention = Retention(Keeping.of(data_dir, settings), desk, hub, journal, tracks, clock)
        reading = Reading(hub, desk, journal.purchases, data_dir / settings.identity_key, clock)
        workbench = _workbench(stack, data_dir, profile, hub)
        questions = _questions(
            hub, records, tracks, journal, gasoline, reading, workbench, profile, clock
        )
        await _follow(stack, desk, retention, records, sales)
        desk.on_positions = partial(_each, (hub.moved, tracks.add))
        await hub.restore()
        await _all_durable(desk)
        sealer = Sealer(journal, _seal_places(data_dir, settings), clock, offset)
        await _seal(stack, sealer)
        _watch(health, journal, sales, sealer, retention)
        gateway = Gateway(
            settings, access, witness, journal, desk, hub, questions, atlas, health, clock
        )
        urls = await _listen(stack, gateway, settings, certificate)
        upkeep = Upkeep(access, gateway, witness, certificate)
        background = asyncio.create_task(_background(desk, hub, health, sealer, retention, upkeep))
        try:
            yield Server(*urls, upkeep, background)
        finally:
            background.cancel()
            await asyncio.wait((background,))
            gateway.farewell()
            # Before the door closes: what was taken becomes durable and is acknowledged.
            await desk.stop()
    if not background.cancelled():
        background.result()


def _questions(
    hub: Hub,
    records: Records,
    tracks: Tracks,
    journal: Journal,
    gasoline: GasolineQuestions,
    reading: Reading,
    workbench: Workbench,
    profile: Profile,
    clock: Clock,
) -> Questions:
    """Bring together who knows the answers."""
    bulletins = Bulletins(journal, profile, clock)
    same_place_m = profile.alarms.duplicates.radius_m
    return Questions(
        hub,
        records,
        Trails(tracks),
        Ranker(profile),
        bulletins,
        gasoline,
        reading,
        workbench,
        same_place_m,
        clock,
    )


def _workbench(stack: AsyncExitStack, data_dir: Path, profile: Profile, hub: Hub) -> Workbench:
    """Have rules tried on what this desk keeps, until it closes."""
    trials = Backtests(data_dir / FILE, profile.ground, profile.utc_offset_minutes)
    stack.push_async_callback(trials.stop)
    return Workbench(trials, profile.gasoline, lambda: hub.published.rules)


def _watch(
    health: Health, journal: Journal, sales: Sales, sealer: Sealer, retention: Retention
) -> None:
    """Name what turns the desk's health red, and what else is measured."""
    health.show("zhiban_sales_behind", "Rows of the journal not indexed yet", lambda: sales.behind)
    health.watch("lost", lambda: bool(journal.broken))
    health.watch("audit", lambda: sealer.broken)
    health.watch("seals", lambda: sealer.failing)
    health.watch("retention", lambda: retention.failing)


def _terms(profile: Profile) -> Terms:
    """Give the words that people use for what alarms name by a code."""
    kinds = {kind.id: kind.name for kind in profile.kinds.values()}
    return Terms(kinds, {area.id: area.name for area in profile.areas})


async def _follow(
    stack: AsyncExitStack, desk: Desk, retention: Retention, *followers: Follower
) -> None:
    """Have what is made from the journal follow what is committed, after those who show it."""
    desk.on_committed = partial(_each, (desk.on_committed, retention.wake))
    for follower in followers:
        await follower.start()
        stack.push_async_callback(follower.stop)
        desk.on_committed = partial(_each, (desk.on_committed, follower.wake))


async def _seal(stack: AsyncExitStack, sealer: Sealer) -> None:
    await sealer.start()
    stack.push_async_callback(sealer.stop)


def _seal_places(data_dir: Path, settings: Settings) -> tuple[Path, ...]:
    also = (Path(settings.seals_also),) if settings.seals_also else ()
    return (data_dir / SEALS, *also)


def _each(takers: tuple[Callable[[Told], None], ...], told: Told) -> None:
    for take in takers:
        take(told)


async def _all_durable(desk: Desk) -> None:
    """Wait for what was already due at the start: nobody may see it before it is durable."""
    for group in desk.commits.under_way:
        if not group.batch.empty:
            await group.kept()


async def _background(
    desk: Desk, hub: Hub, health: Health, sealer: Sealer, retention: Retention, upkeep: Upkeep
) -> None:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(desk.commits.watched())
        tasks.create_task(hub.run())
        tasks.create_task(sealer.run())
        tasks.create_task(retention.run())
        tasks.create_task(upkeep.run())
        tasks.create_task(health.watch_loop())


@contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """Hold the directory for this process: two writers would make two orders of events.

    Raises AlreadyRunningError.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data_dir / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError(str(data_dir)) from None
        yield


async def _listen(
    stack: AsyncExitStack, gateway: Gateway, settings: Settings, certificate: Certificate | None
) -> tuple[str, str]:
    """Open the listeners; give where others reach the desk, and where what runs beside it does."""
    door = await gateway.listen(certificate.context if certificate else None)
    beside = await gateway.listen_beside() if certificate else door
    for listener in {door, beside}:
        stack.push_async_callback(listener.wait_closed)
        stack.callback(listener.close)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    if certificate is None:
        return f"ws://{host}:{_port(door)}", f"ws://{host}:{_port(door)}"
    return f"wss://{host}:{_port(door)}", f"ws://127.0.0.1:{_port(beside)}"


def _port(listener: DoorServer) -> int:
    port: int = next(iter(listener.sockets)).getsockname()[1]
    return port


def first_seats(data_dir: Path) -> tuple[Path, Path] | None:
    """On a first start, make a seat for the officer and one for feeds, their tokens in files.

    Gives the two files; None when there are seats already. A newcomer needs no more than these.
    """
    if (data_dir / SEATS_FILE).exists():
        return None
    officer, feed = new_token(), new_token()
    files = data_dir / "officer.token", data_dir / "feed.token"
    for path, token in zip(files, (officer, feed), strict=True):
        write_private(path, token + "\n")
    save_seats(
        data_dir,
        (
            Seat(name="officer", role="officer", token_sha256=token_hash(officer)),
            Seat(
                name="feed",
                role="feed",
                token_sha256=token_hash(feed),
                kinds=PUSHABLE,
                sources=("*",),
            ),
        ),
    )
    return files
