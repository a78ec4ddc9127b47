"""The long proofs: a real server in a process of its own, killed, starved and kept busy.

The suite runs a sample of the same code; ``ZHIBAN_PROVE=full`` (``make prove``) runs full size.
"""

from __future__ import annotations

import os

FULL = os.environ.get("ZHIBAN_PROVE") == "full"
