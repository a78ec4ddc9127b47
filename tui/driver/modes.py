"""What a terminal is told beside pictures: modes, set on entering and undone on leaving."""

from __future__ import annotations

PROBE = "\x1b[5n"
"""Asks the terminal to answer once it has drawn everything before it."""

ENTER = "\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[?7l\x1b[?2026$p"
"""Other screen, no cursor, pastes marked as such, no wrapping; and whether frames can be whole."""

LEAVE = "\x1b[0m\x1b[?7h\x1b[?2004l\x1b[?1049l\x1b[?25h"

MOUSE_ON = "\x1b[?1000h\x1b[?1002h\x1b[?1006h"
"""Clicks and dragging. Never mode 1003: each motion of an idle mouse would be sent, both ways."""

MOUSE_OFF = "\x1b[?1006l\x1b[?1002l\x1b[?1000l"

WHOLE_ON, WHOLE_OFF = "\x1b[?2026h", "\x1b[?2026l"
"""Around a frame, for a terminal that said it knows them: it is shown all at once."""
