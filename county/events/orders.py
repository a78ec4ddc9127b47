"""Facts about orders: a unit sent to an alarm, what it says of itself, and what positions show."""

from __future__ import annotations

from county.events.facts import Fact
from county.fields import Code, Millis, Number


class OrderFact(Fact, frozen=True, omit_defaults=True):
    """The base of what happens to one unit's order for one alarm."""

    alarm: Number
    unit: Code


class UnitDispatched(OrderFact, frozen=True, tag="unit_dispatched"):
    """A unit was ordered to the alarm; the order leaves at `leaves_at` and can be undone before."""

    leaves_at: Millis = 0
    """0: it left at once."""


class OrderWithdrawn(OrderFact, frozen=True, tag="order_withdrawn"):
    """The order was undone before it left: the unit never heard of it."""


class OrderSent(OrderFact, frozen=True, tag="order_sent"):
    """The order left for the unit."""


class OrderResent(OrderFact, frozen=True, tag="order_resent"):
    """The order was sent once more: it was not signed for in time, or somebody asked."""


class OrderDelivered(OrderFact, frozen=True, tag="order_delivered"):
    """The unit's device has the order."""


class OrderUnanswered(OrderFact, frozen=True, tag="order_unanswered"):
    """The unit has not signed for so long that the next one is to be sent."""


class OrderSigned(OrderFact, frozen=True, tag="order_signed"):
    """The unit signed for the order (签收)."""


class UnitUnmoved(OrderFact, frozen=True, tag="unit_unmoved"):
    """The unit signed, and no movement of it has been seen in time."""


class UnitDeparted(OrderFact, frozen=True, tag="unit_departed"):
    """The unit says that it is moving."""


class MovementSeen(OrderFact, frozen=True, tag="movement_seen"):
    """The unit's positions show that it moves."""


class UnitArrived(OrderFact, frozen=True, tag="unit_arrived"):
    """The unit says that it is on the scene."""


class ArrivalSeen(OrderFact, frozen=True, tag="arrival_seen"):
    """A position of the unit lies at the place of the alarm."""


class UnitReleased(OrderFact, frozen=True, tag="unit_released"):
    """The unit's order for the alarm ended."""
