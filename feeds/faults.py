"""From what the decoder says to a refusal that names the field, in the desk's words.

msgspec checks types and bounds while it decodes and reports the first fault as a sentence; the
sentences are few and fixed, and a test holds each of them against the pinned version.
"""

from __future__ import annotations

import re

from county.refusals import Refusal, refuse

_AT = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_QUOTED = r"[`'](?P<name>[^`']*)[`']"
_TAGS = {"t": "unknown_frame", "type": "unknown_event", "do": "unknown_command"}


def refusal_of(fault: Exception, form: str = "JSON") -> Refusal:
    """Turn what decoding raised into a refusal."""
    if isinstance(fault, RecursionError):
        return refuse("too_deep")
    if isinstance(fault, UnicodeDecodeError):
        return refuse("not_utf8")
    said = str(fault)
    where = _AT.search(said)
    path = where["path"] if where else ""
    reason = said[: where.start()] if where else said
    return _invalid(reason, path) or refuse("not_json", form=form)


def _invalid(reason: str, path: str) -> Refusal | None:
    if missing := re.fullmatch(f"Object missing required field {_QUOTED}", reason):
        return refuse("missing_field", _join(path, missing["name"]), name=missing["name"])
    if unknown := re.fullmatch(f"Object contains unknown field {_QUOTED}", reason):
        return refuse("unknown_field", _join(path, unknown["name"]), name=unknown["name"])
    if tag := re.fullmatch(f"Invalid value {_QUOTED}", reason):
        code = _TAGS.get(path.rpartition(".")[2], "unknown_event")
        return refuse(code, path, tag=tag["name"])
    if choice := re.fullmatch(f"Invalid enum value {_QUOTED}", reason):
        return refuse("not_a_choice", path, value=choice["name"])
    if wrong := re.fullmatch(r"Expected `(?P<expected>.*)`, got `(?P<got>.*)`", reason):
        return refuse("wrong_type", path, expected=wrong["expected"], got=wrong["got"])
    if bounds := re.fullmatch(r"Expected `(?P<type>\w+)` (?P<rest>.+)", reason):
        return refuse("out_of_range", path, expected=bounds["rest"])
    if reason.endswith("out of range"):
        return refuse("out_of_range", path, expected="int64")
    return None


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
