"""What people try at a door that opens to one thing only: each is refused cleanly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.door.client import READY, run, ssh
from tests.door.house import House

pytestmark = pytest.mark.asyncio(loop_scope="module")

TTY = ("-tt",)


async def test_a_command_of_the_desk_is_obeyed(home: House) -> None:
    told = await run(home.way(), "alarms", "--json")
    assert (told.code, json.loads(told.out)) == (0, [])
    board = await run(home.way(), "board", "--json")
    assert json.loads(board.out)["seat"] == "li"


async def test_without_a_terminal_the_door_explains_itself_in_one_line(home: House) -> None:
    told = await run(home.way(), options=("-T",))
    assert told.code == 2
    assert "ssh -t" in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""


@pytest.mark.parametrize(
    "command",
    [
        "sh -c id",
        "bash",
        "scp -t /tmp",
        "rsync --server . /",
        "cat /etc/passwd",
        "alarms; id",
        "''",
    ],
)
async def test_nothing_but_the_grammar_is_understood(home: House, command: str) -> None:
    told = await run(home.way(), command)
    assert told.code == 2
    assert "uid=" not in told.out + told.err
    assert "root:" not in told.out + told.err
    assert told.err


async def test_a_quotation_without_its_partner_is_no_command(home: House) -> None:
    told = await run(home.way(), "alarms 'x")
    assert (told.code, told.out) == (2, "")
    assert "quotation" in told.err


async def test_a_command_with_a_terminal_writes_lines_that_a_raw_terminal_shows(
    home: House,
) -> None:
    async with ssh(home.way(), "help", options=TTY) as officer:
        assert await officer.ended() == 0
        assert b"\n" not in officer.written.replace(b"\r\n", b"")
    async with ssh(home.way(), "sh", options=TTY) as officer:
        assert await officer.ended() == 2
        assert "sh" in officer.screen


async def test_ctrl_c_ends_a_list_that_is_followed(home: House) -> None:
    async with ssh(home.way(), "alarms", "--follow", options=TTY) as officer:
        await officer.shows("all quiet")
        officer.type(b"\x03")
        assert await officer.ended() == 130


@pytest.mark.parametrize("subsystem", ["sftp", "netconf", "x" * 200])
async def test_there_are_no_subsystems(home: House, subsystem: str) -> None:
    told = await run(home.way(), subsystem, options=("-s",))
    assert told.code != 0
    assert "subsystem request failed" in told.err


async def test_scp_and_sftp_copy_nothing(home: House, tmp_path: Path) -> None:
    told = await run(home.way(), "scp -f /etc/passwd")
    assert told.code == 2
    assert "root" not in told.out


@pytest.mark.parametrize(
    "options",
    [
        ("-W", "127.0.0.1:22"),
        ("-o", "ExitOnForwardFailure=yes", "-N", "-R", "0:127.0.0.1:22"),
        ("-o", "ExitOnForwardFailure=yes", "-N", "-R", "/tmp/never:127.0.0.1:22"),
    ],
    ids=["direct", "remote", "remote socket"],
)
async def test_nothing_is_forwarded(home: House, options: tuple[str, ...]) -> None:
    told = await run(home.way(), options=options)
    assert told.code == 255
    assert told.out == ""


async def test_agent_and_display_do_not_come_along(home: House) -> None:
    environ = {"DISPLAY": ":0", "SSH_AUTH_SOCK": "/nonexistent"}
    options = ("-A", "-Y", "-o", "LogLevel=INFO", "-o", "ForwardX11=yes")
    told = await run(home.way(), "alarms", options=options, environ=environ)
    assert told.code == 0


async def test_no_environment_reaches_a_process(home: House) -> None:
    tricks = {"LD_PRELOAD": "/tmp/never.so", "TEXTUAL_DRIVER": "x:Y", "PYTHONSTARTUP": "/tmp/x"}
    names = " ".join(tricks)
    options = ("-o", f"SendEnv={names} LANG LC_MESSAGES")
    environ = {**tricks, "LC_MESSAGES": "zh_CN.UTF-8"}
    async with ssh(home.way(), environ=environ, options=options) as officer:
        await officer.shows(READY)
        (session,) = home.door.sessions
        held = environment_of(session)
        for value in (*tricks.values(), "zh_CN"):
            assert value not in held


def environment_of(process: int) -> str:
    return Path(f"/proc/{process}/environ").read_text("utf-8")


async def test_a_language_is_taken_from_the_officers_locale(home: House) -> None:
    options = ("-T", "-o", "SendEnv=LC_ALL")
    told = await run(home.way(), options=options, environ={"LC_ALL": "zh_CN.UTF-8"})
    assert "没有终端" in told.err


async def test_a_window_of_any_size_is_survived(home: House) -> None:
    async with ssh(home.way(), size=(2000, 1000)) as officer:
        await officer.until(lambda: READY.encode() in officer.written, "the desk")
        officer.resize(1, 1)
        officer.resize(80, 24)
        await officer.shows(READY)


async def test_a_name_of_ten_thousand_letters_is_refused_like_any_other(home: House) -> None:
    for name in ("x" * 300, "../li", "zh\N{CJK UNIFIED IDEOGRAPH-4E2D}", "nobody"):
        told = await run(home.way(), "alarms", seat=name)
        assert told.code == 255
        assert "Permission denied (publickey)" in told.err
    for name in ("x" * 10_000, "li\n", "li\x1b[2J"):
        told = await run(home.way(), "alarms", seat=name)
        assert told.code == 255
        assert told.err.startswith("Received disconnect")
        assert "\x1b" not in told.err


async def test_another_key_opens_no_seat(home: House) -> None:
    home.make_key("stranger")
    told = await run(home.way(key="stranger"), "alarms")
    assert told.code == 255
    assert "Permission denied (publickey)" in told.err


async def test_a_password_is_not_even_asked_for(home: House) -> None:
    options = ("-o", "PreferredAuthentications=password,keyboard-interactive,hostbased")
    told = await run(home.way(), "alarms", options=options)
    assert told.code == 255
    assert "(publickey)" in told.err


async def test_a_break_is_refused_and_disturbs_nothing(home: House) -> None:
    async with ssh(home.way()) as officer:
        await officer.shows(READY)
        officer.type("\r~B")
        officer.type("?")
        await officer.shows("Esc closes")


@pytest.mark.parametrize(
    "option",
    [
        "KexAlgorithms=diffie-hellman-group14-sha256,ecdh-sha2-nistp256",
        "Ciphers=aes128-ctr,aes256-ctr",
        "HostKeyAlgorithms=rsa-sha2-512,ecdsa-sha2-nistp256",
    ],
)
async def test_weak_algorithms_are_not_spoken(home: House, option: str) -> None:
    told = await run(home.way(), "alarms", options=("-o", "LogLevel=INFO", "-o", option))
    assert told.code == 255
    assert "No matching" in told.err or "no matching" in told.err


async def test_a_plain_ssh_gets_compression_and_the_other_port_none(home: House) -> None:
    talk = ("-v", "-o", "LogLevel=DEBUG1")
    compressed = await run(home.way(), "help", options=talk)
    assert "compression: zlib@openssh.com" in compressed.err
    plain = await run(home.way(plain=True), "help", options=talk)
    assert "compression: none" in plain.err
    assert plain.out == compressed.out


async def test_the_host_key_is_the_one_that_was_announced(home: House) -> None:
    told = await run(home.way(), "help", options=("-v", "-o", "LogLevel=DEBUG1"))
    assert home.door.fingerprint in told.err
