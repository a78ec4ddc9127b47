"""What is wrong with a file that an administrator wrote: which file, line, field, and why."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from county.fields import Lang
from county.text import clean
from county.words import say

Path = tuple[str | int, ...]
"""The way to a value inside a file: names and positions, from the outside in."""


@dataclass(frozen=True)
class Flaw:
    """A fault before its file and line are looked up."""

    path: Path
    key: str
    """The reason, as a key of the catalogue."""
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """One thing that an administrator has to put right."""

    file: str
    line: int
    """Counted from 1; 0 when the whole file is meant."""
    field: str
    """The name of the field; "" when no one field is at fault."""
    key: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def reason(self, lang: Lang) -> str:
        """Say in `lang` what is wrong."""
        return say(lang, self.key, **self.values)

    def text(self, lang: Lang) -> str:
        """Give ``file:line: field: reason``, without the parts that are not known."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        parts = (where, self.field, self.reason(lang))
        return clean(": ".join(part for part in parts if part))


class ProfileError(Exception):
    """A county's profile cannot be used; `faults` names everything found, by file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.text("en") for fault in self.faults))
