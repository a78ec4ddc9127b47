"""House rules that no other tool checks: run as `python -m tests.house` by `make check`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests import markup

LONGEST = 600
"""Lines above which a file is a failing check; 400 is already a smell."""

ROOT = Path(__file__).parent.parent


def too_long(root: Path) -> list[str]:
    """Name the Python files that are longer than the house allows."""
    listed = subprocess.run(
        ["git", "ls-files", "*.py"], cwd=root, capture_output=True, text=True, check=True
    )
    sizes = {
        name: len((root / name).read_text("utf-8").splitlines())
        for name in listed.stdout.splitlines()
        if (root / name).exists()
    }
    return [f"{name}: {size} lines" for name, size in sizes.items() if size > LONGEST]


if __name__ == "__main__":
    faults = [f"{fault} (at most {LONGEST})" for fault in too_long(ROOT)] + markup.faults(ROOT)
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    sys.exit(bool(faults))
