"""Answers which units can be at an alarm soonest, for one seat at a time."""

from __future__ import annotations

from collections.abc import Mapping

from config.profile import Profile
from config.routing import Router
from county import ranking
from county.alarms import Alarm
from county.board import Board
from county.patrol import Position
from county.ranking import Ranking, Scene
from county.rights import Rights


class Ranker:
    """Ranks over one county's roads. Made once: laying out the roads takes a tenth of a second."""

    def __init__(self, profile: Profile) -> None:
        self._patrol, self._cards = profile.patrol, profile.cards
        self._measure = Router(profile.roads, profile.travel).measure

    def rank(
        self,
        alarm: Alarm,
        board: Board,
        positions: Mapping[str, Position],
        rights: Rights,
        now: int,
    ) -> Ranking:
        """Rank the units on `board` that a seat may see, at `now` (epoch milliseconds).

        `positions` holds the newest fix of every unit that told one. The caller has made sure that
        the seat may see the alarm.
        """
        scene = Scene(board.units, positions, self._patrol, self._cards, self._measure)
        return ranking.rank(alarm, scene, rights, now)
