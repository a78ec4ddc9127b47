"""The certificate that the listener shows; taken up anew when its files are replaced."""

from __future__ import annotations

import logging
import ssl
from pathlib import Path

from config.faults import Fault
from config.settings import SETTINGS_FILE, Settings, SettingsError
from server.watched import Watched

log = logging.getLogger(__name__)


class Certificate:
    """A certificate and its key, in a context for the listener (TLS 1.2 or newer)."""

    def __init__(self, certificate: Path, private_key: Path) -> None:
        """Load both. Raises SettingsError when they cannot be used, or others can read the key."""
        self._paths = certificate, private_key
        self._watched = Watched(*self._paths)
        self.context = _loaded(*self._paths)

    def turn(self) -> None:
        """Show a new certificate to newcomers if the files were replaced by good ones."""
        if not self._watched.changed():
            return
        try:
            # Tried apart first: a context that was given half of a bad pair is of no more use.
            _loaded(*self._paths)
            self.context.load_cert_chain(*self._paths)
        except SettingsError as error:
            log.error("certificate not taken up: %s", error)
            return
        log.info("certificate taken up")


def certificate_of(data_dir: Path, settings: Settings) -> Certificate | None:
    """Load what the settings name, if anything; paths are relative to the data directory.

    Raises SettingsError.
    """
    if not settings.certificate:
        return None
    return Certificate(data_dir / settings.certificate, data_dir / settings.private_key)


def _loaded(certificate: Path, private_key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        if private_key.stat().st_mode & 0o077:
            raise _fault("private_key", "serve.key_readable")
        # The password is given so that a protected key fails at once instead of asking a terminal.
        context.load_cert_chain(certificate, private_key, password="")
    except (OSError, ssl.SSLError) as fault:
        raise _fault("certificate", "serve.certificate", str(fault)) from fault
    return context


def _fault(field: str, key: str, reason: str = "") -> SettingsError:
    return SettingsError([Fault(SETTINGS_FILE, 0, field, key, {"reason": reason})])
