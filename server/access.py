"""Who is there: which seat a token or a key opens, and whether it still does."""

from __future__ import annotations

import hmac
from pathlib import Path

from msgspec import Struct

from config.keys import fingerprint, normal_key
from config.seats import SEATS_FILE, Enrolment, Seat, Seats, load_seats, token_hash
from county.access import SeatsChanged
from county.clock import Clock
from county.refusals import Refusal, refuse
from server.watched import Watched
from server.witness import Witness

BY_TOKEN = "token"  # noqa: S105 - names a way in, opens nothing


class Pass(Struct, frozen=True):
    """What somebody was let in by."""

    seat: Seat
    """The seat as it stood then."""
    credential: str
    """The SHA-256 of the token or ticket that was shown."""
    address: str
    """Whence they come: the host, or for a ticket the host at the other end of the door."""
    key: str = ""
    """The SSH key behind a ticket; "" for who came by a token."""

    @property
    def by(self) -> str:
        """How they came in, for the audit: ``token``, or the key's fingerprint."""
        return fingerprint(self.key) if self.key else BY_TOKEN


class Access:
    """The seats of one desk. Raises SettingsError when their file cannot be used."""

    def __init__(
        self,
        data_dir: Path,
        witness: Witness,
        clock: Clock,
        utc_offset_minutes: int = 0,
        shift_grace_s: float = 0.0,
    ) -> None:
        self.data_dir = data_dir
        self._witness = witness
        self._clock = clock
        self._offset = utc_offset_minutes
        self._grace_s = shift_grace_s
        self._watched = Watched(data_dir / SEATS_FILE)
        self._take(load_seats(data_dir))

    # ---- who is it? -----------------------------------------------------------------------------

    def seat_of(self, token: str) -> Seat | None:
        """Give the seat that the token opens.

        Every seat is compared and in constant time, so that the answer's time tells nothing.
        """
        presented = token_hash(token)
        found = None
        for seat in self.seats.seat:
            if hmac.compare_digest(presented, seat.token_sha256 or ""):
                found = seat
        return found

    def named(self, name: str) -> Seat | None:
        """Find a seat by its name."""
        return self._by_name.get(name)

    def seat_of_key(self, name: str, key: str) -> Seat | None:
        """Give the seat of this name if the key opens it; every seat's keys are compared."""
        presented, wanted = (normal_key(key) or "").encode(), name.encode(errors="replace")
        found = None
        for seat in self.seats.seat:
            same_name = hmac.compare_digest(seat.name.encode(), wanted)
            for known in seat.keys:
                same_key = hmac.compare_digest((normal_key(known) or "").encode(), presented)
                if same_key and same_name and presented:
                    found = seat
        return found

    def enrolment_of(self, name: str) -> Enrolment | None:
        """Give the newest one-time code of a seat that is still open."""
        now = self._clock.now()
        for enrolment in reversed(self.seats.enrolment):
            if enrolment.seat == name and now < enrolment.expires_at:
                return enrolment
        return None

    # ---- may it stay? ---------------------------------------------------------------------------

    def off_shift(self, seat: Seat) -> Refusal | None:
        """Refuse a seat whose shifts are over, or have not begun."""
        if self.seats.on_shift(seat, self._clock.now(), self._offset, self._grace_s):
            return None
        return refuse("off_shift")

    def ended(self, shown: Pass) -> Refusal | None:
        """Say why a pass is good no longer, if so: it was taken away, or the shift is over."""
        seat = self.named(shown.seat.name)
        if seat is None:
            return refuse("revoked")
        if shown.key:
            opens = shown.key in map(normal_key, seat.keys)
        else:
            opens = seat.token_sha256 == shown.credential
        return self.off_shift(seat) if opens else refuse("revoked")

    def changed(self, shown: Pass) -> bool:
        """Tell whether the seat may see or do other things than when it was let in."""
        seat = self.named(shown.seat.name)
        return seat is None or seat.rights != shown.seat.rights

    # ---- the file -------------------------------------------------------------------------------

    def file_changed(self) -> bool:
        """Tell whether the file was written since the last look."""
        return self._watched.changed()

    def reload(self) -> None:
        """Read the file again. Raises SettingsError; the last good seats then go on."""
        before = self._by_name
        self._take(load_seats(self.data_dir))
        now = self._by_name
        added, removed = sorted(now.keys() - before.keys()), sorted(before.keys() - now.keys())
        changed = sorted(name for name in now.keys() & before.keys() if now[name] != before[name])
        if added or changed or removed:
            self._witness.saw(
                SeatsChanged(
                    at=self._clock.now(),
                    added=tuple(added),
                    changed=tuple(changed),
                    removed=tuple(removed),
                )
            )

    def _take(self, seats: Seats) -> None:
        self.seats = seats
        """What stands in the file, or stood there when it last made sense."""
        self._by_name = {seat.name: seat for seat in seats.seat}
