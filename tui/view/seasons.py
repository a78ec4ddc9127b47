"""The season that widens limits: told for as long as it holds, so that nobody wonders."""

from __future__ import annotations

from county.gasoline.rules import Season
from county.gasoline.seasons import local_day, season_on
from county.text import clean
from tui.view.voice import Voice


def name(code: str, voice: Voice) -> str:
    """Give the county's name of a season, `code` itself when it has none; cleaned."""
    seasons = voice.gasoline.season if voice.gasoline else ()
    known = next((season for season in seasons if season.id == code), None)
    return _named(known, voice) if known else clean(code)


def holding(now: int, voice: Voice) -> str:
    """Say the season that holds at `now` (epoch milliseconds) with its factor; "" for none."""
    if voice.gasoline is None:
        return ""
    season = season_on(voice.gasoline.season, local_day(now, voice.utc_offset_minutes))
    if season is None:
        return ""
    return voice.say("season.holds", season=_named(season, voice), factor=f"{season.factor:g}")


def _named(season: Season, voice: Voice) -> str:
    return clean(season.zh if voice.lang == "zh" else season.en)
