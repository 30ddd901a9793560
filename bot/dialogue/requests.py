"""The things that a message asks, and the guide that it calls for."""

from collections.abc import Iterator, Sequence

from bot.dialogue.acts import Act, Answer, Ask, Crisis, Guide, Switch, Tell
from bot.dialogue.advising import nearest
from bot.dialogue.asking import by_number, resolve
from bot.dialogue.directory import by_name
from bot.dialogue.facts import CASE
from bot.dialogue.situation import (
    A_WORD_OR_TWO,
    FEW_WORDS,
    Situation,
    is_a_topic,
    no_answer,
    says_else_than,
    tells_a_situation,
)
from bot.dialogue.state import DialogueState
from bot.nlu.controls import asks_for_guidance, asks_whom_to_tell, is_question, supposes
from bot.nlu.labels import ASIDE, GUIDE_ANSWERS, GUIDED, INDUCTION, MAIN_FLOW, NOTIFICATION_FLOW, SMALL_TALK
from bot.nlu.meaning import Question
from bot.nlu.thresholds import THRESHOLDS
from knowledge.pack import Pack

_WHERE = frozenset(
    {"area", "areas", "unsure", "outside"}
)  # facts of a place: 'number for social care in Buxton' tells no case
_SHORT_ANSWER = 10  # words


# -- what is asked


def asks(here: Situation, acts: Sequence[Act] = ()) -> Iterator[Ask]:
    """Each thing that is asked, with what answers it. What is an answer as a whole, and no question in form, asks nothing."""
    if any(isinstance(act, Answer) for act in acts) and not is_question(here.meaning.text):
        if all(question.text == here.meaning.text for question in here.meaning.questions):
            return
    text, everything = here.meaning.text, here.meaning.as_question
    if len(text.split()) <= FEW_WORDS and (numbered := by_number(everything)):
        yield numbered  # '2.9', 'chapter 3'
        return
    named = by_name(everything, here.meaning, here.state, here.pack)
    if named and (named.detail or not here.state.answering):
        yield named
        return
    topic = is_a_topic(here)
    if topic or not here.meaning.questions:
        if says_else_than(here.pack.guides.get(here.meaning.flow), here):
            yield Ask(everything, "handbook")
    if topic:
        return  # and no question: its guide is what is wanted
    seen = set()
    known = here.with_facts
    if not here.meaning.questions and not (acts and here.state.answering):
        yield from _what_is_said_calls_for(here)
    for question in here.meaning.questions:
        if here.tells and here.state.guide and supposes(question.text):
            continue  # 'and if it was high?' is told as a fact, and asks for the decision
        ask = _answer_to(question, here, known)
        if ask and (key := (ask.by, str(ask.value))) not in seen:
            seen.add(key)
            yield ask


def _answer_to(question: Question, here: Situation, known: DialogueState) -> Ask | None:
    """What answers one question of the message; None where the guide that begins or goes on is the answer."""
    ask = resolve(question, here.meaning, known, here.pack)
    if ask is None:
        return None
    likely = bool(here.state.acts) and here.likely_advised
    if not likely and _is_the_guides(ask, question.flow, here.state):
        return None
    if ask.by == "handbook" and _is_for_no_passage(question, ask, here, known):
        return None
    elsewhere = ask.question.handbook.get("elsewhere")  # another partnership's number is not ours to guess
    if no_answer_in_print(ask) and not elsewhere and len(here.meaning.questions) == 1:
        return nearest(here.meaning, known, here.pack) or ask
    return ask


def _is_for_no_passage(question: Question, ask: Ask, here: Situation, known: DialogueState) -> bool:
    """'Hello?', 'can I speak to somebody', '… what now': no passage is the answer."""
    guides = question.flow in (*SMALL_TALK, *GUIDE_ANSWERS)
    if guides and not says_else_than(here.pack.guides.get(question.flow), here, question):
        return True
    few = len(question.text.split()) <= FEW_WORDS
    if few and asks_for_guidance(question.text) and tells_a_situation(here):
        return True
    return bool(here.tells) and _is_decided(ask, known, here.pack)


def no_answer_in_print(ask: Ask) -> bool:
    return ask.by == "handbook" and no_answer(ask)


def _what_is_said_calls_for(here: Situation) -> Iterator[Ask]:
    """The advice for what is no question in form: 'her mum's lovely, surely she'll do'."""
    if here.likely_advised or (here.state.acts and not here.tells):
        ask = resolve(here.meaning.as_question, here.meaning, here.with_facts, here.pack)
        if ask and ask.by == "advice":
            yield ask


def _is_the_guides(ask: Ask, flow: str, state: DialogueState) -> bool:
    """Is it a piece of a guide that begins here and is the answer as a whole ('any training?', 'a person, please')?"""
    begins = flow in GUIDE_ANSWERS and state.spoken.guide != flow and ask.by == "advice"
    return begins and (not state.acts or str(ask.value).startswith(f"{flow}."))


def _is_decided(ask: Ask, known: DialogueState, pack: Pack) -> bool:
    """Does a guide say it of this case: by the pathway's table, or from the directory?"""
    guide = pack.guides.get(ask.question.flow)
    if guide and guide.decides == "services" and known.facts.keys() & CASE:
        return True
    best = next(iter(ask.question.handbook.get("hits", ())), None)
    return best is not None and best["id"] in pack.pathway.sections


def what_the_whole_asks(here: Situation) -> Ask | None:
    """What answers the message as one question. While a guide's question is open, the handbook must be sure of it."""
    ask = resolve(here.meaning.as_question, here.meaning, here.state, here.pack)
    if ask is None or (ask.by == "decide" and not here.tells):
        return None
    if ask.by != "handbook":
        return ask
    best = max((hit["score"] for hit in ask.question.handbook.get("hits", ())), default=0.0)
    least = THRESHOLDS.follow_up if here.state.guide or here.state.alarm else 0.0
    return ask if not no_answer(ask) and best >= least else None


# -- which guide


def guide(here: Situation, acts: list[Act]) -> Iterator[Act]:
    """The guide that goes on, or that the message calls for: there is a case to act on, somebody asks for it, or nothing
    else answers."""
    meaning, state = here.meaning, here.state
    if any(isinstance(act, Crisis) for act in acts):
        return
    asks = [act for act in acts if isinstance(act, Ask)]
    looks_up = any(act.by in ("signpost", "section", "chapter", "services", "front_door") for act in asks)
    if looks_up and here.tells <= _WHERE:
        return
    answered = [act for act in asks if not no_answer_in_print(act)]
    if state.answering and _answers_shortly(here, acts):
        yield Guide(state.flow or MAIN_FLOW)
        return
    wants = _wanted(here)
    if wants != state.flow and _is_answered_in_passing(here, asks):
        wants = None
    if answered and wants == state.flow and _is_decided_already(here) and not any(map(_decides, asks)):
        return  # said already
    goes_on = state.flow is not None and any(isinstance(act, Answer | Tell | Switch) for act in acts)
    if wants is None and any(map(_decides, asks)):
        yield Guide(MAIN_FLOW, opens=state.flow != MAIN_FLOW)
    elif wants is None and goes_on and (here.tells or any(isinstance(act, Answer) for act in acts)):
        yield Guide(state.flow or MAIN_FLOW)
    elif wants is None and here.tells and meaning.flow in ("inform", *ASIDE):
        if state.flow or not answered:
            yield Guide(state.flow or state.spoken.guide or MAIN_FLOW, opens=state.flow is None)
    elif wants and wants == state.flow and state.answering:
        if here.tells or any(isinstance(act, Answer) or _decides(act) for act in acts) or not answered:
            yield Guide(wants)
    elif wants and (
        _to_act_on(here)
        or any(map(_decides, asks))
        or not answered
        or asks_for_guidance(meaning.text)
        or is_a_topic(here)
        or tells_a_situation(here)
    ):
        keeps = state.answering and len(meaning.text.split()) < 5 and any(isinstance(act, Answer) for act in acts)
        yield Guide(state.flow or wants) if keeps else Guide(wants, opens=True)


def _is_answered_in_passing(here: Situation, asks: list[Ask]) -> bool:
    """In the middle of a guide, what advice answers opens no other, unless that is asked for or a child is told."""
    advised = here.state.guide is not None and any(act.by in ("advice", "nearest") for act in asks)
    guidance = asks_for_guidance(here.meaning.text) and not here.likely_advised
    called_for = is_a_topic(here) or guidance or asks_whom_to_tell(here.meaning.text)
    return advised and not called_for and "children" not in here.tells


def _is_decided_already(here: Situation) -> bool:
    """Has the guide said whom to tell or who helps, and does the message tell nothing new of the case?"""
    under_way = here.pack.guides.get(here.state.flow or "")
    concluded = here.state.guide is not None and here.state.guide.concluded
    return under_way is not None and under_way.decides is not None and concluded and not here.tells


def _answers_shortly(here: Situation, acts: list[Act]) -> bool:
    """An answer and nothing else: no other guide begins for its few words."""
    answers = any(isinstance(act, Answer) for act in acts)
    return answers and len(here.meaning.text.split()) <= _SHORT_ANSWER and not is_question(here.meaning.text)


def _wanted(here: Situation) -> str | None:
    """The guide that the message is about. Where no notification has come, it is not the one for a notification."""
    unsure = here.meaning.confidence < THRESHOLDS.another_guide
    if here.state.guide and here.tells and unsure and supposes(here.meaning.text):
        return here.state.flow  # 'ok what about high risk'
    few = len(here.meaning.text.split()) <= A_WORD_OR_TWO
    if few and here.state.answering and here.meaning.confidence < THRESHOLDS.situation:
        return None  # an odd word where an answer was expected leaves no guide
    none_came = here.meaning.notification == "denied" or here.state.facts.get("after_notification") == "no"
    for flow, share in here.meaning.flows[:2]:
        if flow == NOTIFICATION_FLOW and none_came:  # what was asked before stands, now that this is known
            return here.state.flow or here.state.spoken.guide or "routine_enquiry"
        least = THRESHOLDS.another_guide if _leans_on_the_guide(here, flow) else THRESHOLDS.flow
        is_there = flow in here.pack.guides or flow == INDUCTION  # whose tour the lessons are
        return flow if flow in GUIDED and is_there and share >= least else None
    return None


def _leans_on_the_guide(here: Situation, flow: str) -> bool:
    """In the middle of a guide, a message that tells no case and names no topic may be near another guide's subject and be
    asked of this one: 'he picks up at 3.15, do I let her go'."""
    return here.state.guide is not None and flow != here.state.flow and not here.tells and not is_a_topic(here)


def _to_act_on(here: Situation) -> bool:
    """Is there a case, told in this message?"""
    return bool(here.tells) or here.meaning.notification == "received"


def _decides(act: Act) -> bool:
    return isinstance(act, Ask) and act.by == "decide"
