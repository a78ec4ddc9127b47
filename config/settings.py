"""What an administrator may set of a running desk: `zhiban.toml` in the data directory.

One directory holds everything of a desk: settings, seats, journal, tracks. Every setting has a
default, so the file need not be there.
"""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import platformdirs
from msgspec import Meta, Struct

from config.faults import Fault, ProfileError
from config.pages import Page, SyntaxFaultError, read_page
from config.profile import BUILTIN, builtin

SETTINGS_FILE = "zhiban.toml"
COUNTY_KEY = "identity.key"
"""The county's key of sealed identities, unless the settings name another place."""

T = TypeVar("T")

Bytes = Annotated[int, Meta(ge=1024, le=64 * 2**20, description="bytes")]
Count = Annotated[int, Meta(ge=1, le=1_000_000)]
Duration = Annotated[float, Meta(gt=0, le=3600, description="seconds")]


class SettingsError(ProfileError):
    """Settings or seats cannot be used; `faults` names what is wrong with them."""


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """How much one peer may ask of the desk."""

    max_frame_bytes: Bytes = 256 * 1024
    max_connections: Count = 1000
    max_unauthenticated: Count = 100
    """Connections that have not yet said who they are."""
    reserved_for_seats: Annotated[int, Meta(ge=0, le=1_000_000)] = 100
    """Of `max_connections`, how many feeds may never take: officers always get in."""
    events_per_s: Count = 20_000
    """Facts and fixes of one feed connection a second, on average."""
    events_burst: Count = 40_000
    """How many may come at once before the average counts."""
    hello_timeout_s: Duration = 5.0
    ping_interval_s: Duration = 5.0
    ping_timeout_s: Duration = 5.0
    close_timeout_s: Duration = 3.0
    stall_s: Duration = 30.0
    """How long one frame of a replay or snapshot may wait for a reader."""
    send_buffer_bytes: Bytes = 64 * 1024
    """The kernel's buffer a connection: by default it swallows megabytes of a reader that died."""
    write_limit_bytes: Bytes = 32 * 1024
    """Above this in the process's own buffer, replays pause."""
    max_unsent_bytes: Bytes = 1024 * 1024
    """Above this in the process's own buffer, the connection is cut."""
    credit_frames: Count = 2000
    """Deltas that a subscriber may leave unconfirmed: some seconds of a county's worst hour."""
    credit_age_s: Duration = 2.0
    """How long it may leave anything unconfirmed."""
    max_replay: Count = 20_000
    """A subscriber further behind than this many entries gets a snapshot instead."""
    tick_s: Duration = 0.2
    """Positions are collected this long and sent together."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """The settings of one desk."""

    profile: str = BUILTIN
    """The county: a directory, or the name of a packaged profile."""
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 8765
    """0 takes any free port."""
    mode: Literal["live", "exercise"] = "live"
    origins: tuple[str, ...] = ()
    """Web pages whose scripts may connect, such as ``https://desk.example``; none by default."""
    certificate: str = ""
    """The certificate for TLS with those it rests on, PEM; relative to the data directory. Without
    one the listener is plain, on loopback only."""
    private_key: str = ""
    """Its key, PEM, readable by its owner only."""
    allow_plain_beyond_loopback: bool = False
    """Tokens and events cross the network readable by anyone on it: only where that is settled."""
    shift_grace_s: Annotated[float, Meta(ge=0, le=14_400, description="seconds")] = 1800
    """How long before and after its shift a seat may be at the desk."""
    idle_lock_s: Annotated[float, Meta(ge=0, le=86_400, description="seconds")] = 900
    """After how long alone a seat that has a PIN is locked; 0 is never."""
    keep_tracks_days: Annotated[int, Meta(ge=1, le=3660)] = 7
    keep_identities_days: Annotated[int, Meta(ge=1, le=3660)] = 365
    """After how long sealed identities may be destroyed; two persons must want it."""
    keep_purchases_days: Annotated[int, Meta(ge=31, le=3660)] = 1095
    """After how long purchases may be; the rules look back thirty days."""
    identity_key: str = COUNTY_KEY
    """What opens sealed identities; relative to the data directory."""
    seals_also: str = ""
    """A second directory for the daily seals, best on another machine; none when empty."""
    limits: Limits = Limits()

    @property
    def profile_path(self) -> Path:
        """Give the profile's directory; raises SettingsError when the name stands for none."""
        path = Path(self.profile)
        if path.is_dir():
            return path
        try:
            return builtin(self.profile)
        except KeyError:
            values = {"name": self.profile}
            fault = Fault(SETTINGS_FILE, 0, "profile", "check.no_builtin", values)
            raise SettingsError([fault]) from None

    def check(self) -> None:
        """Refuse a county that is not there and an unencrypted listener that others can reach.

        Raises SettingsError.
        """
        _ = self.profile_path
        if bool(self.certificate) != bool(self.private_key):
            missing = "private_key" if self.certificate else "certificate"
            raise SettingsError([Fault(SETTINGS_FILE, 0, missing, "check.missing_field")])
        plain = not self.certificate and not self.allow_plain_beyond_loopback
        if plain and not is_loopback(self.host):
            values = {"host": self.host}
            raise SettingsError([Fault(SETTINGS_FILE, 0, "host", "serve.exposed", values)])


def default_data_dir() -> Path:
    """Give the directory of the desk of this user: ``$ZHIBAN_DATA``, else the system's place."""
    chosen = os.environ.get("ZHIBAN_DATA")
    return Path(chosen) if chosen else platformdirs.user_data_path("zhiban")


def load_settings(data_dir: Path) -> Settings:
    """Read the settings in `data_dir`; defaults when there are none. Raises SettingsError."""
    if not (data_dir / SETTINGS_FILE).exists():
        return Settings()
    return take(open_page(data_dir, SETTINGS_FILE), Settings)


def open_page(directory: Path, name: str) -> Page:
    """Read and parse one file of a data directory. Raises SettingsError."""
    try:
        return read_page(directory, name)
    except SyntaxFaultError as error:
        raise SettingsError([error.fault]) from error


def take(page: Page, wanted: type[T]) -> T:
    """Give a file's content as the type `wanted`. Raises SettingsError with all that is wrong."""
    taken = page.take(wanted)
    if isinstance(taken, list):
        raise SettingsError(taken)
    return taken


def is_loopback(host: str) -> bool:
    """Tell whether an address leads to this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
