"""Lines are found in every way that TOML lets a person write a table."""

from __future__ import annotations

import pytest

from config.faults import Path
from config.lines import TomlLines

TEXT = '''\
# a comment
name.zh = "安睦"
"quoted key" = 1
text = """
[not.a.table]
key = 1
"""

[alarms.p1]
ack_s = 10
[[unit]]
id = "B1"
[unit.place]
lat = 1
[[unit]] # second
id = "B2"
[unit.place]
lat = 2
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("name", "zh"), 2),
        (("quoted key",), 3),
        (("text",), 4),
        (("not", "a", "table"), 1),
        (("alarms", "p1", "ack_s"), 10),
        (("alarms", "p1", "sign_s"), 9),
        (("unit", 0, "id"), 12),
        (("unit", 0, "place", "lat"), 14),
        (("unit", 1, "id"), 16),
        (("unit", 1, "missing"), 15),
        (("unit", 1, "place", "lat"), 18),
        (("nothing",), 1),
    ],
)
def test_a_value_or_what_should_hold_it_is_found(path: Path, line: int) -> None:
    assert TomlLines(TEXT).line(path) == line
