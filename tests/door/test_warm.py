"""Sessions at which nobody sits: a fork server runs them before it lets anybody in."""

from __future__ import annotations

import socket

import pytest

from tests.tui.seat import GROUND
from tui.door import warm
from tui.door.session import DONE, FAILED, serve
from tui.door.standby import Standby


def test_rehearsals_tell_of_an_evening_and_end_as_sessions_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: list[tuple[int, int]] = []

    async def served(line: socket.socket, standby: Standby) -> int:
        code = await serve(line, standby)
        ended.append((code, standby.mirror.seq))
        return code

    monkeypatch.setattr(warm, "serve", served)
    warm.warm_up(GROUND)
    told = 1 + len(GROUND.kinds) + warm.ROUNDS * warm.ENTRIES
    assert ended == [(DONE, told)] * len(warm.REHEARSALS)


def test_a_county_that_is_not_known_yet_is_rehearsed_too() -> None:
    warm.warm_up(None)


def test_a_session_that_fails_in_rehearsal_is_no_ground_to_fork_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fails(line: socket.socket, standby: Standby) -> int:
        line.close()
        return FAILED

    monkeypatch.setattr(warm, "serve", fails)
    with pytest.raises(warm.RehearsalError, match=str(FAILED)):
        warm.warm_up(GROUND)
