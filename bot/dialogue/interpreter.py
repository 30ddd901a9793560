"""From what a message means and what the conversation knows to what it does: a pure function, and the one order of
precedence. Danger, a button and a control are the whole of a turn; all else is gathered, so that a message which tells
facts, answers a question and asks two more does all of that."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.dialogue import learner, people
from bot.dialogue.acts import (
    Act,
    Aftercare,
    Answer,
    Ask,
    Control,
    Crisis,
    Denial,
    Guide,
    Learn,
    NotUnderstood,
    Press,
    Resume,
    SmallTalk,
    Switch,
    Tell,
    Turn,
    Unclear,
)
from bot.dialogue.alarm import alarm_of, all_clear
from bot.dialogue.answering import answer_in
from bot.dialogue.asking import by_name, by_number, resolve, surely_in_print
from bot.dialogue.cases import another_case, case_meant
from bot.dialogue.facts import CASE, PLACE, merge
from bot.dialogue.reader import reader_of
from bot.dialogue.state import DialogueState
from bot.nlu.controls import asks_for_guidance, is_question, is_small_talk, names_a_topic, speaks_of_oneself, supposes
from bot.nlu.entities.school_year import is_only_reception
from bot.nlu.labels import (
    ASIDE,
    DANGERS,
    GUIDED,
    INDUCTION,
    MAIN_FLOW,
    MAY_COST_A_LIFE,
    OWN_LIFE,
    SMALL_TALK,
    DangerKind,
)
from bot.nlu.matcher import patterns
from bot.nlu.meaning import Meaning, Question
from bot.nlu.normalise import normalise
from bot.nlu.thresholds import THRESHOLDS
from knowledge.guides import Guide as GuideOfPack
from knowledge.guides import Question as GuideQuestion
from knowledge.pack import Pack

_NO_DISCLOSURE = 2  # words: so few tell nothing of one's own life in the middle of work
_A_TOPIC = 4  # words: 'safety plan' names a topic
_SHORT_ANSWER = 10  # words
_A_SITUATION = 5  # words beside the question
_A_REMARK = 15  # words; what is longer tells a story
_NOTHING_NEW = 2  # words: 'ok then' after a conclusion tells nothing
_MOST_BESIDE = 2  # answers beside a danger's reply
_SAID_IN_A_WORD = ("greet", "thanks", "goodbye")
_GUIDE_ANSWERS = ("human", "training", "induction")  # flows whose guide is the answer, and no passage of the handbook


@dataclass(frozen=True)
class Situation:
    """One message in its conversation. `choice`: the payload of a button that was pressed."""

    meaning: Meaning
    state: DialogueState
    pack: Pack
    choice: str | None = None

    @property
    def open_question(self) -> GuideQuestion | None:
        guide = self.pack.guides.get(self.state.flow or "")
        return guide.next_question(self.state.view(self.pack)) if guide and self.state.answering else None

    @property
    def with_facts(self) -> DialogueState:
        """The state as it will be once the message's facts are taken in: its own question is answered for them."""
        after = DialogueState.of(self.state.as_slot())
        merge(after, dict(self.meaning.facts))
        return after

    @property
    def tells(self) -> frozenset[str]:
        """The facts of a case in the message."""
        return CASE & self.meaning.facts.keys()


def interpret(meaning: Meaning, state: DialogueState, pack: Pack, choice: str | None = None) -> Turn:
    """What the message does. It changes nothing."""
    here = Situation(meaning, state, pack, choice)
    for whole in (_button, _learner_answers, _person, _danger, _learner_steers, _control):
        if turn := whole(here):
            return turn
    return _gathered(here)


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
    """Is danger possible, so that one line of 999 comes first? While a guide's question is open, it takes more."""
    if meaning.danger.level == "none":
        return False
    likely = sum(meaning.danger.shares.values())
    return likely >= (THRESHOLDS.possible_while_answering if state.answering else 0.0)


# -- the whole of a turn ---------------------------------------------------------------------------------------


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


def _learner_steers(here: Situation) -> Turn | None:
    act = learner.steered(here.meaning, here.state, here.pack)
    return Turn((act,), doubtful=_may_be_danger(here)) if act else None


def _may_be_danger(here: Situation) -> bool:
    """'Help' may be meant for the question, or for somebody: a line of 999 stands first. 'My summary' is what it says."""
    longer = len(here.meaning.text.split()) > _A_TOPIC
    return here.meaning.control == "help" or (longer and is_doubtful(here.meaning, here.state))


def _person(here: Situation) -> Turn | None:
    """Who is not at work is answered from the guide for them alone, danger first there, too."""
    return people.spoken_to(here.meaning, here.state, here.pack)


def _danger(here: Situation) -> Turn | None:
    meaning, state = here.meaning, here.state
    if state.alarm in DANGERS and state.alarm in here.pack.guides:
        if learner.was_practice(meaning, state):
            return Turn((Resume(state.alarm), Learn("again")), doubtful=True)
        return _in_alarm(here, state.alarm)
    if clear := all_clear(meaning, here.pack):
        return Turn((clear,))
    kind = certain_danger(meaning, state)
    if kind is None or _is_a_school_year(here):
        return None
    return Turn((*_told(kind, here), Crisis(kind, _who(here, kind)), *_asked_of(kind, here)))


def _is_a_school_year(here: Situation) -> bool:
    """'She's in reception', asked how old a child is: a school year, and nobody at the front desk."""
    question = here.open_question
    return question is not None and question.kind == "age" and is_only_reception(here.meaning.text)


def certain_danger(meaning: Meaning, state: DialogueState) -> DangerKind | None:
    """The danger that is answered first. While a guide's question is open, and where somebody said that it is not that
    danger, it takes more."""
    danger = meaning.danger
    if danger.level != "sure" or danger.kind is None:
        return None
    if danger.kind in OWN_LIFE and _at_work_so_far(state):
        few = len(meaning.text.split()) <= _NO_DISCLOSURE
        if few or (is_question(meaning.text) and not _says_who(meaning)):
            return None  # 'my client', 'do I tell dad?'
    share = sum(danger.shares.get(kind, 0.0) for kind in DANGERS)
    least = THRESHOLDS.danger_while_answering if state.answering else 0.0
    if at_work(meaning):
        least = max(least, THRESHOLDS.danger_of_a_worker)
    if "accused" in (meaning.voice, state.voice):  # who harms is not comforted as who is harmed
        if danger.kind == "self_disclosure":
            return None
        if danger.kind == "suicidal" and danger.shares["suicidal"] < THRESHOLDS.suicide_of_the_accused * share:
            return "emergency"  # 'I'll find her and end it': whoever may be harmed comes first
        least = max(least, THRESHOLDS.danger_of_the_accused)
    if danger.kind in state.denied:
        least = max(least, THRESHOLDS.danger_denied)
    return danger.kind if share >= least else None


def at_work(meaning: Meaning) -> bool:
    """Is the writer plainly somebody at work?"""
    return meaning.voices.get("practitioner", 0.0) >= THRESHOLDS.worker


def _in_alarm(here: Situation, kind: DangerKind) -> Turn:
    reaction = alarm_of(kind, here.pack).react(here.meaning, here.state, here.with_facts.view(here.pack))
    act = reaction.act
    if isinstance(act, Crisis):
        return Turn((Crisis(act.kind, _who(here, act.kind)), *_asked_of(act.kind, here)))
    if reaction.resumes:
        calm = _calm(here.meaning)
        there = replace(here, meaning=calm)
        work = _learner_steers(there) or _control(there) or _gathered(there)
        if isinstance(act, Denial):
            # 'not me, my client': there is nothing to go on with yet, so that they are believed is said
            if act.advice and all(isinstance(one, Unclear | NotUnderstood) for one in work.acts):
                return Turn((act,))
            act = Denial(kind, None)
        return Turn((act or Resume(kind), *work.acts), doubtful=kind in MAY_COST_A_LIFE)
    if isinstance(act, Aftercare) and act.advice is None and kind in MAY_COST_A_LIFE:
        told: list[Act] = [Tell(here.meaning.facts)] if here.tells else []
        asked = [a for a in _asks(here, []) if not (a.by == "handbook" and _no_answer(a))]
        if asked:
            return Turn((*told, *asked), doubtful=True)
        return Turn((*told, act))
    beside = _beside(act, kind, here) if isinstance(act, Aftercare) and act.advice and kind in OWN_LIFE else []
    return Turn((*_told(kind, here), act or Aftercare(kind, None), *(one for one in beside if one != act)))


def _beside(act: Aftercare, kind: DangerKind, here: Situation) -> list[Aftercare]:
    """What else is said after a danger to one's own life: a question beside news, a fear beside either."""
    reader = reader_of(kind, here.pack)
    facts = here.with_facts.view(here.pack)
    asked = reader.to_questions(here.meaning, facts) if reader.is_news(act.advice) else []
    said = [*(one for one in asked if one != act.advice), *reader.fears_beside(act.advice, here.meaning, facts)]
    return [Aftercare(kind, one) for one in said][:1]


def _calm(meaning: Meaning) -> Meaning:
    """The message without its danger, and its flows as they would be without that."""
    flows = [(flow, share) for flow, share in meaning.flows if flow not in DANGERS]
    total = sum(share for _, share in flows) or 1.0
    dangers = any(flow in DANGERS for flow, _ in meaning.flows)
    calm = replace(meaning, danger=replace(meaning.danger, level="none"))
    return replace(calm, flows=tuple((flow, share / total) for flow, share in flows)) if dangers else calm


def _asked_of(kind: DangerKind, here: Situation) -> list[Aftercare]:
    """What was asked beside the danger, where that danger's own guide answers it."""
    reader, facts = reader_of(kind, here.pack), here.with_facts.view(here.pack)
    asked = [near for q in here.meaning.questions if (near := reader.near(q.handbook, facts, THRESHOLDS.advice_alike))]
    wanted = [*asked, *(reader.fears(here.meaning, facts) if kind in OWN_LIFE else [])]
    return [Aftercare(kind, advice) for advice in dict.fromkeys(wanted)][: _MOST_BESIDE if kind in OWN_LIFE else 1]


def _told(kind: DangerKind, here: Situation) -> list[Act]:
    """What is kept of a message in danger: its case; of somebody's own life only where they are, for a number there."""
    facts = here.meaning.facts
    if kind in OWN_LIFE:
        facts = {name: value for name, value in facts.items() if name in (*PLACE, "role")}
        return [Tell(facts)] if facts else []
    return [Tell(facts)] if here.tells else []


def _who(here: Situation, kind: DangerKind) -> str | None:
    """Whose words an emergency's reply takes, where that is no practitioner's. Who was seen to be at work, or was answered as
    a child or a survivor before, stays that: 'he's trying to get in' says nothing of who writes."""
    if kind != "emergency":
        return None
    if "silent" in here.meaning.danger.spoke:
        return "silent"
    voice = here.meaning.voice
    if here.state.alarm in OWN_LIFE:
        return {"child_user": "child", "self_disclosure": "victim"}[here.state.alarm]
    if _at_work_so_far(here.state) and here.meaning.voices.get(voice, 0.0) < THRESHOLDS.another_voice:
        return None
    if "pleads" in patterns().names("people", normalise(here.meaning.text)) and not at_work(here.meaning):
        return "child" if voice == "child" else "victim"  # 'he's kicking the door please help'
    return {"survivor": "victim", "child": "child", "accused": "harmer"}.get(voice)


def _control(here: Situation) -> Turn | None:
    name = here.meaning.control
    return Turn((Control(name),), doubtful=name == "help" or here.meaning.danger.level != "none") if name else None


# -- what a turn gathers ---------------------------------------------------------------------------------------


def _speaker(here: Situation, _: list[Act]) -> Iterator[Act]:
    """A survivor or a child is answered as that, also where danger is only possible."""
    meaning, state = here.meaning, here.state
    sure = meaning.voices.get(meaning.voice, 0.0) >= THRESHOLDS.voice
    if _at_work_so_far(state):
        sure = sure and meaning.voices[meaning.voice] >= THRESHOLDS.another_voice and _says_who(meaning)
    if sure and meaning.voice in ("survivor", "child") and meaning.danger.level == "possible" and not state.denied:
        yield Crisis("child_user" if meaning.voice == "child" else "self_disclosure")


def _says_who(meaning: Meaning) -> bool:
    """Is there enough in the words to tell who writes? 'Do I tell dad' and 'email for social care' are asked by anybody."""
    return len(meaning.text.split()) > people.ENOUGH_WORDS or speaks_of_oneself(meaning.text)


def _at_work_so_far(state: DialogueState) -> bool:
    """Did somebody at work write before?"""
    return state.guide is not None or state.voice == "practitioner"


def _cases(here: Situation, _: list[Act]) -> Iterator[Act]:
    """Back to a case that waits, where the words mean one."""
    if (place := case_meant(here.meaning, here.state)) is not None:
        yield Switch(place)


def _facts(here: Situation, _: list[Act]) -> Iterator[Act]:
    """What is told of the case."""
    if here.meaning.facts:
        fresh = another_case(here.meaning, here.state)
        yield Tell(here.meaning.facts, fresh=fresh, supposed=supposes(here.meaning.text))


def _answer(here: Situation, _: list[Act]) -> Iterator[Act]:
    """The answer to the open question, or to the latest one that a correction fits."""
    question = here.open_question
    guide = here.pack.guides.get(here.state.flow or "")
    if guide and (found := answer_in(here.meaning, here.state, guide, question, here.pack)):
        yield Answer(*found)


def _asks(here: Situation, _: list[Act]) -> Iterator[Ask]:
    """Each thing that is asked, with what answers it."""
    text, whole = here.meaning.text, _whole(here.meaning)
    if len(text.split()) <= _A_TOPIC and (numbered := by_number(whole)):
        yield numbered  # '2.9', 'chapter 3'
        return
    named = by_name(whole, here.meaning, here.state, here.pack)
    if named and (named.detail or not here.state.answering):
        yield named
        return
    topic = _is_a_topic(here)
    if topic or not here.meaning.questions:
        if _says_else_than(here.pack.guides.get(here.meaning.flow), here):
            yield Ask(whole, "handbook")
    if topic:
        return  # and no question: its guide is what is wanted
    seen = set()
    known = here.with_facts
    for question in here.meaning.questions:
        if here.tells and here.state.guide and supposes(question.text):
            continue  # 'and if it was high?' is told as a fact, and asks for the decision
        ask = resolve(question, here.meaning, known, here.pack)
        elsewhere = question.flow in (*SMALL_TALK, *_GUIDE_ANSWERS) and not _says_else_than(
            here.pack.guides.get(question.flow), here, question
        )
        leans = len(question.text.split()) <= _A_TOPIC and asks_for_guidance(question.text) and _tells_a_situation(here)
        if ask and ask.by == "handbook" and (elsewhere or leans or (here.tells and _is_decided(ask, known, here.pack))):
            continue  # 'hello?', 'can I speak to somebody', '… what now': no passage is the answer
        if ask and (key := (ask.by, str(ask.value))) not in seen:
            seen.add(key)
            yield ask


def _is_a_topic(here: Situation) -> bool:
    """A guide's topic and no question: its guide is what is wanted."""
    sure = here.meaning.confidence >= THRESHOLDS.situation and here.state.flow != here.meaning.flow
    surely = sure or (len(here.meaning.text.split()) <= _A_TOPIC and not here.state.answering)
    return here.meaning.flow in GUIDED and surely and names_a_topic(here.meaning.text)


def _is_decided(ask: Ask, known: DialogueState, pack: Pack) -> bool:
    """Does a guide say it of this case: by the pathway's table, or from the directory?"""
    guide = pack.guides.get(ask.question.flow)
    if guide and guide.decides == "services" and known.facts.keys() & CASE:
        return True
    return surely_in_print(ask.question) in pack.pathway.sections


def _says_else_than(guide: GuideOfPack | None, here: Situation, question: Question | None = None) -> bool:
    """Is the print sure of a section that the guide does not begin with? 'Reasons why people do not tell' is in it, and the
    guide begins with the signs. Of a `question`, else of a message that is none and tells no story."""
    section = surely_in_print(question or _whole(here.meaning))
    if section is None or here.state.guide or here.state.alarm:
        return False
    if question is None and (here.tells or len(here.meaning.text.split()) > _A_REMARK):
        return False
    if guide is None:
        return True
    begins_with = guide.sections if guide.decides == "pathway" else [one.source for one in guide.advice if one.first]
    return section not in begins_with


def _guide(here: Situation, acts: list[Act]) -> Iterator[Act]:
    """The guide that goes on, or that the message calls for: there is a case to act on, somebody asks for it, or nothing
    else answers."""
    meaning, state = here.meaning, here.state
    if any(isinstance(act, Crisis) for act in acts):
        return
    asks = [act for act in acts if isinstance(act, Ask)]
    if any(act.by in ("signpost", "section", "chapter", "services") for act in asks) and not here.tells:
        return
    answered = [act for act in asks if not (act.by == "handbook" and _no_answer(act))]
    if state.answering and _answers_shortly(here, acts):
        yield Guide(state.flow or MAIN_FLOW)
        return
    wants = _wanted(here)
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
        or _asks_for_guidance(here)
        or _is_a_topic(here)
        or _tells_a_situation(here)
    ):
        keeps = state.answering and len(meaning.text.split()) < 5 and any(isinstance(act, Answer) for act in acts)
        yield Guide(state.flow or wants) if keeps else Guide(wants, opens=True)


def _answers_shortly(here: Situation, acts: list[Act]) -> bool:
    """An answer and nothing else: no other guide begins for its few words."""
    answers = any(isinstance(act, Answer) for act in acts)
    return answers and len(here.meaning.text.split()) <= _SHORT_ANSWER and not is_question(here.meaning.text)


def _asks_for_guidance(here: Situation) -> bool:
    """Does somebody ask what to do, and not what the handbook says: 'how do I ask her', 'which order', 'help with a plan'?"""
    return asks_for_guidance(here.meaning.text)


def _tells_a_situation(here: Situation) -> bool:
    """Is more told than asked? 'Refuge worker here, a plan for a woman who still lives with him' wants more than a passage."""
    if here.meaning.confidence < THRESHOLDS.situation or here.state.guide:  # in the middle of one, it is that one's
        return False
    asked = sum(len(question.text.split()) for question in here.meaning.questions)
    return "role" in here.meaning.facts or len(here.meaning.text.split()) - asked >= _A_SITUATION


def _wanted(here: Situation) -> str | None:
    """The guide that the message is about. Where no notification has come, it is not the one for a notification."""
    few = len(here.meaning.text.split()) <= _NOTHING_NEW
    if few and here.state.answering and here.meaning.confidence < THRESHOLDS.situation:
        return None  # an odd word where an answer was expected leaves no guide
    none_came = here.meaning.notification == "denied" or here.state.facts.get("after_notification") == "no"
    for flow, share in here.meaning.flows[:2]:
        if flow == "operation_encompass" and none_came:  # what was asked before stands, now that this is known
            return here.state.flow or here.state.spoken.guide or "routine_enquiry"
        return flow if flow in GUIDED and share >= THRESHOLDS.flow else None
    return None


def _to_act_on(here: Situation) -> bool:
    """Is there a case, told in this message?"""
    return bool(here.tells) or here.meaning.notification == "received"


def _decides(act: Act) -> bool:
    return isinstance(act, Ask) and act.by == "decide"


def _no_answer(ask: Ask) -> bool:
    return ask.question.handbook.get("status") != "answered"


def _small_talk(here: Situation, acts: list[Act]) -> Iterator[Act]:
    if acts and not all(isinstance(act, Tell) and not here.tells for act in acts):
        return
    flow, words = here.meaning.flow, len(here.meaning.text.split())
    sure = here.meaning.confidence >= (THRESHOLDS.restart if flow == "restart" else THRESHOLDS.flow)
    if flow in _SAID_IN_A_WORD and words <= _NOTHING_NEW and not is_small_talk(here.meaning.text):
        sure, words = False, _NOTHING_NEW + 1  # 'wibble' is no goodbye
    if flow in SMALL_TALK and (sure or (words <= _NOTHING_NEW and flow != "restart")):
        yield SmallTalk(flow)  # type: ignore[arg-type]  # one of its kinds
    elif here.state.guide and here.state.guide.concluded and words <= _NOTHING_NEW:
        yield SmallTalk("nothing_new")


def _unclear(here: Situation, acts: list[Act]) -> Iterator[Act]:
    """No question was seen, and nothing else: the whole may still be one ('childline', 'he's collecting her at 3.15')."""
    if any(not isinstance(act, Tell) or here.tells for act in acts):
        return
    if ask := _what_the_whole_asks(here):
        yield ask
    elif question := here.open_question:
        yield NotUnderstood(question.id)
    else:
        yield Unclear(likely(here.meaning, here.pack))


def _what_the_whole_asks(here: Situation) -> Ask | None:
    """What answers the message as one question. While a guide's question is open, the handbook must be sure of it."""
    ask = resolve(_whole(here.meaning), here.meaning, here.state, here.pack)
    if ask is None or (ask.by == "decide" and not here.tells):
        return None
    if ask.by != "handbook":
        of_the_guide = str(ask.value).startswith(f"{here.state.spoken.guide}.")
        return ask if ask.by != "advice" or of_the_guide or len(here.meaning.text.split()) > _A_TOPIC else None
    best = max((hit["score"] for hit in ask.question.handbook.get("hits", ())), default=0.0)
    least = THRESHOLDS.follow_up if here.state.guide or here.state.alarm else 0.0
    return ask if not _no_answer(ask) and best >= least else None


def _whole(meaning: Meaning) -> Question:
    """The message as one question."""
    topics = tuple(meaning.facts.get("topics", ()))
    return Question(meaning.text, 0, len(meaning.text), meaning.flow, topics, meaning.handbook or {})


def likely(meaning: Meaning, pack: Pack) -> tuple[str, ...]:
    """The guides that a message might mean, likeliest first."""
    return tuple(flow for flow, _ in meaning.flows if flow in pack.guides and flow not in DANGERS)[:3]


_PARTS: tuple[Callable[[Situation, list[Act]], Iterator[Act]], ...] = (
    _speaker,
    _cases,
    _facts,
    _answer,
    _asks,
    _guide,
    _small_talk,
    _unclear,
)
