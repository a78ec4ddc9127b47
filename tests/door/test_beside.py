"""The door that a desk opens itself, and a door whose desk does not know it."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path

import pytest

from tests.config.small import write_county
from tests.feeds.real_desk import zhiban
from tests.proof.server_process import STARTS_S

ZHIBAN = Path(sys.executable).with_name("zhiban")


async def told(process: Process) -> dict[str, object]:
    assert process.stdout is not None
    async with asyncio.timeout(STARTS_S):
        line: dict[str, object] = json.loads(await process.stdout.readline())
    return line


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_a_desk_opens_its_door_and_takes_it_along(
    tmp_path: Path, number: signal.Signals
) -> None:
    (tmp_path / "county").mkdir()
    write_county(tmp_path / "county")
    command = [str(ZHIBAN), "serve", "--data", str(tmp_path / "desk"), "--json", "--port", "0"]
    command += ["--profile", str(tmp_path / "county")]
    command += ["--door", "--door-port", "0", "--door-plain-port", "0", "--lang", "en"]
    desk = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE)
    assert "url" in await told(desk)
    door = await told(desk)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(str(door["port"])))
    assert (await reader.readline()).startswith(b"SSH-2.0-zhiban")
    desk.send_signal(number)
    async with asyncio.timeout(STARTS_S):
        await reader.read()
        _, errors = await desk.communicate()  # the door holds the same ends: all are closed
    assert b"made the seat door" in errors
    assert desk.returncode == (0 if number == signal.SIGTERM else -9)
    writer.close()
    with pytest.raises(OSError, match="Connect call failed"):
        await asyncio.open_connection("127.0.0.1", int(str(door["port"])))


async def test_a_door_without_its_token_says_what_to_do(tmp_path: Path) -> None:
    ended = await zhiban("door", "--data", tmp_path, "--port", "0", "--no-plain", "--lang", "en")
    assert ended.code == 1
    assert str(tmp_path / "door.token") in ended.err
    assert "Traceback" not in ended.err


async def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    (tmp_path / "door.token").write_text("x\n")
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    ended = await zhiban(
        *("door", "--data", tmp_path, "--host", "127.0.0.1", "--port", str(port), "--lang", "en")
    )
    server.close()
    await server.wait_closed()
    assert ended.code == 1
    assert "cannot be opened" in ended.err
    assert "Traceback" not in ended.err
