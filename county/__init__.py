"""The county itself: its facts, rules and picture. Pure: no I/O, no clock, no framework."""
