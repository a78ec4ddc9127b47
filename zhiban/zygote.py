"""The door's fork server as a program: ``python -m zhiban.zygote FD``; the door alone starts it."""

from __future__ import annotations

import logging
import sys

from tui.door.zygote import keep
from zhiban.logs import log_to


def main() -> None:
    """Serve the door at the other end of the descriptor that the command line names."""
    log_to(logging.StreamHandler(), logging.WARNING)
    keep(int(sys.argv[1]))


if __name__ == "__main__":
    main()
