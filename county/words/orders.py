"""Words on orders: what happened to them, how long they took, what units said and what was seen."""

ENTRIES: dict[str, tuple[str, str]] = {
    # what happened to an order
    "event.unit_dispatched": ("派警 {unit}", "{unit} sent"),
    "event.unit_dispatched.held": ("派警 {unit}, {leaves} 发出", "{unit} ordered, leaves {leaves}"),
    "event.order_withdrawn": ("收回 {unit} 的派警", "the order of {unit} was undone"),
    "event.order_sent": ("{unit} 的派警已发出", "the order of {unit} left"),
    "event.order_resent": ("重发 {unit} 的派警", "the order of {unit} was sent again"),
    "event.order_delivered": ("{unit} 的派警已送达", "the order of {unit} was delivered"),
    "event.order_unanswered": (
        "{unit} 久未签收, 应派下一警力",
        "{unit} has not signed: send the next",
    ),
    "event.order_signed": ("{unit} 签收", "{unit} signed for it"),
    "event.unit_unmoved": ("{unit} 签收后未见移动", "{unit} signed and was not seen to move"),
    "event.unit_departed": ("{unit} 出警", "{unit} is moving"),
    "event.movement_seen": ("定位显示 {unit} 已移动", "positions show {unit} moving"),
    "event.unit_arrived": ("{unit} 到场", "{unit} is on the scene"),
    "event.arrival_seen": ("定位显示 {unit} 已到场", "positions show {unit} on the scene"),
    "event.unit_released": ("{unit} 撤回", "{unit} released"),
    # since an order left: the bands that bulletins print, and the signs that stand for them
    "band.0": ("30秒内", "within 30s"),
    "band.1": ("30-60秒", "30-60s"),
    "band.2": ("60-120秒", "60-120s"),
    "band.3": ("120-180秒", "120-180s"),
    "band.4": ("超180秒", "over 180s"),
    # marks on an order, after the call sign
    "order.resent": ("{unit}重发", "{unit} resent"),
    "order.unanswered": ("{unit}派下一", "{unit} send next"),
    "order.unmoved": ("{unit}未动", "{unit} unmoved"),
    # an order in full
    "order.leaves": ("{time}后发出", "leaves in {time}"),
    "order.signed_in": ("{time}签收", "signed in {time}"),
    "order.unsigned_for": ("{time}未签收", "unsigned for {time}"),
    "order.times_sent": ("发{count}次", "sent x{count}"),
    "order.claimed_early": ("自报{stage}早于定位 {time}", "said {stage} {time} before it was seen"),
    "order.claimed_late": ("自报{stage}晚于定位 {time}", "said {stage} {time} after it was seen"),
    "order.claimed_unseen": ("自报{stage}, 定位未见", "said {stage}, not seen by positions"),
    "order.seen_unclaimed": ("定位见{stage}, 未自报", "seen {stage}, not said"),
}
