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
    "warning.verified": ("已核查", "verified"),
    # the rules by name
    "rule.G01": ("登记不全", "incomplete record"),
    "rule.G03": ("超证购买", "over the permit"),
    "rule.G04": ("单日超量", "too much in a day"),
    "rule.G05": ("短期重复", "again too soon"),
    "rule.G06": ("累计超量", "too much over days"),
    "rule.G07": ("多站购买", "station hopping"),
    "rule.G01.short": ("缺{measured}项", "{measured} missing"),
    "rule.G03.short": ("{measured}/{limit}升", "{measured}/{limit} L"),
    "rule.G04.short": ("{measured}/{limit}升", "{measured}/{limit} L"),
    "rule.G05.short": ("{measured}次", "{measured} times"),
    "rule.G06.short": ("{measured}/{limit}升", "{measured}/{limit} L"),
    "rule.G07.short": ("{measured}站", "{measured} stations"),
    # why a warning was raised, whole sentences
    "rule.G01.why": (
        "身份核验、证件尾号、用途、使用地点中有 {measured} 项缺失或不符",
        "{measured} of identity check, document, purpose and place of use missing or failed",
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
    # what would have been normal
    "rule.G01.normal": ("四项齐全且核验一致即正常", "normal when all four are there and match"),
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
    # the profile's figures by name
    "parameter.required_fields": ("必填项", "required fields"),
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
    # the explanation, line by line
    "warning.rule": ("规则 {rule} {name}", "Rule {rule}: {name}"),
    "warning.level": ("等级 {level} ({meaning})", "Level {level} ({meaning})"),
    "warning.parameter": (
        "指标 {name} ({key}): 实测 {measured}, 限值 {limit}",
        "Figure {name} ({key}): measured {measured}, limit {limit}",
    ),
    "warning.window": ("时段 {window}", "Window {window}"),
    "warning.window.none": ("仅看本次购买", "This purchase alone"),
    "warning.buyer": ("购买人 {buyer}, 证件尾号 {tail}", "Buyer {buyer}, document ends in {tail}"),
    "warning.buyer.untold": ("购买人 {buyer}", "Buyer {buyer}"),
    "warning.purchases": ("相关购买 {count} 笔:", "Purchases it rests on: {count}"),
    "warning.purchase": (
        "{at} {station} {litres} 升 (第 {number} 笔)",
        "{at} {station} {litres} L (purchase {number})",
    ),
    "warning.due": ("核查期限 {at}, 余{left}", "To be verified by {at}, {left} left"),
    "warning.late": ("核查期限 {at}, 已超{late}", "Was to be verified by {at}, {late} ago"),
    "warning.found": ("{at} {who} 核查: {finding}", "Verified at {at} by {who}: {finding}"),
    "warning.left": ("余{time}", "{time} left"),
    "warning.passed": ("超{time}", "late {time}"),
    # what happened to a warning
    "subject.warning": ("{number} 号预警", "warning {number}"),
    "event.warning_raised": ("购油预警: {rule} {name}", "gasoline: {rule} {name}"),
    "event.warning_overdue": ("超期未核查", "not verified in time"),
    "event.warning_verified": ("核查结果: {finding}", "verified: {finding}"),
    "event.warning_filed": ("归档", "filed"),
}
