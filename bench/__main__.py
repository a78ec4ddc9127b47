"""Runs the benches and prints each figure beside the ceiling measured in the same run.

``python -m bench`` runs all, ``python -m bench ingest peak`` some, ``--quick`` shorter ones;
``--full`` holds the hundred officers of ``door`` for ten minutes, and 5,000,000 ``purchases``.
"""

from __future__ import annotations

import argparse
import importlib
import sys

from bench.figures import Figure, print_figures

BENCHES = (
    "ingest",
    "replay",
    "ranking",
    "search",
    "backtest",
    "gasoline",
    "purchases",
    "fanout",
    "screen",
    "thin",
    "paint",
    "peak",
    "slow_link",
    "door",
)
"""In the order of running, the longest last."""

FULLER = ("purchases", "door")
"""Those that ``--full`` makes more of."""


def main() -> int:
    """Run what was asked for; the exit code says whether every bar was met."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHES)}")
    parser.add_argument("--quick", action="store_true", help="shorter runs, rougher figures")
    parser.add_argument("--full", action="store_true", help="longer door, more purchases")
    asked = parser.parse_args()
    figures: list[Figure] = []
    for name in asked.names or BENCHES:
        module = importlib.import_module(f"bench.{name}")
        longer = {"full": True} if asked.full and name in FULLER else {}
        measured: list[Figure] = module.run(quick=asked.quick, **longer)
        print_figures(name, measured)
        figures += measured
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
