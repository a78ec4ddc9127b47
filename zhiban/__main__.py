"""Lets `python -m zhiban` do what the program does: for commands that start other commands."""

from __future__ import annotations

from zhiban.cli import main

main()
