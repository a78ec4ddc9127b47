"""A flood at sixty times its speed: the officer still finds, takes and dispatches every P1.

Five alarms a second come in, and the officer presses four keys in a second. The clock is the test's:
what the officer sees and does is the same in every run.
"""

from __future__ import annotations

import re

from config.profile import builtin, load_profile
from feeds.simulator.rehearsal import OFFICER
from feeds.simulator.scenario import load_scenario
from tests.desk.post import Post

SPEED = 60
SITS_DOWN_S = 2400
"""When the officer takes the chair, in seconds of the play: the flood is at its highest."""

LETS_ORDERS_LEAVE_S = 12
"""How long the officer stays after the last alarm, in seconds of the wall: orders are held first."""

ANSWERED_WITHIN_S = 10
"""The county's promise for P1; the wall's seconds, while a minute of the flood goes by in each."""

WAITS = re.compile(r"^\|> 1 P1 +(\d+) .* ! new ", re.M)
"""The cursor stands on a P1 that nobody has."""

TAKE_AND_SEND = ("a", "enter", "d", "tab", "enter")
"""Take what the cursor stands on, and send the nearest free unit."""

LEFT = ("stairs", "river", "knife", "school", "gas", "tree", "grass")
"""The alarms that the scenario leaves to the officer."""


async def test_every_p1_of_a_flood_is_found_taken_and_dispatched_from_the_keyboard() -> None:
    scenario = load_scenario("flood-night")
    post = Post(scenario, load_profile(builtin("anmu")), SPEED, "en")
    post.run(SITS_DOWN_S)
    rehearsal, since = post.play.rehearsal, post.play.clock.now()
    async with post.manned() as pilot:
        assert "FLOOD" in post.text
        while post.wall_s < scenario.duration_s / SPEED + LETS_ORDERS_LEAVE_S:
            if not post.keys:
                post.keys += TAKE_AND_SEND if WAITS.search(post.text) else ("home",)
            await post.step(pilot)
        assert "waiting P1 0" in post.text
    urgent = [
        alarm
        for alarm in rehearsal.board.alarms.values()
        if alarm.priority == 1 and alarm.received > since and alarm.into is None
    ]
    mine = {alarm.number for alarm in urgent if alarm.owner == f"seat:{OFFICER}"}
    assert mine >= {rehearsal.labels[name] for name in LEFT}
    assert len(rehearsal.board.alarms) - len(urgent) > 200
    for alarm in urgent:
        assert alarm.acknowledged_at is not None
        assert alarm.acknowledged_at - alarm.received <= ANSWERED_WITHIN_S * 1000
        assert any(order.sent_at is not None for order in alarm.orders)
