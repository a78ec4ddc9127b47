"""Keeps the county: journal, desk, hub, websocket gateway."""
