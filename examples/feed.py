"""A feed in Python: tells the desk one alarm, or the events on standard input, one JSON line each.

python feed.py ws://127.0.0.1:8765 feed.token "shouting in the market"
"""

import json
import sys
import time
from pathlib import Path

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect


def deliver(url: str, token: str, push: dict[str, object]) -> None:
    """Send a push and wait until the desk has it on its disk."""
    with connect(url) as desk:
        desk.send(json.dumps({"t": "hello", "token": token, "client": "feed.py"}))
        desk.send(json.dumps(push))
        for answer in map(json.loads, desk):
            if answer["t"] in ("refused", "bye"):
                print(answer["text"], file=sys.stderr)
            if answer["t"] == "ack":
                return
    raise ConnectionError("the desk hung up")


url, token, number = sys.argv[1], Path(sys.argv[2]).read_text("ascii").strip(), 0
alarm = {"type": "alarm_reported", "kind": "other", "place": {"text": " ".join(sys.argv[3:])}}
for line in [json.dumps(alarm)] if sys.argv[3:] else sys.stdin:
    event = {"at": time.time_ns() // 1_000_000} | json.loads(line)
    number = max(number + 1, time.time_ns() // 1000)  # upwards for ever, over restarts too
    push = {"t": "push", "source": "example-python", "first": number, "events": [event]}
    while True:
        try:
            deliver(url, token, push)
            break
        except (OSError, WebSocketException):
            time.sleep(1)  # and the same number again: the desk counts it once
