"""Settings: sound defaults, and a bad file refused by file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import Limits, Settings, SettingsError, default_data_dir, load_settings


def faults(directory: Path) -> list[str]:
    """Give what is wrong with the settings in `directory`."""
    with pytest.raises(SettingsError) as refused:
        load_settings(directory).check()
    return [fault.text("en") for fault in refused.value.faults]


def test_a_desk_needs_no_settings_file(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()
    Settings().check()


def test_what_the_file_says_is_taken_and_the_rest_stays(tmp_path: Path) -> None:
    (tmp_path / "zhiban.toml").write_text('port = 0\nmode = "exercise"\n[limits]\ntick_s = 0.5\n')
    settings = load_settings(tmp_path)
    assert (settings.port, settings.mode, settings.limits.tick_s) == (0, "exercise", 0.5)
    assert settings.limits.max_frame_bytes == Limits().max_frame_bytes


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("port = 1\nport = 2\n", "zhiban.toml:2: is not TOML"),
        ('\nmode = "practice"\n', "zhiban.toml:2: mode: must be one of exercise, live"),
        ("colour = 1\n", "zhiban.toml:1: colour: is not known"),
        ("\n\n[limits]\ntick_s = 0\n", "zhiban.toml:4: limits.tick_s: must be above 0"),
        ("[limits]\nmax_frame_bytes = 1.5\n", "must be a whole number"),
    ],
)
def test_a_bad_file_is_refused_by_line_and_field(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "zhiban.toml").write_text(text)
    assert told in faults(tmp_path)[0]


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "zhiban.toml").write_text('port = -1\nmode = "practice"\n')
    assert len(faults(tmp_path)) == 2


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "desk.example"])
def test_a_plain_listener_beyond_loopback_needs_to_be_allowed_in_words(host: str) -> None:
    with pytest.raises(SettingsError):
        Settings(host=host).check()
    Settings(host=host, allow_plain_beyond_loopback=True).check()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_needs_no_permission(host: str) -> None:
    Settings(host=host).check()


def test_the_data_directory_can_be_chosen_by_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ZHIBAN_DATA", str(tmp_path))
    assert default_data_dir() == tmp_path
    monkeypatch.delenv("ZHIBAN_DATA")
    assert default_data_dir().name == "zhiban"
