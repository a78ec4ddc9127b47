"""The verbs: their names in both languages, their slots, and the command that they make."""

from __future__ import annotations

from collections.abc import Callable

from county import commands as ask
from county.alarms import STAGES, Alarm, Stage
from county.commands import Ask
from county.events import AlarmReported, Place
from county.refusals import Refusal, refuse
from tui.grammar import choices as those
from tui.grammar.gasoline import GASOLINE_VERBS
from tui.grammar.slots import Context, Pick, Several, Source, Span, Taken, Text
from tui.grammar.verb import GoTo, Help, Quit, SetGlyphs, SetLang, ShowUnit, Verb
from tui.grammar.views import ANY_ALARM, MOST_SOUGHT, PastOf, RankOf, StoryOf, find

MOST_UNITS = 40
"""Units in one dispatch, as `county.commands.Dispatch` bounds them."""


UNSIGNED: tuple[Stage, ...] = ("held", "sent", "delivered")
"""Before a unit signed: one told by voice may sign before its order left."""


def _alarm(offered: Callable[[Alarm], bool]) -> Pick:
    return Pick("alarm", those.every_alarm, those.alarms_that(offered), numbered=True, exact=True)


def _unit(offered: Source, *, optional: bool = False) -> Pick:
    return Pick("unit", those.every_unit, offered, optional=optional, exact=True)


def _offered(offered: Source) -> Pick:
    return Pick("alarm", those.every_alarm, offered, numbered=True, exact=True)


def _report(taken: Taken, context: Context) -> Ask | Refusal:
    if not taken["place"] and not taken["details"]:
        return refuse("says_nothing")
    return ask.Report(
        AlarmReported(
            context.now,
            kind=taken["kind"],
            place=Place(taken["place"]),
            text=taken["details"],
            channel="phone",
            validation=taken["validation"],
        )
    )


def _assign(taken: Taken, _: Context) -> Ask:
    return ask.Assign(
        taken["unit"],
        taken["task"],
        Place(taken["place"]),
        taken["details"],
        taken["minutes"],
    )


VERBS: tuple[Verb, ...] = (
    Verb(
        "acknowledge",
        ("a", "ack", "acknowledge", "接警"),
        (_alarm(those.untaken),),
        lambda taken, _: ask.Acknowledge(**taken),
    ),
    Verb(
        "dispatch",
        ("d", "dispatch", "派警"),
        (_alarm(those.standing), Several(_unit(those.free_units), MOST_UNITS)),
        lambda taken, _: ask.Dispatch(**taken),
    ),
    Verb(
        "undo",
        ("u", "undo", "收回"),
        (_alarm(those.ordered("held")),),
        lambda taken, _: ask.Undo(**taken),
    ),
    Verb(
        "take_over",
        ("t", "take", "接管"),
        (_offered(those.alarms_to_take_over),),
        lambda taken, _: ask.TakeOver(**taken),
    ),
    Verb(
        "note",
        ("n", "note", "备注"),
        (_alarm(lambda _: True), Text("text")),
        lambda taken, _: ask.Note(**taken),
    ),
    Verb(
        "feedback",
        ("f", "feedback", "反馈"),
        (_alarm(those.standing), _unit(those.running_units, optional=True), Text("text")),
        lambda taken, _: ask.Feedback(**taken),
    ),
    Verb(
        "close",
        ("c", "close", "结警"),
        (_alarm(those.taken), Pick("outcome", those.outcomes), Text("text", optional=True)),
        lambda taken, _: ask.Close(**taken),
    ),
    Verb(
        "cancel",
        ("x", "cancel", "撤销"),
        (_alarm(those.standing), Text("reason")),
        lambda taken, _: ask.Cancel(**taken),
    ),
    Verb(
        "sign",
        ("s", "sign", "签收"),
        (_alarm(those.ordered(*UNSIGNED)), _unit(those.units_at(*UNSIGNED))),
        lambda taken, _: ask.Sign(**taken),
    ),
    Verb(
        "depart",
        ("m", "moving", "depart", "在途", "出警"),
        (
            _alarm(those.ordered(*UNSIGNED, "signed")),
            _unit(those.units_at(*UNSIGNED, "signed")),
        ),
        lambda taken, _: ask.Depart(**taken),
    ),
    Verb(
        "arrive",
        ("o", "on", "arrive", "到场"),
        (
            _alarm(those.ordered(*UNSIGNED, "signed", "moving")),
            _unit(those.units_at(*UNSIGNED, "signed", "moving")),
        ),
        lambda taken, _: ask.Arrive(**taken),
    ),
    Verb(
        "release",
        ("r", "release", "撤回"),
        (_alarm(those.ordered(*STAGES)), _unit(those.running_units)),
        lambda taken, _: ask.Release(**taken),
    ),
    Verb(
        "send",
        ("send", "发出"),
        (_alarm(those.ordered("held")),),
        lambda taken, _: ask.Send(**taken),
    ),
    Verb(
        "resend",
        ("resend", "重发"),
        (_alarm(those.ordered(*UNSIGNED)), _unit(those.units_at(*UNSIGNED))),
        lambda taken, _: ask.Resend(**taken),
    ),
    Verb(
        "reinforce",
        ("reinforce", "增援"),
        (_alarm(those.standing), Pick("step", those.card_steps, optional=True, exact=True)),
        lambda taken, _: ask.Reinforce(**taken),
    ),
    Verb(
        "prioritise",
        ("p", "priority", "定级"),
        (
            _alarm(those.standing),
            Pick("priority", those.priorities, exact=True),
            Text("reason"),
        ),
        lambda taken, _: ask.Prioritise(taken["alarm"], taken["priority"], taken["reason"]),
    ),
    Verb(
        "validate",
        ("validate", "核实"),
        (
            _offered(those.of_kinds(lambda voice: voice.intrusions)),
            Pick("level", those.levels, exact=True),
            Pick("means", those.means),
            Text("text", optional=True),
        ),
        lambda taken, _: ask.Validate(**taken),
    ),
    Verb(
        "shelve",
        ("shelve", "搁置"),
        (_alarm(those.shelvable), Span(1440), Text("reason")),
        lambda taken, _: ask.Shelve(**taken),
    ),
    Verb(
        "unshelve",
        ("unshelve", "取回"),
        (_alarm(those.shelved),),
        lambda taken, _: ask.Unshelve(**taken),
    ),
    Verb(
        "merge",
        ("merge", "合并"),
        (
            _alarm(those.standing),
            Pick("into", those.every_alarm, those.homes, numbered=True, exact=True),
        ),
        lambda taken, _: ask.Merge(**taken),
    ),
    Verb(
        "split",
        ("split", "拆分"),
        (_alarm(those.merged),),
        lambda taken, _: ask.Split(**taken),
    ),
    Verb(
        "divert",
        ("divert", "分流"),
        (
            _alarm(those.standing),
            Pick("to", those.departments),
            Span(43_200, optional=True),
            Text("reason"),
        ),
        lambda taken, _: ask.Divert(**taken),
    ),
    Verb(
        "settle",
        ("settle", "快处"),
        (
            _offered(those.of_kinds(lambda voice: voice.remotes)),
            Pick("stamp", those.stamps, those.next_stamp),
        ),
        lambda taken, _: ask.Settle(taken["alarm"], taken["stamp"]),
    ),
    *GASOLINE_VERBS,
    Verb(
        "report",
        ("new", "新警"),
        (
            Pick("kind", those.kinds),
            Pick("validation", those.marked_levels, optional=True, exact=True),
            Text("place", limit=240, optional=True, until=":"),
            Text("details", optional=True),
        ),
        _report,
    ),
    Verb(
        "set_duty",
        ("duty", "勤务"),
        (_unit(those.units_without_order), Pick("duty", those.duties)),
        lambda taken, _: ask.SetDuty(**taken),
    ),
    Verb(
        "assign",
        ("task", "派勤"),
        (
            _unit(those.idle_units),
            Pick("task", those.tasks),
            Span(1440, optional=True),
            Text("place", limit=240, until=":"),
            Text("details", limit=240, optional=True),
        ),
        _assign,
    ),
    Verb(
        "advance",
        ("advance", "进展"),
        (_unit(those.units_with_task), Pick("state", those.states, those.states_ahead)),
        lambda taken, _: ask.Advance(**taken),
    ),
    Verb(
        "end_task",
        ("end", "收勤"),
        (_unit(those.units_with_task), Text("text", limit=240, optional=True)),
        lambda taken, _: ask.EndTask(**taken),
    ),
    Verb("mute", ("mute", "静音"), (), lambda _, __: ask.Mute()),
    Verb("unmute", ("unmute", "响铃"), (), lambda _, __: ask.Unmute()),
    Verb("go_to", ("g", "go", "查看"), (_alarm(lambda _: True),), lambda t, _: GoTo(**t)),
    Verb("map", ("map", "地图"), (_unit(those.all_units),), lambda t, _: ShowUnit(**t)),
    Verb("find", ("find", "search", "检索"), (Text("sought", limit=MOST_SOUGHT),), find),
    Verb("rank", ("rank", "排序"), (ANY_ALARM,), lambda t, _: RankOf(t["any_alarm"])),
    Verb("past", ("past", "历史"), (ANY_ALARM,), lambda t, _: PastOf(t["any_alarm"])),
    Verb("story", ("story", "经过"), (ANY_ALARM,), lambda t, _: StoryOf(t["any_alarm"])),
    Verb("lang", ("lang", "语言"), (Pick("lang", those.langs),), lambda t, _: SetLang(**t)),
    Verb(
        "glyphs",
        ("glyphs", "字形"),
        (Pick("glyphs", those.glyph_sets),),
        lambda taken, _: SetGlyphs(**taken),
    ),
    Verb("help", ("?", "help", "帮助"), (), lambda _, __: Help()),
    Verb("quit", ("q", "quit", "退出"), (), lambda _, __: Quit()),
)
"""Every verb, the ones used most first."""
