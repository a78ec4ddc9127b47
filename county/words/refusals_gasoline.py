"""Words on what was refused about gasoline: purchases, warnings, rules, what takes two persons."""

ENTRIES: dict[str, tuple[str, str]] = {
    # purchases and warnings
    "refused.unknown_station": ("没有加油站 {station}", "there is no petrol station {station}"),
    "refused.unknown_warning": ("没有 {warning} 号预警", "there is no warning {warning}"),
    "refused.already_verified": (
        "{warning} 号预警已由 {by} 核查",
        "warning {warning} was already verified by {by}",
    ),
    "refused.identity_in_clear": (
        "含有身份证号; 只接受化名",
        "holds an identity number; only pseudonyms are taken",
    ),
    # what is asked of a warning, a purchase, a rule
    "refused.one_by_one": (
        "{warning} 号预警为 {level} 级, 须逐条核查",
        "warning {warning} has level {level}: verify it by itself",
    ),
    "refused.unknown_police_station": ("没有派出所 {station}", "no police station {station}"),
    "refused.assigned_already": (
        "{warning} 号预警已由 {station} 核查",
        "warning {warning} is with {station} already",
    ),
    "refused.unknown_purchase": ("没有 {purchase} 号购油记录", "there is no purchase {purchase}"),
    "refused.nothing_corrected": (
        "{purchase} 号购油记录本就如此",
        "purchase {purchase} says that already",
    ),
    "refused.too_young_to_archive": (
        "只有 {days} 天以前的台账可作补录",
        "only registers older than {days} days are entered for the record alone",
    ),
    "refused.not_a_day": ("没有日期 {day}, 或不在可信范围", "{day} is no plausible day"),
    "refused.unknown_rule": ("没有预警规则 {rule}", "there is no gasoline rule {rule}"),
    "refused.rule_unchanged": ("规则 {rule} 已是如此", "rule {rule} says that already"),
    "refused.whole_county_only": (
        "涉及全县, 须由管辖全县的席位进行",
        "it concerns the whole county: only a seat of the whole county may do it",
    ),
    # figures that cannot stand beside others
    "refused.clocks_do_not_rise": (
        "核查时限须逐级放宽 (现为 {value} 秒, 上一级 {before} 秒)",
        "a milder level must have more time (is {value} s after {before} s)",
    ),
    "refused.windows_do_not_rise": (
        "长时段须长于短时段 (现为 {value} 秒, 短时段 {before} 秒)",
        "the long window must be longer than the short one (is {value} s after {before} s)",
    ),
    "refused.warning_alarm_priority": (
        "警情类别 {kind} 应为 {wanted} 级 (现为 {priority} 级)",
        "the kind of alarm {kind} must have priority {wanted} (has {priority})",
    ),
    "refused.warns_of_itself": (
        "{kind} 是预警自身转成的警情, 不能再作为威胁警情",
        "{kind} is what warnings become: it cannot be a threat that raises them",
    ),
    "refused.outcome_needs_steps": (
        "处置结果 {outcome} 须先完成远程快处, 不能用于预警",
        "the outcome {outcome} needs a settlement by video: no warning takes its steps",
    ),
    "refused.adds_to_nothing": ("叠加后的等级须高于 W3", "what adds up must be graver than W3"),
    "refused.review_only": (
        "异常时段只供复核, 应为 W3 (现为 {level})",
        "an hour of the day alone is for review: W3 (is {level})",
    ),
    "refused.severe_is_milder": (
        "不得轻于本规则的 {level}",
        "must not be milder than the rule's own {level}",
    ),
    "refused.no_hours": ("时段的起止须不同且有先后", "there is no time between the two"),
    "refused.said_twice": ("{value} 已经用过", "{value} stands there already"),
    "refused.no_such_day": ("没有 {value} 这一天", "there is no day {value}"),
    "refused.seasons_overlap": ("与时段 {other} 重叠", "overlaps with {other}"),
    "refused.says_no_word": ("至少要有一个词", "needs at least one word"),
    "refused.unknown_machine": (
        "G04 中没有机具 {machine}",
        "there is no machine {machine} in G04",
    ),
    # what no rule may look at
    "refused.protected_ethnicity": (
        "「{value}」涉及民族, 规则只看行为和地点",
        "'{value}' names ethnicity: rules look at behaviour and place alone",
    ),
    "refused.protected_religion": (
        "「{value}」涉及宗教, 规则只看行为和地点",
        "'{value}' names religion: rules look at behaviour and place alone",
    ),
    "refused.protected_origin": (
        "「{value}」涉及籍贯或来历, 规则只看行为和地点",
        "'{value}' names origin: rules look at behaviour and place alone",
    ),
    "refused.protected_belief": (
        "「{value}」涉及信仰或思想, 规则只看行为和地点",
        "'{value}' names belief: rules look at behaviour and place alone",
    ),
    "refused.protected_health": (
        "「{value}」涉及健康, 规则只看行为和地点",
        "'{value}' names health: rules look at behaviour and place alone",
    ),
    "refused.protected_politics": (
        "「{value}」涉及政治, 规则只看行为和地点",
        "'{value}' names politics: rules look at behaviour and place alone",
    ),
    "refused.protected_persons": (
        "「{value}」指向具体的人, 规则不得针对名单",
        "'{value}' points at persons: no rule is written against a list of people",
    ),
    # what takes two persons
    "refused.unknown_request": ("没有 {request} 号申请", "there is no request {request}"),
    "refused.already_allowed": (
        "{request} 号申请已获同意",
        "request {request} was allowed already",
    ),
    "refused.not_yours_to_allow": (
        "本席位无权答复 {request} 号申请",
        "this seat may not answer request {request}",
    ),
    "refused.second_person": (
        "{request} 号申请须由另一席位同意",
        "request {request} must be allowed by another seat than asked for it",
    ),
    "refused.may_not_unmask": (
        "本席位无权查看封存身份",
        "this seat may not read sealed identities",
    ),
    "refused.nothing_sealed": (
        "{purchase} 号购油记录没有封存身份",
        "no identity was sealed with purchase {purchase}",
    ),
    "refused.too_new_to_destroy": (
        "保存期未满, 不能销毁",
        "what is to be destroyed must lie in the past",
    ),
}
