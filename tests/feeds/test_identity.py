"""Sealed identities: only the county's key opens them, and nothing tells what is in them."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from config.identity import CountyKey, DestroyedKey
from county.events import PurchaseRegistered
from county.gasoline.lines import Identity
from county.refusals import Refusal, ZhibanError
from feeds.identity import (
    Opener,
    Sealer,
    edge_of,
    fingerprint,
    key_id_of,
    new_keys,
    new_pseudonyms,
)
from feeds.lines import read_line

MAY = int(datetime(2026, 5, 20, tzinfo=UTC).timestamp() * 1000)
JUNE = int(datetime(2026, 6, 2, tzinfo=UTC).timestamp() * 1000)
KEYS = new_keys(MAY, 3)
PSEUDONYMS = new_pseudonyms()
SEALER = Sealer(edge_of(PSEUDONYMS, KEYS))
OPENER = Opener(CountyKey(keys=KEYS))
SOMEBODY = Identity("虚构甲", "00000019700101001X", "000-0001", "无名村 1 号")

LINE = {"type": "purchase_registered", "station": "ps1", "litres": 5, "at": MAY}
CLEAR = {"name": "虚构甲", "document": "00000019700101001X"}


def line(**more: object) -> bytes:
    return json.dumps(LINE | more).encode()


def refusal_of(opener: Opener, sealed: str, buyer: str) -> str:
    with pytest.raises(ZhibanError) as no:
        opener.open(sealed, buyer)
    return no.value.refusal.code


# ---- the box ------------------------------------------------------------------------------------


def test_the_county_opens_what_an_edge_sealed() -> None:
    buyer, tail, sealed = SEALER.seal(SOMEBODY, MAY)
    assert OPENER.open(sealed, buyer) == SOMEBODY
    assert tail == "1X"


def test_a_box_fits_the_field_of_a_purchase_whatever_the_name() -> None:
    longest = Identity("长" * 80, "9" * 40, "1" * 40, "址" * 220)
    purchase = PurchaseRegistered(at=MAY, station="ps1", buyer="p-000", litres=5)
    sealed = SEALER.onto(purchase, longest)
    assert read_line(
        json.dumps(LINE | {"buyer": sealed.buyer, "sealed": sealed.sealed}).encode(), MAY
    )
    assert len(sealed.sealed) <= 2000


def test_the_length_of_a_box_does_not_tell_the_name() -> None:
    names = [replace(SOMEBODY, name="甲" * length) for length in range(1, 30)]
    assert len({len(SEALER.seal(each, MAY).sealed) for each in names}) == 1


def test_the_same_identity_is_never_sealed_to_the_same_box() -> None:
    assert len({SEALER.seal(SOMEBODY, MAY).sealed for _ in range(50)}) == 50


def test_a_box_put_beside_another_purchaser_does_not_open() -> None:
    mine = SEALER.seal(SOMEBODY, MAY)
    other = SEALER.seal(replace(SOMEBODY, document="00000019700101002X"), MAY)
    assert refusal_of(OPENER, mine.sealed, other.buyer) == "identity_damaged"


def test_no_changed_letter_of_a_box_goes_unseen() -> None:
    buyer, _, sealed = SEALER.seal(SOMEBODY, MAY)
    start = sealed.rindex(".") + 1
    for place in range(start, len(sealed), 7):
        other = "A" if sealed[place] != "A" else "B"
        spoiled = sealed[:place] + other + sealed[place + 1 :]
        assert refusal_of(OPENER, spoiled, buyer) == "identity_damaged"
    for cut in (start, start + 20, start + 43, len(sealed) - 4):
        assert refusal_of(OPENER, sealed[:cut], buyer) == "identity_damaged"


def test_a_stolen_edge_key_opens_nothing() -> None:
    """It holds no private key: nothing of its content is one of the county's."""
    edge = edge_of(PSEUDONYMS, KEYS)
    secrets = {key.private for key in KEYS}
    assert not secrets & {edge.pseudonyms, *(key.public for key in edge.keys)}


def test_a_foreign_key_and_a_destroyed_one_are_told_apart() -> None:
    buyer, _, sealed = SEALER.seal(SOMEBODY, MAY)
    assert refusal_of(Opener(CountyKey()), sealed, buyer) == "identity_no_key"
    gone = CountyKey(destroyed=(DestroyedKey(id=key_id_of(sealed), request=7),))
    assert refusal_of(Opener(gone), sealed, buyer) == "identity_destroyed"
    assert refusal_of(OPENER, "", buyer) == "identity_unsealed"
    assert refusal_of(OPENER, sealed.replace("1.", "2.", 1), buyer) == "identity_no_key"
    assert refusal_of(OPENER, "nonsense", buyer) == "identity_no_key"


def test_a_box_shows_nothing_of_what_is_in_it() -> None:
    content = urlsafe_b64decode(SEALER.seal(SOMEBODY, MAY).sealed.rpartition(".")[2] + "==")
    assert not any(part.encode() in content for part in ("虚构甲", "197001", "000-0001"))


# ---- keys by the month --------------------------------------------------------------------------


def test_each_month_has_its_key() -> None:
    assert [key.id[:6] for key in KEYS] == ["202605", "202606", "202607"]
    assert [key.since for key in KEYS[1:]] == [key.until for key in KEYS[:-1]]
    assert key_id_of(SEALER.seal(SOMEBODY, MAY).sealed) == KEYS[0].id
    assert key_id_of(SEALER.seal(SOMEBODY, JUNE).sealed) == KEYS[1].id


def test_an_edge_outside_its_months_still_seals() -> None:
    before, after = MAY - 10**10, MAY + 10**11
    assert key_id_of(SEALER.seal(SOMEBODY, before).sealed) == KEYS[0].id
    assert key_id_of(SEALER.seal(SOMEBODY, after).sealed) == KEYS[-1].id


def test_keys_over_the_turn_of_the_year_follow_each_other() -> None:
    december = int(datetime(2026, 12, 31, 23, tzinfo=UTC).timestamp() * 1000)
    assert [key.id[:6] for key in new_keys(december, 2)] == ["202612", "202701"]


def test_a_fingerprint_tells_two_edge_keys_apart() -> None:
    mine = edge_of(PSEUDONYMS, KEYS)
    assert fingerprint(mine) == fingerprint(edge_of(PSEUDONYMS, KEYS))
    assert fingerprint(mine) != fingerprint(edge_of(new_pseudonyms(), KEYS))
    assert fingerprint(mine) != fingerprint(edge_of(PSEUDONYMS, KEYS[1:]))


# ---- pseudonyms ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "00000019700101001x",
        "０００００019700101001Ｘ",
        " 000000 19700101 001X ",
        "000000-19700101-001X",
    ],
)
def test_one_document_is_one_pseudonym_however_it_is_written(written: str) -> None:
    assert SEALER.pseudonym(written) == SEALER.pseudonym(SOMEBODY.document)


def test_a_pseudonym_lasts_through_new_keys_and_depends_on_the_counties_secret() -> None:
    document = SOMEBODY.document
    renewed = Sealer(edge_of(PSEUDONYMS, new_keys(JUNE, 1)))
    assert renewed.pseudonym(document) == SEALER.pseudonym(document)
    elsewhere = Sealer(edge_of(new_pseudonyms(), KEYS))
    assert elsewhere.pseudonym(document) != SEALER.pseudonym(document)


def test_ten_thousand_documents_have_as_many_pseudonyms() -> None:
    made = {SEALER.pseudonym(f"{number:018d}") for number in range(10_000)}
    assert len(made) == 10_000


# ---- what cannot be sealed ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"document": "  - "}, "no_document", "identity.document"),
        ({"document": "9" * 41}, "too_long", "identity.document"),
        ({"name": "\u200b"}, "no_name", "identity.name"),
        ({"name": "x" * 101}, "too_long", "identity.name"),
        ({"name": "𠮷" * 100, "address": "𠮷" * 240}, "too_long", "identity"),
    ],
)
def test_what_cannot_be_sealed_is_refused_by_its_field(
    change: dict[str, str], code: str, field: str
) -> None:
    with pytest.raises(ZhibanError) as no:
        SEALER.seal(replace(SOMEBODY, **change), MAY)
    assert (no.value.refusal.code, no.value.refusal.field) == (code, field)


def test_controls_in_an_identity_do_not_come_out_of_its_box() -> None:
    buyer, _, sealed = SEALER.seal(replace(SOMEBODY, name="虚\x1b[2J构\u202e甲"), MAY)
    assert OPENER.open(sealed, buyer).name == "虚[2J构\ufffd甲"


# ---- lines --------------------------------------------------------------------------------------


def test_a_line_that_says_who_bought_comes_out_sealed() -> None:
    purchase = read_line(line(identity=CLEAR), MAY, SEALER)
    assert isinstance(purchase, PurchaseRegistered)
    assert purchase.tail == "1X"
    opened = OPENER.open(purchase.sealed, purchase.buyer)
    assert opened == Identity("虚构甲", "00000019700101001X")


def test_whom_a_permit_is_of_becomes_a_pseudonym_too() -> None:
    document = CLEAR["document"]
    own = read_line(line(identity=CLEAR, permit_document=document), MAY, SEALER)
    assert isinstance(own, PurchaseRegistered)
    assert own.permit_holder == own.buyer
    by_pseudonym = read_line(line(buyer="p-0001", permit_document=document), MAY, SEALER)
    assert isinstance(by_pseudonym, PurchaseRegistered)
    assert by_pseudonym.permit_holder == own.buyer


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"identity": CLEAR, "buyer": "p-0001"}, "buyer_twice", "buyer"),
        ({"identity": "虚构甲"}, "identity_malformed", "identity"),
        ({"identity": {"name": "虚构甲"}}, "identity_malformed", "identity"),
        ({"identity": CLEAR | {"虚构甲": 1}}, "identity_malformed", "identity"),
        ({"identity": CLEAR | {"phone": 13800000000}}, "identity_malformed", "identity"),
        ({"permit_document": "??", "buyer": "p-0001"}, "no_document", "permit_document"),
        ({"permit_document": ["12345"], "buyer": "p-0001"}, "no_document", "permit_document"),
        ({"identity": CLEAR, "litres": -1}, "out_of_range", "litres"),
    ],
)
def test_a_bad_line_is_refused_without_a_word_of_the_identity(
    more: dict[str, object], code: str, field: str
) -> None:
    no = read_line(line(**more), MAY, SEALER)
    assert isinstance(no, Refusal)
    assert (no.code, no.field) == (code, field)
    assert "虚构甲" not in repr(no) + no.text("zh") + no.text("en")


@pytest.mark.parametrize("field", ["identity", "permit_document"])
def test_without_an_edge_key_an_identity_goes_nowhere(field: str) -> None:
    no = read_line(line(buyer="p-0001", **{field: CLEAR}), MAY)
    assert isinstance(no, Refusal)
    assert (no.code, no.field) == ("no_edge_key", field)
