"""From what a message means and what the conversation knows to what it does: a pure function, and the one order of
precedence. Danger, a button and a control are the whole of a turn; all else is gathered, so that a message which tells
facts, answers a question and asks two more does all of that."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from bot.dialogue import learner, people
from bot.dialogue.acts import (
    Act,
    Answer,
    Ask,
    Control,
    Crisis,
    Guide,
    NotUnderstood,
    Press,
    SmallTalk,
    Switch,
    Tell,
    Turn,
    Unclear,
)
from bot.dialogue.advising import nearest, on_topic
from bot.dialogue.alternatives import alternatives
from bot.dialogue.answering import answer_in
from bot.dialogue.cases import another_case, case_meant
from bot.dialogue.danger import danger, without_its_flows
from bot.dialogue.danger_in_talk import in_talk
from bot.dialogue.facts import IN_DANGER
from bot.dialogue.requests import asks, guide, what_the_whole_asks
from bot.dialogue.situation import A_WORD_OR_TWO, FEW_WORDS, Situation, tells_what_happened
from bot.dialogue.speaker import at_work, is_sure
from bot.dialogue.state import DialogueState
from bot.nlu.controls import is_small_talk, supposes
from bot.nlu.labels import DANGERS, GRAVE_TOPICS, INDUCTION, MAIN_FLOW, SMALL_TALK
from bot.nlu.meaning import Meaning
from bot.nlu.thresholds import THRESHOLDS
from knowledge.pack import Pack

_SAID_IN_A_WORD = ("greet", "thanks", "goodbye")


def interpret(meaning: Meaning, state: DialogueState, pack: Pack, choice: str | None = None) -> Turn:
    """What the message does. It changes nothing."""
    meaning = in_talk(meaning, state.subject, state.alarm)
    here = Situation(meaning, state, pack, choice)
    turn = _turn(here)
    return turn if choice else replace(turn, near=alternatives(turn.acts, meaning, state, pack))


def _turn(here: Situation) -> Turn:
    for whole in (_button, _learner_answers, _person, partial(danger, goes_on=_goes_on), _learner_steers, _control):
        if turn := whole(here):
            return turn
    return _gathered(_put_aside(here))


def _put_aside(here: Situation) -> Situation:
    """What may be danger, from somebody at work, is not answered as that: the work that it may be as well is gone on with."""
    works = here.meaning.danger.level == "sure" and at_work(here.meaning)
    return replace(here, meaning=without_its_flows(here.meaning)) if works else here


def _goes_on(here: Situation) -> Turn:
    """The work of a message whose danger is put aside."""
    return _learner_steers(here) or _control(here) or _gathered(here)


def _gathered(here: Situation) -> Turn:
    acts: list[Act] = []
    for part in _PARTS:
        acts += part(here, acts)
    if here.tells and all(isinstance(act, Tell) for act in acts):  # what is told is answered, too
        wanted = here.state.flow or here.state.spoken.guide or MAIN_FLOW
        acts.append(Guide(wanted, opens=here.state.flow is None))
    acts = [_the_tour(here) if _is_the_tour(act, here) else act for act in acts]
    if all(isinstance(act, Unclear) for act in acts) and (again := learner.not_followed(here.state)):
        acts = [again]
    return Turn(tuple(acts), doubtful=is_doubtful(here.meaning, here.state))


def _the_tour(here: Situation) -> Act:
    """What opens for somebody new: the tour; but a case that is told goes first."""
    return Guide(MAIN_FLOW, opens=True) if here.tells else learner.tour(here.meaning, here.pack)


def _is_the_tour(act: Act, here: Situation) -> bool:
    return isinstance(act, Guide) and act.id == INDUCTION and here.pack.lessons is not None


def is_doubtful(meaning: Meaning, state: DialogueState) -> bool:
    """Is danger possible, so that one line of 999 comes first? While a guide's question is open, or where somebody at work has
    just been told, it takes more."""
    if meaning.danger.level != "possible":
        return meaning.danger.level == "sure"  # what was put aside always has it
    told = state.warned_for > 0 and state.voice == "practitioner"
    likely = sum(meaning.danger.shares.values())
    return likely >= (THRESHOLDS.possible_while_answering if state.answering or told else 0.0)


# -- the whole of a turn


def _button(here: Situation) -> Turn | None:
    choice = here.choice or here.state.choice_for(here.meaning.text)
    if choice is None or (here.choice is None and not learner.may_be_typed(choice)):
        return None
    if here.choice is None and choice.startswith(
        "answer:"
    ):  # 'No' may be a button of an earlier question; typed, a word
        question = here.open_question
        if question is None or not choice.startswith(f"answer:{question.id}="):
            return None
    typed = here.choice is None
    return Turn((Press(choice),), doubtful=typed and here.meaning.danger.level != "none")


def _learner_answers(here: Situation) -> Turn | None:
    """A letter, or a choice word for word: beyond doubt an answer, whatever the choice speaks of."""
    act = learner.answered(here.meaning, here.state, here.pack)
    return Turn((act,), doubtful=here.meaning.control == "help") if act else None


def _person(here: Situation) -> Turn | None:
    """Who is not at work is answered from the guide for them alone, danger first there, too."""
    return people.spoken_to(here.meaning, here.state, here.pack)


def _learner_steers(here: Situation) -> Turn | None:
    act = learner.steered(here.meaning, here.state, here.pack)
    return Turn((act,), doubtful=_may_be_danger(here)) if act else None


def _may_be_danger(here: Situation) -> bool:
    """'Help' may be meant for the question, or for somebody: a line of 999 stands first. 'My summary' is what it says."""
    longer = len(here.meaning.text.split()) > FEW_WORDS
    return here.meaning.control == "help" or (longer and is_doubtful(here.meaning, here.state))


def _control(here: Situation) -> Turn | None:
    name = here.meaning.control
    return Turn((Control(name),), doubtful=name == "help" or here.meaning.danger.level != "none") if name else None


# -- what a turn gathers


def _speaker(here: Situation, _: list[Act]) -> Iterator[Act]:
    """A survivor or a child is answered as that, also where danger is only possible."""
    meaning, state = here.meaning, here.state
    possible = meaning.voice in ("survivor", "child") and meaning.danger.level == "possible"
    if possible and is_sure(meaning, state) and not state.denied:
        yield Crisis("child_user" if meaning.voice == "child" else "self_disclosure")


def _cases(here: Situation, _: list[Act]) -> Iterator[Act]:
    """Back to a case that waits, where the words mean one."""
    if (place := case_meant(here.meaning, here.state)) is not None:
        yield Switch(place)


def _facts(here: Situation, _: list[Act]) -> Iterator[Act]:
    """What is told of the case."""
    if facts := here.meaning.facts:
        fresh = another_case(here.meaning, here.state)
        asked = {topic for question in here.meaning.questions for topic in question.topics}
        grave = GRAVE_TOPICS & set(facts.get("topics", ())) - asked
        happened = grave and here.state.case.told and tells_what_happened(here)
        told = {**facts, IN_DANGER: True} if happened else facts
        yield Tell(told, fresh=fresh, supposed=supposes(here.meaning.text))


def _grave(here: Situation, acts: list[Act]) -> Iterator[Act]:
    """What is told in passing, in the middle of anything, and may cost a life, has its word before all that is asked."""
    told = GRAVE_TOPICS & {topic for act in acts if isinstance(act, Tell) for topic in act.facts.get("topics", ())}
    guide, state = here.pack.guides.get(MAIN_FLOW), here.state
    if not (told and guide and state.acts and tells_what_happened(here)):
        return
    names = [
        f"{guide.id}.{one.id}" for topic in sorted(told) if (one := on_topic(guide, (topic,), state.view(here.pack)))
    ]
    yield from (Ask(here.meaning.as_question, "advice", name) for name in names[:1] if name not in state.subject.said)


def _answer(here: Situation, _: list[Act]) -> Iterator[Act]:
    """The answer to the open question, or to the latest one that a correction fits."""
    question = here.open_question
    under_way = here.pack.guides.get(here.state.flow or "")
    if under_way and (found := answer_in(here.meaning, here.state, under_way, question, here.pack)):
        yield Answer(*found)


def _small_talk(here: Situation, acts: list[Act]) -> Iterator[Act]:
    if acts and not all(isinstance(act, Tell) and not here.tells for act in acts):
        return
    flow, words = here.meaning.flow, len(here.meaning.text.split())
    sure = here.meaning.confidence >= (THRESHOLDS.restart if flow == "restart" else THRESHOLDS.flow)
    if flow in _SAID_IN_A_WORD and words <= A_WORD_OR_TWO and not is_small_talk(here.meaning.text):
        sure, words = False, A_WORD_OR_TWO + 1  # 'wibble' is no goodbye
    if flow in SMALL_TALK and (sure or (words <= A_WORD_OR_TWO and flow != "restart")):
        yield SmallTalk(flow)  # type: ignore[arg-type]  # one of its kinds
    elif here.state.guide and here.state.guide.concluded and words <= A_WORD_OR_TWO:
        yield SmallTalk("nothing_new")


def _unclear(here: Situation, acts: list[Act]) -> Iterator[Act]:
    """No question was seen, and nothing else: the whole may still be one ('childline', 'he's collecting her at 3.15')."""
    if any(not isinstance(act, Tell) or here.tells for act in acts):
        return
    if ask := what_the_whole_asks(here) or nearest(here.meaning, here.state, here.pack):
        yield ask
    elif question := here.open_question:
        yield NotUnderstood(question.id)
    else:
        yield Unclear(likely(here.meaning, here.pack))


def likely(meaning: Meaning, pack: Pack) -> tuple[str, ...]:
    """The guides that a message might mean, likeliest first."""
    return tuple(flow for flow, _ in meaning.flows if flow in pack.guides and flow not in DANGERS)[:3]


_PARTS: tuple[Callable[[Situation, list[Act]], Iterator[Act]], ...] = (
    _speaker,
    _cases,
    _facts,
    _grave,
    _answer,
    asks,
    guide,
    _small_talk,
    _unclear,
)
