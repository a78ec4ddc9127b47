"""What is pasted is harmless before it is drawn."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.events import Paste

from county.text import clean
from tests.hostile import Hostile, hostile
from tui.widgets.field import Field


class Form(App[None]):
    def compose(self) -> ComposeResult:
        yield Field()


@pytest.mark.parametrize("told", hostile(), ids=lambda told: told.id)
async def test_a_paste_is_cleaned_and_keeps_what_is_readable(told: Hostile) -> None:
    app = Form()
    async with app.run_test() as pilot:
        field = app.query_one(Field)
        field.post_message(Paste(told.text))
        await pilot.pause()
        assert field.value == clean(told.text)
