"""The gasoline rules of the hand-made county: every figure is in plain sight."""

from __future__ import annotations

from county.gasoline import rules as g

HOUR_S, DAY_S = 3600, 86_400

SPRING = g.Season(
    id="spring", zh="春耕", en="spring ploughing", begins="04-10", ends="05-20", factor=1.5
)

PURPOSES = (
    g.Purpose(id="mowing", zh="割草", en="mowing", words=("割草",), machines=("hand", "riding")),
    g.Purpose(id="sawing", zh="伐木", en="sawing", words=("伐木", "油锯"), machines=("hand",)),
    g.Purpose(id="rescue", zh="抢险", en="rescue", words=("抢险", "Rescue"), emergency=True),
)

GASOLINE = g.GasolineRules(
    verify_w1_s=600,
    verify_w2_s=14_400,
    verify_w3_s=259_200,
    keep_verified_s=28_800,
    archived_after_s=7 * DAY_S,
    consent_s=DAY_S,
    unmasked_s=600,
    alarm_kind="suspicious_gasoline",
    alarm_outcome="settled",
    adding=g.Adding(window_s=3 * DAY_S, level="W2"),
    retirement=g.Retirement(least_closed=200, least_yield=0.02),
    season=(SPRING,),
    purpose=PURPOSES,
    g01=g.Identity(level="W2"),
    g02=g.Permit(level="W2", valid_s=3 * DAY_S, uses=1, memory_s=30 * DAY_S),
    g03=g.OverPermit(level="W2", tolerance=1.0),
    g04=g.DailyCap(
        level="W2",
        machine_litres={"hand": 20, "riding": 30},
        other_litres=20,
        severe_factor=2,
        severe_level="W1",
    ),
    g05=g.Repeat(
        level="W2",
        other_station_window_s=DAY_S,
        other_station_count=2,
        anywhere_window_s=3 * DAY_S,
        anywhere_count=3,
        with_daily_cap_level="W1",
    ),
    g06=g.Cumulative(
        level="W3",
        short_window_s=7 * DAY_S,
        long_window_s=30 * DAY_S,
        person_short_litres=60,
        person_long_litres=150,
        unit_short_litres=200,
        unit_long_litres=800,
        severe_factor=1.5,
        severe_level="W2",
    ),
    g07=g.Hopping(
        level="W2",
        short_window_s=12 * HOUR_S,
        short_stations=2,
        long_window_s=7 * DAY_S,
        long_stations=3,
    ),
    g08=g.OddHour(level="W3", begins="23:00", ends="05:00"),
    g09=g.Vessel(level="W2", forbidden=("plastic",), most_litres=25),
    g10=g.Faraway(level="W3", most_m=50_000),
    g11=g.Purposes(level="W3", changes=3, window_s=30 * DAY_S),
    g12=g.Group(level="W2", purchasers=3, window_s=1800),
    g13=g.Register(
        level="W3",
        least_sales=20,
        cap_margin_litres=0.5,
        cap_share=0.30,
        unproven_share=0.05,
        pump_share=0.05,
        closes_after_s=2 * HOUR_S,
    ),
    g14=g.SelfService(level="W2"),
    g15=g.Threat(level="W1", kinds=("intrusion", "threat"), radius_m=3000, window_s=2 * HOUR_S),
    g16=g.Silence(factor=3, quantile=0.9, gaps=200, least_s=HOUR_S, opens="06:00", closes="22:00"),
    g17=g.Ban(level="W1", banned=False),
)
