"""A style sheet whose parsed rules outlive it: what Textual would parse twice for every session."""

from __future__ import annotations

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

Shelf = dict[tuple[object, ...], list[RuleSet]]
"""Rules by what they were parsed from."""

_shelves: dict[frozenset[tuple[str, str]], Shelf] = {}
"""One shelf for each set of variables, which is for each theme: a handful, however many apps."""


class SharedSheet(Stylesheet):
    """A style sheet that takes its rules from a shelf of this process, and puts them there.

    Textual parses all rules of all widgets whenever an app begins and whenever its theme is set: a
    sixth of the time until a first picture, and two megabytes of every session. Sessions of a door
    find the shelf filled by the process before them. `_parse_rules` is private to Textual, which is
    therefore pinned, and a test holds its contract.
    """

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._shelf = _shelf(self._variables)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Set the values of variables."""
        super().set_variables(variables)
        self._shelf = _shelf(variables)

    def reparse(self) -> None:
        """Apply the variables anew; a sheet that cannot be parsed leaves the old rules."""
        self.parse()

    def _parse_rules(
        self,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        source = (css, read_from, is_default_rules, tie_breaker, scope)
        if source not in self._shelf:
            self._shelf[source] = super()._parse_rules(*source)
        return self._shelf[source]


def _shelf(variables: dict[str, str]) -> Shelf:
    return _shelves.setdefault(frozenset(variables.items()), {})
