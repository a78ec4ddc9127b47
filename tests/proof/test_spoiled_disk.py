"""Every write and every sync of a run may fail: nothing acknowledged is lost, and nothing doubled."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.proof import FULL
from tests.proof.spoiling import FAULTS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(3600 if FULL else 300),
    pytest.mark.skipif(shutil.which("gcc") is None, reason="the faults are written in C"),
]

STEP = 1 if FULL else 80
"""Of the operations, each or every so manieth is spoiled."""


def test_no_failed_write_or_sync_loses_or_doubles_anything(tmp_path: Path) -> None:
    library, work = tmp_path / "faults.so", tmp_path / "desks"
    source = Path(__file__).with_name("faults.c")
    build = ("gcc", "-shared", "-fPIC", "-O1", "-Wall", "-o", library, source, "-ldl")
    subprocess.run(build, check=True)
    work.mkdir()
    command = (sys.executable, "-W", "error", "-m", "tests.proof.spoiling", work, "1", str(STEP))
    done = subprocess.run(
        command,
        env=os.environ | {"LD_PRELOAD": str(library)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    runs = [json.loads(line) for line in done.stdout.splitlines()]
    operations = runs[0]["of"]
    assert operations > 200, "a run of 200 events has fewer writes and syncs than that"
    assert len(runs) == len(FAULTS) * len(range(1, operations + 1, STEP))
    assert sum(run["failed"] > 0 for run in runs) > len(runs) / 2, "hardly a fault was felt"
    assert "Traceback" not in done.stderr
