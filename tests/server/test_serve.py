"""The whole process: it starts, resumes, shows how it is, and stops in order."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from feeds import frames
from server.serve import first_seats
from tests.config.small import write_county
from tests.server.helpers import full_disk
from tests.server.wire_client import (
    alarm,
    client,
    epoch,
    fix,
    follower,
    metrics,
    page,
    server_at,
)

ZHIBAN = (sys.executable, "-c", "from zhiban.cli import main; main()")


@contextmanager
def process(data: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `zhiban serve` and give it with its address once it is ready."""
    command = (*ZHIBAN, "serve", "--data", str(data), "--port", "0", "--json", *more)
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    try:
        assert running.stdout is not None
        line = running.stdout.readline()
        assert line, running.stderr.read() if running.stderr else ""
        yield running, json.loads(line)["url"]
    finally:
        running.kill()
        running.communicate()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    county = tmp_path / "county"
    county.mkdir()
    write_county(county)
    directory = tmp_path / "desk"
    directory.mkdir()
    (directory / "zhiban.toml").write_text(f'profile = "{county}"\n')
    return directory


async def test_a_first_start_makes_the_tokens_that_a_newcomer_needs(data: Path) -> None:
    with process(data) as (_, url):
        officer = (data / "officer.token").read_text().strip()
        feed = (data / "feed.token").read_text().strip()
        assert (data / "officer.token").stat().st_mode & 0o077 == 0
        async with follower(url, officer) as seat, client(url, feed) as telling:
            await telling.push(alarm())
            await seat.see(1)
    assert first_seats(data) is None


async def test_a_restart_resumes_where_it_stopped(data: Path) -> None:
    with process(data) as (first, url):
        officer = (data / "officer.token").read_text().strip()
        feed = (data / "feed.token").read_text().strip()
        async with follower(url, officer) as seat, client(url, feed) as telling:
            await telling.push(alarm(), alarm(), first=1)
            await telling.send(frames.Fixes("gps", (fix(),)))
            await seat.see(2)
            while not any(tick.positions for tick in seat.ticks):
                await seat.recv()
            first.send_signal(signal.SIGTERM)
            with contextlib.suppress(ConnectionClosed):
                while True:
                    await seat.recv()
            assert seat.socket.close_code == 1001
        assert await asyncio.to_thread(first.wait, 5) == 0
    with process(data) as (_, url):
        async with client(url, officer) as again, client(url, feed) as telling:
            again.board, again.through = seat.board, seat.through
            order = await epoch(url, officer)
            await again.send(frames.Subscribe(since=again.through, epoch=order))
            tick = await again.until(frames.Tick)
            assert [p.unit for p in tick.positions] == ["B1"]
            await telling.push(alarm(), alarm(), first=2)
            await again.see(1)
            await again.prove()
            assert sorted(again.board.alarms) == [1, 2, 3]


async def test_a_killed_server_loses_nothing_that_it_acknowledged(data: Path) -> None:
    with process(data) as (first, url):
        officer = (data / "officer.token").read_text().strip()
        feed = (data / "feed.token").read_text().strip()
        async with client(url, feed) as telling:
            await telling.push(*(alarm() for _ in range(100)), first=1)
        first.kill()
        await asyncio.to_thread(first.wait)
    with process(data) as (_, url):
        async with follower(url, officer) as seat:
            assert len(seat.board.alarms) == 100


async def test_the_pages_for_monitors_tell_how_it_is(tmp_path: Path) -> None:
    async with server_at(tmp_path) as server:
        async with follower(server.url), client(server.url, "feed") as feed:
            await feed.push(alarm(), alarm(), first=1)
            await feed.push(alarm(), first=2)
            await feed.refused("{")
            status, body = await page(server.url, "/healthz")
            told = json.loads(body)
            assert (status, told["status"], told["head"]) == (200, "green", 4)
            assert (told["connections"], told["subscribers"]) == (2, 1)
            figures = await metrics(server.url)
        assert figures['zhiban_taken_total{kind="alarm_reported"}'] == 3
        assert figures['zhiban_refused_total{code="not_json"}'] == 1
        assert figures["zhiban_duplicates_total"] == 1
        assert figures["zhiban_sequence"] == 4
        assert figures["zhiban_deliveries_total"] == 1
        assert figures["zhiban_durable_seconds_count"] == 2


async def test_a_desk_that_cannot_keep_is_red_and_acknowledges_nothing(tmp_path: Path) -> None:
    async with server_at(tmp_path) as server, follower(server.url) as seat:
        async with client(server.url, "feed") as feed:
            await feed.push(alarm(), first=1)
            await seat.see(1)
            with full_disk(tmp_path / "journal.db"):
                await feed.send(frames.Push("panel-1", 2, (alarm(),)))
                assert (await feed.until(frames.Bye)).refusal.code == "not_durable"
                status, body = await page(server.url, "/healthz")
                assert (status, json.loads(body)["reasons"]) == (503, ["journal"])
        while (await page(server.url, "/healthz"))[0] == 503:
            pass
        async with client(server.url, "feed") as feed:
            await feed.push(alarm(), first=2)
        await seat.see(2)
        await seat.prove()


async def test_two_servers_cannot_keep_one_directory(data: Path) -> None:
    with process(data):
        second = (*ZHIBAN, "serve", "--data", str(data), "--port", "0", "--lang", "en")
        ended = await asyncio.to_thread(subprocess.run, second, capture_output=True, text=True)
        assert ended.returncode == 3
        assert "running already" in ended.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("port = 99999\n", "zhiban.toml:1: port: must be at most 65,535 (is 99999)"),
        ("\nport = \n", "zhiban.toml:2: is not TOML: Invalid value"),
        ("[limits]\nticks = 1\n", "zhiban.toml:2: limits.ticks: is not known"),
        ('host = "0.0.0.0"\n', "zhiban.toml: host: 0.0.0.0 is open to others"),
        ('profile = "nowhere"\n', "zhiban.toml: profile: there is no directory"),
    ],
)
def test_a_bad_settings_file_is_refused_by_line_and_field(
    tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "zhiban.toml").write_text(text)
    command = (*ZHIBAN, "serve", "--data", str(tmp_path), "--lang", "en")
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 2
    assert told in ended.stderr
    assert not (tmp_path / "seats.toml").exists()


async def test_a_port_that_is_taken_ends_the_start_with_its_reason(data: Path) -> None:
    with process(data) as (_, url):
        other = data.parent / "other"
        other.mkdir()
        (other / "zhiban.toml").write_bytes((data / "zhiban.toml").read_bytes())
        port = url.rpartition(":")[2]
        command = (*ZHIBAN, "serve", "--data", str(other), "--port", port, "--lang", "en")
        ended = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True)
        assert ended.returncode == 1
        assert "cannot start" in ended.stderr
