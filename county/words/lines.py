"""Words of the desk without a screen: what may be asked, and sentences for the ear."""

ENTRIES: dict[str, tuple[str, str]] = {
    # what may be looked at
    "query.alarms": ("警情, 一条一行", "the alarms, a line each"),
    "query.warnings": ("购油预警, 一条一行", "the gasoline warnings, a line each"),
    "query.units": ("警力, 一个一行", "the units, a line each"),
    "query.board": ("当前态势: 警情和预警", "the board as it stands: alarms and warnings"),
    "query.audit": ("访问审计: 只限审计员和管理员", "who came and who was refused: for auditors"),
    "lines.options": (
        "--json --plain(整句) --csv --follow(持续) --lang zh|en  用于列表",
        "--json --plain (sentences) --csv --follow --lang zh|en  of lists",
    ),
    "lines.hint": ("(用 help 查看)", "(help lists what there is)"),
    "refused.unknown_option": ("没有选项 {word}", "there is no option {word}"),
    "refused.only_lists": (
        "--follow 和 --csv 只用于单个列表",
        "--follow and --csv are for a single list",
    ),
    "refused.rows_not_followed": (
        "--csv 不能持续, 请用 --json",
        "--csv cannot be followed, --json can",
    ),
    "refused.only_on_screen": ("此指令只用于界面", "this means something on a screen only"),
    # what happened, as it happens
    "lines.happened": ("{clock} {about} {what} ({who})", "{clock} {about}: {what} ({who})"),
    "lines.happened.plain": (
        "{clock}，{about}：{what}。{who}。",
        "{clock}, {about}: {what}. {who}.",
    ),
    "lines.again": ("变化过多或重新连接, 全部重列:", "too much changed at once; all of it again:"),
    "lines.lost": ("与值班台断线: {reason}; 正在重连", "cut off: {reason}; trying again"),
    "lines.back": ("已重新连接, 未漏任何变化", "connected again, nothing was missed"),
    # sentences for the ear
    "spoken.alarm": (
        "{number} 号警情，{priority} 级，{meaning}，{kind}。",
        "Alarm {number}, priority {priority}, {meaning}, {kind}. ",
    ),
    "spoken.warning": (
        "{number} 号购油预警，{level}，{rule}。",
        "Gasoline warning {number}, {level}, {rule}. ",
    ),
    "spoken.unit": ("警力 {unit}，{kind}，{name}。", "Unit {unit}, {kind}, {name}. "),
    "spoken.pair": ("{name}：{value}。", "{name}: {value}. "),
    "spoken.age": ("历时", "Age"),
    "spoken.due": ("时限", "Due"),
    "spoken.units": ("警力", "Units"),
    "spoken.marks": ("注意", "Note"),
    "spoken.left": ("余 {time}", "{time} left"),
    "spoken.late": ("已超 {time}", "late by {time}"),
    "spoken.step.left": ("{step}，余 {time}", "{step}, {time} left"),
    "spoken.step.late": ("{step}，已超 {time}", "{step}, late by {time}"),
    "spoken.mark.simulated": ("模拟数据", "simulated"),
    "spoken.mark.doubtful": ("来源时钟不准", "the clock of its source is off"),
    "spoken.mark.unanswered": ("超时无人接警", "nobody took it in time"),
    "spoken.mark.lapsed": ("接警失效, 无人负责", "whoever took it did nothing, nobody has it"),
    "spoken.mark.silence": ("现场反馈超时", "no word from the scene in time"),
    "spoken.mark.answer_late": ("答复超时", "no answer in time"),
    "spoken.mark.lookalike": ("文字可能有假", "its text may deceive"),
    "spoken.days": ("{n} 天", "{n} days"),
    "spoken.days.one": ("1 天", "1 day"),
    "spoken.hours": ("{n} 小时", "{n} hours"),
    "spoken.hours.one": ("1 小时", "1 hour"),
    "spoken.minutes": ("{n} 分钟", "{n} minutes"),
    "spoken.minutes.one": ("1 分钟", "1 minute"),
    "spoken.seconds": ("{n} 秒", "{n} seconds"),
    "spoken.seconds.one": ("1 秒", "1 second"),
    # the audit
    "access.seat_entered": (
        "{seat} ({role}) 从 {address} 登录: {by} {client}",
        "{seat} ({role}) entered from {address}: {by} {client}",
    ),
    "access.seat_left": (
        "{seat} 从 {address} 离开 {reason}",
        "{seat} left from {address} {reason}",
    ),
    "access.entry_refused": (
        "拒绝登录: {address} {seat} ({reason})",
        "refused to enter: {address} {seat} ({reason})",
    ),
    "access.command_forbidden": (
        "{seat} 无权执行 {command} ({reason})",
        "{seat} may not {command} ({reason})",
    ),
    "access.seat_locked": ("{seat} 锁定 ({address})", "{seat} was locked ({address})"),
    "access.seat_unlocked": ("{seat} 解锁 ({address})", "{seat} was unlocked ({address})"),
    "access.unlock_refused": (
        "{seat} 解锁被拒 ({address}, {reason})",
        "{seat} was not unlocked ({address}, {reason})",
    ),
    "access.key_bound": (
        "{seat} 绑定密钥 {fingerprint} ({address})",
        "a key was bound to {seat}: {fingerprint} ({address})",
    ),
    "access.seats_changed": (
        "席位变更: 新增 {added}; 改动 {changed}; 撤销 {removed}",
        "seats changed: added {added}; changed {changed}; removed {removed}",
    ),
    "access.audit_read": (
        "{seat} 查看审计 ({address}), 自 {after} 起",
        "{seat} read the audit ({address}), after {after}",
    ),
    "access.identity_read": (
        "{seat} 查看身份: 购油记录 {purchases} (开放 {opening})",
        "{seat} read identities: purchases {purchases} (opening {opening})",
    ),
    "access.facts_lost": ("有记录因日志不可写而丢失", "facts found no room: the journal was down"),
    "access.times": ("×{count}", "x{count}"),
    # text that could be taken for something else
    "mark.lookalike": ("字疑", "text?"),
    "fact.lookalike": ("文字存疑", "Deceptive"),
    "lookalike.word": ("「{word}」形似 {twin}", "'{word}' reads like {twin}"),
    "lookalike.strange": (
        "「{word}」: 异常字符, 或代替已去除的字符",
        "'{word}': a strange character, or in place of one that was removed",
    ),
}
