"""Words on registers that are brought in: what is wrong with a mapping, a file, a row."""

ENTRIES: dict[str, tuple[str, str]] = {
    # the mapping
    "register.not_a_form": (
        "不是可用的时间格式（现为 {value}）；例：%Y-%m-%d %H:%M",
        "is no form of a time that can be read (is {value}); such as %Y-%m-%d %H:%M",
    ),
    "register.only_fixed": (
        "只能在 [fixed] 中对整个登记表设定",
        "is said of a whole register, in [fixed]",
    ),
    "register.never_fixed": (
        "每行不同，不能设为固定值或对照值",
        "is another in every row: it has no fixed value and no table",
    ),
    "register.told_twice": ("已由 {other} 给出", "is told by {other} already"),
    "register.no_buyer": (
        "缺少：应有 buyer（化名）列，或 identity.name 和 identity.document 列（将被加密）",
        "is missing: a column of pseudonyms, or identity.name and identity.document, to be sealed",
    ),
    "refused.needs_identity_key": (
        "登记表含身份信息，请用 --identity-key 给出加密密钥",
        "the register holds identities: give the key that seals them by --identity-key",
    ),
    # the file
    "refused.is_utf16": (
        "文件为 UTF-16，请另存为 CSV UTF-8 或 XLSX",
        "the file is UTF-16: save it as CSV UTF-8 or as XLSX",
    ),
    "refused.old_spreadsheet": (
        "旧式 XLS 文件不能读取，请另存为 XLSX 或 CSV",
        "this is an old XLS file: save it as XLSX or CSV",
    ),
    "refused.not_a_table": ("无法作为 XLSX 读取", "it cannot be read as XLSX"),
    "refused.unpacks_too_large": (
        "解压后过大，不是登记表",
        "it unpacks to more than any register",
    ),
    "refused.too_many_rows": ("超过 {limit} 行", "it has more than {limit} rows"),
    "refused.damaged_after": (
        "第 {line} 行之后已损坏，无法读取",
        "it is damaged after row {line} and cannot be read on",
    ),
    "refused.no_sheet": ("没有工作表「{sheet}」", "there is no sheet '{sheet}'"),
    "refused.no_header": (
        "前 {rows} 行中没有完整的表头；缺少：{missing}",
        "no header in the first {rows} rows has all that must be there; missing: {missing}",
    ),
    "refused.column_twice": (
        "表头「{title}」所指的内容出现两次",
        "what the column '{title}' tells stands there twice",
    ),
    "refused.rejects_over_input": (
        "退回文件 {path} 会覆盖输入文件",
        "the rejects file {path} would overwrite what is read",
    ),
    "refused.no_such_profile": (
        "没有 {name} 这个目录或内置配置",
        "there is no directory or built-in profile {name}",
    ),
    # a row
    "refused.not_in_encoding": (
        "此行不是文件的编码 {encoding}",
        "the line is not in the file's encoding {encoding}",
    ),
    "refused.nul_byte": ("此行含空字节，已损坏", "the line holds a NUL byte: it is damaged"),
    "refused.quotes": ("引号不成对", "its quotes do not fit"),
    "refused.ragged": (
        "有 {count} 格，表头为 {width} 格",
        "it has {count} cells, the header has {width}",
    ),
    "refused.row_again": ("与第 {line} 行完全相同", "is the same as line {line} in every cell"),
    # a cell
    "refused.empty_cell": ("为空", "is empty"),
    "refused.formula": ("是公式，不是数据", "is a formula, not a value"),
    "refused.cell_error": ("单元格有错误值", "is a spreadsheet's error value"),
    "refused.number_rounded": (
        "长号码被存为数字，末位已丢失；请改为文本",
        "is a long number that a spreadsheet has rounded: store it as text",
    ),
    "refused.unread_number": ("不是可读的数量", "is no number that can be read"),
    "refused.not_yes_or_no": ("不是「是」或「否」", "is neither yes nor no"),
    "refused.not_in_table": (
        "对照表中没有，也不是协议的取值",
        "is not in the mapping's table, nor a value of the protocol",
    ),
    "refused.not_a_station": ("不是本县的加油站", "is no petrol station of this county"),
    "refused.not_a_township": ("不是本县的乡镇", "is no township of this county"),
    "refused.not_a_time": ("不是可读的时间", "is no time that can be read"),
    # the rejects file
    "rejects.line": ("行", "line"),
    "rejects.column": ("列", "column"),
    "rejects.field": ("字段", "field"),
    "rejects.reason": ("原因", "reason"),
    "rejects.value": ("内容", "value"),
    # what is printed
    "import.cannot": ("无法读写文件：{reason}", "a file cannot be read or written: {reason}"),
    "import.checking": ("检查", "checking"),
    "import.sending": ("导入", "importing"),
    "import.unused": ("未使用的列：{titles}", "columns that are not used: {titles}"),
    "import.absent": ("登记表中没有的列：{titles}", "columns that the register lacks: {titles}"),
    "import.summary": (
        "共 {read} 行：导入 {accepted}，此前已有 {known}，退回 {rejected}",
        "{read} rows: {accepted} brought in, {known} there already, {rejected} rejected",
    ),
    "import.dry": (
        "共 {read} 行：可导入 {accepted}，退回 {rejected}（仅检查，未发送）",
        "{read} rows: {accepted} are good, {rejected} rejected; nothing was sent",
    ),
    "import.unanswered": (
        "{count} 行未得到值班台答复；再次运行同一命令即可继续，不会重复",
        "the desk did not answer for {count} rows: run the same command again, none counts twice",
    ),
    "import.reason": ("{count:>7} 处：{reason}", "{count:>7} times: {reason}"),
    "import.rejects": ("逐行原因见 {path}", "each with its line and reason in {path}"),
}
