"""The door's front by itself: what it holds, whom it lets in, and what it says."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncssh
import pytest

from tests.door.doubles import front
from tui.door import framing
from tui.door.framing import Kind
from tui.door.front import prompt
from tui.door.limits import Caps

KIB = b"x" * 1024
MOST_HELD = 64 * 1024


def narrow_line(port: int) -> socket.socket:
    """Connect with a kernel buffer so small that what is held is held by the door."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    line.connect(("127.0.0.1", port))
    line.setblocking(False)
    return line


async def until_nothing_moves(send: Callable[[Kind, bytes], Awaitable[None]], kind: Kind) -> int:
    """Send for as long as anything is taken; give how many bytes were."""
    sent = 0
    try:
        async with asyncio.timeout(1):
            while True:
                await send(kind, KIB)
                sent += len(KIB)
    except TimeoutError:
        return sent


async def test_what_a_stranger_sends_is_acknowledged_at_once() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as ssh,
        listener.accept()[0] as line,
    ):
        converse(ssh, line)
        assert waits_for_company(line)
        with prompt(line):
            for _ in range(3):
                converse(ssh, line)
                async with asyncio.timeout(5):
                    while waits_for_company(line):  # noqa: ASYNC110 - the kernel tells no event
                        await asyncio.sleep(0)


def converse(ssh: socket.socket, line: socket.socket) -> None:
    """Send a word each way: after that the kernel expects an answer to each word."""
    for _ in range(4):
        ssh.sendall(b"?")
        line.recv(1)
        line.sendall(b"!")
        ssh.recv(1)


def waits_for_company(line: socket.socket) -> bool:
    """Tell whether the kernel keeps an acknowledgement until there is something to send."""
    return not line.getsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK)


async def test_a_client_that_stops_reading_costs_64_kb_and_gets_the_rest_later(
    tmp_path: Path,
) -> None:
    async with front(tmp_path) as door, door.officer(sock=narrow_line(door.port)) as officer:
        ssh = await officer.create_process(term_type="xterm", encoding=None)
        session = await door.nursery.session()
        await session.tell(Kind.BYTES, b"here")
        assert await ssh.stdout.readexactly(4) == b"here"
        transport = officer._transport
        assert transport is not None
        transport.pause_reading()
        await until_nothing_moves(session.tell, Kind.BYTES)
        assert session.told <= MOST_HELD
        transport.resume_reading()
        await ssh.stdout.readexactly(session.told - 4)
        while session.passed < session.told:
            await session.hear(Kind.ROOM)


async def test_a_busy_session_is_typed_at_no_faster_than_it_reads(tmp_path: Path) -> None:
    async with front(tmp_path) as door, door.officer() as officer:
        ssh = await officer.create_process(term_type="xterm", encoding=None)
        session = await door.nursery.session()
        await session.tell(Kind.BYTES, b"here")

        async def type_more(kind: Kind, data: bytes) -> None:
            ssh.stdin.write(data)
            await ssh.stdin.drain()

        typed = await until_nothing_moves(type_more, Kind.INPUT)
        assert typed < 2**20
        heard = 0
        while heard < typed:
            heard += len(await session.hear(Kind.INPUT))


async def test_a_session_is_told_who_sits_down_and_at_what(tmp_path: Path) -> None:
    async with front(tmp_path) as door, door.officer() as officer:
        ssh = await officer.create_process(
            "ack '4 2'",
            term_type="xterm-256color",
            term_size=(1_000_000, 3),
            env={"LANG": "zh_CN.UTF-8", "LD_PRELOAD": "x", "LC_ALL": "\x1b[2J", "NO_COLOR": "1"},
        )
        session = await door.nursery.session()
        begin = framing.read_begin(await session.hear(Kind.BEGIN))
        assert (begin.seat, begin.address, begin.ticket) == ("li", "127.0.0.1", "ticket of li")
        assert begin.words == ("ack", "4 2")
        assert (begin.columns, begin.rows, begin.terminal) == (500, 3, True)
        assert begin.environ == {"TERM": "xterm-256color", "LANG": "zh_CN.UTF-8", "NO_COLOR": "1"}
        await session.tell(Kind.EXIT, (7).to_bytes(4, "big"))
        assert (await ssh.wait()).exit_status == 7
    assert door.desk.left == ["ticket of li"]


async def test_what_a_session_leaves_is_there_for_the_seats_next_one(tmp_path: Path) -> None:
    async with front(tmp_path) as door, door.officer() as officer:
        ssh = await officer.create_process(term_type="xterm")
        session = await door.nursery.session()
        await session.tell(Kind.KEPT, b'{"choices":{}}')
        await session.tell(Kind.EXIT, bytes(4))
        await ssh.wait()
        again = await officer.create_process(term_type="xterm")
        begin = framing.read_begin(await (await door.nursery.session()).hear(Kind.BEGIN))
        assert begin.kept == b'{"choices":{}}'
        again.close()


async def test_a_session_that_vanishes_or_talks_nonsense_is_owned_up_to(tmp_path: Path) -> None:
    async with front(tmp_path) as door, door.officer() as officer:
        for nonsense in (b"", b"\xff" * 9, framing.framed(Kind.INPUT, b"x")):
            ssh = await officer.create_process(term_type="xterm")
            session = await door.nursery.session()
            await session.hear(Kind.BEGIN)
            if nonsense:
                await asyncio.get_running_loop().sock_sendall(session._line, nonsense)
            else:
                session.vanish()
            ended = await ssh.wait()
            assert ended.exit_status == 1
            assert "its own fault" in str(ended.stdout)
            assert "\x1b[?1049l" in str(ended.stdout)


async def test_a_stranger_who_holds_connections_open_is_turned_off(tmp_path: Path) -> None:
    caps = Caps(burst=3, per_s=0.001)
    async with front(tmp_path, caps) as door:
        lines = [await asyncio.open_connection("127.0.0.1", door.port) for _ in range(5)]
        greetings = [await reader.readline() for reader, _ in lines]
        assert [g.startswith(b"SSH-2.0-zhiban") for g in greetings] == [True] * 3 + [False] * 2
        assert greetings[4].startswith(b"Too many connections")
        for _, writer in lines:
            writer.close()


async def test_a_whole_office_behind_one_address_comes_back_at_once(tmp_path: Path) -> None:
    async with front(tmp_path, Caps(burst=3, per_s=0.001)) as door:
        for _ in range(8):
            async with door.officer():
                pass


async def test_who_is_turned_away_is_told_to_the_desk(tmp_path: Path) -> None:
    async with front(tmp_path) as door:
        with pytest.raises(asyncssh.PermissionDenied):
            async with door.officer("nobody"):
                pass
        with pytest.raises(asyncssh.PermissionDenied):
            async with door.officer("x" * 500):
                pass
        async with asyncio.timeout(10):
            assert await door.desk.turned.get() == ("nobody", "127.0.0.1", "key")
            assert (await door.desk.turned.get())[0] == "x" * 40


async def test_while_the_desk_is_away_that_is_what_callers_are_told(tmp_path: Path) -> None:
    async with front(tmp_path) as door:
        door.desk.away = True
        with pytest.raises(asyncssh.DisconnectError, match="not connected"):
            async with door.officer():
                pass


async def test_many_keys_are_not_tried_one_by_one(tmp_path: Path) -> None:
    async with front(tmp_path) as door:
        keys = [asyncssh.generate_private_key("ssh-ed25519") for _ in range(20)]
        with pytest.raises(asyncssh.DisconnectError, match="too many keys"):
            await asyncssh.connect(
                "127.0.0.1",
                door.port,
                username="nobody",
                client_keys=keys,
                known_hosts=None,
                agent_path=None,
                config=None,
            )


async def test_one_connection_shares_a_few_sessions(tmp_path: Path) -> None:
    async with front(tmp_path, Caps(per_connection=2)) as door, door.officer() as officer:
        sessions = [await officer.create_process(term_type="xterm") for _ in range(2)]
        with pytest.raises(asyncssh.ChannelOpenError):
            await officer.create_process(term_type="xterm")
        for ssh in sessions:
            ssh.close()


async def test_without_a_process_the_officer_is_asked_to_come_again(tmp_path: Path) -> None:
    async with front(tmp_path) as door, door.officer() as officer:
        door.nursery.barren = True
        ended = await officer.run(term_type="xterm")
        assert ended.exit_status == 1
        assert "too busy" in str(ended.stdout)


async def test_signals_reach_no_process(tmp_path: Path) -> None:
    async with front(tmp_path) as door, door.officer() as officer:
        ssh = await officer.create_process(term_type="xterm", encoding=None)
        session = await door.nursery.session()
        for name in ("KILL", "TERM", "HUP", "USR1", "STOP"):
            ssh.send_signal(name)
        await session.tell(Kind.BYTES, b"still here")
        assert await ssh.stdout.readexactly(10) == b"still here"
        ssh.close()
