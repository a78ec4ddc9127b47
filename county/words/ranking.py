"""Words on ranked units: ``excluded.<reason>`` says why a unit cannot be sent."""

ENTRIES: dict[str, tuple[str, str]] = {
    "excluded.busy": ("正在处置 {alarm} 号警情", "on alarm {alarm}"),
    "excluded.on_hold_point": ("正在守点", "holds a point"),
    "excluded.on_escort": ("正在护送", "on escort"),
    "excluded.on_relocation": ("正在移防", "moving to another place"),
    "excluded.on_checkpoint": ("正在设卡", "at a checkpoint"),
    "excluded.resting": ("休息中", "resting"),
    "excluded.off_duty": ("不在岗", "off duty"),
    "excluded.silent_position": ("定位失联{minutes}分钟", "no fix for {minutes} min"),
    "excluded.no_position": ("从未定位", "never told a position"),
}
