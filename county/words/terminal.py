"""Words about the terminal: how it draws, what is copied from it, who sits at it."""

ENTRIES: dict[str, tuple[str, str]] = {
    # how it draws
    "ruler.title": (
        "终端校准 {step}/2 · 未接警情 {waiting}",
        "Your terminal {step}/2 · {waiting} waiting",
    ),
    "ruler.bars": ("右边三条竖线上下对齐吗?", "Do the three bars at the right line up?"),
    "ruler.bars.yes": ("对齐", "they do"),
    "ruler.bars.no": ("不齐", "they do not"),
    "ruler.bars.ascii": ("有问号、方框或空白", "I see ?, boxes or blanks"),
    "ruler.colours": (
        "看得出红、黄、蓝、绿四种颜色吗?",
        "Do you see red, yellow, blue and green?",
    ),
    "ruler.colours.yes": ("看得出", "I do"),
    "ruler.colours.no": ("看不出", "I do not"),
    "ruler.later": ("Esc 用稳妥字形", "Esc takes the safe ones"),
    "ruler.red": ("红", "red"),
    "ruler.yellow": ("黄", "yellow"),
    "ruler.blue": ("蓝", "blue"),
    "ruler.green": ("绿", "green"),
    "choice.ruler": ("终端校准: 字形与颜色", "how this terminal draws: characters and colours"),
    "choice.ruler.initials": ("zdjz", "zdjz"),
    # copying
    "copied.title": (
        "已复制 {count} 个字符 · 若终端未收下, 请用鼠标选取",
        "copied {count} characters · if the terminal did not take them, select them here",
    ),
    "copied.cut": ("(全文 {count} 个字符, 已截短)", "(cut: there are {count} in all)"),
    "copied.nothing": ("这里没有可复制的", "there is nothing to copy here"),
    # what rings, for a notification
    "sound.title": ("指挥台", "Duty desk"),
    "sound.new": (
        "新警情 {number} 号 {severity} {kind} {area}",
        "new alarm {number}, {severity}, {kind}, {area}",
    ),
    "sound.ladder": (
        "无人接警: {number} 号 {severity} {kind} {area}",
        "nobody took alarm {number}, {severity}, {kind}, {area}",
    ),
    "sound.lapsed": (
        "接警失效: {number} 号 {severity} {kind} {area}",
        "alarm {number} waits again, {severity}, {kind}, {area}",
    ),
    "choice.notify.off": ("桌面通知: 关", "notifications: off"),
    "choice.notify.osc9": (
        "桌面通知: OSC 9 (iTerm2 kitty)",
        "notifications: OSC 9 (iTerm2, kitty)",
    ),
    "choice.notify.osc777": (
        "桌面通知: OSC 777 (foot urxvt)",
        "notifications: OSC 777 (foot, urxvt)",
    ),
    # the keys of this room
    "key.copy": ("复制", "copy"),
    "key.copy.initials": ("fz", "fz"),
    "key.mouse": ("鼠标: 交还或取回", "mouse: release or take"),
    "key.mouse.initials": ("sb", "sb"),
    "key.low": ("省流: 自动、开、关", "spare the line: auto, on, off"),
    "key.low.initials": ("sl", "sl"),
    "key.last_view": ("上一画面", "last view"),
    "key.last_view.initials": ("syhm", "syhm"),
    "mouse.taken": ("鼠标已取回", "the mouse is the desk's again"),
    "mouse.released": (
        "鼠标已交还终端, 可选取文字",
        "the mouse is the terminal's: select text with it",
    ),
    "low.auto": ("省流: 自动", "sparing the line: by itself"),
    "low.on": ("省流: 开", "sparing the line: on"),
    "low.off": ("省流: 关", "sparing the line: off"),
    "last_view.none": ("没有上一画面", "there is no last view"),
    # the lock
    "lock.locked": ("已锁定", "LOCKED"),
    "lock.key": ("已锁定: 按任意键输入口令", "locked: any key asks for the PIN"),
    "lock.pin": ("输入本席口令, 回车解锁", "type the PIN of this seat, Enter unlocks"),
    "lock.opened": ("已解锁", "unlocked"),
    "lock.leaving": (
        "久无操作, 本席未设口令: {seconds} 秒后退出, 按任意键继续值守",
        "nobody is here and this seat has no PIN: leaving in {seconds} s, any key stays",
    ),
    "lock.left": (
        "久无操作且本席未设口令, 会话已结束",
        "the session ended: nobody was here and this seat has no PIN",
    ),
}
