"""A fault of ours, in a real terminal: it ends in one line, tells no secret, and breaks nothing."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

from bench.terminal import Terminal

SECRET = "150-1234-5678"
FAULTY = f"""
from tui.screens.desk import DeskScreen
def broken(self):
    caller = {SECRET!r}
    raise ValueError("two\\nlines")
DeskScreen.action_help = broken
from zhiban.cli import main
main()
"""
MODE = re.compile(rb"\x1b\[\?(\d+)([hl])")


def test_a_crash_leaves_the_terminal_whole_and_names_its_record_in_the_log(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("x")
    (tmp_path / "faulty.py").write_text(FAULTY)
    tui = [sys.executable, str(tmp_path / "faulty.py"), "tui", "--url", "ws://127.0.0.1:9"]
    options = ["--token-file", str(tmp_path / "token"), "--glyphs", "safe", "--lang", "en"]
    shell = (
        f"was=$(stty -g); {shlex.join([*tui, *options])}; code=$?; now=$(stty -g); "
        '[ "$was" = "$now" ] && echo "left $code as it was"'
    )
    places = {name: str(tmp_path) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    with Terminal(["sh", "-c", shell], 100, 30, places) as terminal:
        terminal.wait_for("no data")
        terminal.type(b"?")
        terminal.wait_for("left 1 as it was")
        written = terminal.text()
        said = " ".join("".join(terminal.lines).split())
    modes = dict(MODE.findall(written))
    assert modes.pop(b"25") == b"h", "the cursor is seen again"
    assert modes.pop(b"7") == b"h", "long lines wrap again"
    assert set(modes.values()) == {b"l"}, modes
    assert b"Traceback" not in written
    incident = re.search(r"its own fault, ([0-9a-f]{8}) in the log", said)
    assert incident, said
    (log,) = tmp_path.rglob("tui.log")
    (line,) = (each for each in log.read_text().splitlines() if incident[1] in each)
    assert "ValueError: two | lines" in line
    assert SECRET not in (written.decode("utf-8", "replace") + log.read_text())
