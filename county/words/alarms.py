"""Words on alarms: states, priorities, steps."""

ENTRIES: dict[str, tuple[str, str]] = {}
