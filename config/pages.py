"""One file of a profile: read, parsed, and held against its type."""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from pathlib import Path as FilePath
from typing import TypeVar

import msgspec

from config.faults import Fault, Flaw, Path
from config.lines import GeoLines, TomlLines
from config.shape import departures, shown, unclean

T = TypeVar("T")

_WRAPPERS = {"features", "properties", "geometry"}
"""Parts of a path that GeoJSON needs and that say nothing to the reader."""


class Page:
    """A file that could be parsed."""

    def __init__(self, name: str, text: str) -> None:
        """Parse the text; raises SyntaxFaultError."""
        self.name = name
        self._text = text
        self._raw = _parse(name, text)

    @property
    def raw(self) -> object:
        """What stands in the file, before it is held against any type."""
        return self._raw

    def take(self, wanted: type[T]) -> T | list[Fault]:
        """Give the content as the type `wanted`, or everything in which it departs from it."""
        flaws = list(unclean(self._raw))
        try:
            content = msgspec.convert(self._raw, wanted)
        except msgspec.ValidationError as error:
            flaws += departures(self._raw, wanted)
            flaws = flaws or [Flaw((), "check.refused", {"reason": shown(str(error))})]
        return self.faults(flaws) if flaws else content

    def faults(self, flaws: list[Flaw]) -> list[Fault]:
        """Give flaws their file, line and field; many on one field of a line are told once."""
        told: dict[tuple[int, str], Fault] = {}
        for flaw in flaws:
            line, field = self._lines.line(flaw.path), field_of(flaw.path)
            told.setdefault((line, field), Fault(self.name, line, field, flaw.key, flaw.values))
        return list(told.values())

    @cached_property
    def _lines(self) -> TomlLines | GeoLines:
        return TomlLines(self._text) if self.name.endswith(".toml") else GeoLines(self._text)


class SyntaxFaultError(Exception):
    """A file that cannot be read at all; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.text("en"))


def read_page(directory: FilePath, name: str) -> Page:
    """Read and parse one file of a profile; raises SyntaxFaultError."""
    try:
        data = (directory / name).read_bytes()
    except FileNotFoundError:
        raise SyntaxFaultError(Fault(name, 0, "", "check.no_file")) from None
    except OSError as error:
        reason = {"reason": error.strerror or type(error).__name__}
        raise SyntaxFaultError(Fault(name, 0, "", "check.unreadable", reason)) from error
    try:
        # An editor that writes a byte order mark does no harm.
        return Page(name, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SyntaxFaultError(Fault(name, line, "", "check.not_utf8")) from None


def field_of(path: Path) -> str:
    """Name a field the way its writer knows it: from the record inwards, down to any list."""
    names: list[str] = []
    for place, step in enumerate(path):
        if isinstance(step, int):
            if place <= 1:
                names.clear()
        elif step not in _WRAPPERS:
            names.append(step)
    last = path[-1] if path else ""
    return ".".join(names) or (last if isinstance(last, str) else "")


def _parse(name: str, text: str) -> object:
    try:
        return _parse_toml(name, text) if name.endswith(".toml") else _parse_json(name, text)
    except RecursionError:
        raise SyntaxFaultError(Fault(name, 1, "", "check.too_deep")) from None


def _parse_toml(name: str, text: str) -> object:
    try:
        return tomllib.loads(text)
    except ValueError as error:
        # "Invalid value (at line 3, column 7)"; "(at end of document)"; a number of 5,000 digits
        # is a bare ValueError that names no place.
        place = re.search(r"\(at line (\d+)", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        raise _syntax(name, line, "TOML", re.sub(r" \(at .*\)$", "", str(error))) from None


def _parse_json(name: str, text: str) -> object:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        # "JSON is malformed: expected ',' or '}' (byte 9)"; a truncated text ends on its last line.
        place = re.search(r" \(byte (\d+)\)$", str(error))
        before = text.encode()[: int(place[1])].decode(errors="replace") if place else text.rstrip()
        reason = re.sub(r"^JSON is malformed: | \(byte \d+\)$", "", str(error))
        raise _syntax(name, before.count("\n") + 1, "JSON", reason) from None


def _syntax(name: str, line: int, form: str, reason: str) -> SyntaxFaultError:
    values = {"form": form, "reason": shown(reason)}
    return SyntaxFaultError(Fault(name, line, "", "check.syntax", values))
