"""Danger, before all else: which one is certain, whose words its reply takes, and what a message does while an alarm is on."""

from collections.abc import Callable
from dataclasses import replace

from bot.dialogue import learner
from bot.dialogue.acts import Act, Aftercare, Ask, Crisis, Denial, Learn, NotUnderstood, Resume, Tell, Turn, Unclear
from bot.dialogue.alarm import alarm_of, all_clear
from bot.dialogue.facts import IN_DANGER, PLACE
from bot.dialogue.reader import reader_of
from bot.dialogue.requests import asks
from bot.dialogue.scenes import scene
from bot.dialogue.situation import A_WORD_OR_TWO, FEW_WORDS, Situation, no_answer
from bot.dialogue.speaker import ANYBODY, at_work, at_work_so_far, says_who, speaker
from bot.dialogue.state import DialogueState
from bot.dialogue.subject import beyond_doubt, is_a_remark
from bot.nlu.controls import is_a_landmark, is_done_to_me, is_question, of_their_own, reports
from bot.nlu.entities.school_year import is_only_reception
from bot.nlu.labels import DANGERS, GRAVE_TOPICS, MAY_COST_A_LIFE, OWN_LIFE, DangerKind
from bot.nlu.matcher import patterns
from bot.nlu.meaning import Meaning
from bot.nlu.normalise import normalise
from bot.nlu.safety import ATTACK, signs
from bot.nlu.thresholds import THRESHOLDS

_MOST_BESIDE = 2  # answers beside a danger's reply
_OF_ONESELF = frozenset({"first_person", "own", "under_18"})  # signs
GoesOn = Callable[[Situation], Turn]  # what the work's part of a message does once its danger is put aside


def danger(here: Situation, goes_on: GoesOn) -> Turn | None:
    meaning, state = here.meaning, here.state
    if state.alarm in DANGERS and state.alarm in here.pack.guides:
        if learner.was_practice(meaning, state):
            return Turn((Resume(state.alarm), Learn("again")), doubtful=True)
        return in_alarm(here, state.alarm, goes_on)
    if clear := all_clear(meaning, here.pack):
        return Turn((clear,))
    kind = certain_danger(meaning, state)
    if kind is None or _is_a_school_year(here) or _is_a_landmark(here):
        return None
    if state.voice == "practitioner" and "own" not in signs(meaning.text) and is_a_remark(meaning, state.subject):
        work = goes_on(here)
        advised = any(isinstance(act, Ask) and act.by == "advice" for act in work.acts)
        if advised or not (beyond_doubt(meaning) or all(isinstance(act, Unclear) for act in work.acts)):
            return work
    return Turn((*_told(kind, here), _coming(kind, here) or _crisis(kind, here), *_asked_of(kind, here)))


def _coming(kind: DangerKind, here: Situation) -> Aftercare | None:
    """'I rang 999, they're going round': help is on its way already, and nothing else in the message is a danger by itself."""
    if ATTACK & signs(here.meaning.text):
        return None
    reader = reader_of(kind, here.pack)
    over = [one for one in reader.news(here.meaning, here.with_facts.view(here.pack)) if reader.is_over(one)]
    return (
        Aftercare(kind, over[0]) if kind == "emergency" and over and not reader.left_of(over[0], here.meaning) else None
    )


def _crisis(kind: DangerKind, here: Situation) -> Crisis:
    who = _who(here, kind)
    return Crisis(kind, who, scene(kind, who, here.meaning, here.pack))


def _is_a_school_year(here: Situation) -> bool:
    """'She's in reception', asked how old a child is: a school year, and nobody at the front desk."""
    question = here.open_question
    return question is not None and question.kind == "age" and is_only_reception(here.meaning.text)


def _is_a_landmark(here: Situation) -> bool:
    """'The one by the canal', as the answer to what a guide asks: a place, and nobody in it."""
    return here.open_question is not None and is_a_landmark(here.meaning.text)


def certain_danger(meaning: Meaning, state: DialogueState) -> DangerKind | None:
    """The danger that is answered first. While a guide's question is open, and where somebody said that it is not that
    danger, it takes more."""
    danger = meaning.danger
    if danger.level != "sure" or danger.kind is None:
        return None
    if danger.kind in OWN_LIFE and at_work_so_far(state):
        few = len(meaning.text.split()) <= A_WORD_OR_TWO
        if few or reports(meaning.text) or (is_question(meaning.text) and not says_who(meaning)):
            return None  # 'my client', 'do I tell dad?', 'she says don't tell my mum'
        if _is_of_the_case(meaning, state):
            return None
    if danger.kind in OWN_LIFE and _tells_of_work_alone(meaning):
        return None
    share = sum(danger.shares.get(kind, 0.0) for kind in DANGERS)
    if danger.kind in OWN_LIFE and meaning.questions and not _OF_ONESELF & signs(meaning.text):
        return danger.kind if share >= THRESHOLDS.danger_denied else None  # 'which order keeps him from mums house'
    least = THRESHOLDS.danger_while_answering if state.answering else 0.0
    if speaker(meaning, state) == "accused":  # who harms is not comforted as who is harmed
        if danger.kind == "self_disclosure":
            return None
        if danger.kind == "suicidal" and danger.shares["suicidal"] < THRESHOLDS.suicide_of_the_accused * share:
            return "emergency"  # 'I'll find her and end it': whoever may be harmed comes first
        least = max(least, THRESHOLDS.danger_of_the_accused)
    if danger.kind in state.denied:
        least = max(least, THRESHOLDS.danger_denied)
    return danger.kind if share >= least else None


def _is_of_the_case(meaning: Meaning, state: DialogueState) -> bool:
    """'He works nights and misses my calls', from who has said what they work as: no word of it is of their own life."""
    works = state.facts.get("role", ANYBODY) != ANYBODY
    own = {"own", "under_18", "plain_self_disclosure"} & signs(meaning.text)
    surely = sum(meaning.danger.shares.get(kind, 0.0) for kind in OWN_LIFE) >= THRESHOLDS.danger_while_answering
    return works and not (own or surely or of_their_own(meaning.text) or is_done_to_me(meaning.text))


def _tells_of_work_alone(meaning: Meaning) -> bool:
    """'I'm a teacher, one of my pupils says dad hits her': a role, a child in its care, and no word of the writer's own life."""
    said = signs(meaning.text)
    of_a_child = meaning.facts.get("role", ANYBODY) != ANYBODY and meaning.facts.keys() & {"children", "child_harmed"}
    return bool(of_a_child) and bool({"worker", "grown"} & said) and not {"own", "under_18"} & said


def in_alarm(here: Situation, kind: DangerKind, goes_on: GoesOn) -> Turn:
    reaction = alarm_of(kind, here.pack).react(here.meaning, here.state, here.with_facts.view(here.pack))
    act = reaction.act
    if isinstance(act, Crisis):
        return Turn((*_told(act.kind, here), _crisis(act.kind, here), *_asked_of(act.kind, here)))
    if reaction.resumes:
        work = goes_on(replace(here, meaning=_calm(here.meaning)))
        if isinstance(act, Denial):
            # 'not me, my client': there is nothing to go on with yet, so that they are believed is said
            if act.advice and all(isinstance(one, Unclear | NotUnderstood) for one in work.acts):
                return Turn((act,))
            act = Denial(kind, None)
        return Turn(
            (act or Resume(kind), *work.acts), doubtful=kind in MAY_COST_A_LIFE or _may_cost_a_life(here.meaning)
        )
    if isinstance(act, Aftercare) and act.advice is None and kind in MAY_COST_A_LIFE:
        told: list[Act] = [Tell(here.meaning.facts)] if here.tells else []
        asked = [a for a in asks(here) if not (a.by == "handbook" and no_answer(a))]
        if asked:
            return Turn((*told, *asked), doubtful=True)
        return Turn((*told, act))
    beside = _beside(act, kind, here) if isinstance(act, Aftercare) and act.advice and kind in OWN_LIFE else []
    doubtful = kind in OWN_LIFE and _may_cost_a_life(here.meaning)
    acts = (*_told(kind, here), act or Aftercare(kind, None), *(one for one in beside if one != act))
    return Turn(acts, doubtful)


def _may_cost_a_life(meaning: Meaning) -> bool:
    """Is it such a danger, whatever it is put aside for? The line of 999 stands first then."""
    return meaning.danger.level == "sure" and meaning.danger.kind in MAY_COST_A_LIFE


def _beside(act: Aftercare, kind: DangerKind, here: Situation) -> list[Aftercare]:
    """What else is said after a danger to one's own life: a question beside news, a fear beside either."""
    reader = reader_of(kind, here.pack)
    facts = here.with_facts.view(here.pack)
    asked = reader.to_questions(here.meaning, facts, here.state.subject) if reader.is_news(act.advice) else []
    said = [*(one for one in asked if one != act.advice), *reader.fears_beside(act.advice, here.meaning, facts)]
    return [Aftercare(kind, one) for one in said][:1]


def _calm(meaning: Meaning) -> Meaning:
    """The message without its danger, and its flows as they would be without that."""
    return without_its_flows(replace(meaning, danger=replace(meaning.danger, level="none")))


def without_its_flows(meaning: Meaning) -> Meaning:
    """The message with its flows as they would be without those of danger."""
    flows = [(flow, share) for flow, share in meaning.flows if flow not in DANGERS]
    total = sum(share for _, share in flows)
    return replace(meaning, flows=tuple((flow, share / total) for flow, share in flows)) if total else meaning


def _asked_of(kind: DangerKind, here: Situation) -> list[Aftercare]:
    """What was asked beside the danger, where that danger's own guide answers it."""
    reader, facts = reader_of(kind, here.pack), here.with_facts.view(here.pack)
    if kind not in OWN_LIFE:
        asked = [one for q in here.meaning.questions if (one := reader.asked_plainly(q, here.meaning, facts))]
        return [Aftercare(kind, advice) for advice in asked[:1]]
    subject = here.state.subject
    likely = [
        reader.asked_plainly(q, here.meaning, facts)  # 'do I do' asks nothing by itself
        if len(q.text.split()) < FEW_WORDS
        else reader.near(q, here.meaning, facts, subject, THRESHOLDS.advice_likely)
        for q in here.meaning.questions
    ]
    wanted = [*(one for one in likely if one), *reader.fears(here.meaning, facts)]
    return [Aftercare(kind, advice) for advice in dict.fromkeys(wanted)][:_MOST_BESIDE]


def _told(kind: DangerKind, here: Situation) -> list[Act]:
    """What is kept of a message in danger: its case; of somebody's own life only where they are, for a number there, unless somebody at
    work told of a case before."""
    facts = here.meaning.facts
    if kind in OWN_LIFE and not (at_work_so_far(here.state) and here.state.case.told):
        facts = {name: value for name, value in facts.items() if name in (*PLACE, "role")}
        return [Tell(facts)] if facts else []
    if GRAVE_TOPICS & set(facts.get("topics", ())):
        return [Tell({**facts, IN_DANGER: True})]
    return [Tell(facts)] if here.tells else []


def _who(here: Situation, kind: DangerKind) -> str | None:
    """Whose words an emergency's reply takes, where that is no practitioner's. Who was seen to be at work, or was answered as
    a child or a survivor before, stays that: 'he's trying to get in' says nothing of who writes."""
    if kind != "emergency":
        return None
    if "silent" in here.meaning.danger.spoke:
        return "silent"
    if here.state.alarm in OWN_LIFE:
        return {"child_user": "child", "self_disclosure": "victim"}[here.state.alarm]
    voice = speaker(here.meaning, here.state)
    works = at_work(here.meaning) or at_work_so_far(here.state)
    if "pleads" in patterns().names("people", normalise(here.meaning.text)) and not works:
        return "child" if voice == "child" else "victim"  # 'he's kicking the door please help'
    if voice != here.state.voice and here.meaning.voices.get(voice, 0.0) < THRESHOLDS.voice_not_at_work:
        return None  # who it is remains unsure: what is said to a bystander serves all
    return {"survivor": "victim", "child": "child", "accused": "harmer"}.get(voice)
