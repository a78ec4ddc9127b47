"""Words on what was refused and why: ``refused.<code>`` for every `Refusal.code`."""

ENTRIES: dict[str, tuple[str, str]] = {
    # alarms
    "refused.unknown_alarm": ("没有 {alarm} 号警情", "there is no alarm {alarm}"),
    "refused.alarm_ended": ("{alarm} 号警情已结束", "alarm {alarm} has ended"),
    "refused.already_acknowledged": (
        "{alarm} 号警情已由 {owner} 接警",
        "alarm {alarm} was already taken by {owner}",
    ),
    "refused.not_acknowledged": (
        "{alarm} 号警情尚未接警, 请先接警",
        "alarm {alarm} has not been taken: acknowledge it first",
    ),
    "refused.already_yours": (
        "{alarm} 号警情已由本席位接警",
        "alarm {alarm} is yours already",
    ),
    "refused.claim_held": (
        "{alarm} 号警情由 {owner} 处理, 该席位在线",
        "{owner} has alarm {alarm} and is at the console",
    ),
    "refused.priority_unchanged": (
        "已是 {priority} 级",
        "it already has priority {priority}",
    ),
    "refused.leader_lowers": (
        "{alarm} 号警情为一级, 只有值班长可以降级",
        "alarm {alarm} has the first priority: only a leader may lower it",
    ),
    "refused.no_validation": (
        "该类警情没有核实等级",
        "this kind of alarm has no level of validation",
    ),
    "refused.validation_only_rises": (
        "核实等级已为 {level}, 只升不降",
        "the level of validation is {level} and only rises",
    ),
    # put aside
    "refused.never_shelved": (
        "{alarm} 号警情为 {priority} 级, 不能搁置",
        "alarm {alarm} has priority {priority}: it is never shelved",
    ),
    "refused.leader_shelves": (
        "{alarm} 号警情为 {priority} 级, 须值班长搁置",
        "alarm {alarm} has priority {priority}: only a leader may shelve it",
    ),
    "refused.already_shelved": ("{alarm} 号警情已搁置", "alarm {alarm} is shelved already"),
    "refused.already_diverted": (
        "{alarm} 号警情已分流, 等待对方反馈",
        "alarm {alarm} was diverted and waits for its answer",
    ),
    "refused.units_under_way": (
        "{alarm} 号警情有警力在途或在场, 请先撤回",
        "units are under way for alarm {alarm}: release them first",
    ),
    "refused.shelved_too_long": (
        "最长搁置 {limit} 分钟",
        "it may be shelved for {limit} minutes at most",
    ),
    "refused.shelves_full": (
        "本席位本班已搁置 {limit} 起, 不能再搁置",
        "this seat has shelved {limit} alarms this shift: no more",
    ),
    "refused.not_shelved": ("{alarm} 号警情未搁置", "alarm {alarm} is not shelved"),
    # several alarms of one incident
    "refused.alarm_merged": (
        "{alarm} 号警情已并入 {into} 号, 请在该警情处理",
        "alarm {alarm} was merged into {into}: work it there",
    ),
    "refused.merged_with_itself": (
        "{alarm} 号警情不能并入自身",
        "alarm {alarm} cannot be merged into itself",
    ),
    "refused.home_is_shelved": (
        "{alarm} 号警情已搁置, 请先取回",
        "alarm {alarm} is shelved: take it up first",
    ),
    "refused.simulated_apart": (
        "模拟警情与真实警情不能合并",
        "simulated and real alarms are kept apart",
    ),
    "refused.not_merged": ("{alarm} 号警情未并案", "alarm {alarm} is not merged"),
    # to others, and by video
    "refused.unknown_department": ("没有部门 {department}", "there is no department {department}"),
    "refused.leader_diverts": (
        "{alarm} 号警情为一级, 只有值班长可以分流",
        "alarm {alarm} has the first priority: only a leader may divert it",
    ),
    "refused.not_settled_remotely": (
        "{alarm} 号警情不能远程快处",
        "alarm {alarm} is not of a kind that is settled by video",
    ),
    "refused.settlement_order": (
        "快处步骤须按顺序, 已完成 {done}/{steps}",
        "the steps of a settlement come in order: {done} of {steps} are done",
    ),
    "refused.settlement_unfinished": (
        "{alarm} 号警情远程快处尚余 {left} 步",
        "{left} steps of the settlement of alarm {alarm} are missing",
    ),
    "refused.card_only_rises": (
        "调派方案已到第 {step} 级, 只升不降",
        "the run card is at step {step} and only rises",
    ),
    "refused.unknown_outcome": ("没有处置结果 {outcome}", "there is no outcome {outcome}"),
    "refused.unknown_kind": ("没有警情类别 {kind}", "there is no kind of alarm {kind}"),
    "refused.half_a_place": (
        "经纬度须同时给出",
        "latitude and longitude must be given together",
    ),
    "refused.says_nothing": (
        "地点、坐标和内容不能都为空",
        "place, coordinates and text cannot all be empty",
    ),
    "refused.desk_fills": (
        "编号、辖区、网格和存疑标志由值班台填写",
        "number, area, cell and doubtful are given by the desk",
    ),
    # units and orders
    "refused.unknown_unit": ("没有警力 {unit}", "there is no unit {unit}"),
    "refused.unit_busy": (
        "{unit} 正在处置 {alarm} 号警情",
        "{unit} is on alarm {alarm}",
    ),
    "refused.unit_off_duty": ("{unit} 不在岗", "{unit} is not on duty"),
    "refused.already_ordered": (
        "{unit} 已派往 {alarm} 号警情",
        "{unit} is already ordered to alarm {alarm}",
    ),
    "refused.not_ordered": (
        "{unit} 未派往 {alarm} 号警情",
        "{unit} is not ordered to alarm {alarm}",
    ),
    "refused.step_behind": (
        "{unit} 已到 {stage} 阶段, 不能退回",
        "{unit} is already at stage {stage}: steps are not taken back",
    ),
    "refused.orders_have_left": (
        "{alarm} 号警情没有未发出的派警",
        "no order of alarm {alarm} is still held",
    ),
    "refused.unit_on_task": ("{unit} 正在执行勤务", "{unit} is on a task"),
    "refused.no_task": ("{unit} 没有勤务", "{unit} has no task"),
    "refused.not_a_state_of_task": (
        "{unit} 的勤务没有 {state} 状态",
        "the task of {unit} has no state {state}",
    ),
    "refused.task_step_behind": (
        "{unit} 的勤务已到 {state} 状态, 不能退回",
        "the task of {unit} is already at {state}: steps are not taken back",
    ),
    "refused.duty_unchanged": ("{unit} 已是该状态", "{unit} already has that duty"),
    # terminals
    "refused.no_keymap": ("键位文件 {path} 不能用: {reason}", "no keymap in {path}: {reason}"),
    "refused.unknown_binding": ("没有键位 {name}", "there is no binding {name}"),
    "refused.no_such_key": ("没有按键 {key}", "there is no key {key}"),
    "refused.key_avoided": (
        "按键 {key} 不能用: 有的终端自己留用, 或分辨不出",
        "the key {key} does not come through every terminal",
    ),
    "refused.key_taken": ("按键 {key} 已用于 {other}", "the key {key} is taken by {other}"),
    "refused.no_screen": (
        "终端「{term}」不能显示界面; 请设置 TERM, 或改用 ssh 主机 alarms 等单行命令",
        "terminal '{term}' shows no screen: set TERM, or use one-line commands: ssh HOST alarms",
    ),
    # time
    "refused.time_out_of_range": (
        "时间 {at} 不可信 (以毫秒计的 UTC 时间)",
        "the time {at} is not plausible (milliseconds, UTC)",
    ),
    # rights
    "refused.role_may_not": ("角色 {role} 无权进行", "the role {role} may not do this"),
    "refused.not_your_area": ("不在本席位辖区内", "that is not in your areas"),
    "refused.kind_may_not": ("此数据源无权上报 {kind}", "this feed may not push {kind}"),
    "refused.source_may_not": (
        "此令牌无权代表来源 {source}",
        "this token may not speak for the source {source}",
    ),
    # frames and fields
    "refused.bad_token": ("令牌无效", "the token is not valid"),
    "refused.revoked": (
        "本席位或其凭据已被撤销",
        "this seat, or what opened it, was taken away",
    ),
    "refused.off_shift": ("现在不是本席位的班次", "it is not this seat's shift"),
    "refused.no_ticket": ("登录已结束", "this sign-in is over"),
    "refused.unknown_key": ("此密钥不能登录该席位", "this key does not open that seat"),
    "refused.wrong_code": (
        "登记码无效或已过期",
        "the one-time code is not valid, or no longer",
    ),
    "refused.wrong_pin": ("PIN 不正确", "the PIN is not right"),
    "refused.no_pin": ("本席位没有 PIN，不能锁定", "this seat has no PIN and cannot be locked"),
    "refused.locked": ("席位已锁定，请先输入 PIN", "the seat is locked: give its PIN first"),
    "refused.too_many_tries": (
        "尝试次数过多，请 {seconds} 秒后再试",
        "too many wrong tries: wait {seconds} s",
    ),
    "refused.door_in_clear": (
        "SSH 前端只能经本机或 TLS 接入",
        "an SSH door may connect from this machine or by TLS only",
    ),
    "refused.seats_not_written": (
        "席位文件无法写入，请联系管理员",
        "the seats file cannot be written: ask the administrator",
    ),
    "refused.hello_first": ("首帧须为 hello", "the first frame must be hello"),
    "refused.hello_late": ("握手超时", "hello did not come in time"),
    "refused.version": (
        "协议版本 {theirs} 不受支持, 本机为 {ours}",
        "protocol version {theirs} is not spoken here, but {ours}",
    ),
    "refused.not_json": ("不是有效的 {form}", "not valid {form}"),
    "refused.not_utf8": ("不是有效的 UTF-8", "not valid UTF-8"),
    "refused.too_deep": ("嵌套过深", "nested too deeply"),
    "refused.frame_too_big": (
        "帧超过 {limit} 字节",
        "the frame is over {limit} bytes",
    ),
    "refused.unknown_frame": ("没有这种帧: {tag}", "there is no such frame: {tag}"),
    "refused.unknown_event": ("没有这种事件: {tag}", "there is no such event: {tag}"),
    "refused.unknown_command": ("没有这种指令: {tag}", "there is no such command: {tag}"),
    "refused.missing_field": ("缺少字段 {name}", "the field {name} is missing"),
    "refused.unknown_field": ("没有字段 {name}", "there is no field {name}"),
    "refused.wrong_type": (
        "应为 {expected}, 实为 {got}",
        "must be {expected}, is {got}",
    ),
    "refused.out_of_range": ("超出范围: 应为 {expected}", "out of range: must be {expected}"),
    "refused.not_a_choice": ("没有选项 {value}", "{value} is not one of the choices"),
    "refused.not_a_code": (
        "只能用字母、数字和 _ . : -, 以字母或数字开头",
        "may hold only letters, digits and _ . : - and begins with a letter or digit",
    ),
    "refused.too_long": ("过长, 最多 {limit}", "too long: at most {limit}"),
    "refused.too_short": ("过短, 至少 {limit}", "too short: at least {limit}"),
    "refused.too_fast": (
        "超过每秒 {limit} 条的限额",
        "over the limit of {limit} events a second",
    ),
    "refused.too_many": ("连接已满 ({limit})", "no more connections ({limit})"),
    "refused.busy": ("值班台繁忙, 请稍后重发", "the desk is busy: try again later"),
    "refused.not_durable": (
        "日志无法写入, 请稍后重发",
        "the journal cannot be written: try again later",
    ),
    "refused.number_gap": (
        "编号须大于 0 且不超过 {limit}",
        "numbers must be above 0 and at most {limit}",
    ),
    "refused.stopping": ("服务正在停止", "the server is stopping"),
    "refused.not_subscribed": ("请先订阅", "subscribe first"),
    # the line, the spool, the scenarios and the pictures
    "refused.no_welcome": ("对方不是值班台", "what answers there is not a desk"),
    "refused.bad_url": ("地址无效：{url}", "the address is not valid: {url}"),
    "refused.unreachable": ("无法连接 {url}：{cause}", "cannot reach {url}: {cause}"),
    "refused.silent": ("值班台 {seconds} 秒无应答", "the desk was silent for {seconds} s"),
    "refused.link_closed": ("连接中断：{cause}", "the line broke: {cause}"),
    "refused.not_connected": ("未连接值班台", "not connected to the desk"),
    "refused.boards_differ": (
        "本地态势与值班台不一致",
        "this board is not the desk's board",
    ),
    "refused.spool_in_use": (
        "暂存 {path} 正被其他进程使用",
        "another process uses the spool {path}",
    ),
    "refused.spool_full": ("暂存 {path} 无法写入", "the spool {path} cannot be written"),
    "refused.no_ca": ("无法读取证书文件 {path}", "cannot read the certificates in {path}"),
    "refused.no_token": ("无法读取令牌文件 {path}", "cannot read the token file {path}"),
    "refused.line_too_long": ("该行超过 {limit} 字节", "the line is over {limit} bytes"),
    "refused.unknown_scenario": (
        "没有场景 {scenario}；现有：{known}",
        "there is no scenario {scenario}, but {known}",
    ),
    "refused.bad_scenario": ("场景 {scenario} 有误：{reason}", "bad scenario {scenario}: {reason}"),
    "refused.unknown_screen": (
        "没有画面 {screen}；可用 overview、gasoline、detail:编号 或标签（{known}）、warning:编号",
        "no screen {screen}: overview, gasoline, detail:NUMBER or LABEL ({known}), warning:NUMBER",
    ),
}
