"""Describes the wire from its types: the JSON Schema and the tables of `docs/protocol.md`.

Run ``python -m tools.protocol`` after a change of the vocabulary; a test holds the files to it.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import UnionType
from typing import Any, get_args

import msgspec

from county import access, commands, events
from county.cases import CaseLine, Query, Whereabouts
from county.patrol import Fix
from feeds import frames

DOCS = Path(__file__).parent.parent / "docs"
SCHEMA = DOCS / "protocol.schema.json"
PROTOCOL = DOCS / "protocol.md"
BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"

CHAPTERS: Mapping[str, tuple[object, ...]] = {
    "Frames from a client": get_args(frames.FromClient),
    "Frames from the server": get_args(frames.FromServer),
    "Facts that a feed may push": get_args(events.Report),
    "A position": (Fix,),
    "Commands that a seat may give": get_args(commands.Ask),
    "Other events that the server sends": tuple(
        event for event in get_args(events.Event) if event not in get_args(events.Report)
    ),
    "What a search asks, and what is found": (Query, CaseLine, Whereabouts),
    "What an auditor reads": get_args(access.Access),
}


def schema() -> str:
    """Give the JSON Schema of all frames, as text."""
    (to_server, to_client, fix), components = msgspec.json.schema_components(
        (_union(frames.FromClient), _union(frames.FromServer), Fix),
        ref_template="#/$defs/{name}",
    )
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"zhiban protocol {frames.VERSION}",
        "oneOf": [{"$ref": "#/$defs/FromClient"}, {"$ref": "#/$defs/FromServer"}],
        "$defs": {"FromClient": to_server, "FromServer": to_client, "Fix": fix} | components,
    }
    for definition in components.values():
        if "description" in definition:  # the indent that is kept differs by Python
            definition["description"] = inspect.cleandoc(definition["description"])
    return msgspec.json.format(msgspec.json.encode(whole), indent=1).decode() + "\n"


def _union(union: UnionType | object) -> Any:
    return union


def tables() -> str:
    """Give the tables of all frames, facts and commands, as Markdown."""
    parts: list[str] = []
    for title, types in CHAPTERS.items():
        parts.append(f"## {title}\n")
        parts.extend(_table(each) for each in types if isinstance(each, type))
    return "\n".join(parts)


def _table(kind: type) -> str:
    info = msgspec.inspect.type_info(kind)
    assert isinstance(info, msgspec.inspect.StructType)
    tagged = f'`"{info.tag_field}": "{info.tag}"`' if info.tag_field else f"`{kind.__name__}`"
    said = inspect.cleandoc(kind.__doc__ or "").replace("\n\n", " ").replace("\n", " ")
    lines = [f"### {tagged}", "", said, ""]
    if info.fields:
        notes = _notes(kind)
        lines += ["| field | type | |", "| --- | --- | --- |"]
        lines += [
            f"| `{field.encode_name}` | {_type(field.type)}{'' if field.required else ', optional'}"
            f" | {notes.get(field.name, '')} |"
            for field in info.fields
        ]
        lines.append("")
    return "\n".join(lines)


def _notes(kind: type) -> dict[str, str]:
    """Read the strings under the fields of a class and its bases, which Python does not keep."""
    notes: dict[str, str] = {}
    for base in kind.__mro__:
        if base.__module__.partition(".")[0] not in ("county", "config", "feeds"):
            continue
        (definition,) = ast.parse(inspect.getsource(base)).body
        assert isinstance(definition, ast.ClassDef)
        notes = _strings(definition.body) | notes
    return notes


def _strings(body: Iterable[ast.stmt]) -> dict[str, str]:
    named: dict[str, str] = {}
    field = ""
    for statement in body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            field = statement.target.id
        elif (
            isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and field
        ):
            named[field] = " ".join(str(statement.value.value).split())
    return named


def _type(of: msgspec.inspect.Type) -> str:
    """Say a type and its bounds in a few words."""
    if isinstance(of, msgspec.inspect.Metadata):
        unit = (of.extra_json_schema or {}).get("description")
        return f"{_type(of.type)}, {unit}" if unit else _type(of.type)
    if isinstance(of, msgspec.inspect.UnionType):
        structs = [t for t in of.types if isinstance(t, msgspec.inspect.StructType)]
        if len(structs) > 2:
            return f"one of the tagged objects by `{structs[0].tag_field}`"
        return " or ".join(_type(each) for each in of.types)
    if isinstance(of, msgspec.inspect.VarTupleType | msgspec.inspect.ListType):
        return f"list of {_type(of.item_type)}"
    if isinstance(of, msgspec.inspect.DictType):
        return f"object of {_type(of.value_type)}"
    return _plain(of)


def _plain(of: msgspec.inspect.Type) -> str:
    match of:
        case msgspec.inspect.StructType():
            return f"{of.cls.__name__} object"
        case msgspec.inspect.LiteralType():
            return ", ".join(f"`{value}`" for value in of.values)
        case msgspec.inspect.IntType():
            return _bounded("integer", of)
        case msgspec.inspect.FloatType():
            return _bounded("number", of)
        case msgspec.inspect.StrType():
            return f"text up to {of.max_length}" if of.max_length else "text"
        case _:
            return {"NoneType": "null", "BoolType": "true or false"}[type(of).__name__]


def _bounded(word: str, of: msgspec.inspect.IntType | msgspec.inspect.FloatType) -> str:
    bounds = [
        f"{sign} {value:g}" if isinstance(value, float) else f"{sign} {value}"
        for sign, value in ((">=", of.ge), (">", of.gt), ("<=", of.le), ("<", of.lt))
        if value is not None
    ]
    return f"{word} {' and '.join(bounds)}" if bounds else word


def with_tables(text: str) -> str:
    """Put fresh tables between the marks of a Markdown text."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{tables()}\n{END}{after}"


def main() -> None:
    """Write the schema and the tables."""
    SCHEMA.write_text(schema(), "utf-8")
    PROTOCOL.write_text(with_tables(PROTOCOL.read_text("utf-8")), "utf-8")
    sys.stdout.write(f"{SCHEMA.name}, {PROTOCOL.name}\n")


if __name__ == "__main__":
    main()
