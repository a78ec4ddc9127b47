"""Words on the zhiban program."""

ENTRIES: dict[str, tuple[str, str]] = {
    # zhiban serve, zhiban token
    "serve.exposed": (
        "{host} 可被他人访问，而连接未加密；确要如此请设 allow_plain_beyond_loopback = true",
        "{host} is open to others, unencrypted: set allow_plain_beyond_loopback = true to allow it",
    ),
    "serve.running": ("此目录的值班台已在运行：{path}", "a desk is running already on {path}"),
    "serve.cannot": ("无法启动：{reason}", "cannot start: {reason}"),
    "serve.ready": ("值班台已就绪：{url}", "the desk is ready: {url}"),
    "serve.first_start": (
        "首次启动：令牌已写入 {officer}（值班员）和 {feed}（数据源）",
        "first start: tokens are in {officer} (for the officer) and {feed} (for feeds)",
    ),
    "token.readable_by_others": (
        "其他用户可读此文件；请执行 chmod 600",
        "other users can read the file: chmod 600 it",
    ),
    "token.added": (
        "已添加 {name}。令牌只显示这一次：",
        "{name} was added. The token is shown this once:",
    ),
    "token.written": ("已添加 {name}；令牌在 {path}", "{name} was added; the token is in {path}"),
    "token.revoked": ("已撤销 {name}", "{name} was revoked"),
    "token.taken": ("已有名为 {name} 的席位", "there is a seat {name} already"),
    "token.unknown": ("没有名为 {name} 的席位", "there is no seat {name}"),
    "token.feed_only": (
        "--kind 和 --source 只用于角色 feed，且缺一不可",
        "--kind and --source are for the role feed, which needs both",
    ),
    "token.reload": (
        "运行中的值班台收到 SIGHUP 后生效",
        "a running desk takes it up on SIGHUP",
    ),
    "token.whole_county": ("全县", "whole county"),
    "token.none": ("没有席位", "no seats"),
    # zhiban push
    "push.line": ("第 {line} 行：{reason}", "line {line}: {reason}"),
    "push.unnumbered": ("被拒：{reason}", "refused: {reason}"),
    "push.progress": ("已读 {told} 条，待确认 {left} 条", "{told} read, {left} to be confirmed"),
    "push.summary": (
        "接受 {accepted} 条，拒绝 {refused} 条",
        "{accepted} accepted, {refused} refused",
    ),
    "push.summary_kept": (
        "接受 {accepted} 条，拒绝 {refused} 条，{kept} 条留在暂存中待下次发送",
        "{accepted} accepted, {refused} refused, {kept} kept in the spool for the next time",
    ),
    # zhiban simulate
    "simulate.begins": (
        "开始演练：{name}（全部为模拟数据）",
        "playing: {name} (everything is simulated)",
    ),
    "simulate.waiting": ("等待值班台：{reason}", "waiting for the desk: {reason}"),
    "simulate.progress": (
        "{minutes:02d}:{seconds:02d}  上报 {told}  定位 {located}  指令 {asked}  被拒 {refused}",
        "{minutes:02d}:{seconds:02d} told {told}, fixes {located}, asked {asked}, no {refused}",
    ),
    "simulate.fine": ("{name}：结果符合预期", "{name}: ended as expected"),
    "simulate.shortfall": (
        "{what}：应为 {expected}，实为 {found}",
        "{what}: expected {expected}, found {found}",
    ),
    # zhiban demo
    "demo.no_server": ("演示服务未能启动：\n{log}", "the demo's server did not start:\n{log}"),
}
