"""Words on the zhiban program."""

ENTRIES: dict[str, tuple[str, str]] = {
    # zhiban serve
    "serve.exposed": (
        "{host} 可被他人访问，而连接未加密；请设 certificate 和 private_key",
        "{host} is open to others, unencrypted: set certificate and private_key",
    ),
    "serve.running": ("此目录的值班台已在运行：{path}", "a desk is running already on {path}"),
    "serve.cannot": ("无法启动：{reason}", "cannot start: {reason}"),
    "serve.ready": ("值班台已就绪：{url}", "the desk is ready: {url}"),
    "serve.first_start": (
        "首次启动：令牌已写入 {officer}（值班员）和 {feed}（数据源）",
        "first start: tokens are in {officer} (for the officer) and {feed} (for feeds)",
    ),
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
