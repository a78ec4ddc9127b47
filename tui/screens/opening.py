"""Which screen a record has."""

from __future__ import annotations

from county.board import Key as Record
from tui.screens.alarm import AlarmScreen
from tui.screens.record import RecordScreen
from tui.screens.warning import WarningScreen
from tui.session import Session


def screen_for(session: Session, key: Record, part: str = "act") -> RecordScreen | None:
    """Give the screen of a record, of an alarm with a `part` in front.

    A unit has none, it stands on the map.
    """
    match key[0]:
        case "alarm":
            return AlarmScreen(session, key, part)
        case "warning":
            return WarningScreen(session, key)
        case _:
            return None
