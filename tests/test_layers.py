"""What each room really loads, seen in a fresh interpreter: the run-time half of the layering."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

PROBE = """
import importlib, json, pkgutil, sys
names = [sys.argv[1]] + [
    module.name
    for package in [importlib.import_module(sys.argv[1])]
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
]
for name in names:
    importlib.import_module(name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def loaded_by(room: str) -> set[str]:
    """Import every module of a room in a new interpreter; give the top-level names it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, room], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("room", "never"),
    [
        (
            "county",
            {"asyncio", "sqlite3", "aiosqlite", "websockets", "textual", "shapely", "click"},
        ),
        ("config", {"aiosqlite", "websockets", "textual", "feeds", "server", "tui"}),
        ("feeds", {"aiosqlite", "textual", "server", "tui"}),
        ("server", {"textual", "rich", "tui"}),
        ("tui", {"aiosqlite", "shapely", "server"}),
    ],
)
def test_a_room_loads_nothing_from_above_or_beside_it(room: str, never: set[str]) -> None:
    assert not loaded_by(room) & never


def test_asking_for_help_loads_neither_screens_nor_server() -> None:
    code = "import sys, zhiban.cli; sys.argv = ['zhiban']; print('textual' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
