"""`zhiban board` prints what a seat sees on a running desk, proven against the desk's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from county.board import Picture, digest
from tests.config.small import write_county
from tests.server.test_serve import process
from tests.server.wire_client import alarm, client
from zhiban.commands.board import command


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Give a directory for a desk of a small county."""
    county, directory = tmp_path / "county", tmp_path / "desk"
    county.mkdir()
    directory.mkdir()
    write_county(county)
    (directory / "zhiban.toml").write_text(f'profile = "{county}"\n')
    return directory


async def test_the_board_is_printed_as_json_and_as_lines(data: Path) -> None:
    import asyncio

    import msgspec

    with process(data) as (_, url):
        feed = (data / "feed.token").read_text().strip()
        async with client(url, feed) as telling:
            await telling.push(alarm())
        options = ["--url", url, "--token-file", str(data / "officer.token"), "--lang", "en"]
        runner = CliRunner()
        printed = await asyncio.to_thread(runner.invoke, command, [*options, "--json"])
        assert printed.exit_code == 0, printed.output
        told = json.loads(printed.output)
        picture = msgspec.convert(told["board"], Picture)
        assert [each.number for each in picture.alarms] == [1]
        assert digest(picture) == told["digest"]
        lines = await asyncio.to_thread(runner.invoke, command, options)
        assert lines.output.startswith("1 P")


def test_a_desk_that_is_not_there_is_said_with_exit_code_3(tmp_path: Path) -> None:
    token = tmp_path / "officer.token"
    token.write_text("x" * 43)
    options = ["--url", "ws://127.0.0.1:9", "--token-file", str(token), "--wait", "0.3"]
    result = CliRunner().invoke(command, options)
    assert result.exit_code == 3
    assert result.output.strip()


def test_a_wrong_token_is_said_at_once(data: Path) -> None:
    with process(data) as (_, url):
        token = data / "wrong.token"
        token.write_text("x" * 43)
        options = ["--url", url, "--token-file", str(token), "--lang", "en"]
        result = CliRunner().invoke(command, options)
        assert result.exit_code == 3
        assert "the token is not valid" in result.output


def test_a_missing_token_file_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, ["--token-file", str(tmp_path / "none")])
    assert result.exit_code == 3
    assert "none" in result.output
