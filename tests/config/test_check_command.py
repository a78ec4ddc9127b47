"""`zhiban check` as a person and as a script sees it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from tests.config.test_faults import SLIPS, misspell
from zhiban.commands.check import command


def test_a_fine_county_is_summed_up() -> None:
    result = CliRunner().invoke(command, ["--lang", "en"])
    assert result.exit_code == 0
    assert "Anmu County (anmu): the profile is fine" in result.output
    assert "1,444  patrol cells  (city 4, district 12, station 64, post 1,364)" in result.output


def test_faults_are_printed_one_a_line_and_the_exit_code_is_2(small: Path) -> None:
    misspell(small, SLIPS["latitude 91"])
    result = CliRunner().invoke(command, [str(small), "--lang", "en"])
    assert result.exit_code == 2
    assert "units.toml:19: lat: must be at most 90 (is 91.2)\n" in result.output


def test_a_script_gets_json(small: Path) -> None:
    result = CliRunner().invoke(command, [str(small), "--json"])
    told = json.loads(result.output)
    assert told["ok"] is True
    assert told["counts"]["cells"] == 7
    misspell(small, SLIPS["priority 5"])
    result = CliRunner().invoke(command, [str(small), "--json", "--lang", "zh"])
    assert result.exit_code == 2
    assert json.loads(result.output) == {
        "ok": False,
        "faults": [
            {
                "file": "kinds.toml",
                "line": 11,
                "field": "priority",
                "reason": "不得大于 4（现为 5）",
            }
        ],
    }


def test_an_unknown_profile_is_refused() -> None:
    result = CliRunner().invoke(command, ["atlantis", "--lang", "en"])
    assert result.exit_code == 2
    assert "there is no directory or built-in profile atlantis" in result.output


def test_the_help_has_an_example() -> None:
    assert "Example:  zhiban check" in CliRunner().invoke(command, ["--help"]).output
