"""Somebody who is not at work: family, a neighbour, a parent in a case, a person who harms or is said to. From when that is
certain until they say otherwise, they are answered from the guide that is theirs, and from nothing that is written for work."""

import re
from collections.abc import Collection
from dataclasses import replace
from itertools import islice
from typing import Any

from bot.dialogue.acts import Act, Ask, Crisis, SpeakTo, Tell, Turn
from bot.dialogue.advising import fitting
from bot.dialogue.asking import resolve
from bot.dialogue.directory import by_name
from bot.dialogue.facts import PLACE, merge
from bot.dialogue.reader import Reader, reader_of
from bot.dialogue.scenes import scene
from bot.dialogue.speaker import at_work, at_work_so_far, says_who, turns_out_to_be_another
from bot.dialogue.state import DialogueState
from bot.dialogue.subject import is_a_remark
from bot.nlu.controls import of_their_own, speaks_of_oneself
from bot.nlu.labels import GRAVE_TOPICS, INDUCTION, OWN_LIFE, PEOPLE, SMALL_TALK, DangerKind
from bot.nlu.matcher import patterns
from bot.nlu.meaning import Meaning
from bot.nlu.normalise import normalise
from bot.nlu.safety import signs
from bot.nlu.thresholds import THRESHOLDS
from knowledge.pack import Pack

_MOST_ANSWERS = 2
_BRACKETS = re.compile(r"[()]")  # 'my grandson (6) told me'
_FEW = 10  # words
_NUMBER = "number"  # the advice that a place by itself asks for
_CONTACTED_BY_ANYBODY = ("phone", "email", "web", "hours")


def spoken_to(meaning: Meaning, state: DialogueState, pack: Pack) -> Turn | None:
    """The whole of a turn with somebody who is not at work; None for all others."""
    voice = who_writes(meaning, state)
    if voice is None or voice not in pack.guides or _begins_anew(meaning):
        return None
    said = patterns().names("people", normalise(meaning.text))
    if "for_myself" in said and state.voice in ("relative", "public"):  # 'I mean for me, it is my own husband'
        return Turn((_of_their_own(meaning, pack),))
    reader, facts = reader_of(voice, pack), _with_facts(meaning, state).view(pack) | _harm(meaning)
    told: list[Act] = [Tell(place)] if (place := _place(meaning)) else []
    news = reader.news(meaning, facts)
    asked = reader.asked_of(meaning, facts, state.subject)
    known = state.voice == voice or state.alarm is not None
    kind = _danger(meaning, voice, known, asked=bool(asked), says=voice in said)
    if kind and known and is_a_remark(meaning, state.subject, voice):
        kind = None
    if kind and not _is_that(news, known and voice != "accused", meaning, reader):
        who = _who(voice, kind)
        return Turn((*told, Crisis(kind, who, scene(kind, who, meaning, pack))))
    looked_up = _looked_up(meaning, voice, state, pack)
    if looked_up and voice in state.introduced:
        return Turn((*told, looked_up), doubtful=_doubtful(meaning))
    if voice == "public" and not news and (work := _advice_of_work(meaning, state, pack)):
        return Turn((*told, work), doubtful=_doubtful(meaning))
    over = any(reader.is_over(advice) for advice in news)
    farewell = reader.farewell(meaning, facts)
    asked = [] if farewell and reader.only_takes_leave(meaning) else asked
    wanted = [*_suicide_advice(meaning, voice, pack), *news, *asked] or farewell or [_NUMBER] * bool(place)
    answers = tuple(dict.fromkeys(wanted))[:_MOST_ANSWERS]
    return Turn((*told, SpeakTo(voice, answers)), doubtful=_doubtful(meaning) and not (over and known))


def _suicide_advice(meaning: Meaning, voice: str, pack: Pack) -> list[str]:
    """The advice that is named after the danger, for who harms and may be at the end of it themselves: 'what's the point without her'.
    It takes little, as the guide's own answer stands beside it."""
    near = meaning.danger.kind == "suicidal" and meaning.danger.shares["suicidal"] >= THRESHOLDS.low_of_the_accused
    return ["suicidal"] if voice == "accused" and near and pack.advice("accused.suicidal") else []


def _advice_of_work(meaning: Meaning, state: DialogueState, pack: Pack) -> Ask | None:
    """Advice that is written for people at work, where it answers an employer, a volunteer or a landlord more likely than their own
    guide's does. What may be danger, and a grave thing that is told, is their own guide's."""
    if meaning.danger.level == "sure" or GRAVE_TOPICS & set(meaning.facts.get("topics", ())):
        return None
    question = meaning.questions[0] if len(meaning.questions) == 1 else meaning.as_question
    for guide, advice, near in islice(fitting(question, meaning, state, pack), 1):
        if not guide.voices and near.chance >= THRESHOLDS.advice_likely:
            return Ask(question, "advice", f"{guide.id}.{advice.id}")
    return None


def _of_their_own(meaning: Meaning, pack: Pack) -> Crisis:
    """Their own life, for a child as a child's; what may cost a life goes before it."""
    if meaning.danger.level == "sure" and meaning.danger.kind == "suicidal":
        return Crisis("suicidal")
    child, emergency = (
        "under_18" in signs(meaning.text),
        meaning.danger.level == "sure" and meaning.danger.kind == "emergency",
    )
    who = ("child" if child else "victim") if emergency else None
    kind: DangerKind = "emergency" if emergency else "child_user" if child else "self_disclosure"
    return Crisis(kind, who, scene(kind, who, meaning, pack))


def _place(meaning: Meaning) -> dict[str, Any]:
    """Where they are: all that is kept of a case, for the numbers there."""
    return {name: value for name, value in meaning.facts.items() if name in PLACE}


def _harm(meaning: Meaning) -> dict[str, Any]:
    return {name: value for name, value in meaning.facts.items() if name == "child_harmed"}


def _with_facts(meaning: Meaning, state: DialogueState) -> DialogueState:
    after = DialogueState.of(state.as_slot())
    merge(after, _place(meaning))
    return after


def voice_from_here(meaning: Meaning, state: DialogueState) -> str | None:
    """Who writes, as the state keeps it. Who says that they are under 18 is a child, until they tell of their work."""
    if state.voice is None and "under_18" in signs(meaning.text):
        return "child"
    if voice := who_writes(meaning, state):
        return voice
    new = state.voice in (None, *PEOPLE) or "role" in meaning.facts
    return "practitioner" if new and at_work(meaning) else state.voice


def who_writes(meaning: Meaning, state: DialogueState) -> str | None:
    """Which of PEOPLE writes; None where somebody at work does, a child, a survivor, or nobody knows."""
    said = patterns().names("people", normalise(_BRACKETS.sub(" ", meaning.text)))
    known = state.voice if state.voice in PEOPLE else None
    if known == "accused" and "relative" in said and "accused" not in said:
        return "relative"  # 'I am his grandmother'
    if known == "accused":  # so that no word about a job opens what is kept from them
        return None if _surely(meaning, "practitioner") and "role" in meaning.facts else known
    if "employer" in said:
        return "public"
    called = next((voice for voice in reversed(PEOPLE) if voice in said), None)
    new_here = meaning.flow == INDUCTION and "public" in (called, meaning.voice) and known is None  # volunteers, too
    if new_here or _says_at_work(meaning, state) or state.alarm == "suicidal":
        return None
    if "not_the_one" in said and state.alarm in ("self_disclosure", "emergency") and not at_work(meaning):
        return called or "public"
    theirs = state.alarm in OWN_LIFE and meaning.voices.get(called or "", 0.0) < THRESHOLDS.another_voice
    if called and not theirs and not _a_child(meaning, state):  # 'my sister in law says the ticket is for me'
        return called
    return None if state.alarm in OWN_LIFE else known or _guessed(said, meaning, state)


def _guessed(said: Collection[str], meaning: Meaning, state: DialogueState) -> str | None:
    """Who writes, where they call themselves nothing."""
    if state.alarm == "emergency" and "rang" in said and state.voice is None:
        return "public"
    return _likeliest(meaning) if "not_at_work" in said else _by_the_classifier(meaning, state)


def _by_the_classifier(meaning: Meaning, state: DialogueState) -> str | None:
    voice, share = meaning.voice, meaning.voices.get(meaning.voice, 0.0)
    if voice not in PEOPLE or meaning.flow in ("out_of_scope", "inform", *SMALL_TALK):
        return None  # who claims mileage or says hello is spoken to as anybody
    if at_work_so_far(state):
        return voice if turns_out_to_be_another(meaning, state) else None
    if voice == "accused" and state.acts and not of_their_own(meaning.text):
        return None  # nobody becomes that in the middle of something without a word of it
    if voice == "accused" or state.alarm:  # a wrong word would be worst
        return voice if share >= (THRESHOLDS.another_voice if state.alarm else THRESHOLDS.voice) else None
    if share < THRESHOLDS.another_voice and meaning.danger.level == "none" and _asked_by_anybody(meaning):
        return None
    hardly_work = meaning.voices.get("practitioner", 0.0) <= THRESHOLDS.hardly_work and speaks_of_oneself(meaning.text)
    return voice if share >= (THRESHOLDS.voice_not_at_work if hardly_work else THRESHOLDS.voice) else None


def _asked_by_anybody(meaning: Meaning) -> bool:
    """'Email for social care?', 'I need to talk to a social worker': whoever they are."""
    return not says_who(meaning) or meaning.flow in ("human", "find_service")


def _likeliest(meaning: Meaning) -> str | None:
    """Of who is not at work, and says no more than that."""
    shares = {voice: meaning.voices.get(voice, 0.0) for voice in (*PEOPLE, "survivor", "child")}
    best = max(shares, key=shares.__getitem__)
    return best if best in PEOPLE else None if shares[best] >= THRESHOLDS.voice_not_at_work else "public"


def _says_at_work(meaning: Meaning, state: DialogueState) -> bool:
    """Does the writer say that they are at work? In few words the classifier's own word is not enough."""
    said, share = signs(meaning.text), meaning.voices.get("practitioner", 0.0)
    if "grown" in said or ("worker" in said and share >= THRESHOLDS.worker):
        return True
    known = state.voice in PEOPLE  # then it takes more than the classifier: 'who can I phone about the little one'
    return _surely(meaning, "practitioner") and ("role" in meaning.facts if known else says_who(meaning))


def _surely(meaning: Meaning, voice: str) -> bool:
    return meaning.voices.get(voice, 0.0) >= THRESHOLDS.another_voice


def _a_child(meaning: Meaning, state: DialogueState) -> bool:
    """'My sister's boyfriend hits her' may be a child's: who is surely one, or was answered as one, stays that."""
    return state.alarm == "child_user" or "under_18" in signs(meaning.text) or meaning.voices.get("child", 0.0) >= 0.5


def _begins_anew(meaning: Meaning) -> bool:
    return meaning.control == "new_case" or (meaning.flow == "restart" and meaning.confidence >= THRESHOLDS.restart)


def _danger(meaning: Meaning, voice: str, known: bool, asked: bool, says: bool) -> DangerKind | None:
    """The danger that is answered first. What they write of is full of danger that is over, or somebody else's. `says`: whether
    their words, and not the classifier alone, tell who they are."""
    danger, kind = meaning.danger, meaning.danger.kind
    if danger.level != "sure" or kind is None:
        return None
    share = sum(danger.shares.values())
    if voice == "accused":
        if kind in OWN_LIFE:  # who harms is not comforted as who is harmed
            return None
        if kind == "suicidal" and danger.shares["suicidal"] < THRESHOLDS.suicide_of_the_accused * share:
            kind = "emergency"  # 'I'll find her and end it': whoever may be harmed comes first
        return kind if share >= THRESHOLDS.danger_of_the_accused else None
    if kind == "emergency":
        return kind if share >= THRESHOLDS.danger_of_a_person else None
    if kind == "suicidal":
        return kind
    if not known:  # the first words: a parent in a case may tell of their own life, and a child of a sister's
        guessed = voice == "parent" or not says
        least = THRESHOLDS.own_life_of_a_parent if guessed else THRESHOLDS.danger_denied
        return kind if share >= least else None
    plainly = danger.shares[kind] >= THRESHOLDS.danger_denied and voice != "relative" and not asked
    return kind if kind == "self_disclosure" and plainly else None


def _is_that(news: list[str], known: bool, meaning: Meaning, reader: Reader) -> bool:
    """Is what sounds like danger the news that the guide answers? Help that comes, or an end, wherever it is said; in the middle
    of a conversation also a few words ('she's got a baby'), but none of who harms. Not where another clause is danger by itself."""
    if not news or reader.left_of(news[0], meaning):
        return False
    return reader.is_over(news[0]) or news[0] == "called" or (known and len(meaning.text.split()) <= _FEW)


def _who(voice: str, kind: DangerKind) -> str | None:
    """Whose words the reply takes."""
    return {"accused": "harmer"}.get(voice, voice) if kind == "emergency" else None


def _doubtful(meaning: Meaning) -> bool:
    """Is danger possible, so that one line of 999 comes first?"""
    return meaning.danger.level != "none"


def _looked_up(meaning: Meaning, voice: str, state: DialogueState, pack: Pack) -> Ask | None:
    """A service by its name, and how to reach it; never a mailbox, and nothing for who may be looking for somebody."""
    if voice == "accused":
        return None
    known = replace(state, spoken=replace(state.spoken, services=[]))
    for question in (meaning.as_question, *meaning.questions):
        found = by_name(question, meaning, known, pack) or resolve(question, meaning, known, pack)
        if found and found.by == "services" and found.detail & set(_CONTACTED_BY_ANYBODY):
            services = {one.id for one in pack.services}
            if set(found.value) <= services:
                return found
    return None
