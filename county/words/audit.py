"""Words of `zhiban verify`, `backup` and `restore`."""

ENTRIES: dict[str, tuple[str, str]] = {
    # where something is wrong
    "audit.place_journal": ("日志记录", "journal entry"),
    "audit.place_purchases": ("购油记录", "purchase"),
    "audit.place_corrections": ("购油记录更正", "purchase correction of entry"),
    "audit.place_access": ("访问记录", "access record"),
    "audit.place_file": ("日志文件", "the journal's file"),
    "audit.place_schema": ("库表结构", "the schema"),
    "audit.place_pictures": ("快照", "board written down after"),
    "audit.place_mark": ("高水位标记", "the mark"),
    "audit.place_seals": ("日封", "seal"),
    "audit.place_seals_also": ("异地日封", "seal in the second place"),
    # what is wrong
    "audit.changed": ("与写入时不符", "is not what was written"),
    "audit.missing": ("缺失", "is missing"),
    "audit.lost": (
        "及以后的记录曾落盘, 现已丢失",
        "and what came after it was durable, and is gone",
    ),
    "audit.lost_once": ("启动时曾发现丢失: {detail}", "was found to have lost rows: {detail}"),
    "audit.unreadable": ("无法读取: {detail}", "cannot be read: {detail}"),
    "audit.unsound": ("结构损坏: {detail}", "is damaged: {detail}"),
    "audit.altered": ("被改动: {detail}", "was altered: {detail}"),
    "audit.damaged": ("损坏", "is damaged"),
    "audit.no_mark": ("缺失", "is missing"),
    "audit.out_of_line": ("与前一日封不衔接", "does not follow the seal before it"),
    "audit.contradicted": ("与现有记录不符: {detail}", "contradicts what is kept: {detail}"),
    "audit.no_seal": ("缺失", "is missing"),
    "audit.differs": ("与本机日封不同", "differs from the desk's own"),
    # verify
    "audit.looking": ("核验", "verifying"),
    "audit.whole": (
        "完好: {rows} 条记录, {seals} 个日封",
        "whole: {rows} records, {seals} seals",
    ),
    "audit.broken": ("不完好: {count} 处", "broken: {count} findings"),
    "audit.head": ("  {place} {number}  {link}", "  {place} {number}  {link}"),
    "audit.cannot": ("无法核验: {reason}", "cannot be looked at: {reason}"),
    # backup and restore
    "audit.copying": ("备份", "copying"),
    "audit.backed_up": ("已备份到 {path}, 核验完好", "backed up to {path}, and verified whole"),
    "audit.restored": ("已恢复到 {path}, 链首一致", "restored to {path}, with the same heads"),
    "audit.kept_aside": ("原有日志移到 {path}", "what was there is kept in {path}"),
    "refused.backup_there": ("{path} 已有内容", "{path} is not empty"),
    "refused.journal_there": (
        "{path} 已有日志; 用 --replace 替换, 原日志会保留",
        "{path} has a journal already; --replace puts it aside",
    ),
    "refused.heads_differ": (
        "恢复后的链首与备份不同, 未启用",
        "the restored heads are not those of the backup",
    ),
    "refused.backup_broken": ("备份不完好, 不予恢复", "the backup is not whole: not restored"),
}
