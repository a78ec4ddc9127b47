"""Tells what stands on the board in the form that was asked for."""

from __future__ import annotations

from typing import Any

from tui.grammar import Context
from tui.lines.line import Line
from tui.lines.lists import Listing
from tui.lines.out import Form, Teller
from tui.lines.wish import Wish


def tell_list(listing: Listing, wish: Wish, desk: Line, teller: Teller) -> None:
    """Tell everything there is; JSON as one array, unless more is to follow."""
    context = desk.context(wish.lang)
    things = list(listing.here(context.board))
    if wish.form == "json" and not wish.follow:
        teller.json([listing.record(thing, context) for thing in things])
        return
    if wish.form == "csv" and things:
        teller.row(listing.record(things[0], context))
    for thing in things:
        tell_one(listing, thing, wish.form, context, teller)
    if not things and wish.form in ("lines", "plain"):
        teller.line(context.voice.say(f"empty.{wish.query}"))


def tell_one(listing: Listing, thing: Any, form: Form, context: Context, teller: Teller) -> None:
    """Tell one thing as it stands."""
    match form:
        case "json":
            teller.json(listing.record(thing, context))
        case "csv":
            teller.row(listing.record(thing, context).values())
        case "plain":
            teller.line(listing.sentence(thing, context))
        case _:
            teller.line(listing.line(thing, context))
