"""The wire: what is sent arrives as it was, and what cannot be taken is refused by field."""

from __future__ import annotations

import msgspec
import pytest

from county import commands as ask
from county import events as ev
from county.events import Entry
from county.patrol import Fix
from county.refusals import Refusal
from feeds import frames
from feeds.wire import (
    CODECS,
    JSON,
    SUBPROTOCOLS,
    Batch,
    Codec,
    WireError,
    decode_entry,
    encode_entry,
)

ALARM = ev.AlarmReported(at=1, kind="gas_leak", place=ev.Place("万和广场", 41.0, 110.0))
PUSH = frames.Push("panel-1", 7, (ALARM,))


def refusal(data: bytes | str) -> Refusal:
    with pytest.raises(WireError) as caught:
        CODECS[JSON].from_client(data)
    return caught.value.refusal


def pushed(event: str) -> Refusal:
    """Push one good alarm and `event`; give why the second was refused."""
    good = msgspec.json.encode(ALARM).decode()
    data = f'{{"t":"push","source":"p","first":1,"events":[{good},{event}]}}'
    batch = CODECS[JSON].from_client(data.encode())
    assert isinstance(batch, Batch)
    assert batch.items[0] == ALARM
    assert isinstance(batch.items[1], Refusal), batch.items[1]
    return batch.items[1]


@pytest.mark.parametrize("form", SUBPROTOCOLS)
@pytest.mark.parametrize(
    "frame",
    [
        frames.Hello(token="t"),
        frames.Subscribe(since=5, epoch="e"),
        frames.Do(1, ask.Dispatch(42, ("B3", "B7"))),
        frames.Seen(9),
        frames.Check(),
        frames.Survey(),
        frames.Ping(1.5),
    ],
)
def test_what_a_client_sends_arrives_as_it_was(form: str, frame: frames.FromClient) -> None:
    codec = CODECS[form]
    assert codec.from_client(codec.encode(frame)) == frame


@pytest.mark.parametrize("form", SUBPROTOCOLS)
def test_a_push_arrives_with_its_numbers(form: str) -> None:
    codec = CODECS[form]
    assert codec.from_client(codec.encode(PUSH)) == Batch("panel-1", 7, (ALARM,))


def test_a_line_break_in_a_text_does_not_part_an_entry() -> None:
    texts = ("one\ntwo", "three\r\nfour", "five\u2028six\x85seven", "")
    entries = [
        Entry(seq, 1, "seat:chen", ev.AlarmNoted(1, 1, text)) for seq, text in enumerate(texts, 1)
    ]
    assert [decode_entry(encode_entry(entry)) for entry in entries] == entries


@pytest.mark.parametrize("form", SUBPROTOCOLS)
def test_a_delta_of_stored_bodies_reads_as_the_entries_that_were_stored(form: str) -> None:
    entries = [Entry(n, 5, "desk", ev.AlarmEscalated(5, n, 1)) for n in (3, 4)]
    data = CODECS[form].delta(2, 6, [encode_entry(entry) for entry in entries])
    assert CODECS[form].from_server(data) == frames.Delta(
        after=2, through=6, entries=tuple(entries)
    )


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        (b"{", "not_json", ""),
        (b"", "not_json", ""),
        (b'{"t":"ping","sent":NaN}', "not_json", ""),
        (b'{"t":"hello","token":"\xff"}', "not_utf8", ""),
        (b'{"a":' + b"[" * 10_000, "too_deep", ""),
        (b"[" * 10_000, "wrong_type", ""),
        (b'{"t":"survey","x":' + b"9" * 5000 + b"}", "unknown_field", "x"),
        (b'{"t":"gossip"}', "unknown_frame", "t"),
        (b'{"token":"x"}', "missing_field", "t"),
        (b'{"t":"hello"}', "missing_field", "token"),
        (b'{"t":"hello","token":"x","ethnicity":"y"}', "unknown_field", "ethnicity"),
        (b'{"t":"push","source":"a b","first":1,"events":[]}', "not_a_code", "source"),
        (b'{"t":"push","source":"a\\n","first":1,"events":[]}', "not_a_code", "source"),
        (b'{"t":"push","source":"a","first":0,"events":[]}', "out_of_range", "first"),
        (b'{"t":"push","source":"a","first":1,"events":[]}', "too_short", "events"),
        (b'{"t":"do","id":1,"command":{"do":"explode"}}', "unknown_command", "command.do"),
        (b'{"t":"do","id":1,"command":{"do":"dispatch","alarm":1,"units":[]}}', "too_short", "command.units"),
    ],
)  # fmt: skip
def test_a_frame_that_cannot_be_taken_is_refused_by_field(
    data: bytes, code: str, field: str
) -> None:
    refused = refusal(data)
    assert (refused.code, refused.field) == (code, field)
    assert refused.text("zh") != refused.text("en")


@pytest.mark.parametrize(
    ("event", "code", "field"),
    [
        ('{"type":"ufo_landed","at":1}', "unknown_event", "type"),
        ('{"at":1,"kind":"x","place":{}}', "missing_field", "type"),
        ('{"type":"alarm_reported","at":1,"place":{}}', "missing_field", "kind"),
        ('{"type":"alarm_reported","at":1,"kind":"x","place":{"lat":91,"lon":1}}', "out_of_range", "place.lat"),
        ('{"type":"alarm_reported","at":1,"kind":"x","place":{"lat":"91"}}', "wrong_type", "place.lat"),
        ('{"type":"alarm_reported","at":-5,"kind":"x","place":{}}', "out_of_range", "at"),
        ('{"type":"alarm_reported","at":1,"kind":"x","place":{},"channel":"smoke"}', "not_a_choice", "channel"),
        ('{"type":"alarm_reported","at":1,"kind":"x","place":{},"religion":"y"}', "unknown_field", "religion"),
        ('{"type":"purchase_registered","at":1,"station":"s","buyer":"p-001","litres":0}', "out_of_range", "litres"),
    ],
)  # fmt: skip
def test_a_bad_event_costs_only_itself(event: str, code: str, field: str) -> None:
    refused = pushed(event)
    assert (refused.code, refused.field) == (code, field)


def test_a_bad_fix_costs_only_itself() -> None:
    data = b'{"t":"fixes","source":"gps","fixes":[{"unit":"B1","at":1,"lat":41,"lon":110},{"unit":"B2","at":1,"lat":1,"lon":181}]}'
    batch = CODECS[JSON].from_client(data)
    assert isinstance(batch, Batch)
    assert batch.items[0] == Fix("B1", 1, 41.0, 110.0)
    assert isinstance(batch.items[1], Refusal)
    assert batch.items[1].field == "lon"


def test_escape_sequences_are_taken_out_where_frames_are_read() -> None:
    data = b'{"t":"do","id":1,"command":{"do":"note","alarm":1,"text":"a\\u001b]0;x\\u0007b"}}'
    frame = CODECS[JSON].from_client(data)
    assert frame == frames.Do(1, ask.Note(1, "a]0;xb"))


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("smoke, no flames", "smoke, no flames"),
        ("三楼有煤气味！", "三楼有煤气味！"),
        ("a\x7fb", "ab"),
        ("a\u200bb", "ab"),
        ("\\u001b]0;x", "]0;x"),
        ("café \u202eb", "café \ufffdb"),
        ("line\\nend", "line end"),
    ],
)
def test_pushed_text_is_cleaned_however_it_was_written(sent: str, read: str) -> None:
    event = f'{{"type":"alarm_reported","at":1,"kind":"x","place":{{"text":"{sent}"}}}}'
    data = f'{{"t":"push","source":"a","first":1,"events":[{event}]}}'
    for form in (data, data.encode()):
        batch = CODECS[JSON].from_client(form)
        assert isinstance(batch, Batch)
        (alarm,) = batch.items
        assert isinstance(alarm, ev.AlarmReported)
        assert alarm.place.text == read


def test_a_client_ignores_fields_that_a_newer_server_sends() -> None:
    data = b'{"t":"pong","sent":1.0,"now":5,"novelty":true}'
    assert CODECS[JSON].from_server(data) == frames.Pong(1.0, 5)


def test_a_codec_is_named_by_its_subprotocol() -> None:
    assert [Codec(name).is_text for name in SUBPROTOCOLS] == [True, False]
