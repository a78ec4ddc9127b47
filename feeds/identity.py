"""Sealed identities: closed where they are written down, opened only with the county's key.

A box is ``1.<key id>.<base64url>``: an ephemeral X25519 public key, then AES-256-GCM under a key
that HKDF-SHA256 derives from the shared secret for this box alone. The box is bound to its
pseudonym: put beside another purchaser's, it does not open. What is in it is padded, so that its
length does not tell the name.

A pseudonym is HMAC-SHA256 of the document's number under a key that all edges of a county share:
the same person is the same pseudonym everywhere, and without the key nobody can try numbers out.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from base64 import b32encode, urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec.structs import replace

from config.identity import CountyKey, EdgeKey, PrivateKey, PublicKey
from county.events import PurchaseRegistered
from county.gasoline.lines import Identity
from county.refusals import ZhibanError, refuse
from county.text import clean

VERSION = "1"
POINT_BYTES = 32
"""An X25519 public key."""

PSEUDONYM_BYTES = 10
"""80 bits: that any two of a million purchasers share one has a probability below 1e-12."""

PADDED = (256, 512, 1344)
"""What a box's content is filled up to, bytes: a usual name and address fit the first."""

LIMITS = {"name": 100, "document": 40, "phone": 40, "address": 240}
"""Characters of each field."""

LEAST_DOCUMENT = 4

_KEY_BYTES, _NONCE_BYTES = 32, 12


class SealedIdentity(NamedTuple):
    """What a purchase carries in place of an identity."""

    buyer: str
    tail: str
    sealed: str


class Sealer:
    """Seals with one edge key."""

    def __init__(self, edge: EdgeKey) -> None:
        self._pseudonyms = bytes.fromhex(edge.pseudonyms)
        self._keys = sorted(edge.keys, key=lambda key: key.since)

    @property
    def until(self) -> int:
        """When its last key's period is over, epoch milliseconds."""
        return max(key.until for key in self._keys)

    def pseudonym(self, document: str, field: str = "identity.document") -> str:
        """Give the pseudonym of a document's holder.

        Raises ZhibanError, which names `field`, when that can be no document's number.
        """
        number = _normal(document, field)
        digest = hmac.digest(self._pseudonyms, b"zhiban pseudonym " + number.encode(), "sha256")
        return "p-" + b32encode(digest[:PSEUDONYM_BYTES]).decode().lower()

    def seal(self, identity: Identity, at: int) -> SealedIdentity:
        """Seal who bought at `at` (epoch milliseconds), with the key of that time.

        Raises ZhibanError, which names the field at fault and never says what stands in it.
        """
        known = _cleaned(identity)
        buyer = self.pseudonym(known.document)
        key = self._key_at(at)
        head = f"{VERSION}.{key.id}"
        box = _close(bytes.fromhex(key.public), _padded(known), f"{head}.{buyer}".encode())
        sealed = f"{head}.{urlsafe_b64encode(box).rstrip(b'=').decode()}"
        return SealedIdentity(buyer, _normal(known.document)[-2:], sealed)

    def onto(self, purchase: PurchaseRegistered, identity: Identity) -> PurchaseRegistered:
        """Give the purchase with its purchaser sealed. Raises ZhibanError."""
        buyer, tail, sealed = self.seal(identity, purchase.at)
        return replace(purchase, buyer=buyer, tail=tail, sealed=sealed)

    def _key_at(self, at: int) -> PublicKey:
        """Give the key that began last: an edge whose keys have run out must not lose sales."""
        begun = [key for key in self._keys if key.since <= at]
        return begun[-1] if begun else self._keys[0]


class Opener:
    """Opens with the county's key."""

    def __init__(self, county: CountyKey) -> None:
        self._county = county

    def open(self, sealed: str, buyer: str) -> Identity:
        """Open the box of a purchaser.

        Raises ZhibanError with ``identity_unsealed``, ``identity_destroyed``, ``identity_no_key``
        or ``identity_damaged``.
        """
        if not sealed:
            raise ZhibanError(refuse("identity_unsealed"))
        head, _, text = sealed.rpartition(".")
        version, key_id = head.partition(".")[0], key_id_of(sealed)
        key = self._county.named(key_id)
        if version != VERSION or key is None:
            gone = self._county.is_destroyed(key_id)
            raise ZhibanError(refuse("identity_destroyed" if gone else "identity_no_key"))
        try:
            box = urlsafe_b64decode(text + "=" * (-len(text) % 4))
            content = _unlock(bytes.fromhex(key.private), box, f"{head}.{buyer}".encode())
            return msgspec.json.decode(content, type=Identity)
        except (ValueError, InvalidTag, msgspec.DecodeError):
            # Without its cause: that could hold what was in the box.
            raise ZhibanError(refuse("identity_damaged")) from None


def key_id_of(sealed: str) -> str:
    """Name the key that a box was sealed with; "" when nothing is sealed."""
    return sealed.rpartition(".")[0].partition(".")[2]


# ---- keys ---------------------------------------------------------------------------------------


def new_keys(now: int, months: int) -> tuple[PrivateKey, ...]:
    """Make the keys of so many months: the first from `now` on (epoch milliseconds), UTC months."""
    begins = datetime.fromtimestamp(now / 1000, UTC)
    made = []
    for _ in range(months):
        month = begins.year * 12 + begins.month
        ends = datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
        made.append(
            PrivateKey(
                id=f"{begins:%Y%m}-{secrets.token_hex(2)}",
                since=int(begins.timestamp() * 1000),
                until=int(ends.timestamp() * 1000),
                private=X25519PrivateKey.generate().private_bytes_raw().hex(),
            )
        )
        begins = ends
    return tuple(made)


def new_pseudonyms() -> str:
    """Make the key of the pseudonyms."""
    return secrets.token_hex(32)


def edge_of(pseudonyms: str, keys: tuple[PrivateKey, ...]) -> EdgeKey:
    """Give what seals for the holder of `keys`."""
    return EdgeKey(pseudonyms=pseudonyms, keys=tuple(_public(key) for key in keys))


def fingerprint(edge: EdgeKey) -> str:
    """Give what two copies of an edge key are compared by; tells nothing of it."""
    publics = "".join(key.id + key.public for key in edge.keys).encode()
    secret = bytes.fromhex(edge.pseudonyms)
    digest = hmac.digest(secret, b"zhiban fingerprint " + publics, "sha256").hex()[:24]
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))


def _public(key: PrivateKey) -> PublicKey:
    own = X25519PrivateKey.from_private_bytes(bytes.fromhex(key.private))
    public = own.public_key().public_bytes_raw().hex()
    return PublicKey(id=key.id, since=key.since, until=key.until, public=public)


# ---- the box ------------------------------------------------------------------------------------


def _close(public: bytes, content: bytes, bound_to: bytes) -> bytes:
    ephemeral = X25519PrivateKey.generate()
    point = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    cipher, nonce = _cipher(shared, point, public)
    return point + cipher.encrypt(nonce, content, bound_to)


def _unlock(private: bytes, box: bytes, bound_to: bytes) -> bytes:
    own = X25519PrivateKey.from_private_bytes(private)
    point, closed = box[:POINT_BYTES], box[POINT_BYTES:]
    shared = own.exchange(X25519PublicKey.from_public_bytes(point))
    cipher, nonce = _cipher(shared, point, own.public_key().public_bytes_raw())
    return cipher.decrypt(nonce, closed, bound_to)


def _cipher(shared: bytes, point: bytes, public: bytes) -> tuple[AESGCM, bytes]:
    """Derive key and nonce: both serve one box only, because `point` does."""
    size = _KEY_BYTES + _NONCE_BYTES
    kdf = HKDF(SHA256(), length=size, salt=point + public, info=b"zhiban identity 1")
    derived = kdf.derive(shared)
    return AESGCM(derived[:_KEY_BYTES]), derived[_KEY_BYTES:]


# ---- what is in it ------------------------------------------------------------------------------


def _normal(document: str, field: str = "identity.document") -> str:
    """Give a document's number as its issuer means it: half-width capitals and digits only."""
    narrow = unicodedata.normalize("NFKC", document).upper()
    number = "".join(char for char in narrow if char.isalnum())
    if not LEAST_DOCUMENT <= len(number) <= LIMITS["document"]:
        raise ZhibanError(refuse("no_document", field))
    return number


def _cleaned(identity: Identity) -> Identity:
    fields = {name: clean(getattr(identity, name)).strip() for name in LIMITS}
    for name, limit in LIMITS.items():
        if len(fields[name]) > limit:
            raise ZhibanError(refuse("too_long", f"identity.{name}", limit=limit))
    if not fields["name"]:
        raise ZhibanError(refuse("no_name", "identity.name"))
    return Identity(**fields)


def _padded(identity: Identity) -> bytes:
    content = msgspec.json.encode(identity)
    for size in PADDED:
        if len(content) <= size:
            # Blanks after JSON mean nothing to its decoder.
            return content.ljust(size)
    raise ZhibanError(refuse("too_long", "identity", limit=PADDED[-1]))
