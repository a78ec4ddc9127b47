"""Words on checking a county's files."""

ENTRIES: dict[str, tuple[str, str]] = {}
