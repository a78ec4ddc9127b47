"""The example feeds, as a stranger would run them."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.feeds.real_desk import real_desk, run

EXAMPLES = Path(__file__).parents[2] / "examples"
LINES = "".join(
    json.dumps({"type": "alarm_reported", "kind": kind, "place": {"text": "mill"}}) + "\n"
    for kind in ("noise", "no_such_kind", "theft")
)


def python() -> list[str | Path]:
    return [sys.executable, EXAMPLES / "feed.py"]


def node() -> list[str | Path]:
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed")
    return [found, "--experimental-websocket", EXAMPLES / "feed.mjs"]


@pytest.fixture(params=[python, node])
def feed(request: pytest.FixtureRequest) -> list[str | Path]:
    command = request.param()
    assert isinstance(command, list)
    return command


async def test_one_alarm_from_the_command_line(feed: list[str | Path], tmp_path: Path) -> None:
    async with real_desk(tmp_path / "desk") as desk:
        done = await run(*feed, desk.url, desk.feed, "shouting in the market")
        assert done.code == 0, done.err
        [alarm] = await desk.alarms()
        assert alarm.report.place.text == "shouting in the market"


async def test_events_from_standard_input_with_refusals_told(
    feed: list[str | Path], tmp_path: Path
) -> None:
    async with real_desk(tmp_path / "desk") as desk:
        done = await run(*feed, desk.url, desk.feed, given=LINES)
        assert done.code == 0, done.err
        assert [alarm.report.kind for alarm in await desk.alarms()] == ["noise", "theft"]
        assert "no_such_kind" in done.err


@pytest.mark.parametrize("name", ["feed.py", "feed.mjs"])
def test_an_example_fits_on_a_page(name: str) -> None:
    assert len((EXAMPLES / name).read_text("utf-8").splitlines()) < 40
