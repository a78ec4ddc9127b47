"""The guard: no rule may look at who somebody is, nor be written against persons.

Rules see behaviour and place; the fields for anything else do not exist. This keeps the words out
as well: a figure, a purpose, a kind or a season that names ethnicity, religion, origin, belief,
health or politics, in Chinese, English or pinyin, or that is a list of persons, is refused with the
reason. Source: the guard rails of the county's rule set (feature 36).

Spelling tricks are undone first: width, case, accents, letters of other scripts that look Latin,
digits for letters, hidden characters, and blanks or signs between letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from county.lookalikes import latin
from county.refusals import Refusal, refuse
from county.text import clean

Protected = Literal["ethnicity", "religion", "origin", "belief", "health", "politics", "persons"]
Path = tuple[str | int, ...]


class Objection(NamedTuple):
    """Where something protected is named, and what."""

    path: Path
    attribute: Protected
    text: str


# Found anywhere, also inside a longer word.
_HAN: dict[Protected, str] = {
    "ethnicity": "民族 种族 種族 族裔 族群 族别 族別 人种 人種 血统 血統 肤色 膚色 汉族 漢族 回族 "
    "藏族 蒙古 维吾尔 維吾爾 维族 維族 哈萨克 哈薩克 满族 滿族 朝鲜族 朝鮮族 壮族 苗族 彝族 土家族 "
    "侗族 瑶族 白族 达斡尔 鄂温克 鄂伦春 锡伯 柯尔克孜 东乡族 撒拉 保安族 裕固 土族 傣族 "
    "黎族 羌族 畲族",
    "religion": "宗教 教派 教徒 信徒 佛教 道教 伊斯兰 伊斯蘭 穆斯林 清真 基督 天主教 喇嘛 阿訇 "
    "和尚 尼姑 礼拜 禮拜 寺庙 寺廟 寺院 教堂 朝觐 朝覲 邪教",
    "origin": "籍贯 籍貫 户籍 戶籍 原籍 祖籍 国籍 國籍 户口 戶口 出生地 来源地 來源地 老家 外地人 "
    "外来人 外來人 流动人口 流動人口 本地人 少数族",
    "belief": "信仰 信念 思想 世界观 世界觀",
    "health": "健康 疾病 病史 病人 患者 残疾 殘疾 残障 殘障 精神病 艾滋 传染病 "
    "傳染病 孕妇 孕婦 怀孕",
    "politics": "政治 党员 黨員 党派 黨派 上访 上訪 信访 信訪 维权 維權 异见 異見 维稳 維穩",
    "persons": "名单 名單 姓名 身份证 身份證 证件号 證件號 重点人 重點人 人员库 人員庫 管控对象 "
    "監控對象 监控对象 嫌疑人 前科 刑满 吸毒 化名 先生 女士",
}
_LATIN: dict[Protected, str] = {
    "ethnicity": "ethnic minority nationalit racial skincolo bloodline uyghur uighur tibetan "
    "mongol kazakh manchu minzu zhongzu zuqun zuyi renzhong xuetong hanzu huizu zangzu weiwuer "
    "weizu menggu hasake manzu chaoxianzu",
    "religion": "religio muslim islam christian buddhis catholic protestant taois daois church "
    "mosque monaster halal imam lama\\b zongjiao jiaopai jiaotu xintu fojiao daojiao yisilan "
    "musilin qingzhen jidujiao tianzhujiao libai simiao qingzhensi jiaotang xiejiao",
    "origin": "nativeplace birthplace placeofbirth hometown household ancest citizenship migrant "
    "foreigner outsider jiguan huji hukou yuanji zuji guoji chushengdi laojia waidiren bendiren "
    "liudongrenkou",
    "belief": "belief ideolog worldview xinyang xinnian sixiang shijieguan",
    "health": "health disease illness disab mental pregnan infected medicalhistory jiankang jibing "
    "bingshi canji canzhang jingshenbing aizi chuanranbing huaiyun",
    "politics": "politic partymember dissident petitioner activist zhengzhi dangyuan dangpai "
    "shangfang xinfang weiquan yijian weiwen",
    "persons": "watchlist blacklist namelist listofnames suspect keyperson namedperson passport "
    "identitynumber identitycard idcard idnumber pseudonym mingdan xingming shenfenzheng "
    "zhengjianhao zhongdianren renyuanku guankong xianyiren qianke buyerid",
}
# Short ones count as whole words only: "race" stands in "trace", "sect" in "section".
_WORDS: dict[Protected, str] = {
    "ethnicity": "race races han hui zang uygur tribe",
    "religion": "sect sects creed temple temples lama islamic faith faiths koran quran bible",
    "origin": "origin origins native natives nation birth",
    "belief": "creed thought thoughts opinion opinions",
    "health": "hiv aids sick patient patients handicap",
    "politics": "party parties petition petitions vote votes",
    "persons": "names persons people buyers suspects mr mrs",
}
_IDENTITY = re.compile(r"(?<!\d)(\d{17}[\dx]|\d{15}|1[3-9]\d{9})(?!\d)")
"""Numbers of identity cards, old and new, and of mobile telephones."""

_PSEUDONYM = re.compile(r"p[-_:.][a-z0-9]{4,}")

# Common surnames, and characters and syllables that given names are made of: together they make a
# name; apart they are words such as 林业 or "tang".
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "張劉陳楊趙黃吳孫馬羅鄭謝韓馮許蘇盧蔣賈葉閻鍾譚鄒陸顧龍萬錢湯喬賀賴龔"
)
_GIVEN = frozenset(
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞刚桂玲红梅燕辉俊峰鹏飞宇浩博文建国志华平玉珍凤琴云莲荣爱淑惠"
    "婷雪琳倩颖洁莉萍波斌宁健海山林龙东亮凯旭晨阳欣怡佳雨轩涵子梓宸雅思宏福祥贵德成庆春秋生永康富旺喜财发"
    "偉靜麗強軍傑濤蘭剛紅輝鵬飛國華鳳雲蓮榮愛潔莉寧龍東亮慶貴財發"
)
_SURNAMES_LATIN = (
    "wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song "
    "zheng xie han tang feng yu dong xiao cheng cao yuan deng fu shen zeng peng lu su jiang cai "
    "jia ding wei xue ye yan pan du dai xia zhong tian ren fan fang yao tan liao zou xiong jin hao "
    "kong bai cui kang mao qiu qin gu hou shao meng long wan duan lei qian yin"
)
_SURNAME_LATIN = frozenset(_SURNAMES_LATIN.split())
_SYLLABLE = (
    "wei|fang|na|xiu|ying|min|jing|li|qiang|lei|jun|yang|yong|yan|jie|juan|tao|ming|chao|lan|xia|"
    "gang|gui|ling|hong|mei|hui|feng|peng|fei|yu|hao|bo|wen|jian|guo|zhi|hua|ping|zhen|qin|yun|"
    "lian|rong|ai|shu|ting|xue|lin|qian|bin|ning|hai|shan|long|dong|liang|kai|xu|chen|xin|yi|jia"
)
_GIVEN_LATIN = re.compile(f"(?:{_SYLLABLE}){{1,2}}")

_ROOTS = {
    attribute: re.compile("|".join((*_HAN[attribute].split(), *_LATIN[attribute].split())))
    for attribute in _HAN
}
_WHOLE = {attribute: frozenset(words.split()) for attribute, words in _WORDS.items()}

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TOKEN = re.compile(r"[a-z]+")
_SIGNS = re.compile(r"[\W_]+")
_DIGITS = (
    str.maketrans("013457@$", "oieastas"),
    str.maketrans("013457@$", "oleastas"),
)


def objections(value: object, path: Path = ()) -> Iterator[Objection]:
    """Find what is protected in a table of figures, its names and its values alike."""
    if isinstance(value, str):
        attribute = named(value)
        if attribute is not None:
            yield Objection(path, attribute, value)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            here = (*path, str(name))
            attribute = named(str(name))
            if attribute is not None:
                yield Objection(here, attribute, str(name))
            else:
                yield from objections(item, here)
    elif isinstance(value, Sequence):
        for place, item in enumerate(value):
            yield from objections(item, (*path, place))
    elif isinstance(value, int | float) and named(f"{value:.0f}") is not None:
        yield Objection(path, "persons", f"{value:.0f}")


def protected(figures: Mapping[str, object]) -> Refusal | None:
    """Refuse figures that name what no rule may look at."""
    found = next(objections(figures), None)
    if found is None:
        return None
    field = ".".join(str(step) for step in found.path)
    return refuse(f"protected_{found.attribute}", field, value=clean(found.text, 60))


def named(text: str) -> Protected | None:
    """Say what protected attribute a text names, if any; also when it hides it."""
    plain = _plain(text)
    if _is_person(plain):
        return "persons"
    compact = _SIGNS.sub("", plain.lower())
    if _IDENTITY.search(compact):
        return "persons"
    for spelled in (plain, *(plain.translate(digits) for digits in _DIGITS)):
        found = _spelled(spelled)
        if found is not None:
            return found
    return None


def _spelled(plain: str) -> Protected | None:
    compact = _SIGNS.sub("", plain.lower())
    tokens = _TOKEN.findall(_CAMEL.sub(" ", plain).lower())
    whole = {*tokens, compact}
    for attribute, roots in _ROOTS.items():
        if roots.search(compact) or not _WHOLE[attribute].isdisjoint(whole):
            return attribute
    return None


def _plain(text: str) -> str:
    """Undo what makes a word look like another, or like none."""
    text = unicodedata.normalize("NFKD", latin(unicodedata.normalize("NFKC", text)))
    return "".join(char for char in text if unicodedata.category(char) not in _UNSEEN)


_UNSEEN = frozenset({"Cf", "Cc", "Cs", "Co", "Mn", "Me", "Mc"})


def _is_person(plain: str) -> bool:
    """Tell whether a text is a pseudonym or a person's name, and nothing else."""
    if _PSEUDONYM.fullmatch(plain.strip().lower()):
        return True
    compact = _SIGNS.sub("", plain)
    if 2 <= len(compact) <= 3 and compact[0] in _SURNAMES:
        return all(char in _GIVEN for char in compact[1:])
    first, _, rest = plain.strip().lower().partition(" ")
    return first in _SURNAME_LATIN and _GIVEN_LATIN.fullmatch(rest.replace(" ", "")) is not None
