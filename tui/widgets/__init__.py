"""Building blocks of the screen that know nothing of alarms: table, map, status line, figures."""
