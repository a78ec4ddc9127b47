"""Words on kinds and states of units, and on times."""

ENTRIES: dict[str, tuple[str, str]] = {
    "unit.foot": ("步巡", "foot"),
    "unit.car": ("警车", "car"),
    "unit.motorcycle": ("摩托", "motorcycle"),
    "unit.horse": ("骑警", "horse"),
    "unit.booth": ("警亭", "booth"),
    "unit.workstation": ("警务站", "workstation"),
    "unit.fire": ("消防", "fire"),
    "unit.volunteer": ("义警", "volunteer"),
    # what a unit says of itself, and what follows from it when it has no order
    "duty.off": ("离岗", "off"),
    "duty.on": ("在岗", "on"),
    "duty.resting": ("休息", "resting"),
    "unit.free": ("空闲", "free"),
    # how fresh a position is
    "freshness.live": ("实时", "live"),
    "freshness.late": ("迟报", "late"),
    "freshness.silent": ("失联", "silent"),
    "freshness.never": ("无定位", "no fix"),
    "unit.fix": ("{age}前", "{age} ago"),
    "unit.accuracy": ("误差{metres}米", "within {metres} m"),
    "unit.speed": ("{speed}公里/时", "{speed} km/h"),
    "distance.m": ("{m}米", "{m} m"),
    "distance.km": ("{km}公里", "{km} km"),
    # what happened to a unit
    "subject.unit": ("警力 {unit}", "unit {unit}"),
    "event.unit_registered": ("编入: {kind} {name}", "enrolled: {kind}, {name}"),
    "event.unit_retired": ("撤编", "no longer enrolled"),
    "event.unit_duty_changed": ("转为{duty}", "now {duty}"),
    # lengths of time, two units at most
    "time.s": ("{s}秒", "{s}s"),
    "time.ms": ("{m}分{s:02d}秒", "{m}m{s:02d}s"),
    "time.hm": ("{h}时{m:02d}分", "{h}h{m:02d}m"),
    "time.h": ("{h}小时", "{h}h"),
    "time.d": ("{d}天", "{d}d"),
    "time.dh": ("{d}天{h}时", "{d}d{h}h"),
}
