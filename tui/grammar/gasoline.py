"""The verbs about gasoline: warnings, records, identities, and what takes two persons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from county import commands as ask
from county.events import Correction, Data
from county.fields import Code
from county.gasoline.changing import CODES, figures_of, holding
from county.gasoline.figures import with_figure
from county.refusals import Refusal, refuse
from tui.grammar import choices as those
from tui.grammar.seeking import moment_of
from tui.grammar.slots import Choice, Context, Known, Pick, Several, Taken, Text
from tui.grammar.verb import Verb
from tui.grammar.views import MOST_SOUGHT, Requests, Unmasked, find_sales
from tui.view import consents, warnings
from tui.view.voice import Voice

MOST_WARNINGS, MOST_PURCHASES = 500, 100
"""In one command, as `county.commands` bounds them."""


class AnyPurchase(Pick):
    """A purchase by its number: only the desk knows whether there is one."""

    def _find(self, typed: str, known: Known, voice: Voice) -> Choice | Refusal:
        number = int(typed)
        return Choice(number, (typed,)) if number else refuse("unknown_purchase", purchase=0)


# ---- what may stand in the slots ----------------------------------------------------------------


def warned_purchases(context: Context, _: Taken) -> Iterator[Choice]:
    """Give the purchases that the warnings on the board rest on, the newest first."""
    seen = {
        bought.purchase: bought
        for warning in context.board.warnings.values()
        for bought in warning.raised.purchases
    }
    for number in sorted(seen, reverse=True):
        bought, voice = seen[number], context.voice
        when = voice.moment(bought.at, context.now)
        hint = f"{when} {voice.name(voice.sites, bought.station)} {bought.litres:g}"
        yield Choice(number, (str(number),), hint)


def police_stations(context: Context, _: Taken) -> Iterator[Choice]:
    """Give the county's police stations."""
    return those.named(context.voice.police, context.voice.lang)


def correctable(context: Context, _: Taken) -> Iterator[Choice]:
    """Give what may be wrong in the record of a purchase."""
    fields = [*Correction.__struct_fields__]
    fields.remove("tail")
    return those.worded("correct", fields, context.voice.lang)


def rules(context: Context, _: Taken) -> Iterator[Choice]:
    """Give the rules that may be changed."""
    return (Choice(code, (code,), warnings.rule(code, context.voice)) for code in CODES)


def data_classes(context: Context, _: Taken) -> Iterator[Choice]:
    """Give the classes of data that can be destroyed."""
    return those.worded("data", get_args(Data), context.voice.lang)


def requests(context: Context, _: Taken) -> Iterator[Choice]:
    """Give what waits for a second person."""
    for request in context.board.requests.values():
        if not request.allowed_by:
            hint = consents.about(request.about, context.voice, context.board)
            yield Choice(request.number, (str(request.number),), hint)


def openings(context: Context, _: Taken) -> Iterator[Choice]:
    """Give the identities that are open now."""
    for opening in context.board.openings.values():
        hint = " ".join(map(str, opening.purchases))
        yield Choice(opening.number, (str(opening.number),), hint)


# ---- what a line makes --------------------------------------------------------------------------


def _correct(taken: Taken, _: Context) -> ask.Correct | Refusal:
    what: Code = taken["field"]
    value: object = taken["value"]
    if what == "void":
        value = True
    elif what == "litres":
        try:
            value = float(taken["value"])
        except ValueError:
            return refuse("not_litres", word=taken["value"])
        if not 0 < value <= 20_000:
            return refuse("not_litres", word=taken["value"])
    elif not value and what != "machine":
        return refuse("nothing_to_correct")
    fields: dict[str, Any] = {what: value}
    correction = Correction(**fields)
    return ask.Correct(taken["purchase"], correction, taken["reason"])


def _change_rule(taken: Taken, context: Context) -> ask.ChangeRule | Refusal:
    """Make ``name=value …`` the whole rule: what is not named stays as it holds now."""
    code: Code = taken["rule"]
    rules = context.voice.gasoline
    if rules is None:
        return refuse("not_connected")
    figures = figures_of(holding(rules, context.board.rules), code)
    for word in taken["figures"].split():
        name, sign, value = word.partition("=")
        if not sign:
            return refuse("not_a_figure", word=word)
        changed = with_figure(figures, name, value)
        if isinstance(changed, Refusal):
            return changed
        figures = changed
    return ask.ChangeRule(code, figures, taken["reason"])


def _purge(taken: Taken, context: Context) -> ask.AskPurge | Refusal:
    before = moment_of("since", taken["before"], context)
    if isinstance(before, Refusal):
        return before
    return ask.AskPurge(taken["data"], before, taken["reason"])


_WARNING = Pick("warning", those.every_warning, those.open_warnings, numbered=True, exact=True)
_REVIEW = Pick("warning", those.every_warning, those.open_reviews, numbered=True, exact=True)
_PURCHASE = AnyPurchase("purchase", warned_purchases, numbered=True, exact=True)
_REQUEST = Pick("request", requests, numbered=True, exact=True)

GASOLINE_VERBS: tuple[Verb, ...] = (
    Verb(
        "verify",
        ("v", "verify", "核查"),
        (_WARNING, Pick("finding", those.findings), Text("text", optional=True)),
        lambda taken, _: ask.Verify(**taken),
    ),
    Verb(
        "verify_many",
        ("batch", "批核"),
        (
            Several(_REVIEW, MOST_WARNINGS, until=":"),
            Pick("finding", those.findings),
            Text("text"),
        ),
        lambda taken, _: ask.VerifyMany(**taken),
    ),
    Verb(
        "assign_warning",
        ("hand", "转派"),
        (_WARNING, Pick("police", police_stations)),
        lambda taken, _: ask.AssignWarning(taken["warning"], taken["police"]),
    ),
    Verb(
        "correct",
        ("correct", "更正"),
        (
            _PURCHASE,
            Pick("field", correctable, until=":"),
            Text("value", limit=240, optional=True, until=":"),
            Text("reason"),
        ),
        _correct,
    ),
    Verb(
        "unmask",
        ("unmask", "解封"),
        (Several(_PURCHASE, MOST_PURCHASES, until=":"), Text("reason")),
        lambda taken, _: ask.Unmask(**taken),
    ),
    Verb(
        "identities",
        ("identities", "身份"),
        (Pick("opening", openings, numbered=True, exact=True),),
        lambda taken, _: Unmasked(**taken),
    ),
    Verb(
        "change_rule",
        ("rule", "规则"),
        (Pick("rule", rules), Text("figures", limit=400, until=":"), Text("reason")),
        _change_rule,
    ),
    Verb("requests", ("requests", "待批"), (), lambda _, __: Requests()),
    Verb(
        "consent",
        ("consent", "同意"),
        (_REQUEST,),
        lambda taken, _: ask.Consent(**taken),
    ),
    Verb(
        "withhold",
        ("withhold", "驳回"),
        (_REQUEST, Text("reason", optional=True)),
        lambda taken, _: ask.Withhold(**taken),
    ),
    Verb(
        "purge",
        ("purge", "销毁"),
        (Pick("data", data_classes), Text("before", limit=20, until=":"), Text("reason")),
        _purge,
    ),
    Verb("find_sales", ("sales", "购油"), (Text("sought", limit=MOST_SOUGHT),), find_sales),
)
"""They stand among the other verbs in the order of their use."""
