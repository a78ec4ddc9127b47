"""A true identity goes the whole way, and then stands nowhere but in the answer it was opened for."""

from __future__ import annotations

import json
import logging
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from county import commands as ask
from county import events as ev
from county.gasoline.lines import Identity
from county.refusals import Refusal
from feeds import frames, gasoline
from server import identities as server_identities
from server.backup import back_up
from server.serve import Server
from server.verify import silent
from tests.feeds.real_desk import Run, zhiban
from tests.server.consoles import Console, console, desk
from tests.server.sealed import SOMEBODY, Ahead
from tests.server.wire_client import stranger
from zhiban.keys import Keys

CLEAR = {name: getattr(SOMEBODY, name) for name in ("name", "document", "phone", "address")}
SOLD = {"type": "purchase_registered", "station": "ps01", "litres": 15, "container": "plastic"}
MINUTE_S = 60


# ---- the search ---------------------------------------------------------------------------------


def needles() -> list[bytes]:
    """Give every form in which a value could stand somewhere."""
    values = {*CLEAR.values(), SOMEBODY.document.lower(), SOMEBODY.phone.replace("-", "")}
    values |= {unicodedata.normalize("NFKC", value) for value in values}
    found = {
        value.encode(coding) for value in values for coding in ("utf-8", "gb18030", "utf-16-le")
    }
    return [*found, *(json.dumps(value)[1:-1].encode() for value in values)]


def assert_nowhere(where: str, data: bytes | str) -> None:
    searched = data.encode() if isinstance(data, str) else data
    for needle in needles():
        assert needle not in searched, where


def files(directory: Path) -> Iterator[tuple[str, bytes]]:
    for path in directory.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(directory)), path.read_bytes()


def test_the_search_finds_what_it_is_to_find() -> None:
    for value in CLEAR.values():
        for text in (f"x{value}y", json.dumps({"k": value}), json.dumps(value, ensure_ascii=False)):
            with pytest.raises(AssertionError, match="here"):
                assert_nowhere("here", text)


# ---- the way ------------------------------------------------------------------------------------


async def push(server: Server, directory: Path, *lines: dict[str, object]) -> Run:
    given = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    options = ("--token-file", directory / "feed.token", "--spool", directory.parent / "spool")
    key = ("--identity-key", directory / "edge.key")
    return await zhiban("push", "--url", server.url, *options, *key, "--lang", "en", given=given)


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[Path]:
    """Log everything that anybody logs, at every level, into a file."""
    path = tmp_path / "everything.log"
    handler = logging.FileHandler(path, encoding="utf-8")
    # The test's own ends of the lines, which nobody told what may not be logged.
    handler.addFilter(lambda record: record.name != "websockets.client")
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(1)
    yield path
    root.removeHandler(handler)
    root.setLevel(level)
    handler.close()


async def test_an_identity_stands_nowhere_but_in_the_answer_it_was_opened_for(
    tmp_path: Path, logged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory, clock = tmp_path / "desk", Ahead()
    async with desk(directory, clock) as server:
        async with console(server.url, "officer") as officer, console(server.url, "chief") as chief:
            told = await push(
                server,
                directory,
                {**SOLD, "identity": CLEAR},
                {**SOLD, "identity": CLEAR, "permit_document": CLEAR["document"]},
                {**SOLD, "station": "nowhere", "identity": CLEAR},
                {**SOLD, "buyer": "p-0001", "identity": CLEAR},
                {**SOLD, "identity": {**CLEAR, CLEAR["name"]: "x"}},
            )
            assert told.code == 1, told
            assert_nowhere("what the push said", told.out + told.err)
            warning = await officer.see(ev.WarningRaised)
            assert warning.buyer.startswith("p-")
            assert warning.tail == CLEAR["document"][-2:]

            opening = await chief.do(ask.Unmask((1,), "核实塑料桶"))
            before = len(chief.heard)
            answer = await chief.read(opening)
            assert [each.identity for each in answer.identities] == [Identity(**CLEAR)]
            (heard,) = [data for data in chief.heard[before:] if b"identities_told" in data]
            assert CLEAR["name"].encode() in heard
            chief.heard.remove(heard)
            assert_nowhere("the representation of an answer", repr(answer))

            await crashed_reading(chief, opening, monkeypatch)
            stranger_answer = await officer.read(opening)
            assert_refused(stranger_answer, "identity_closed")

            clock.ahead_s = 10 * MINUTE_S + 1
            await officer.see(ev.IdentitiesClosed)
            assert_refused(await chief.read(opening), "identity_closed")
            assert_nowhere("what other seats were told", b"".join(officer.heard))
            assert_nowhere("what the seat was told besides", b"".join(chief.heard))
            audit = await exported(server, directory, "line", "audit")
            assert "chief read identities: purchases 1 (opening" in audit
            assert_nowhere("the audit", audit)
            assert_nowhere("a report", await exported(server, directory, "report", "day", "--json"))
        while_it_runs = dict(files(directory))
        back_up(directory, tmp_path / "backup", silent)
    names = {name.partition("/")[0] for name in while_it_runs}
    assert {"journal.db", "journal.db-wal", "records.db", "seats.toml", "edge.key"} <= names
    for place, found in ((while_it_runs, "while it ran"), (dict(files(tmp_path)), "afterwards")):
        for name, data in place.items():
            assert_nowhere(f"{name} {found}", data)
    assert b"a question was not answered" in dict(files(tmp_path))[logged.name]


async def exported(server: Server, directory: Path, command: str, *more: str) -> str:
    """Give what a command prints."""
    token = ("--token-file", directory / "auditor.token", "--url", server.url, "--lang", "en")
    done = await zhiban(command, *token, *more)
    assert done.code == 0, done.err
    return done.out + done.err


def assert_refused(answer: gasoline.IdentitiesTold, code: str) -> None:
    assert isinstance(answer.refusal, Refusal)
    assert answer.refusal.code == code
    assert answer.identities == ()


async def crashed_reading(chief: Console, opening: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server fall over with an opened identity in its hands."""

    def broken(**told: object) -> gasoline.IdentitiesTold:
        raise ValueError(f"two\nlines {told}")

    with monkeypatch.context() as patched:
        patched.setattr(server_identities, "IdentitiesTold", broken)
        assert_refused(await chief.read(opening), "records_away")


async def test_keys_are_in_no_backup_no_log_and_no_frame(tmp_path: Path, logged: Path) -> None:
    directory, clock = tmp_path / "desk", Ahead()
    async with desk(directory, clock) as server, console(server.url, "chief") as chief:
        await push(server, directory, {**SOLD, "identity": CLEAR})
        opening = await chief.do(ask.Unmask((1,), "核实"))
        assert (await chief.read(opening)).identities
        back_up(directory, tmp_path / "backup", silent)
        heard = b"".join(chief.heard)
    county, edge = Keys.of(directory).load()
    secrets = [edge.pseudonyms, *(key.private for key in county.keys)]
    for name, data in (*files(tmp_path), ("frames", heard)):
        if not name.endswith(".key"):
            for secret in secrets:
                assert secret.encode() not in data, name
                assert bytes.fromhex(secret) not in data, name
    assert not list((tmp_path / "backup").rglob("*.key"))


async def test_an_identity_in_clear_on_the_wire_is_refused_and_forgotten(
    tmp_path: Path, logged: Path
) -> None:
    directory, clock = tmp_path / "desk", Ahead()
    async with desk(directory, clock) as server, stranger(server.url) as feed:
        await feed.send(frames.Hello(token="feed", client="test"))
        await feed.until(frames.Welcome)
        item = {**SOLD, "at": clock.now(), "buyer": "p-0001", "identity": CLEAR}
        frame = {"t": "push", "source": "till-1", "first": 1, "events": [item]}
        no = await feed.refused(json.dumps(frame, ensure_ascii=False))
        assert (no.refusal.code, no.number) == ("unknown_field", 1)
        while_it_runs = dict(files(directory))
    for name, data in (*while_it_runs.items(), *files(tmp_path)):
        assert_nowhere(name, data)
    assert_nowhere("the refusal", repr(no))
