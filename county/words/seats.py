"""Words on seats: what `zhiban seat` says, and what is wrong with their file."""

ENTRIES: dict[str, tuple[str, str]] = {
    # what is wrong with seats.toml
    "seat.readable_by_others": (
        "其他用户可读此文件；请执行 chmod 600",
        "other users can read the file: chmod 600 it",
    ),
    "seat.unknown_shift": ("没有班次 {shift}", "there is no shift {shift}"),
    "seat.not_a_key": (
        "不是 OpenSSH 公钥（现为 {value}）",
        "is no public key of OpenSSH (is {value})",
    ),
    "seat.cannot_unmask": (
        "角色 {role} 不能查看封存身份",
        "the role {role} cannot read sealed identities",
    ),
    # what `zhiban seat` refuses
    "refused.seat_taken": ("已有名为 {name} 的席位", "there is a seat {name} already"),
    "refused.seat_unknown": ("没有名为 {name} 的席位", "there is no seat {name}"),
    "refused.shift_unknown": ("没有班次 {name}", "there is no shift {name}"),
    "refused.feed_only": (
        "--kind 和 --source 只用于角色 feed，且缺一不可",
        "--kind and --source are for the role feed, which needs both",
    ),
    "refused.not_a_key": ("不是 OpenSSH 公钥", "that is no public key of OpenSSH"),
    "refused.key_known": ("该席位已有此密钥", "the seat has this key already"),
    "refused.key_unknown": ("没有指纹为 {fingerprint} 的密钥", "there is no key {fingerprint}"),
    "refused.pin_bounds": (
        "PIN 须为 {least} 至 {most} 个字符",
        "a PIN has {least} to {most} characters",
    ),
    # what it says
    "seat.added": (
        "已添加 {name}。令牌只显示这一次：",
        "{name} was added. The token is shown this once:",
    ),
    "seat.added_bare": ("已添加 {name}，没有令牌", "{name} was added, without a token"),
    "seat.token": (
        "{name} 的新令牌，只显示这一次；旧令牌已失效：",
        "{name}'s new token, shown this once; the old one opens nothing any more:",
    ),
    "seat.written": ("{name} 的令牌在 {path}", "{name}'s token is in {path}"),
    "seat.removed": ("已撤销 {name}", "{name} was taken away"),
    "seat.key_added": ("{name} 可用密钥 {fingerprint} 登录", "{name} may sign in by {fingerprint}"),
    "seat.key_removed": (
        "{name} 不再可用密钥 {fingerprint} 登录",
        "{name} may no longer sign in by {fingerprint}",
    ),
    "seat.enrolled": (
        "{name} 的一次性登记码，{hours} 小时内有效，只显示这一次：",
        "{name}'s one-time code, good for {hours} hours, shown this once:",
    ),
    "seat.pin_ask": ("新 PIN", "New PIN"),
    "seat.pin_set": ("{name} 已设 PIN", "{name} has a PIN now"),
    "seat.pin_gone": ("{name} 不再有 PIN", "{name} has no PIN any more"),
    "seat.shift_set": ("班次 {name}：{begins}–{ends}", "shift {name}: {begins}–{ends}"),
    "seat.none": ("没有席位", "no seats"),
    "seat.whole_county": ("全县", "the whole county"),
    # what `zhiban seat show` lists
    "seat.name": ("席位", "seat"),
    "seat.role": ("角色", "role"),
    "seat.sees": ("可见", "sees"),
    "seat.may": ("可做", "may"),
    "seat.pushes": ("可上报", "pushes"),
    "seat.speaks_for": ("代表来源", "speaks for"),
    "seat.shifts": ("班次", "shifts"),
    "seat.keys": ("密钥", "keys"),
    "seat.opens": ("凭据", "opened by"),
    "seat.nothing": ("无", "nothing"),
    "seat.look": ("查看", "look"),
    "seat.audit": ("查阅审计", "read the audit"),
    "seat.vouch": ("为登录者作保", "vouch for who signs in"),
    "seat.always": ("任何时间", "always"),
    "seat.by_token": ("令牌", "token"),
    "seat.by_code": ("一次性登记码（未用）", "a one-time code, not used yet"),
    "seat.has_pin": ("有 PIN，离席自动锁定", "a PIN: locks when left alone"),
    "seat.not_in_county": ("县域配置中没有", "not in the county"),
    "role.feed": ("数据源", "feed"),
    "role.viewer": ("只读", "viewer"),
    "role.officer": ("值班员", "officer"),
    "role.leader": ("带班领导", "leader"),
    "role.chief": ("局领导", "chief"),
    "role.admin": ("管理员", "administrator"),
    "role.auditor": ("审计员", "auditor"),
    "role.door": ("SSH 前端", "SSH door"),
    # listeners
    "serve.key_readable": (
        "其他用户可读此密钥；请执行 chmod 600",
        "other users can read the key: chmod 600 it",
    ),
    "serve.certificate": ("证书无法使用：{reason}", "the certificate cannot be used: {reason}"),
}
