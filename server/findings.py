"""What a look through the audit found: said to a person, or given to a script."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec import Struct

from county.fields import Lang
from county.words import say
from server.chain import Ends

LOST_ONCE = "lost_once"
"""The problem of a journal that is whole now, and once had lost rows."""


class Finding(Struct, frozen=True, omit_defaults=True):
    """One thing that is not as it was written."""

    place: str
    """A table, or ``corrections``, ``cut``, ``file``, ``schema``, ``pictures``, ``sources``,
    ``mark``, ``seals``, ``seals_also``."""
    problem: str
    """What is wrong, by its key in the catalogue (``audit.<problem>``)."""
    number: int | None = None
    """The row, where one is meant."""
    date: str = ""
    """The seal, where one is meant."""
    at: int | None = None
    """When that was, or what stands before it, epoch milliseconds."""
    what: str = ""
    """The kind of fact, where it can still be read."""
    detail: str = ""
    """What the system said."""

    def text(self, lang: Lang) -> str:
        """Say it in one line."""
        at = "" if self.at is None else datetime.fromtimestamp(self.at / 1000, UTC).isoformat()
        about = ", ".join(part for part in (at, self.what) if part)
        name = say(lang, f"audit.place_{self.place}")
        which = self.date if self.number is None else str(self.number)
        where = " ".join(part for part in (name, which, f"({about})" if about else "") if part)
        return f"{where}: {say(lang, f'audit.{self.problem}', detail=self.detail)}"


class Verdict(Struct, frozen=True):
    """What one look found, and where the chains ended by then."""

    epoch: str
    ends: Ends
    seals: int
    """How many seals stand in the desk's own directory."""
    findings: tuple[Finding, ...]

    @property
    def whole(self) -> bool:
        """Whether everything is as it was written."""
        return not self.findings

    @property
    def sound(self) -> bool:
        """Whether what there is can be believed, whatever was once lost."""
        return all(finding.problem == LOST_ONCE for finding in self.findings)
