"""Words on sealed identities, their keys, and how long data is kept."""

ENTRIES: dict[str, tuple[str, str]] = {
    # sealing
    "refused.no_edge_key": (
        "身份信息须先加密: 请用 --identity-key 指定边缘密钥",
        "an identity must be sealed first: name the edge key with --identity-key",
    ),
    "refused.identity_malformed": (
        "应为 name、document、phone、address 四项文字, 前两项必填",
        "must be the texts name, document, phone, address; the first two are needed",
    ),
    "refused.buyer_twice": (
        "写明身份的购油记录不再写 buyer",
        "a purchase that says who bought names no pseudonym beside it",
    ),
    "refused.no_document": ("不是证件号码", "is not the number of a document"),
    "refused.no_name": ("姓名为空", "there is no name"),
    # opening
    "refused.identity_closed": (
        "{opening} 号身份查看未对本席位开放, 或已到期",
        "opening {opening} is not this seat's, or its time is over",
    ),
    "refused.identity_no_desk_key": (
        "本值班台没有身份密钥, 无人能查看身份",
        "this desk has no identity key: nobody can read identities here",
    ),
    "refused.identity_no_key": (
        "身份用别的密钥加密, 本台无法打开",
        "the identity was sealed with a key that this desk does not have",
    ),
    "refused.identity_destroyed": (
        "保存期已过, 密钥已销毁, 身份无法再打开",
        "kept long enough: its key was destroyed, and nobody can open it any more",
    ),
    "refused.identity_damaged": (
        "加密的身份已损坏, 无法打开",
        "the sealed identity is damaged and does not open",
    ),
    "refused.identity_unsealed": ("该记录没有加密的身份", "no identity was sealed with it"),
    # keys
    "identity.damaged": ("密钥文件已损坏", "the key file is damaged"),
    "identity.there": (
        "{path} 已有密钥, 不覆盖; 换新密钥请用 zhiban identity rotate",
        "{path} holds a key already: not replaced; for new ones, zhiban identity rotate",
    ),
    "identity.none": (
        "{path} 没有密钥; 请先 zhiban identity init",
        "there is no key in {path}: zhiban identity init makes one",
    ),
    "identity.made": (
        "已生成县密钥 {county} 和边缘密钥 {edge}, 至 {until}",
        "made the county's key {county} and the edge key {edge}, good until {until}",
    ),
    "identity.beside_database": (
        "密钥不在数据库里, 备份也不含它: 请单独妥善保管一份",
        "keys are in no database and no backup: keep a copy of them apart, under lock",
    ),
    "identity.fingerprint": ("指纹 {fingerprint}", "fingerprint {fingerprint}"),
    "identity.running_out": (
        "边缘密钥只到 {until}: 请管理员换发 (zhiban identity rotate)",
        "the edge key reaches until {until}: ask for a new one (zhiban identity rotate)",
    ),
    "identity.handed": ("边缘密钥已写入 {path}", "wrote the edge key to {path}"),
    "identity.key": ("{id}  {since} 至 {until}", "{id}  {since} until {until}"),
    "identity.key_destroyed": (
        "{id}  已销毁 (申请 {request})",
        "{id}  destroyed (request {request})",
    ),
    # how long data is kept
    "retention.looking": ("查看保存期", "looking"),
    "retention.identities": ("加密的身份", "sealed identities"),
    "retention.purchases": ("购油记录", "purchases"),
    "retention.tracks": ("轨迹 (日)", "tracks (days)"),
    "retention.preview": (
        "{data}: 保存 {days} 天, {before} 以前的可销毁",
        "{data}: kept {days} days; from before {before} may be destroyed",
    ),
    "retention.nothing": ("  没有", "  none"),
    "retention.would": (
        "  {count} 条, {first} 至 {last}",
        "  {count}, from {first} to {last}",
    ),
    "retention.not_yet": (
        "  另有 {count} 条已过期, 但须等前面的记录先到期",
        "  {count} more are old, and wait for what was written before them",
    ),
    "retention.how": (
        "未删除任何数据。销毁须在值班台由两人办理",
        "nothing was deleted. Destroying takes two persons at the desk",
    ),
    # what `zhiban verify` finds about destroyed purchases
    "audit.place_cut": ("购油记录销毁", "destruction of purchases"),
    "audit.not_consented": (
        "日志中没有两人审批",
        "has not two persons behind it in the journal",
    ),
    "audit.too_far": ("超出批准的时间", "went beyond the time that was consented to"),
}
