"""Who is there: finds the seat of a token, and takes up a changed seats file."""

from __future__ import annotations

import hmac
from pathlib import Path

from config.seats import Seat, load_seats, token_hash


class Access:
    """The seats of one desk. Raises SettingsError when their file cannot be used."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._seats = load_seats(data_dir)

    def seat_of(self, token: str) -> Seat | None:
        """Give the seat that the token opens.

        Every seat is compared and in constant time, so that the answer's time tells nothing.
        """
        presented = token_hash(token)
        found = None
        for seat in self._seats:
            if hmac.compare_digest(presented, seat.token_sha256):
                found = seat
        return found

    def holds(self, seat: Seat) -> bool:
        """Tell whether the seat still stands, unchanged."""
        return seat in self._seats

    def revoked(self, seat: Seat) -> bool:
        """Tell whether the seat's token opens nothing any more."""
        return all(seat.token_sha256 != other.token_sha256 for other in self._seats)

    def reload(self) -> None:
        """Read the file again. Raises SettingsError; the last good seats then go on."""
        self._seats = load_seats(self._data_dir)
