"""The gasoline rules as people read them: how each stands, what it led to, what was tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from county.board import Board
from county.consents import Request
from county.events import RuleChange
from county.gasoline.backtest import Backtested
from county.gasoline.changing import CODES, Figures, figures_of, holding, rule_of
from county.gasoline.figures import flat, shown
from county.gasoline.rules import GasolineRules, Rule
from county.gasoline.seasons import local_day, season_on
from county.gasoline.yields import Yield, by_rule
from tui.view.voice import Voice

Fact = tuple[str, str, str]
"""Name, value and the value's tone."""

_HEAD = ("enabled", "level")
"""Figures that stand in columns of their own."""


@dataclass(frozen=True)
class RuleLine:
    """A rule in one line."""

    code: str
    name: str
    on: bool
    levels: str
    """The level, and the gravest if that is another."""
    figures: str
    result: str
    """The share of its warnings that led anywhere; "" while none is verified."""
    span: str
    """Where the true share lies with 95 % confidence."""
    closed: int
    """Warnings verified since it was last changed."""
    retire: bool
    changed: bool
    """Whether its figures are not the profile's."""
    waits: bool
    """Whether a change waits for consent."""


class RuleBook:
    """The rules as they hold now at one desk, with what its board knows of them."""

    def __init__(
        self, profile: GasolineRules, board: Board, voice: Voice, *, simulated: bool
    ) -> None:
        """`simulated`: whether the county itself is."""
        self.rules = holding(profile, board.rules)
        self.yields = by_rule(board.yields.values(), simulated=simulated)
        self._board = board
        self._voice = voice

    def figures(self, code: str) -> Figures:
        """Give a whole rule's figures as they hold now; KeyError when there is none."""
        return figures_of(self.rules, code)

    def lines(self) -> list[RuleLine]:
        """Give every rule in one line."""
        return [self.line(code) for code in CODES]

    def line(self, code: str) -> RuleLine:
        """Give one rule in one line."""
        rule, found = rule_of(self.rules, code), self.yields.get(code, Yield(0, 0))
        retirement = self.rules.retirement
        return RuleLine(
            code=code,
            name=self._voice.say(f"rule.{code}"),
            on=rule.enabled,
            levels=self._levels(rule) if isinstance(rule, Rule) else "-",
            figures="  ".join(text for _, text in self._figures(self.figures(code))),
            result="" if found.share is None else percent(found.share),
            span="" if found.share is None else interval(found),
            closed=found.closed,
            retire=found.retire(retirement),
            changed=code in self._board.rules,
            waits=any(_asks_for(request, code) for request in self._board.requests.values()),
        )

    def _levels(self, rule: Rule) -> str:
        levels = dict.fromkeys((rule.level, rule.gravest))
        return "/".join(self._voice.say(f"level.{level}") for level in levels)

    def _figures(self, figures: Figures) -> Iterator[tuple[str, str]]:
        for name, figure in flat(figures).items():
            if name not in _HEAD:
                yield name, shown(name, figure, self._voice.lang)

    def facts(self, code: str, now: int) -> list[Fact]:
        """Say how a rule stands, beside its figures."""
        say, line = self._voice.say, self.line(code)
        facts = [
            ("", f"{code} {line.name}  {say('rules.on' if line.on else 'rules.off')}", "strong")
        ]
        rule = rule_of(self.rules, code)
        if isinstance(rule, Rule) and rule.gravest == "W1":
            facts.append((say("rules.two"), say("rules.two.meaning"), "caution"))
        facts.append((say("rules.yield"), self._result(line), "" if line.closed else "muted"))
        if line.retire:
            facts.append((say("rules.proposal"), say("rules.retire"), "caution"))
        facts.append((say("rules.season"), self.season(now), ""))
        return [*facts, self._last_change(code)]

    def _result(self, line: RuleLine) -> str:
        if not line.closed:
            return self._voice.say("rules.no_yield")
        told = {"share": line.result, "span": line.span, "closed": line.closed}
        return self._voice.say("rules.yield.told", **told)

    def season(self, now: int) -> str:
        """Say which season holds now."""
        day = local_day(now, self._voice.utc_offset_minutes)
        season = season_on(self.rules.season, day)
        if season is None:
            return self._voice.say("rules.no_season")
        name = season.zh if self._voice.lang == "zh" else season.en
        return self._voice.say("season.holds", season=name, factor=f"{season.factor:g}")

    def _last_change(self, code: str) -> Fact:
        say, standing = self._voice.say, self._board.rules.get(code)
        if standing is None:
            return say("rules.changed"), say("rules.of_profile"), "muted"
        voice, asked = self._voice, standing.asked_by
        by = voice.who(standing.by)
        if asked:
            by = say("rules.with_consent", asked=voice.who(asked), by=by)
        when = voice.date(standing.at)
        return say("rules.changed"), f"{when}  {by}  {voice.said(standing.reason)}", ""


def differences(today: Figures, tried: Figures, voice: Voice) -> list[str]:
    """Say which figures differ, each as it is and as it would be."""
    before, after = flat(today), flat(tried)
    return [
        f"{label(name, voice)} {shown(name, before[name], voice.lang)}"
        f" → {shown(name, after[name], voice.lang)}"
        for name in after
        if name in before and before[name] != after[name]
    ]


def label(name: str, voice: Voice) -> str:
    """Give the name of a figure in words."""
    outer, _, inner = name.partition(".")
    return f"{voice.say(f'figure.{outer}')} {inner}".rstrip()


def _asks_for(request: Request, code: str) -> bool:
    return isinstance(request.about, RuleChange) and request.about.rule == code


def percent(share: float) -> str:
    """Write a share."""
    return f"{share * 100:.1f}%"


def interval(found: Yield) -> str:
    """Write where the true share lies with 95 % confidence."""
    low, high = found.interval
    return f"{low * 100:.1f}–{high * 100:.1f}%"


# ---- what was tried -----------------------------------------------------------------------------


def trial_facts(tried: Backtested, voice: Voice) -> list[Fact]:
    """Say in short what a trial found, beside today's set."""
    say = voice.say
    both = {"tried": f"{tried.warnings:,}", "today": f"{tried.warnings_today:,}"}
    shares = {"share": percent(tried.share), "today": percent(tried.share_today)}
    facts = [
        (say("trial.purchases"), f"{tried.purchases:,}", ""),
        (say("trial.warnings"), say("trial.beside", **both), "strong"),
        (say("trial.share"), say("trial.share.told", **shares), ""),
        (say("trial.gained"), f"+{tried.gained:,}  -{tried.lost:,}", ""),
    ]
    if tried.untried:
        facts.append((say("trial.untried"), " ".join(tried.untried), "caution"))
    return facts


def days_told(tried: Backtested, voice: Voice) -> str:
    """Say how many warnings a day has, from the first that has any to the last, and at most."""
    days = [both for _, both in every_day(tried.days)]
    counts = tuple(zip(*days, strict=True)) or ((0,), (0,))
    mean, today = (sum(side) / len(side) for side in counts)
    return voice.say(
        "trial.days",
        mean=f"{mean:.1f}",
        most=max(counts[0]),
        mean_today=f"{today:.1f}",
        most_today=max(counts[1]),
    )


def trial_rows(tried: Backtested) -> list[tuple[str, ...]]:
    """Give each rule of a trial: code, warnings, today's, purchases, alone, gained, lost."""
    return [
        (
            each.rule,
            f"{each.warnings:,}",
            f"{each.today:,}",
            f"{each.purchases:,}",
            f"{each.alone:,}",
            f"+{each.gained:,}",
            f"-{each.lost:,}",
        )
        for each in tried.rules
    ]


def every_day(days: Mapping[str, tuple[int, int]]) -> list[tuple[str, tuple[int, int]]]:
    """Give the warnings of every day from the first that has any to the last, quiet days too."""
    if not days:
        return []
    first, last = (date.fromisoformat(name) for name in (min(days), max(days)))
    names = ((first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1))
    return [(name, days.get(name, (0, 0))) for name in names]


def overlaps(overlap: Mapping[str, int], most: int) -> Sequence[tuple[str, int]]:
    """Give the pairs of rules that object to the same purchases most often."""
    return sorted(overlap.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
