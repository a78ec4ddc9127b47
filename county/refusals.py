"""How the county says no: a reason that names the field, in words of either language."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from county.fields import Lang
from county.words import say


class Refusal(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why something was not done. Harms nothing else: what was refused left no trace in the board.

    `code` names the reason in the catalogue (``refused.<code>``), `field` the part of the input at
    fault ("" when it is the whole), `values` what the sentence needs.
    """

    code: str
    field: str = ""
    values: Mapping[str, str | int | float] = {}

    def reason(self, lang: Lang) -> str:
        """Say the reason in `lang` alone: for people, who did not write the fields."""
        return say(lang, f"refused.{self.code}", **self.values)

    def text(self, lang: Lang) -> str:
        """Say the reason in `lang`, the field first when there is one: for who wrote it."""
        return f"{self.field}: {self.reason(lang)}" if self.field else self.reason(lang)


def refuse(code: str, field: str = "", **values: str | float) -> Refusal:
    """Make a refusal; short, because the rules say it often."""
    return Refusal(code, field, values)


class ZhibanError(Exception):
    """The base of every error a person may meet: it carries what to show them.

    `refusal` is the reason; a command line prints its text and exits, a screen shows a banner.
    """

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.text("en"))
        self.refusal = refusal

    def text(self, lang: Lang) -> str:
        """Say what went wrong in `lang`."""
        return self.refusal.text(lang)
