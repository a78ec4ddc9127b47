"""A disk that takes no more: refused by name, red for a monitor, and well again by itself."""

from __future__ import annotations

import asyncio
import http.client
import json
import random
import resource
from collections import Counter
from pathlib import Path

import pytest

from config.profile import builtin, load_profile
from feeds import frames
from tests.proof import load
from tests.proof.feeds_at_work import Feed
from tests.proof.ledger import ledger_of
from tests.proof.server_process import ServerProcess
from tests.proof.watchers import OFFICER, SEATS, Watcher
from tests.server.wire_client import client

pytestmark = pytest.mark.slow

FACTS = 300


async def test_a_full_disk_is_told_and_the_desk_recovers_without_a_restart(tmp_path: Path) -> None:
    county, rng = load_profile(builtin()), random.Random(3)
    facts = [load.alarm(county, rng, f"mark {n}") for n in range(FACTS)]
    async with (
        ServerProcess(tmp_path / "desk", SEATS) as server,
        Feed(server.url, "panels", tmp_path / "spool", 1) as feed,
    ):
        watcher = Watcher(server.url, OFFICER, 1)
        watcher.start()
        await feed.tell(facts[: FACTS // 2])
        await feed.publisher.drained()
        pid = server.pid
        _let_files_grow(pid, 1)
        async with client(server.url, "feed") as other:
            await other.send(frames.Push("till-1", 1, (load.purchase(county, rng, "refused"),)))
            assert (await other.until(frames.Bye)).refusal.code == "not_durable"
        assert await asyncio.to_thread(_health, server.port) == (503, "red", ["journal"])
        await feed.tell(facts[FACTS // 2 :])
        assert feed.publisher.left == FACTS - FACTS // 2
        _let_files_grow(pid, resource.RLIM_INFINITY)
        async with asyncio.timeout(30):
            await feed.publisher.drained()
        assert await asyncio.to_thread(_health, server.port) == (200, "green", [])
        assert server.pid == pid
        with ledger_of(server.directory) as ledger:
            await watcher.mirror.catch_up(len(ledger.entries))
        await watcher.stop()
        await server.stop()
        assert feed.refused == []
        assert watcher.mirror.missed == 0
        with ledger_of(server.directory) as ledger:
            assert ledger.marks() == Counter(fact.text for fact in facts)
            assert watcher.agrees_with(ledger)


def _let_files_grow(pid: int, size: int) -> None:
    """Let the process write no file beyond `size` bytes: the kernel refuses it as a full disk."""
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


def _health(port: int) -> tuple[int, str, list[str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        told = json.loads(answer.read())
        return answer.status, told["status"], told["reasons"]
    finally:
        connection.close()
