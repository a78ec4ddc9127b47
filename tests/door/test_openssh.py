"""`zhiban tui` under the system's own sshd, as docs/ssh.md shows it."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncssh
import msgspec
import pytest

from tests.door.client import Way, run, ssh
from tests.door.house import MEASURED
from tests.door.test_screens import GIVEN_BACK
from tests.feeds.real_desk import RealDesk, real_desk
from tests.programs import program
from tests.proof.server_process import free_port

ZHIBAN = Path(sys.executable).with_name("zhiban")
PAGE = Path(__file__).parents[2] / "docs" / "ssh.md"

NOT_LENT = 77
ISOLATED = """\
mount -t tmpfs tmpfs /run && mkdir -m 755 /run/sshd || exit 77
{ cat /etc/passwd; echo 'sshd:x:999:65534::/run/sshd:/usr/sbin/nologin'; } > "$1/passwd"
mount --bind "$1/passwd" /etc/passwd || exit 77
shift; exec "$@"
"""
"""As root, sshd wants a user and a directory of its own: they are lent to it, and to it alone."""


def config(place: Path, port: int, desk: RealDesk) -> str:
    """Give an sshd_config with the lines of the page, for this desk and this user."""
    shown = PAGE.read_text("utf-8").split("```sshd_config\n")[1].split("```")[0]
    force = f"{ZHIBAN} tui --url {desk.url} --token-file {desk.officer} --lang en"
    lines = shown.replace("Match User duty", f"Match User {whoami()}")
    lines = lines.replace("zhiban tui --token-file /etc/zhiban/%u.token", force)
    assert force in lines
    return f"""\
Port {port}
ListenAddress 127.0.0.1
HostKey {place}/host
PidFile none
StrictModes no
PasswordAuthentication no
AuthorizedKeysFile {place}/authorized
SetEnv XDG_CONFIG_HOME={place}/config XDG_STATE_HOME={place}/state
{lines}"""


def whoami() -> str:
    return pwd.getpwuid(os.getuid()).pw_name


def lent(place: Path, command: list[str]) -> list[str]:
    """Give the command, with what sshd needs of a system when it is started by root."""
    if os.getuid() != 0 or Path("/run/sshd").is_dir():
        return command
    if shutil.which("unshare") is None:
        pytest.skip("sshd as root needs /run/sshd or unshare")
    return ["unshare", "--mount", "sh", "-c", ISOLATED, "sh", str(place), *command]


@asynccontextmanager
async def openssh(place: Path, desk: RealDesk) -> AsyncIterator[Way]:
    """Run an sshd whose only program is the desk."""
    port = free_port()
    for name in ("host", "officer"):
        key = asyncssh.generate_private_key("ssh-ed25519")
        key.write_private_key(place / name)
        (place / name).chmod(0o600)
        public = key.export_public_key().decode("ascii")
        (place / f"{name}.pub").write_text(public)
    (place / "authorized").write_text((place / "officer.pub").read_text())
    (place / "known").write_text(f"[127.0.0.1]:{port} {(place / 'host.pub').read_text()}")
    (place / "sshd_config").write_text(config(place, port, desk))
    command = [str(program("sshd")), "-D", "-e", "-f", str(place / "sshd_config")]
    with (place / "sshd.log").open("wb") as log:
        server = await asyncio.create_subprocess_exec(
            *lent(place, command), stdin=DEVNULL, stdout=log, stderr=log
        )
    try:
        await listening(port, server)
        yield Way(port, whoami(), place / "officer", place / "known")
    finally:
        if server.returncode is None:
            server.terminate()
        await server.wait()


async def listening(port: int, server: asyncio.subprocess.Process) -> None:
    """Wait until somebody listens on the port; skips where sshd may not be started."""
    async with asyncio.timeout(10):
        while True:
            if server.returncode == NOT_LENT:
                pytest.skip("sshd cannot be lent a user here")
            assert server.returncode is None, "its log stands beside its configuration"
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.02)
                continue
            writer.close()
            await writer.wait_closed()
            return


async def test_an_officer_sees_the_desk_through_sshd_and_nothing_else(tmp_path: Path) -> None:
    kept = tmp_path / "config" / "zhiban" / "screen.json"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(msgspec.json.encode(MEASURED))
    async with real_desk(tmp_path / "desk") as desk, openssh(tmp_path, desk) as way:
        async with ssh(way) as officer:
            await officer.shows("all quiet")
            officer.resize(120, 36)
            await officer.until(lambda: "palette" in officer.lines[35], "the keys at the bottom")
            officer.type("q")
            assert await officer.ended() == 0
            entered = officer.written.rindex(b"\x1b[?1049h")
            for mode in GIVEN_BACK:
                assert officer.written.rindex(b"\x1b[" + mode) > entered
        async with ssh(way, "sh", options=("-tt",)) as trickster:
            await trickster.shows("all quiet")
        for options in (("-W", "127.0.0.1:22"), ("-s",)):
            told = await run(way, *("sftp",) * (options == ("-s",)), options=options)
            assert told.code != 0
            assert "root:" not in told.out
