"""Words on purchases and warnings: levels, rules, findings."""

ENTRIES: dict[str, tuple[str, str]] = {
    "level.W1": ("红色", "W1"),
    "level.W2": ("橙色", "W2"),
    "level.W3": ("黄色", "W3"),
    "level.W1.meaning": ("立即核查", "verify now"),
    "level.W2.meaning": ("当日核查", "verify today"),
    "level.W3.meaning": ("复核", "review"),
    # what was found
    "finding.lawful": ("用途属实", "lawful use"),
    "finding.corrected": ("登记已更正", "record corrected"),
    "finding.station_fault": ("加油站违规", "station at fault"),
    "finding.not_found": ("查无此人", "not found"),
    "finding.referred": ("移交办理", "referred"),
    # where a warning stands
    "warning.open": ("待核查", "to verify"),
    "warning.overdue": ("超期未核查", "overdue"),
    # the rules by name
    "rule.G01": ("登记不全", "incomplete record"),
    "rule.G02": ("购油证异常", "permit not valid"),
    "rule.G03": ("超证购买", "over the permit"),
    "rule.G04": ("单日超量", "too much in a day"),
    "rule.G05": ("短期重复", "again too soon"),
    "rule.G06": ("累计超量", "too much over days"),
    "rule.G07": ("多站购买", "station hopping"),
    "rule.G08": ("异常时段", "odd hour"),
    "rule.G09": ("容器违规", "container"),
    "rule.G10": ("用地不符", "far from home"),
    "rule.G11": ("用途不符", "purpose mismatch"),
    "rule.G12": ("结伙分购", "bought as a group"),
    "rule.G13": ("台账异常", "doubtful register"),
    "rule.G14": ("自助加注", "self-service fill"),
    "rule.G15": ("临近警情", "near a threat"),
    "rule.G16": ("站点静默", "station silent"),
    "rule.G17": ("禁售", "sale under a ban"),
    # what was measured, in a word, for a list
    "rule.G01.short": ("缺{measured}项", "{measured} missing"),
    "rule.G02.short": ("无效", "not valid"),
    "rule.G02.valid_s.short": ("已{measured_s}", "{measured_s} old"),
    "rule.G02.uses.short": ("第{measured}次", "use {measured}"),
    "rule.G02.permit_holder.short": ("非本人", "not theirs"),
    "rule.G03.short": ("{measured}/{limit}升", "{measured}/{limit} L"),
    "rule.G04.short": ("{measured}/{limit}升", "{measured}/{limit} L"),
    "rule.G05.short": ("{measured}次", "{measured} times"),
    "rule.G06.short": ("{measured}/{limit}升", "{measured}/{limit} L"),
    "rule.G07.short": ("{measured}站", "{measured} stations"),
    "rule.G08.short": ("{measured_clock}", "at {measured_clock}"),
    "rule.G09.short": ("容器", "container"),
    "rule.G09.most_litres.short": ("{measured}/{limit}升", "{measured}/{limit} L"),
    "rule.G10.short": ("{measured_m}", "{measured_m}"),
    "rule.G11.short": ("无机具", "no machine"),
    "rule.G11.changes.short": ("变{measured}次", "{measured} changes"),
    "rule.G12.short": ("{measured}人", "{measured} buyers"),
    "rule.G13.short": ("{measured_share}", "{measured_share}"),
    "rule.G14.short": ("自助", "self-service"),
    "rule.G15.short": ("{measured_m}", "{measured_m}"),
    "rule.G17.short": ("禁售", "banned"),
    # why a warning was raised, whole sentences
    "rule.G01.why": (
        "身份核验、证件尾号、用途、使用地点中有 {measured} 项缺失或不符",
        "{measured} of identity check, document, purpose and place of use missing or failed",
    ),
    "rule.G02.why": ("购油证无效", "the permit is not valid"),
    "rule.G02.valid_s.why": (
        "购油证签发已 {measured_s}, 有效期 {limit_s}",
        "the permit was issued {measured_s} before, it is valid for {limit_s}",
    ),
    "rule.G02.uses.why": (
        "同一购油证第 {measured} 次使用, 只可使用 {limit} 次",
        "the permit was used {measured} times, it may be used {limit} times",
    ),
    "rule.G02.permit_holder.why": (
        "购油证签发给他人",
        "the permit was issued to somebody else",
    ),
    "rule.G03.why": (
        "本次购买 {measured} 升, 准购量 {limit} 升",
        "bought {measured} litres, permitted {limit} litres",
    ),
    "rule.G04.why": (
        "当日共购买 {measured} 升, 上限 {limit} 升",
        "bought {measured} litres that day, at most {limit} litres expected",
    ),
    "rule.G05.why": (
        "{window}内购买 {measured} 次, 达到 {limit} 次即预警",
        "bought {measured} times within {window}, a warning from {limit} times on",
    ),
    "rule.G06.why": (
        "{window}内共购买 {measured} 升, 上限 {limit} 升",
        "bought {measured} litres within {window}, at most {limit} litres expected",
    ),
    "rule.G07.why": (
        "{window}内在 {measured} 个加油站购买, 达到 {limit} 个即预警",
        "bought at {measured} stations within {window}, a warning from {limit} on",
    ),
    "rule.G08.why": (
        "{measured_clock} 购买 (夜间自 {limit_clock} 起), 且不是抢险救灾等应急用途",
        "bought at {measured_clock}, at night (from {limit_clock}), and for no emergency",
    ),
    "rule.G09.why": (
        "容器为塑料或未登记, 不得用于散装汽油",
        "the container is forbidden, or was not told",
    ),
    "rule.G09.most_litres.why": (
        "单个容器 {measured} 升, 最多 {limit} 升",
        "a single vessel of {measured} litres, at most {limit} litres allowed",
    ),
    "rule.G10.why": (
        "使用地点距住地辖区 {measured_m}, 超过 {limit_m}, 未说明外出原因",
        "to be used {measured_m} from the buyer's area, beyond {limit_m}, with no reason told",
    ),
    "rule.G11.why": (
        "所报用途需要的机具没有登记",
        "the purpose needs a machine that was not declared",
    ),
    "rule.G11.changes.why": (
        "{window}内用途变更 {measured} 次, 达到 {limit} 次即预警",
        "the purpose changed {measured} times within {window}, a warning from {limit} on",
    ),
    "rule.G12.why": (
        "{window}内 {measured} 人在同一加油站为同一地点购买, 达到 {limit} 人即预警",
        "{measured} buyers at one station within {window} for one place, a warning from {limit} on",
    ),
    "rule.G13.why": (
        "当日台账异常: {measured_share}, 上限 {limit_share}",
        "the register of the day is doubtful: {measured_share}, at most {limit_share} expected",
    ),
    "rule.G13.cap_share.why": (
        "当日 {measured_share} 的销售恰为上限, 超过 {limit_share} 即须检查",
        "{measured_share} of the day's sales are round to the cap, above {limit_share}",
    ),
    "rule.G13.unproven_share.why": (
        "当日 {measured_share} 的销售缺照片或身份核验, 上限 {limit_share}",
        "{measured_share} of the day's sales lack picture or identity, above {limit_share}",
    ),
    "rule.G13.pump_share.why": (
        "当日登记油量与油枪计量相差 {measured_share}, 上限 {limit_share}",
        "litres sold differ by {measured_share} from what the pumps gave, above {limit_share}",
    ),
    "rule.G14.why": (
        "散装汽油由顾客自助加注",
        "sold loose from a pump that buyers serve themselves at",
    ),
    "rule.G15.why": (
        "使用地点距正在处置的威胁警情 {measured_m}, 在 {limit_m} 以内",
        "to be used {measured_m} from where somebody threatens just now, within {limit_m}",
    ),
    "rule.G17.why": ("全县禁售期间售出散装汽油", "sold loose while the county allows no sale"),
    # what would have been normal
    "rule.G01.normal": ("四项齐全且核验一致即正常", "normal when all four are there and match"),
    "rule.G02.normal": (
        "本人持有效购油证, 一证一用即正常",
        "normal with a permit of their own, in time, and used once",
    ),
    "rule.G02.valid_s.normal": (
        "签发后 {limit_s}内使用即正常",
        "normal within {limit_s} of its issue",
    ),
    "rule.G02.uses.normal": (
        "一张购油证使用不超过 {limit} 次即正常",
        "normal up to {limit} uses of one permit",
    ),
    "rule.G03.normal": ("不超过 {limit} 升即正常", "normal up to {limit} litres"),
    "rule.G04.normal": ("当日不超过 {limit} 升即正常", "normal up to {limit} litres a day"),
    "rule.G05.normal": (
        "{window}内少于 {limit} 次即正常",
        "normal below {limit} times within {window}",
    ),
    "rule.G06.normal": (
        "{window}内不超过 {limit} 升即正常",
        "normal up to {limit} litres within {window}",
    ),
    "rule.G07.normal": (
        "{window}内少于 {limit} 个加油站即正常",
        "normal below {limit} stations within {window}",
    ),
    "rule.G08.normal": (
        "白天购买, 或深夜用于抢险救灾即正常",
        "normal by day, and at night for an emergency",
    ),
    "rule.G09.normal": (
        "专用金属容器即正常",
        "normal in a metal container made for it",
    ),
    "rule.G09.most_litres.normal": (
        "单个容器不超过 {limit} 升即正常",
        "normal up to {limit} litres in a single vessel",
    ),
    "rule.G10.normal": (
        "在住地辖区或 {limit_m} 以内使用, 或说明外出原因即正常",
        "normal in the buyer's own area, within {limit_m}, or with a reason told",
    ),
    "rule.G11.normal": (
        "登记了用途所需的机具即正常",
        "normal with a machine declared that the purpose needs",
    ),
    "rule.G11.changes.normal": (
        "{window}内用途变更少于 {limit} 次即正常",
        "normal below {limit} changes within {window}",
    ),
    "rule.G12.normal": (
        "{window}内少于 {limit} 人即正常",
        "normal below {limit} buyers within {window}",
    ),
    "rule.G13.normal": ("不超过 {limit_share} 即正常", "normal up to {limit_share}"),
    "rule.G14.normal": ("由加油员加注即正常", "normal when an attendant fills it"),
    "rule.G15.normal": (
        "距威胁警情 {limit_m} 以外使用即正常",
        "normal farther than {limit_m} from a threat",
    ),
    "rule.G17.normal": ("解禁后销售即正常", "normal once the ban is over"),
    # what the desk is advised to do
    "rule.G01.advice": (
        "建议拒售; 已售的联系加油站补登, 并核对身份与用途",
        "refuse the sale; once sold, have the station complete the record and check who and why",
    ),
    "rule.G02.advice": (
        "建议拒售; 核对购油证编号、签发时间与持证人",
        "refuse the sale; check the permit's number, date and holder",
    ),
    "rule.G03.advice": (
        "建议按准购量售油; 加油站无权改量",
        "sell what the permit says: a station may not change the amount",
    ),
    "rule.G04.advice": (
        "回访购买人: 核对机具与当日用量",
        "call the buyer back: which machine, and what was used that day",
    ),
    "rule.G05.advice": (
        "回访购买人: 核对去向; 提醒就近一站购买",
        "call the buyer back: where it went; remind them of the nearest station",
    ),
    "rule.G06.advice": (
        "上门核对存量与存放安全",
        "visit: how much is kept, and whether it is kept safely",
    ),
    "rule.G07.advice": (
        "回访购买人: 为何换站; 联系各站核对容器",
        "call the buyer back: why several stations; ask the stations about the containers",
    ),
    "rule.G08.advice": (
        "次日核对用途, 无须惊扰",
        "check the purpose the next day; no need to wake anybody",
    ),
    "rule.G09.advice": (
        "建议拒售并更换容器; 通知加油站整改",
        "refuse the sale until the container is changed; have the station put it right",
    ),
    "rule.G10.advice": (
        "核对使用地点与外出原因, 请使用地派出所协助",
        "check the place of use and the reason, with the police station there",
    ),
    "rule.G11.advice": (
        "核对机具与用途, 属实的补登机具",
        "check machine and purpose; when true have the machine declared",
    ),
    "rule.G12.advice": (
        "核对共同使用地点与总量",
        "check the common place of use and the whole amount",
    ),
    "rule.G13.advice": (
        "到站检查台账、照片与油枪读数",
        "inspect the station: register, pictures and pump readings",
    ),
    "rule.G14.advice": (
        "建议停止自助散装加注; 通知加油站整改",
        "stop it; have the station put it right",
    ),
    "rule.G15.advice": (
        "立即通报处置该警情的警力, 核对去向",
        "tell the units on that alarm at once, and find out where it went",
    ),
    "rule.G17.advice": (
        "立即停售, 追回已售油品",
        "stop the sale at once and bring back what was sold",
    ),
    # the profile's figures by name
    "parameter.required_fields": ("必填项", "required fields"),
    "parameter.valid_s": ("购油证有效期", "how long a permit is valid"),
    "parameter.uses": ("购油证使用次数", "uses of a permit"),
    "parameter.permit_holder": ("持证人", "holder of the permit"),
    "parameter.permit_litres": ("准购量", "permitted litres"),
    "parameter.hand_litres": ("手持机具单日上限", "daily cap, hand machine"),
    "parameter.riding_litres": ("乘坐机具单日上限", "daily cap, riding machine"),
    "parameter.other_litres": ("其他用途单日上限", "daily cap, other use"),
    "parameter.machine_litres": ("机具 {machine} 单日上限", "daily cap, machine {machine}"),
    "parameter.other_station_count": ("异站购买次数", "purchases with a change of station"),
    "parameter.anywhere_count": ("各站购买次数", "purchases anywhere"),
    "parameter.person_short_litres": ("个人短期累计上限", "person, short window"),
    "parameter.person_long_litres": ("个人长期累计上限", "person, long window"),
    "parameter.unit_short_litres": ("单位短期累计上限", "firm, short window"),
    "parameter.unit_long_litres": ("单位长期累计上限", "firm, long window"),
    "parameter.short_stations": ("短期加油站数", "stations, short window"),
    "parameter.long_stations": ("长期加油站数", "stations, long window"),
    "parameter.begins": ("夜间时段", "hours of the night"),
    "parameter.forbidden": ("禁用容器", "forbidden containers"),
    "parameter.most_litres": ("单个容器上限", "most in a single vessel"),
    "parameter.most_m": ("使用地点最远距离", "farthest place of use"),
    "parameter.machines": ("用途所需机具", "machine for the purpose"),
    "parameter.changes": ("用途变更次数", "changes of purpose"),
    "parameter.purchasers": ("结伙人数", "buyers in a group"),
    "parameter.cap_share": ("恰为上限的份额", "share of sales round to the cap"),
    "parameter.unproven_share": ("缺照片或核验的份额", "share without picture or identity"),
    "parameter.pump_share": ("与油枪计量之差", "difference from the pumps"),
    "parameter.self_service": ("自助加注", "self-service"),
    "parameter.radius_m": ("与威胁警情的距离", "distance from a threat"),
    "parameter.banned": ("禁售", "ban"),
    # what happened to a warning
    "subject.warning": ("{number} 号预警", "warning {number}"),
    "event.warning_raised": ("购油预警: {rule} {name}", "gasoline: {rule} {name}"),
    "event.warning_overdue": ("超期未核查", "not verified in time"),
    "event.warning_verified": ("核查结果: {finding}", "verified: {finding}"),
    "event.warning_filed": ("归档", "filed"),
}
