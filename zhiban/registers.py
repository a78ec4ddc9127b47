"""A register to be brought in: opened with all that it needs, and told of when it is done."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click
import msgspec
from msgspec import Struct

from config.profile import builtin, load_profile
from config.settings import default_data_dir
from county.clock import SystemClock
from county.fields import Lang
from county.refusals import refuse
from county.text import clean
from county.words import say
from feeds.channel import Address
from feeds.identity import Sealer
from feeds.publisher import Publisher
from feeds.register.cells import CellReader
from feeds.register.mapping import RegisterMapping, load_mapping
from feeds.register.opening import Header, find_header, open_register
from feeds.register.places import Places, places_of
from feeds.register.rejects import Rejects
from feeds.register.rows import RowReader
from feeds.register.table import RegisterError, Table
from zhiban.asking import Desk, call
from zhiban.importing import Account, Bar, Importer, progress
from zhiban.options import read_token
from zhiban.sealing import running_out, sealer_of

CLIENT = "zhiban import"

DIGEST = 16
"""Hex digits of a file's digest in the name of its source."""


class Job(Struct, frozen=True, kw_only=True):
    """What was asked for: the options of `zhiban import purchases`."""

    file: Path
    mapping: Path
    dry_run: bool
    profile: str | None
    source: str | None
    archived: bool
    identity_key: Path | None
    rejects: Path | None
    url: str
    ca: Path | None
    token_file: Path | None
    wait: float
    as_json: bool
    lang: Lang

    @property
    def rejects_file(self) -> Path:
        """Where what is rejected is written."""
        return self.rejects or self.file.with_name(f"{self.file.name}.rejects.csv")


def bring_in(job: Job) -> int:
    """Bring a register in, and print what became of it; give how many rows were rejected.

    Raises ProfileError, RegisterError or OSError when register, mapping or another file cannot be
    used, another ZhibanError when the desk cannot be told.
    """
    if any(_same(job.rejects_file, file) for file in (job.file, job.mapping, job.identity_key)):
        raise RegisterError(refuse("rejects_over_input", path=str(job.rejects_file)))
    mapping = load_mapping(job.mapping)
    sealer = _sealer(mapping, job)
    table = open_register(job.file, mapping)
    header = find_header(table, mapping)
    places = _places(job)
    cells = CellReader(mapping, places, table.base)
    reader = RowReader(mapping, header, cells, table.width, sealer, archived=job.archived)
    _tell_columns(header, mapping, job)
    with Rejects(job.rejects_file, job.lang) as rejects:
        importer = Importer(table, header.line, reader, rejects)
        try:
            _work(job, table, importer)
        finally:
            _tell(importer.account, job, table, header, rejects)
    return rejects.rows


def source_of(job: Job, table: Table) -> str:
    """Name the source: the same for the same content, so that nothing counts twice."""
    return job.source or f"import-{table.digest[:DIGEST]}"


def _work(job: Job, table: Table, importer: Importer) -> None:
    label = say(job.lang, "import.checking" if job.dry_run else "import.sending")
    with progress(label, table.length, quiet=job.as_json) as bar:
        if job.dry_run:
            importer.try_out(bar)
        else:
            asyncio.run(_send(job, table, importer, bar))


async def _send(job: Job, table: Table, importer: Importer, bar: Bar) -> None:
    feed = Publisher(
        job.url,
        _token(job),
        source_of(job, table),
        lang=job.lang,
        client=CLIENT,
        on_refused=importer.refused,
        ca=job.ca,
    )
    await importer.send(feed, job.wait, bar)


def _sealer(mapping: RegisterMapping, job: Job) -> Sealer | None:
    if not mapping.seals:
        return None
    sealer = sealer_of(job.identity_key)
    if sealer is None:
        raise RegisterError(refuse("needs_identity_key"))
    if warning := running_out(sealer, SystemClock().now(), job.lang):
        click.echo(warning, err=True)
    return sealer


def _places(job: Job) -> Places:
    """Read the county, or ask the desk for it."""
    if job.profile is not None:
        path = Path(job.profile)
        try:
            return places_of(load_profile(path if path.is_dir() else builtin(job.profile)))
        except KeyError:
            raise RegisterError(refuse("no_such_profile", name=job.profile)) from None
    address = Address(job.url, _token(job), job.lang, CLIENT, job.ca)
    return places_of(asyncio.run(call(address, SystemClock(), Desk.atlas)))


def _token(job: Job) -> str:
    return read_token(job.token_file or default_data_dir() / "feed.token")


def _same(path: Path, other: Path | None) -> bool:
    return other is not None and path.exists() and path.samefile(other)


# ---- what is told -------------------------------------------------------------------------------


def _tell_columns(header: Header, mapping: RegisterMapping, job: Job) -> None:
    """Say once what of the register is not used, and what the mapping hoped for in vain."""
    if job.as_json:
        return
    if header.unused:
        click.echo(say(job.lang, "import.unused", titles=", ".join(header.unused)), err=True)
    if header.absent:
        titles = ", ".join("/".join(mapping.columns[field]) for field in header.absent)
        click.echo(clean(say(job.lang, "import.absent", titles=titles)), err=True)


def _tell(account: Account, job: Job, table: Table, header: Header, rejects: Rejects) -> None:
    assert account.adds_up, "every row that was read is accounted for"
    if job.as_json:
        _tell_script(account, job, table, header, rejects)
        return
    lang = job.lang
    counts = msgspec.structs.asdict(account)
    click.echo(say(lang, "import.dry" if job.dry_run else "import.summary", **counts), err=True)
    if account.unanswered:
        click.echo(say(lang, "import.unanswered", count=account.unanswered), err=True)
    for code, count in rejects.reasons.most_common():
        reason = clean(rejects.examples[code].reason(lang))
        click.echo(say(lang, "import.reason", count=count, reason=reason), err=True)
    if rejects.rows:
        click.echo(say(lang, "import.rejects", path=rejects.path), err=True)


def _tell_script(
    account: Account, job: Job, table: Table, header: Header, rejects: Rejects
) -> None:
    told = {
        "dry_run": job.dry_run,
        "form": table.form,
        "source": source_of(job, table),
        **msgspec.structs.asdict(account),
        "reasons": rejects.reasons,
        "rejects": str(rejects.path),
        "unused": header.unused,
        "absent": header.absent,
    }
    click.echo(msgspec.json.encode(told).decode())
