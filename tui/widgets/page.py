"""Where a reader stands in a list that changes under him, without a screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence, Set


class Page:
    """The keys of a list's rows, the cursor, and the part of the list that is in view.

    The page follows the top of the list while the cursor has not been moved away from it. From
    then on it stands: rows inserted above are counted as unseen. The cursor stays on its row by
    key however the rows are sorted.
    """

    def __init__(self) -> None:
        self.keys: list[Hashable] = []
        """What each row is about, from the top."""
        self.top = 0
        """Index of the first row in view."""
        self.cursor = 0
        """Index of the row under the cursor."""
        self.following = True
        """Whether the page stays with the top as new rows come."""
        self.unseen: Set[Hashable] = frozenset()
        """Keys of the new rows above the page that nobody has looked at."""
        self._height = 1
        self._place: dict[Hashable, int] = {}

    @property
    def height(self) -> int:
        """How many rows are in view at once, at least one."""
        return self._height

    @property
    def key(self) -> Hashable | None:
        """The key of the row under the cursor, None in an empty list."""
        return self.keys[self.cursor] if self.keys else None

    @property
    def in_view(self) -> list[Hashable]:
        """The keys of the rows in view, from the top."""
        return self.keys[self.top : self.top + self._height]

    def place(self, key: Hashable) -> int:
        """Give the index of a row. Raises KeyError when there is none with `key`."""
        return self._place[key]

    def show(self, keys: Sequence[Hashable]) -> None:
        """Hold rows of those `keys` from now on. Raises ValueError when two of them are equal."""
        place = {key: index for index, key in enumerate(keys)}
        if len(place) != len(keys):
            raise ValueError("two rows of one list have the same key")
        key, line, known, was = self.key, self.cursor - self.top, self._place, self.in_view
        self.keys, self._place = list(keys), place
        self.top = 0 if self.following else self._standing_top(was)
        self.cursor = place.get(key, self.top + line)
        if known:
            self.unseen |= place.keys() - known.keys()
        self._settle()

    def resize(self, height: int) -> None:
        """Let `height` rows be in view, the cursor among them."""
        self._height = max(1, height)
        if not self.following:
            self._bring_cursor_into_view()
        self._settle()

    def go(self, index: int) -> None:
        """Put the cursor on the row at `index`, turning the page no further than needed."""
        self.cursor = max(0, min(index, len(self.keys) - 1))
        self._bring_cursor_into_view()
        self.following = self.top == self.cursor == 0
        self._settle()

    def scroll(self, rows: int) -> None:
        """Turn the page by `rows`; the cursor stays on its row."""
        self.top += rows
        self.following = False
        self._settle()
        self.following = self.top == self.cursor == 0

    def _standing_top(self, was: Sequence[Hashable]) -> int:
        """Give the top that leaves most of the rows that were in view on their lines."""
        shifts = Counter(
            self._place[key] - line for line, key in enumerate(was) if key in self._place
        )
        return shifts.most_common(1)[0][0] if shifts else self.top

    def _bring_cursor_into_view(self) -> None:
        self.top = max(self.cursor - self._height + 1, min(self.top, self.cursor))

    def _settle(self) -> None:
        """Keep page and cursor inside the list, and count what is still above the page."""
        self.top = max(0, min(self.top, len(self.keys) - self._height))
        self.cursor = max(0, min(self.cursor, len(self.keys) - 1))
        if self.following and self.cursor >= self._height:
            self.cursor = 0  # nobody has touched the cursor: it does not leave with its row
        if self.unseen:
            place, top = self._place, self.top
            self.unseen = {key for key in self.unseen if place.get(key, top) < top}
