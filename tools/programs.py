"""Programs that tests drive and a bare machine lacks: fetched as Debian packages, not installed.

``python -m tools.programs`` (called by ``make test``) looks for each on the path, and unpacks what
is missing, with the libraries it needs, under the virtual environment: the machine stays as it is,
and no rights are needed. Where there is no apt, tests that need a missing program skip by name.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PACKAGES = {
    "ssh": "openssh-client",
    "sshd": "openssh-server",
    "tmux": "tmux",
    "screen": "screen",
}
"""The programs, and the package that each comes from."""

HOME = Path(sys.prefix) / "programs"
"""Where packages are unpacked, and `bin` holds a starter for each program."""

SYSTEM = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
"""Where the machine's own programs are; a user's path often lacks sbin."""


def find(name: str) -> Path | None:
    """Give the program: the machine's own, else the one unpacked here, else None."""
    found = shutil.which(name, path=SYSTEM) or shutil.which(name, path=str(HOME / "bin"))
    return Path(found) if found else None


def main() -> None:
    """Fetch what is missing; say what could not be had, and leave it at that."""
    missing = [name for name in PACKAGES if find(name) is None]
    if not missing:
        return
    if shutil.which("apt-get") is None:
        sys.stderr.write(f"not here, and no apt-get to fetch them: {', '.join(missing)}\n")
        return
    try:
        unpack([PACKAGES[name] for name in missing], HOME)
    except subprocess.CalledProcessError as fault:
        said = (fault.stderr or "").strip().splitlines()[-1:]
        sys.stderr.write(f"could not be fetched: {', '.join(missing)} {' '.join(said)}\n")
        return
    for name in missing:
        _starter(name)


def unpack(packages: Sequence[str], place: Path, *options: str) -> Path:
    """Fetch packages with all that the machine lacks for them, in apt's own way but our places.

    Gives the directory that stands for the root of a machine. `options` are apt's own. Raises
    CalledProcessError.
    """
    state, cache, root = place / "apt" / "state", place / "apt" / "cache", place / "root"
    for each in (state / "lists" / "partial", cache / "archives" / "partial"):
        each.mkdir(parents=True, exist_ok=True)
    apt = ["apt-get", "-q", "-y", "-o", f"Dir::State={state}", "-o", f"Dir::Cache={cache}"]
    apt += ["-o", "Dir::State::status=/var/lib/dpkg/status", "-o", "Debug::NoLocking=1"]
    apt += ["-o", "APT::Sandbox::User="]
    apt += [word for option in options for word in ("-o", option)]
    run([*apt, "update"])
    run([*apt, "install", "--download-only", "--no-install-recommends", *packages])
    for archive in sorted((cache / "archives").glob("*.deb")):
        run(["dpkg", "--extract", archive, root])
    return root


def _starter(name: str) -> None:
    """Write what starts an unpacked program with the libraries unpacked beside it."""
    root = HOME / "root"
    found = [root / place / name for place in ("usr/bin", "usr/sbin", "bin", "sbin")]
    program = next((path for path in found if path.exists()), None)
    if program is None:
        return
    libraries = sorted({str(path.parent) for path in root.glob("**/lib*.so*")})
    starter = HOME / "bin" / name
    starter.parent.mkdir(parents=True, exist_ok=True)
    starter.write_text(
        f'#!/bin/sh\nLD_LIBRARY_PATH="{os.pathsep.join(libraries)}"\n'
        f'export LD_LIBRARY_PATH\nexec "{program}" "$@"\n'
    )
    starter.chmod(0o755)


def run(command: Sequence[str | Path]) -> str:
    """Run a command; give what it printed. Raises CalledProcessError."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
