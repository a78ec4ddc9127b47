"""An officer's real screen on a running desk: `zhiban tui` on a pseudo-terminal of its own."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.process import DeskProcess
from bench.terminal import Terminal, Thin

ZHIBAN = Path(sys.executable).with_name("zhiban")


@contextmanager
def officer_screen(
    desk: DeskProcess, columns: int, rows: int, thin: Thin | None = None
) -> Iterator[Terminal]:
    """Open the screen, with a home of its own: nobody's choices change what is measured."""
    with tempfile.TemporaryDirectory() as home:
        token = Path(home) / "token"
        token.write_text(desk.officer, "ascii")
        command = (
            ZHIBAN,
            "tui",
            "--url",
            desk.url,
            "--token-file",
            token,
            "--lang",
            "en",
            "--glyphs",
            "safe",
        )
        variables = {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home}
        with Terminal(command, columns, rows, variables, thin) as screen:
            yield screen
