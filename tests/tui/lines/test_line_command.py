"""`zhiban line` in a shell: its streams, its exit codes, its end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.serve import Server
from tests.server.wire_client import alarm, client, server_at
from zhiban.commands.line import command

ZHIBAN = (sys.executable, "-c", "from zhiban.cli import main; main()")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Server]:
    (tmp_path / "token").write_text("officer\n")
    async with server_at(tmp_path) as server:
        async with client(server.url, "feed") as feed:
            await feed.push(alarm(text="万和广场 𠮷"))
        yield server


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Have what is started hear of interrupts, though this run were one that must not: a job of a
    shell in the background hands it on that they are ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


async def started(desk: Server, directory: Path, *words: str, **variables: str) -> Process:
    options = ("line", "--url", desk.url, "--token-file", str(directory / "token"), "--lang", "en")
    return await asyncio.create_subprocess_exec(
        *ZHIBAN, *options, *words, stdout=PIPE, stderr=PIPE, env=os.environ | variables
    )


async def test_a_list_goes_to_the_output_and_the_exit_code_is_0(
    desk: Server, tmp_path: Path
) -> None:
    asking = await started(desk, tmp_path, "alarms", "--json")
    out, err = await asking.communicate()
    assert (asking.returncode, err) == (0, b"")
    assert '"text":"万和广场 𠮷"' in out.decode()


async def test_a_refusal_goes_to_the_error_stream(desk: Server, tmp_path: Path) -> None:
    asking = await started(desk, tmp_path, "ack", "1")
    await asking.communicate()
    again = await started(desk, tmp_path, "ack", "1")
    out, err = await again.communicate()
    assert (again.returncode, out) == (1, b"")
    assert b"already taken" in err


async def test_a_locale_that_cannot_write_a_name_stops_nothing(
    desk: Server, tmp_path: Path
) -> None:
    asking = await started(desk, tmp_path, "go", "1", PYTHONIOENCODING="gb2312")
    out, _ = await asking.communicate()
    assert asking.returncode == 0
    assert "万和广场 ?" in out.decode("gb2312")


@pytest.mark.usefixtures("interruptible")
async def test_a_followed_list_ends_at_an_interrupt(desk: Server, tmp_path: Path) -> None:
    following = await started(desk, tmp_path, "alarms", "--follow")
    assert following.stdout is not None
    assert (await following.stdout.readline()).startswith(b"1 P1")
    following.send_signal(signal.SIGINT)
    _, err = await following.communicate()
    assert (following.returncode, err) == (130, b"")


def test_without_words_it_explains_itself(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("x")
    asked = CliRunner().invoke(command, ["--token-file", str(tmp_path / "token"), "--lang", "en"])
    assert asked.exit_code == 0
    assert "alarms" in asked.output


def test_a_missing_token_is_no_desk(tmp_path: Path) -> None:
    asked = CliRunner().invoke(command, ["--token-file", str(tmp_path / "none"), "alarms"])
    assert asked.exit_code == 3
    assert "none" in asked.output
