"""The whole story of an alarm, asked of the desk page by page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec.structs import replace

from county.refusals import Refusal, refuse
from feeds.questions import Story, StoryTold

MOST_PAGES = 50
"""Pages of one story that are read; one that is longer says that more is left out."""

Ask = Callable[[Story], Awaitable[StoryTold | Refusal]]
"""How a page is asked for; gives why not when the desk says no or is not there."""


async def whole_story(number: int, ask: Ask) -> StoryTold | Refusal:
    """Read the story of an alarm from its report on; a page that fails fails all of it."""
    told = await ask(Story(alarm=number))
    for _ in range(MOST_PAGES):
        if isinstance(told, Refusal):
            return told
        if not (told.more and told.entries):
            break
        page = await ask(Story(alarm=number, after=told.entries[-1].seq))
        if isinstance(page, Refusal):
            return page
        told = replace(
            page,
            entries=(*told.entries, *page.entries),
            positions=(*told.positions, *page.positions),
        )
    if isinstance(told, Refusal) or told.alarm is not None:
        return told
    return refuse("unknown_alarm", "alarm", alarm=number)
