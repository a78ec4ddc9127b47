"""TLS: what the listener shows, who trusts it, and what of a secret can be seen from outside."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import random
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from msgspec.structs import replace
from websockets.asyncio.client import connect

from config.seats import Seat, change_seats, token_hash
from config.settings import Settings, SettingsError
from county.clock import SystemClock
from feeds import frames
from feeds.channel import Address, TurnedAwayError, UnreachableError, opened
from feeds.publisher import Publisher
from feeds.wire import CODECS, JSON
from server.serve import Server
from server.tls import certificate_of
from tests.server.test_serve import process
from tests.server.wire_client import WireClient, alarm, client, server_at, stranger

TLS = Settings(certificate="desk.pem", private_key="desk.key")


def make_certificate(directory: Path, name: str = "desk") -> None:
    """Write a certificate that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    host = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([host]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (directory / "desk.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    path = directory / "desk.key"
    path.touch(mode=0o600)
    path.write_bytes(private)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    make_certificate(tmp_path)
    async with server_at(tmp_path, TLS) as server:
        yield server


def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate)


async def subject(url: str, certificate: Path) -> object:
    """Connect and give the name in the certificate that the desk shows."""
    async with connect(url, ssl=trusting(certificate), proxy=None) as socket:
        told = socket.transport.get_extra_info("ssl_object").getpeercert()
        return told["subject"][0][0][1]


@asynccontextmanager
async def called(server: Server, ca: Path | None) -> AsyncIterator[frames.Welcome]:
    address = Address(server.url, "officer", "en", "test", ca)
    async with opened(address, CODECS[JSON], SystemClock()) as channel:
        yield channel.welcome


async def test_a_client_that_trusts_the_certificate_is_let_in(
    server: Server, tmp_path: Path
) -> None:
    assert server.url.startswith("wss://")
    async with called(server, tmp_path / "desk.pem") as welcome:
        assert welcome.seat == "officer"


async def test_a_client_that_does_not_trust_it_says_nothing(server: Server, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    make_certificate(other)
    for ca in (None, other / "desk.pem"):
        with pytest.raises(UnreachableError) as fault:
            async with called(server, ca):
                pass
        assert "CERTIFICATE_VERIFY_FAILED" in str(fault.value)
    with pytest.raises(TurnedAwayError) as missing:
        async with called(server, tmp_path / "none.pem"):
            pass
    assert missing.value.refusal.code == "no_ca"


async def test_what_runs_beside_a_desk_with_tls_reaches_it_plain_and_on_loopback_only(
    server: Server,
) -> None:
    assert server.url.startswith("wss://")
    assert server.beside_url.startswith("ws://127.0.0.1:")
    address = Address(server.beside_url, "officer", "en", "test")
    async with opened(address, CODECS[JSON], SystemClock()) as channel:
        assert channel.welcome.seat == "officer"


async def test_nothing_older_than_tls_1_2_is_spoken(server: Server, tmp_path: Path) -> None:
    old = trusting(tmp_path / "desk.pem")
    old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.warns(DeprecationWarning, match="TLSv1_1 is deprecated"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(OSError, match=r"(?i)version|protocol|cipher|alert|NO_"):
        await connect(server.url, ssl=old, proxy=None)


async def test_a_new_certificate_is_shown_to_newcomers_and_a_bad_one_is_not(
    server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with called(server, tmp_path / "desk.pem"):
        make_certificate(tmp_path, "renewed")
        server.upkeep.turn()
        assert await subject(server.url, tmp_path / "desk.pem") == "renewed"
        good = (tmp_path / "desk.pem").read_bytes()
        (tmp_path / "trust.pem").write_bytes(good)
        (tmp_path / "desk.pem").write_bytes(good[:200])
        server.upkeep.turn()
        assert "certificate not taken up" in caplog.text
        assert await subject(server.url, tmp_path / "trust.pem") == "renewed"


async def test_a_board_is_followed_and_a_feed_pushes_over_tls(
    server: Server, tmp_path: Path
) -> None:
    ca = tmp_path / "desk.pem"
    async with connect(server.url, ssl=trusting(ca), proxy=None, compression=None) as socket:
        seat = WireClient(socket, JSON)
        await seat.send(frames.Hello(token="officer"))
        await seat.send(frames.Subscribe())
        await seat.until(frames.Snapshot)
        rng = random.Random(1)
        async with Publisher(server.url, "feed", "panel-1", rng=rng, ca=ca) as feed:
            await feed.push(alarm())
            await seat.see(1)
        await seat.prove()


# ---- settings -----------------------------------------------------------------------------------


def faults(directory: Path, settings: Settings) -> list[str]:
    try:
        settings.check()
        certificate_of(directory, settings)
    except SettingsError as refused:
        return [fault.text("en") for fault in refused.faults]
    return []


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    make_certificate(tmp_path)
    (tmp_path / "desk.key").chmod(0o640)
    assert faults(tmp_path, TLS) == [
        "zhiban.toml: private_key: other users can read the key: chmod 600 it"
    ]


def test_a_certificate_without_its_key_or_with_another_is_refused(tmp_path: Path) -> None:
    assert faults(tmp_path, Settings(certificate="desk.pem")) == [
        "zhiban.toml: private_key: is missing"
    ]
    assert "the certificate cannot be used" in faults(tmp_path, TLS)[0]
    make_certificate(tmp_path)
    key = (tmp_path / "desk.key").read_bytes()
    make_certificate(tmp_path)
    (tmp_path / "desk.key").write_bytes(key)
    assert "the certificate cannot be used" in faults(tmp_path, TLS)[0]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "desk.example"])
def test_beyond_loopback_only_tls_or_so_many_words_listen(tmp_path: Path, host: str) -> None:
    assert "is open to others, unencrypted" in faults(tmp_path, Settings(host=host))[0]
    Settings(host=host, allow_plain_beyond_loopback=True).check()
    replace(TLS, host=host).check()


# ---- secrets ------------------------------------------------------------------------------------


async def test_a_secret_is_in_no_log_no_argument_and_no_environment(tmp_path: Path) -> None:
    secret, wrong = "the-officers-own-token", "somebodys-wrong-token"
    officer = Seat(name="officer", role="officer", token_sha256=token_hash(secret))
    change_seats(tmp_path, lambda seats: replace(seats, seat=(officer,)))
    with process(tmp_path) as (running, url):
        async with stranger(url) as guesser:
            await guesser.send(frames.Hello(token=wrong))
            await guesser.until(frames.Bye)
        async with client(url, secret) as seat:
            await seat.send(frames.Unlock(1, wrong))
            await seat.until(frames.Done)
        proc = Path(f"/proc/{running.pid}")
        seen = (proc / "cmdline").read_bytes() + (proc / "environ").read_bytes()
        running.terminate()
        _, log = await asyncio.to_thread(running.communicate, timeout=20)
    kept = (tmp_path / "seats.toml").read_bytes()
    assert "refused 127.0.0.1" in log
    for hidden in (secret, wrong):
        assert hidden not in log
        assert hidden.encode() not in seen + kept
