"""`signpost evaluate`: every quality figure, on sets that nothing was trained on. Source: tests/evaluation/README.md.

What is counted is what the bot does: each message goes through the privacy gate, the understanding and the interpreter, and an
alarm is right only if the reply that goes out is that danger's own.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from actions import turn as turns
from actions.advice import in_brief
from bot import settings
from bot.ask import Redact, Route, first_flow
from bot.dialogue.acts import Aftercare, Ask, Crisis, Turn
from bot.dialogue.state import DialogueState
from bot.nlu.entities.child import PREGNANT
from bot.nlu.entities.harm import CHILD_HARMED
from bot.nlu.labels import DANGERS
from bot.nlu.meaning import Meaning
from bot.privacy import evaluate_masking
from knowledge.compare import Row, compare
from knowledge.evaluation import evaluate_search, read_jsonl
from knowledge.schema import RISKS
from knowledge.simulated import scores

SETS = settings.ROOT / "tests" / "evaluation"
UNBORN = "unborn"
_SHORT, _LONG = 8, 40  # words
Figures = dict[str, Any]


def evaluate(console: Console, sets: Path = SETS, only: str | None = None) -> dict[str, Figures]:
    """Prints the tables and gives the figures: shares from 0 to 1. `only` names one of them."""
    route = Route()
    figures: dict[str, Callable[[], Figures]] = {
        "first messages as people write them": lambda: first_messages(route, read_jsonl(sets / "real_first.jsonl")),
        "turns inside conversations": lambda: conversation_turns(route, read_jsonl(sets / "real_turns.jsonl")),
        "what is known after a conversation": lambda: known(route, read_jsonl(sets / "known.jsonl")),
        "whole talks": lambda: talks(route, read_jsonl(sets / "talks.jsonl")),
        "follow-ups": lambda: follow_ups(route, read_jsonl(sets / "follow_ups.jsonl")),
        "danger in unusual words": lambda: danger(route, read_jsonl(sets / "unusual_danger.jsonl")),
        "harmless messages with alarming words": lambda: danger(route, read_jsonl(sets / "alarming.jsonl")),
        "tidy first messages": lambda: flows(route, read_jsonl(sets / "messages.jsonl")),
        "tidy danger": lambda: danger(route, read_jsonl(sets / "danger.jsonl")),
        "handbook questions as first messages": lambda: questions(route, read_jsonl(sets / "questions.jsonl")),
        "search": lambda: evaluate_search(
            route.search, read_jsonl(sets / "questions.jsonl"), read_jsonl(sets / "uncovered.jsonl")
        ),
        "learners that are played": lambda: scores(settings.pack()),
        "masking": lambda: evaluate_masking(Redact().mask, read_jsonl(sets / "redaction.jsonl")),
    }
    found = {}
    for name, measure in figures.items():
        if only is None or only in name:
            found[name] = measure()
            console.print(_table(name, found[name]))
    if only is None:
        rows = compare(settings.pack(), settings.encoder(), read_jsonl(sets / "questions.jsonl"), settings.INDEX)
        console.print(_comparison(rows))
    return found


def first_messages(route: Route, messages: list[dict[str, Any]]) -> Figures:
    """Flow, voice, notification, and the danger's own reply, in all and by voice and length."""
    right: dict[str, list[bool]] = defaultdict(list)
    for one in messages:
        meaning, _ = _first(route, one["text"])
        flow, _ = first_flow(meaning)
        likely = [name for name, _ in meaning.flows][:3]
        in_full = one["flow"] == flow
        right["right flow first"].append(in_full)
        right["right flow, or another fair one, first"].append(in_full or flow in one.get("also", ()))
        right["right flow in the first three"].append(in_full or one["flow"] in likely)
        right["right voice"].append(meaning.voice == one["voice"])
        right["notification right"].append(meaning.notification == one.get("notification", "none"))
        right[f"  flow, {_length(one['text'])}"].append(in_full)
        right[f"  flow, voice {one['voice']}"].append(in_full)
    figures: Figures = {"messages": len(messages), **{name: _share(hits) for name, hits in right.items()}}
    return figures | danger(route, messages) | _facts(route, messages)


def conversation_turns(route: Route, messages: list[dict[str, Any]]) -> Figures:
    """The same of turns: what was said before is played first. Danger is right if its own reply goes out, also where the
    conversation was in that alarm already."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for one in messages:
        state = DialogueState()
        for words in one["before"]:
            state = _play(route, words, state)[0]
        _, turn = _play(route, one["text"], state)
        said, wanted = _answered_as(turn), one.get("danger", "none")
        if wanted == "none" and said == state.alarm and not any(isinstance(act, Crisis) for act in turn.acts):
            said = "none"  # what is said on in an alarm is answered in it
        told[wanted][said] += 1
    return {"messages": len(messages), **_danger_figures(told)}


def follow_ups(route: Route, messages: list[dict[str, Any]]) -> Figures:
    """Of second messages that lean on the first: is advice that answers them said, or a section cited that does? By whether the
    writer is at work. Of those that nothing answers: is that said?"""
    right: dict[str, list[bool]] = defaultdict(list)
    for one in messages:
        state, _ = _play(route, one["told"], DialogueState())
        _answer(route, one, one["voice"], state, right)
    return {"messages": len(messages), **{name: _share(hits) for name, hits in sorted(right.items())}}


def talks(route: Route, written: list[dict[str, Any]]) -> Figures:
    """The same of whole talks, each message played after what was said before it: those that begin one, and all later ones."""
    right: dict[str, list[bool]] = defaultdict(list)
    for talk in written:
        first = {"says": talk["told"], "answers": talk["answers"]}
        state = _answer(route, first, talk["voice"], DialogueState(), right, "first words ")
        for one in talk["then"]:
            state = _answer(route, one, talk["voice"], state, right)
    messages = sum(len(talk["then"]) for talk in written)
    return {"messages": messages, **{name: _share(hits) for name, hits in sorted(right.items())}}


def _answer(
    route: Route,
    one: Mapping[str, Any],
    voice: str,
    state: DialogueState,
    right: dict[str, list[bool]],
    when: str = "",
) -> DialogueState:
    """Counts how a message is answered, and gives the state after it."""
    pack, who = settings.pack(), when + ("at work" if voice == "practitioner" else "not at work")
    state, reply, turn = turns.take(route.meaning(one["says"]) or Meaning(""), state, pack)
    said = _words(part["text"] for part in reply.parts)
    right[f"{who}: a crisis reply"].append(any(isinstance(act, Crisis) for act in turn.acts))
    if not one["answers"] and not one.get("sections"):
        advised = any(isinstance(act, Ask) and act.by in ("advice", "nearest") for act in turn.acts)
        right[f"{who}, nothing answers: no advice given"].append(not advised)
        return state
    wanted = [advice for name in one["answers"] if (advice := pack.advice(name))]
    answered = any(_words([advice.say]) in said for advice in wanted)
    begun = any(_words([in_brief(advice)]) in said for advice in wanted)
    cited = any(pack.cite(section) in reply.sources for section in one.get("sections", ()))
    near = any(f"more:{advice}" in (does for does, _ in reply.choices) for advice in one["answers"])
    right[f"{who}: advice that answers"].append(answered)
    right[f"{who}: that, or how it begins"].append(answered or begun)
    if "sections" in one:
        right[f"{who}: that, or a section that answers"].append(answered or begun or cited)
    right[f"{who}: any of these, or a button for it"].append(answered or begun or cited or near)
    return state


def _words(texts: Iterable[str]) -> str:
    return " ".join(" ".join(texts).split())


def known(route: Route, conversations: list[dict[str, Any]]) -> Figures:
    """After conversations with corrections: each fact that is asked of them, and the conversations of which all are right. A fact
    that is null must not be known, or not any more."""
    right: dict[str, list[bool]] = defaultdict(list)
    for one in conversations:
        state = DialogueState()
        for words in one["turns"]:
            state = _play(route, words, state)[0]
        found = {
            name: _KNOWN[name](state) == _wanted(name, value) for name, value in one["facts"].items() if name in _KNOWN
        }
        for name, hit in found.items():
            right[f"{name} ({sum(name in c['facts'] for c in conversations)})"].append(hit)
        right["all of a conversation"].append(all(found.values()))
    return {"messages": len(conversations), **{name: _share(hits) for name, hits in right.items()}}


_KNOWN: dict[str, Callable[[DialogueState], Any]] = {
    "children": lambda state: sorted(_age(child["stage"], child.get("months")) for child in state.children) or None,
    "area": lambda state: area if (area := state.facts.get("area")) in settings.pack().area else None,
    "risk": lambda state: risk if (risk := state.facts.get("risk")) in RISKS else None,
    "dash": lambda state: state.facts.get("dash"),
    "child_hurt": lambda state: CHILD_HARMED in state.case.flags,
    "notification": lambda state: {"yes": "received", "no": "denied"}.get(state.facts.get("after_notification", "")),
    "role": lambda state: state.facts.get("role"),
}


def _wanted(name: str, value: Any) -> Any:
    """A fact of the set as the state has it: ages in years, 0 for a baby, -1 for one unborn."""
    if name == "children" and value:
        numbers = [(int(age.split()[0]), age.split()[1]) if age != UNBORN else (0, age) for age in value]
        return sorted(-1 if unit == UNBORN else n if unit.startswith("year") else n // 12 if unit.startswith("month") else 0
                      for n, unit in numbers)  # fmt: skip
    if name == "role":
        return {"gp": "health", "housing": "other"}.get(value, value)
    return str(value) if name == "dash" and value is not None else bool(value) if name == "child_hurt" else value


def _age(stage: str, months: int | None) -> int:
    return -1 if stage == PREGNANT else (months or 0) // 12


def danger(route: Route, messages: list[dict[str, Any]]) -> Figures:
    """Of each kind of danger, what got no word of danger at all, and what got another kind's reply; of work, what was taken
    for danger, and what got one line of 999 before it went on."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for one in messages:
        _, turn = _first(route, one["text"])
        told[one.get("danger", "none")][_answered_as(turn)] += 1
    return {"messages": len(messages), **_danger_figures(told)}


def flows(route: Route, messages: list[dict[str, str]]) -> Figures:
    """How many first messages start the right flow, in all and for each flow; what is mistaken for what."""
    right: dict[str, list[bool]] = defaultdict(list)
    mistaken: Counter[str] = Counter()
    for one in messages:
        flow, _ = first_flow(_first(route, one["text"])[0])
        right[one["flow"]].append(flow == one["flow"])
        if flow != one["flow"]:
            mistaken[f"{one['flow']} taken for {flow}"] += 1
    each = {flow: _share(hits) for flow, hits in sorted(right.items(), key=lambda item: _share(item[1]))}
    return {
        "messages": len(messages),
        "right": _share([hit for hits in right.values() for hit in hits]),
        **{f"  {flow} ({len(right[flow])})": share for flow, share in each.items() if share < 1},
        **{f"  {pair}": count for pair, count in mistaken.most_common(8)},
    }


def questions(route: Route, messages: list[dict[str, Any]]) -> Figures:
    """The handbook's questions typed into the chat: is the right section cited, and is anything given but a question?"""
    pack = settings.pack()
    cited = only_asked = 0
    for one in messages:
        meaning, _ = _first(route, one["q"])
        _, reply, _ = turns.take(meaning, DialogueState(), pack)
        wanted = {one["id"], *one.get("also", ())}
        cited += any(pack.cite(section) in reply.sources for section in wanted)
        only_asked += all(part["kind"] in ("question", "danger") for part in reply.parts)
    return {
        "messages": len(messages),
        "the right section cited": cited / len(messages),
        "only a question back": only_asked / len(messages),
    }


def _first(route: Route, text: str) -> tuple[Meaning, Turn]:
    from bot.dialogue.interpreter import interpret

    meaning = route.meaning(text) or Meaning("")
    return meaning, interpret(meaning, DialogueState(), settings.pack())


def _play(route: Route, text: str, state: DialogueState) -> tuple[DialogueState, Turn]:
    meaning = route.meaning(text) or Meaning("")
    state, _, turn = turns.take(meaning, state, settings.pack())
    return state, turn


def _answered_as(turn: Turn) -> str:
    """The danger whose own reply goes out; `line` of one line of 999; `none`."""
    for act in turn.acts:
        if isinstance(act, Crisis | Aftercare):
            return act.kind
    return "line" if turn.doubtful else "none"


def _danger_figures(told: Mapping[str, Counter[str]]) -> Figures:
    figures: Figures = {}
    for kind in DANGERS:
        count = told.get(kind, Counter())
        if not count.total():
            continue
        figures[f"{kind} ({count.total()}): no word of danger"] = count["none"] / count.total()
        figures[f"{kind}: only one line of 999"] = count["line"] / count.total()
        figures[f"{kind}: another kind's reply"] = sum(count[k] for k in DANGERS if k != kind) / count.total()
    if (work := told.get("none", Counter())).total():
        figures[f"no danger ({work.total()}): a crisis reply"] = sum(work[k] for k in DANGERS) / work.total()
        figures["no danger: one line of 999 first"] = work["line"] / work.total()
    return figures


def _facts(route: Route, messages: list[dict[str, Any]]) -> Figures:
    """Facts that nobody told, a message; and of those told, how many were found."""
    invented, told, found = 0, 0, 0
    for one in messages:
        facts = (route.meaning(one["text"]) or Meaning("")).facts
        wanted = one.get("facts", {})
        for name, key in (("children", "children"), ("area", "area"), ("risk", "risk"), ("dash", "dash")):
            here = key in facts or (key == "area" and bool({"areas", "unsure", "outside"} & facts.keys()))
            told += name in wanted
            found += name in wanted and here
            invented += name not in wanted and here and not (name == "risk" and "dash" in wanted)
    return {
        "facts found, of those told": found / max(told, 1),
        "facts that nobody told, a message": invented / len(messages),
    }


def _length(text: str) -> str:
    words = len(text.split())
    return "under 8 words" if words < _SHORT else "8 to 40 words" if words <= _LONG else "over 40 words"


def _share(hits: Iterable[bool]) -> float:
    hits = list(hits)
    return sum(hits) / len(hits) if hits else 0.0


def _comparison(rows: list[Row]) -> Table:
    table = Table("search by", "right first", "in three", "ms", title="search compared", title_justify="left")
    for row in rows:
        table.add_row(row.method, f"{row.first:.3f}", f"{row.in_three:.3f}", f"{row.ms:.1f}")
    return table


def _table(name: str, figures: Mapping[str, Any]) -> Table:
    table = Table(title=name, title_justify="left", show_header=False)
    for key, value in figures.items():
        table.add_row(key, f"{value:.3f}" if isinstance(value, float) else str(value))
    return table
