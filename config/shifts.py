"""Working hours: shifts of the day in the county's local time."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct, field

from county.fields import Code, Millis

TimeOfDay = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)")]
"""Hour and minute, such as ``08:30``."""

DAY_S = 86_400


class Shift(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A stretch of every day; one that ends before it begins goes over midnight."""

    name: Code
    begins: TimeOfDay = field(name="from")
    ends: TimeOfDay = field(name="to")

    def covers(self, now: Millis, utc_offset_minutes: int, grace_s: float) -> bool:
        """Tell whether it is the shift's time, or within `grace_s` seconds of it on either side."""
        local_s = (now // 1000 + utc_offset_minutes * 60) % DAY_S
        begins, length = _seconds(self.begins), _seconds(self.ends) - _seconds(self.begins)
        since = (local_s - begins + grace_s) % DAY_S
        # From and to at the same time mean the whole day.
        return since <= (length % DAY_S or DAY_S) + 2 * grace_s


def _seconds(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 3600 + int(minutes) * 60
