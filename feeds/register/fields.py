"""What a register's columns may tell: the fields of a purchase, and how a cell is read for each."""

from __future__ import annotations

from typing import Literal

Kind = Literal[
    "moment", "day", "clock", "number", "yes", "choice", "station", "area", "code", "text", "sealed"
]
"""How a cell is read. ``code`` stands for short references, ``sealed`` never leaves in clear."""

DAY, CLOCK = "day", "clock"
"""A date and a time of day in two columns, in place of `at`."""

HOLDER = "permit_document"
"""The number of the identity document of whom the permit was issued to."""

DOCUMENT = "identity.document"

FIELDS: dict[str, Kind] = {
    "at": "moment",
    DAY: "day",
    CLOCK: "clock",
    "station": "station",
    "buyer": "code",
    "tail": "code",
    "litres": "number",
    "by_unit": "yes",
    "purpose": "text",
    "use_place": "text",
    "use_lat": "number",
    "use_lon": "number",
    "use_area": "area",
    "home_area": "area",
    "travel_reason": "text",
    "machine": "code",
    "id_check": "choice",
    "photo": "code",
    "letter": "code",
    "permit": "code",
    "permit_litres": "number",
    "permit_at": "moment",
    "permit_holder": "code",
    "container": "choice",
    "container_litres": "number",
    "pump": "code",
    "attendant": "code",
    "self_service": "yes",
    "refused": "choice",
    "archived": "yes",
    "simulated": "yes",
    "identity.name": "sealed",
    DOCUMENT: "sealed",
    "identity.phone": "sealed",
    "identity.address": "sealed",
    HOLDER: "sealed",
}
"""Every field that a mapping may name; what is not here the desk fills, or nobody may."""

IDENTITY = tuple(name for name, kind in FIELDS.items() if kind == "sealed")
