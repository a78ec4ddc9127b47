"""Writes the county: GeoJSON with one feature a line, TOML with one table a record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from config.places import Record

Feature = tuple[Mapping[str, object], str, object]
"""Properties, kind of geometry, coordinates in GeoJSON's order: longitude, latitude."""


def write_geojson(path: Path, features: Iterable[Feature]) -> None:
    """Write a feature collection whose differences read well: a line is a feature."""
    lines = ",\n".join(_compact(_feature(*feature)) for feature in features)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8")


def write_toml(path: Path, table: str, note: str, records: Iterable[Record]) -> None:
    """Write an array of tables; `note` says on the first line what the file is."""
    blocks = [f"# {note}"]
    for record in records:
        fields = msgspec.to_builtins(record).items()
        lines = [f"{key} = {_compact(value)}" for key, value in fields if value not in (None, [])]
        blocks.append("\n".join([f"[[{table}]]", *lines]))
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def _feature(properties: Mapping[str, object], kind: str, coordinates: object) -> object:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _compact(value: object) -> str:
    """Write a value on one line; strings, numbers and lists read the same in JSON and TOML."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
