"""Writes the invented county's maps and rosters: `python -m tools.county_generator OUT_DIR`.

county.toml, kinds.toml and runcards.toml are not made here: a person wrote them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.county_generator.county import generate

if __name__ == "__main__":
    directory = Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    generate(directory)
