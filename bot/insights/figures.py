"""The figures: what was noted, counted by kind, week and channel, and protected. Counts alone, no ids and no words."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from bot.database import Database, feedback, noted
from bot.feedback import REASONS
from bot.insights import noting
from bot.insights.protect import LEAST, protect, protect_parts
from knowledge.pack import Pack

_NOT_ONE = "none in particular"
_NO_REASON = "no reason was given"
_CHANNELS = {
    "web": "web page",
    "teams": "Microsoft Teams",
    "slack": "Slack",
    "rest": "tests (REST)",
    "unknown": "not noted",
}
_ALARMS = {
    "emergency": "somebody in danger now",
    "suicidal": "suicide",
    "self_disclosure": "the writer is or was abused",
    "child_user": "a child who writes",
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """So many of one kind on one day."""

    day: int  # since 1970
    channel: str
    kind: str
    about: str | None
    count: int
    why: str | None = None


@dataclass(frozen=True)
class Names:
    """What ids are called in the pack."""

    sections: Mapping[str, str]
    guides: Mapping[str, str]
    questions: Mapping[str, str]

    @classmethod
    def of(cls, pack: Pack) -> "Names":
        return cls(
            {one.id: one.title for one in pack.sections.values()},
            {one.id: one.title for one in pack.guides.values()},
            {f"{g.id}.{q.id}": q.ask for g in pack.guides.values() for q in g.questions},
        )

    def section(self, name: str) -> str:
        if name == _NOT_ONE:
            return name
        return f"{name} {self.sections.get(name, '(no longer in the pack)')}"

    def flow(self, name: str) -> str:
        return self.guides.get(name, name.replace("_", " "))


By = tuple[str, str, Callable[[Event], str], Callable[[str], str]]  # id, title, of an event, in words


def report(database: Database | None, pack: Pack) -> dict[str, Any]:
    """Every measure with its tables, each row `{"id", "name", "count"}`; a `count` or `total` of None is hidden, or would give
    away what is."""
    events = _events(database) if database else []
    names = Names.of(pack)
    weeks = _weeks(events)
    return {
        "pack": {"name": pack.info.name, "edition": pack.info.edition},
        "from": weeks[0].isoformat() if weeks else None,
        "to": _day(max(e.day for e in events)).isoformat() if events else None,
        "least": LEAST,
        "measures": [one for one in _measures(events, names, weeks) if one["any"]],
        "guides": _left(events, names),
    }


def _measures(events: list[Event], names: Names, weeks: list[date]) -> list[dict[str, Any]]:
    gap: By = ("kind", "Why", lambda e: e.kind, lambda kind: noting.KINDS[kind])
    section: By = ("section", "Nearest section", lambda e: e.about or _NOT_ONE, names.section)
    flow: By = ("flow", "Read as", lambda e: e.about or _NOT_ONE, names.flow)
    alarm: By = ("alarm", "Kind", lambda e: e.about or _NOT_ONE, lambda kind: _ALARMS.get(kind, kind))
    reason: By = ("reason", "What was wrong", lambda e: e.why or _NO_REASON, lambda why: REASONS.get(why, why))
    wanted: list[tuple[str, str, Iterable[str], list[By]]] = [
        ("unanswered", "Questions without an answer", noting.KINDS, [gap, section]),
        ("low_confidence", "Messages whose purpose was doubtful", [noting.UNSURE], [flow]),
        ("not_helpful", "Answers that did not help", ["no"], [section, reason]),
        ("helpful", "Answers that helped", ["yes"], [section]),
        ("alarms", "Alarms", [noting.ALARM], [alarm]),
        ("turns", "Messages", [noting.TURN], [flow]),
    ]
    return [_measure(id, title, [e for e in events if e.kind in kinds], by, weeks) for id, title, kinds, by in wanted]


def _measure(id: str, title: str, events: list[Event], by: list[By], weeks: list[date]) -> dict[str, Any]:
    week: By = (
        "week",
        "Week from",
        lambda e: _week(e.day).isoformat(),
        lambda day: f"{date.fromisoformat(day):%-d %b %Y}",
    )
    channel: By = ("channel", "Channel", lambda e: e.channel, lambda name: _CHANNELS.get(name, name))
    ways = [*by, week, channel]
    counted = {name: _counted(events, of) for name, _, of, _ in ways}
    counted["week"] = Counter({day.isoformat(): counted["week"][day.isoformat()] for day in weeks})
    shown = protect(counted)
    return {
        "id": id,
        "title": title,
        "any": bool(events),
        "total": shown.total,
        "tables": [
            {"by": name, "title": called, "rows": _rows(shown.tables[name], in_words, in_order=name == "week")}
            for name, called, _, in_words in ways
            if name in shown.tables
        ],
    }


def _counted(events: list[Event], of: Callable[[Event], str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for event in events:
        found[of(event)] += event.count
    return found


def _rows(shown: Mapping[str, int | None], in_words: Callable[[str], str], in_order: bool) -> list[dict[str, Any]]:
    """Most first, and what is hidden last, by name: its place must not tell how many."""
    names = list(shown) if in_order else sorted(shown, key=lambda name: (-(shown[name] or 0), name))
    return [{"id": name, "name": in_words(name), "count": shown[name]} for name in names]


def _left(events: list[Event], names: Names) -> list[dict[str, Any]]:
    """Each guide's questions: how often put, how often gone on from, and how often left there. By question alone, without sums."""
    asked, went_on = (
        _counted([e for e in events if e.kind == kind], lambda e: e.about or "")
        for kind in (noting.ASKED, noting.WENT_ON)
    )
    rows = []
    for name in asked:
        on = min(went_on[name], asked[name])
        put, parts = protect_parts(asked[name], {"went_on": on, "left": asked[name] - on})
        guide = name.partition(".")[0]
        said = {"guide": guide, "title": names.flow(guide), "question": names.questions.get(name, "(no longer asked)")}
        rows.append({"id": name, **said, "asked": put, **parts})
    return sorted(rows, key=lambda row: (-(row["left"] or 0), row["id"]))


def _events(database: Database) -> list[Event]:
    def work(db: sa.engine.Connection) -> list[Event]:
        many = sa.func.count().label("many")
        rows = db.execute(
            sa.select(noted.c.day, noted.c.channel, noted.c.kind, noted.c.about, many).group_by(
                noted.c.day, noted.c.channel, noted.c.kind, noted.c.about
            )
        ).all()
        opinion = (feedback.c.day, feedback.c.channel, feedback.c.helpful, feedback.c.section, feedback.c.reason)
        opinions = db.execute(sa.select(*opinion, many).group_by(*opinion)).all()
        return [
            *(Event(r.day, r.channel, r.kind, r.about, r.many) for r in rows),
            *(
                Event(r.day, r.channel or "unknown", "yes" if r.helpful else "no", r.section, r.many, r.reason)
                for r in opinions
            ),
        ]

    return database.run(work)


def _day(day: int) -> date:
    return date(1970, 1, 1) + timedelta(days=day)


def _week(day: int) -> date:
    """The Monday of the day's week."""
    return _day(day) - timedelta(days=_day(day).weekday())


def _weeks(events: list[Event]) -> list[date]:
    """The Mondays from the first event to the last, also of weeks without any."""
    if not events:
        return []
    first, last = (_week(end(e.day for e in events)) for end in (min, max))
    return [first + timedelta(days=7 * n) for n in range((last - first).days // 7 + 1)]
