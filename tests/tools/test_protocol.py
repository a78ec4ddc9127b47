"""The written protocol is the spoken one."""

from __future__ import annotations

from tools import protocol


def test_the_checked_in_schema_is_made_from_the_types() -> None:
    assert protocol.SCHEMA.read_text("utf-8") == protocol.schema()


def test_the_tables_in_the_protocol_page_are_made_from_the_types() -> None:
    page = protocol.PROTOCOL.read_text("utf-8")
    assert page == protocol.with_tables(page)
