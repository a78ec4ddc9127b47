"""Keys of an officer's own are taken from a file, or refused with the line at fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.refusals import ZhibanError
from tui.keymap import NAMES, read_keymap


def test_a_keymap_gives_other_keys_by_the_names_of_bindings(tmp_path: Path) -> None:
    page = tmp_path / "keys.toml"
    page.write_text(
        '"desk.maximise" = "w, f11"\n"table.down" = "down,t"\n"map.west" = "ctrl+left"\n'
    )
    assert read_keymap(page) == {
        "desk.maximise": "w,f11",
        "table.down": "down,t",
        "map.west": "ctrl+left",
    }


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('"desk.fly" = "w"', "no binding desk.fly"),
        ('"desk.maximise" = "ctrl+j"', "ctrl+j does not come through"),
        ('"desk.maximise" = "shift+f3"', "shift+f3 does not come through"),
        ('"desk.maximise" = "enterr"', "no key enterr"),
        ('"desk.maximise" = "hyper+w"', "no key hyper+w"),
        ('"desk.maximise" = "a"', "a is taken by desk.acknowledge"),
        ('"desk.maximise" = ""', "no key"),
        ("desk = [", "keys.toml"),
    ],
)
def test_what_cannot_work_is_refused_by_its_name(tmp_path: Path, line: str, said: str) -> None:
    page = tmp_path / "keys.toml"
    page.write_text(line)
    with pytest.raises(ZhibanError) as fault:
        read_keymap(page)
    assert said in fault.value.text("en")
    assert fault.value.text("zh") != fault.value.text("en")


def test_without_its_file_there_is_no_keymap(tmp_path: Path) -> None:
    with pytest.raises(ZhibanError, match="no-such"):
        read_keymap(tmp_path / "no-such.toml")


def test_every_key_of_the_desk_can_be_given_another(tmp_path: Path) -> None:
    page = tmp_path / "keys.toml"
    for name in NAMES:
        page.write_text(f'"{name}" = "f24"')
        assert read_keymap(page) == {name: "f24"}
