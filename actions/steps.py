"""Moving a talk through a guide: opening it, filling its answers, finding its open question. No Rasa in here."""

from typing import Any

from actions.advice import in_words
from actions.answers import answer_to, bare_years, told_in_passing
from actions.talk import UNKNOWN, Talk
from bot.nlu.controls import corrected
from bot.nlu.entities.telling import CORRECTS
from knowledge.conditions import holds
from knowledge.guides import Guide, Question
from knowledge.pack import Pack

MAIN_FLOW = "referral"
PUT_RIGHT, SUPPOSED = "I have put that right.", "If so, it would be this."


def open_guide(pack: Pack, talk: Talk, flow: str, corrected: str = "") -> str:
    """Makes `flow` the guide under way, or says it in passing when it has nothing to ask; gives the next step.
    `corrected`: what to say of a fact that was put right, or supposed; nothing if none was."""
    guide = pack.guides[flow]
    talk.implied |= guide.implies
    settle(talk, guide, pack)
    asks = guide.next_question(talk.view(pack)) is not None
    mid_guide = (
        talk.flow is not None and talk.flow != flow and not talk.concluded and open_question(pack, talk) is not None
    )
    if mid_guide and not asks:
        talk.aside = flow
        return "conclude"
    if corrected:
        talk.remark = corrected
    if talk.flow != flow or talk.concluded:
        talk.start(flow)
        talk.opened = bool(corrected)
    if asks:
        answer_first(pack, talk, guide)
    return "ask" if asks else "conclude"


def answer_first(pack: Pack, talk: Talk, guide: Guide) -> bool:
    """What was asked is answered before anything is asked back: the advice for what the message speaks of.
    True if there is such advice."""
    topical = [
        a for a in guide.advice_for(talk.view(pack)) if a.first and "topics" in a.when and a.id not in talk.said
    ][:1]
    talk.said += [a.id for a in topical]
    talk.remark = "\n\n".join(
        [
            *(f"{in_words(a)} ({pack.cite(a.source)}.)" if a.source else in_words(a) for a in topical),
            talk.remark,
        ]
    ).strip()
    return bool(topical)


def read_answers(talk: Talk, guide: Guide, text: str, pack: Pack) -> None:
    """Fills the guide's open questions that the opening message has answered in plain words already."""
    for question in guide.questions:
        asked = question.kind == "choice" and question.id not in talk.facts and holds(question.when, talk.view(pack))
        if asked and (value := told_in_passing(question, text)):
            talk.facts[question.id] = value
            talk.answered.append(question.id)


def open_question(pack: Pack, talk: Talk) -> Question | None:
    guide = pack.guides.get(talk.flow or "")
    return guide.next_question(talk.view(pack)) if guide else None


def put_right(pack: Pack, talk: Talk, guide: Guide, text: str, found: dict[str, Any]) -> bool:
    """Takes 'sorry, 15' or 'I meant the adult' as a new answer to the latest question that it can answer."""
    words = corrected(text)
    for question in reversed([q for i in talk.answered if words and (q := guide.question(i))]):
        if question.kind == "age" and (years := bare_years(words or "")) is not None:
            told = found.get("children") or [child_of_years(pack, years)]
            if talk.learn({"children": told, "tells": CORRECTS}):
                talk.remark = PUT_RIGHT
                return True
        value: Any = answer_to(question, words or "", found)
        if value not in (None, UNKNOWN, talk.facts.get(question.id)):
            talk.facts[question.id] = value
            talk.remark = PUT_RIGHT
            return True
    return False


def facts_for(guide: Guide, found: dict[str, Any]) -> dict[str, Any]:
    """The facts of a message that this guide may keep: a service named in passing is for the directory alone."""
    return {key: value for key, value in found.items() if key != "services" or guide.decides == "services"}


def child_of_years(pack: Pack, years: int) -> dict[str, Any]:
    """A child of whole years, as the facts have one."""
    return {"stage": pack.table.stage_at(years * 12), "age": f"{years} years", "months": years * 12}


def child_of_stage(stage: str) -> dict[str, Any]:
    """A child of whom the stage alone is known, as a button tells it."""
    return {"stage": stage, "age": None, "months": None}


def settle(talk: Talk, guide: Guide, pack: Pack) -> None:
    """Fills the answers that other facts already give."""
    talk.facts |= guide.settle(talk.view(pack))


def chosen_for(talk: Talk) -> None:
    """An area was chosen: what left it open is settled, but a border place's name stays, for what is to confirm."""
    unsure = talk.facts.get("unsure")
    for key in ("place", "areas", "unsure", "outside"):
        talk.facts.pop(key, None)
    if unsure:
        talk.facts["place"] = unsure


def forget(talk: Talk, question_id: str) -> None:
    for key in (question_id, *(("place", "areas", "unsure", "outside") if question_id == "area" else ())):
        talk.facts.pop(key, None)
