"""A conversation that goes on with another edition of the pack than it was begun with: what that edition no longer has is dropped
from its state, and the rest stands."""

from bot.dialogue.state import Case, DialogueState
from knowledge.pack import Pack


def changed(state: DialogueState, pack: Pack) -> bool:
    """Has what the conversation was told to act on another edition now?"""
    return state.edition is not None and state.edition != pack.mark


def fitted(state: DialogueState, pack: Pack) -> bool:
    """Drops what the pack does not have. True if a guide was under way and has lost its place."""
    for case in (state.case, *state.others):
        _fit(case, pack)
    state.paused = [one for one in state.paused if one in pack.guides]
    if state.alarm not in pack.guides:
        state.alarm = None
    state.offers = {choice: title for choice, title in state.offers.items() if _has(pack, choice)}
    _fit_what_was_spoken_of(state, pack)
    _fit_learning(state, pack)
    return _fit_guide(state, pack)


def _fit(case: Case, pack: Pack) -> None:
    facts = case.facts
    if facts.get("area") not in (None, *pack.area, "unknown"):
        facts.pop("area")
    for name in ("children", "areas"):
        if isinstance(facts.get(name), list):
            known = pack.area if name == "areas" else pack.table.stages
            facts[name] = [one for one in facts[name] if (one if name == "areas" else one.get("stage")) in known]
            if not facts[name]:
                facts.pop(name)
    case.latest = [child for child in case.latest if child.get("stage") in pack.table.stages]
    flags = {flag.id for flag in pack.pathway.automatic.flags}
    case.flags = [flag for flag in case.flags if flag in flags]


def _has(pack: Pack, choice: str) -> bool:
    """May this button be pressed still? What it leads to may be gone: its handler says so; a fact must be one that is known."""
    if choice.startswith("learn:") and not (pack.lessons and pack.quiz and pack.practice):
        return False
    fact, _, value = choice.removeprefix("answer:").partition("=" if choice.startswith("answer:") else ":")
    known = {"area": pack.area, "children": pack.table.stages, "flags": {f.id for f in pack.pathway.automatic.flags}}
    return fact not in known or value in known[fact] or value in ("unknown", "none", "that-is-all")


def _fit_what_was_spoken_of(state: DialogueState, pack: Pack) -> None:
    spoken = state.spoken
    reached = {*pack.contacts, *(s.id for s in pack.services), *(d.id for d in pack.front_doors)}
    spoken.guide = spoken.guide if spoken.guide in pack.guides else None
    if not set(spoken.sections) <= {*pack.sections, "about"}:
        spoken.sections, spoken.passages, spoken.part = [], [], None
    spoken.services = [one for one in spoken.services if one in reached]
    if pack.advice(spoken.advice or "") is None:
        spoken.advice = None


def _fit_guide(state: DialogueState, pack: Pack) -> bool:
    """A guide goes on where its open question still stands."""
    under_way = state.guide
    if under_way is None:
        return False
    guide = pack.guides.get(under_way.id)
    if guide is None:
        lost = not under_way.concluded
        state.guide = None
        return lost
    under_way.answered = [one for one in under_way.answered if guide.question(one)]
    under_way.said = [one for one in under_way.said if any(advice.id == one for advice in guide.advice)]
    if under_way.asked is not None and guide.question(under_way.asked) is None:
        under_way.asked, under_way.chosen = None, []
        return not under_way.concluded
    return False


def _fit_learning(state: DialogueState, pack: Pack) -> None:
    """The tour, the quiz and practice cases go on where the pack has them; the record of what was done stays as it is."""
    learning = state.learning
    has = {
        "tour": pack.lessons is not None,
        "quiz": bool(pack.quiz),
        "practice": learning.case in (None, *pack.practice),
    }
    if learning.doing and not has[learning.doing]:
        learning.doing = learning.open = learning.lesson = learning.question = learning.case = None
