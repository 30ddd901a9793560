"""`signpost evaluate`: every quality figure, on sets that nothing was trained on. Source: tests/evaluation/README.md."""

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from actions.passing import ALIKE
from bot import settings
from bot.ask import Redact, Route
from bot.nlu.danger import DANGERS, POSSIBLE
from bot.privacy import evaluate_masking, evaluate_slips
from knowledge import encoder
from knowledge.compare import Row, compare
from knowledge.evaluation import evaluate_search, read_jsonl
from knowledge.search import Search

SETS = settings.ROOT / "tests" / "evaluation"
_MISSPELT = 220  # questions, for the figure of what the mask takes of a slip


def evaluate(console: Console, sets: Path = SETS) -> dict[str, Any]:
    """Prints the tables and gives the figures: shares from 0 to 1."""
    route, mask = Route(), Redact().mask
    questions = read_jsonl(sets / "questions.jsonl")
    figures = {
        "flows": flows(route, read_jsonl(sets / "messages.jsonl")),
        "danger": danger(route, read_jsonl(sets / "danger.jsonl")),
        "search": evaluate_search(route.search, questions, read_jsonl(sets / "uncovered.jsonl")),
        "in passing": in_passing(route.search, read_jsonl(sets / "passing.jsonl")),
        "masking": {
            **evaluate_masking(mask, read_jsonl(sets / "redaction.jsonl")),
            **evaluate_slips(mask, [one["q"] for one in questions[:_MISSPELT]]),
        },
    }
    for name, found in figures.items():
        console.print(_table(name, found))
    console.print(_comparison(compare(settings.pack(), encoder.shared(), questions, settings.INDEX)))
    return figures


def _comparison(rows: list[Row]) -> Table:
    table = Table("search by", "right first", "in three", "ms", title="search compared", title_justify="left")
    for row in rows:
        table.add_row(row.method, f"{row.first:.3f}", f"{row.in_three:.3f}", f"{row.ms:.1f}")
    return table


def flows(route: Route, messages: list[dict[str, str]]) -> dict[str, Any]:
    """How many first messages start the right flow, in all and for each flow; what is mistaken for what."""
    right: dict[str, list[bool]] = defaultdict(list)
    mistaken: Counter[str] = Counter()
    for one in messages:
        flow = route({"text": one["text"]})["flow"]
        right[one["flow"]].append(flow == one["flow"])
        if flow != one["flow"]:
            mistaken[f"{one['flow']} taken for {flow}"] += 1
    each = {flow: _share(hits) for flow, hits in sorted(right.items(), key=lambda item: _share(item[1]))}
    return {
        "messages": len(messages),
        "right": _share([hit for hits in right.values() for hit in hits]),
        **{f"  {flow} ({len(right[flow])})": share for flow, share in each.items()},
        **{f"  {pair}": count for pair, count in mistaken.most_common(8)},
    }


def danger(route: Route, messages: list[dict[str, str]]) -> dict[str, Any]:
    """Of each kind of danger, what got no word of danger at all, and what got another kind's reply; of work, what
    was taken for danger, and what got one line of 999 before it went on."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for one in messages:
        answer = route({"text": one["text"]})
        said = answer["flow"] if answer["flow"] in DANGERS else answer["facts"].get("danger", "none")
        told[one["danger"]][said] += 1
    figures: dict[str, Any] = {"messages": len(messages)}
    for kind in DANGERS:
        count = told[kind]
        figures[f"{kind}: missed"] = count["none"] / count.total()
        figures[f"{kind}: only one line of 999"] = count[POSSIBLE] / count.total()
        figures[f"{kind}: another kind's reply"] = sum(count[k] for k in DANGERS if k != kind) / count.total()
    work = told["none"]
    figures["work taken for danger"] = sum(work[k] for k in DANGERS) / work.total()
    figures["work with one line of 999 first"] = work[POSSIBLE] / work.total()
    return figures


def in_passing(search: Search, messages: list[dict[str, Any]]) -> dict[str, Any]:
    """Of questions in passing that the guide under way has advice on, how many get it, and how many get other advice; of
    all else that is said then, how much is taken for such a question by its likeness alone (facts, answers and topics,
    which are read before, are left aside)."""
    guides = settings.pack().guides
    told: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for one in messages:
        near = (aside for aside in search.ask(one["text"]).asides if aside.guide == one["guide"])
        found = next((aside.advice for aside in near if aside.like >= ALIKE), None)
        say = {advice.id: advice.say for advice in guides[one["guide"]].advice}
        right = found is not None and say[found] in {say[fitting] for fitting in one["advice"]}
        told[bool(one["advice"])]["right" if right else "other" if found else "none"] += 1
    asked, rest = told[True], told[False]
    return {
        "messages": len(messages),
        "answered right": asked["right"] / asked.total(),
        "answered with other advice": asked["other"] / asked.total(),
        "taken for one though none fits": rest["other"] / rest.total(),
    }


def _share(hits: list[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.0


def _table(name: str, figures: dict[str, Any]) -> Table:
    table = Table(title=name, title_justify="left", show_header=False)
    for key, value in figures.items():
        table.add_row(key, f"{value:.3f}" if isinstance(value, float) else str(value))
    return table
