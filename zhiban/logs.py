"""The log: one line an event, whatever is in it, and never the values of variables."""

from __future__ import annotations

import logging

from county.text import clean

LONGEST = 8_000
"""Characters of a line: a deep traceback fits, a flood does not."""


class OneLine(logging.Formatter):
    """Puts an event with its traceback on one line that no terminal or log reader obeys."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line; " | " stands where lines ended."""
        return clean(super().format(record).replace("\n", " | "), LONGEST)


def log_to(handler: logging.Handler, level: int = logging.INFO) -> None:
    """Send what is logged from `level` on to `handler`."""
    handler.setFormatter(OneLine("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler])
