"""From what the decoder says to a refusal that names the field, in the desk's words.

msgspec checks types and bounds while it decodes and reports the first fault as a sentence; the
sentences are few and fixed, and a test holds each of them against the pinned version.
"""

from __future__ import annotations

import re
from collections.abc import Callable

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
    for sentence, tell in _SENTENCES:
        if told := sentence.fullmatch(reason):
            return tell(told, path)
    return None


def _missing(told: re.Match[str], path: str) -> Refusal:
    return refuse("missing_field", _join(path, told["name"]), name=told["name"])


def _unknown(told: re.Match[str], path: str) -> Refusal:
    return refuse("unknown_field", _join(path, told["name"]), name=told["name"])


def _tag(told: re.Match[str], path: str) -> Refusal:
    code = _TAGS.get(path.rpartition(".")[2], "unknown_event")
    return refuse(code, path, tag=told["name"])


def _choice(told: re.Match[str], path: str) -> Refusal:
    return refuse("not_a_choice", path, value=told["name"])


def _type(told: re.Match[str], path: str) -> Refusal:
    return refuse("wrong_type", path, expected=told["expected"], got=told["got"])


def _code(_: re.Match[str], path: str) -> Refusal:
    return refuse("not_a_code", path)


def _length(told: re.Match[str], path: str) -> Refusal:
    code = "too_long" if told["sign"] == "<" else "too_short"
    return refuse(code, path, limit=int(told["limit"]))


def _bounds(told: re.Match[str], path: str) -> Refusal:
    return refuse("out_of_range", path, expected=told["rest"])


def _int64(_: re.Match[str], path: str) -> Refusal:
    return refuse("out_of_range", path, expected="int64")


_SENTENCES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], Refusal]], ...] = (
    (re.compile(f"Object missing required field {_QUOTED}"), _missing),
    (re.compile(f"Object contains unknown field {_QUOTED}"), _unknown),
    (re.compile(f"Invalid value {_QUOTED}"), _tag),
    (re.compile(f"Invalid enum value {_QUOTED}"), _choice),
    (re.compile(r"Expected `(?P<expected>.*)`, got `(?P<got>.*)`"), _type),
    (re.compile(r"Expected `str` matching regex .*"), _code),
    (re.compile(r"Expected `\w+` of length (?P<sign>[<>])= (?P<limit>\d+)"), _length),
    (re.compile(r"Expected `\w+` (?P<rest>.+)"), _bounds),
    (re.compile(r".*out of range"), _int64),
)
"""What msgspec says, first match first."""


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
