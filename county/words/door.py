"""What the SSH door says: before a seat is known, and when a session cannot be had."""

ENTRIES: dict[str, tuple[str, str]] = {
    "door.ready": (
        "门已开: ssh -p {port} 席位名@本机; 主机密钥 {fingerprint}",
        "the door is open: ssh -p {port} SEAT@THIS-HOST; host key {fingerprint}",
    ),
    "door.plain": (
        "不压缩的客户端用端口 {port}",
        "clients that cannot compress use port {port}",
    ),
    "door.cannot": ("门打不开: {reason}", "the door cannot be opened: {reason}"),
    "door.turned_away": (
        "值班台不认这扇门: {reason}",
        "the desk does not know this door: {reason}",
    ),
    "door.seat_made": (
        "已为门建立席位 {name}, 令牌在 {path}",
        "made the seat {name} for the door, its token is in {path}",
    ),
    "door.seat_taken": (
        "席位 {name} 已有, 而其令牌不在 {path}: 用 --token-file 指明",
        "there is a seat {name}, and its token is not in {path}: name it with --token-file",
    ),
    "door.no_terminal": (
        "没有终端就没有界面: 用 ssh -t, 或给出指令, 如 ssh HOST alarms; 全部见 ssh HOST help",
        "no terminal, no screen: use ssh -t, or a command such as ssh HOST alarms (all: help)",
    ),
    "door.not_words": (
        "看不懂: 引号没有成对",
        "not understood: a quotation mark has no partner",
    ),
    "door.busy": (
        "值班台正忙, 未能开始会话: 稍候再试",
        "too busy to start a session: try again in a little while",
    ),
    "door.enrol": (
        "席位 {seat} 还不认识这把密钥: 请输入管理员给的一次性登记码",
        "seat {seat} does not know this key yet: type your one-time code",
    ),
    "door.code": ("登记码: ", "code: "),
    "door.code_late": ("等候登记码超时", "no code came in time"),
    "door.enrolled": ("密钥已登记到席位 {seat}", "the key now belongs to seat {seat}"),
    "refused.door_full": (
        "会话已满 ({count} 个): 稍候再试",
        "all {count} sessions are taken: try again in a little while",
    ),
    "refused.seat_full": (
        "此席位已有 {count} 个会话: 先退出一个",
        "this seat has {count} sessions already: leave one first",
    ),
}
