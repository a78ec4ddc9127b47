"""Whatever stands in a file, the loader answers with faults: configuration cannot kill."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.faults import Fault
from config.profile import ProfileError, load_profile
from tests.config.small import write_county

FILES = (
    "county.toml",
    "kinds.toml",
    "units.toml",
    "areas.geojson",
    "grid.geojson",
    "outline.geojson",
    "roads.geojson",
    "sites.geojson",
)

WEDGES = st.sampled_from(
    [
        *(b"", b"\x00", b"\xff", b'"', b"'", b"[", b"]", b"{", b"}", b",", b"=", b"\n", b"#", b"-"),
        *(b"nan", b"-inf", b"1e400", b"9" * 400, b"9" * 5000, b"null", b"true", b"[" * 2000),
        *(b"1979-05-27", b'"""', b"[[unit]]", b'"features":[', b"\xe2\x80\xae", b"\\u0000"),
    ]
)


def faults_in(directory: Path) -> tuple[Fault, ...]:
    try:
        load_profile(directory)
    except ProfileError as refused:
        return refused.faults
    return ()


@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from(FILES), wedge=WEDGES, place=st.floats(0, 1), cut=st.integers(0, 12))
def test_a_damaged_file_is_loaded_or_refused(
    name: str, wedge: bytes, place: float, cut: int
) -> None:
    with TemporaryDirectory() as directory:
        path = write_county(Path(directory)) / name
        data = path.read_bytes()
        at = int(place * len(data))
        path.write_bytes(data[:at] + wedge + data[at + cut :])
        lines = path.read_bytes().count(b"\n") + 1
        for fault in faults_in(path.parent):
            assert fault.text("zh").isprintable()
            assert fault.text("en").isprintable()
            assert fault.file != name or 0 <= fault.line <= lines


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{}", "3", '"features"', "[[]]", '{"features":3}']
)
@pytest.mark.parametrize("name", FILES)
def test_a_file_of_another_form_is_refused(small: Path, name: str, text: str) -> None:
    (small / name).write_text(text, "utf-8")
    with pytest.raises(ProfileError) as refused:
        load_profile(small)
    assert any(fault.file == name for fault in refused.value.faults)
