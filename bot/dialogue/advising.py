"""Which advice of the guides answers what is asked: by its topic in a guide that is meant, or as the likeliest in this talk."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from bot.dialogue.acts import Ask
from bot.dialogue.answers import asks_what_it_means
from bot.dialogue.facts import CASE
from bot.dialogue.handbook import best_in_print, is_as_good_as, surely_in_print
from bot.dialogue.speaker import speaker
from bot.dialogue.state import DialogueState
from bot.dialogue.subject import Candidate, candidates
from bot.nlu.controls import asks_whom_to_tell, is_question
from bot.nlu.labels import DANGERS, GUIDE_ANSWERS, MAIN_FLOW, MAY_COST_A_LIFE, SMALL_TALK
from bot.nlu.meaning import Meaning, Question
from bot.nlu.thresholds import THRESHOLDS
from knowledge.conditions import Facts, facts_named, holds, without
from knowledge.guides import Advice, Guide
from knowledge.pack import Pack

_A_WORD_OR_TWO, _AN_ODD_ANSWER, _LEANING_WORDS = 2, 5, 12
_TOLD, _STORY = 6, 16  # words beside a question, and of a message without one
_OF_THE_MESSAGE = ("risk", "dash", "role")  # facts that a question brings with it
_LOOKED_AT, _MOST_NEAREST = 8, 3  # pieces of advice
_VOICE_GUIDES = {"accused": ("accused", "perpetrators", "protective_orders")}  # whose advice alone answers them

Fitting = tuple[Guide, Advice, Candidate]


def advised(question: Question, meaning: Meaning, state: DialogueState, pack: Pack) -> Ask | None:
    """A guide's own advice: by its topic in a guide that is meant, else by likeness to the questions written beside it."""
    if is_whom_to_tell(question, state):
        return _before_whom_to_tell(question, meaning, state, pack)  # the pathway decides
    meant = _guides_meant(question, meaning, state, pack)
    in_print = None if speaker(meaning, state) == "accused" else surely_in_print(question)
    of_a_case = state.guide or CASE & meaning.facts.keys()
    of_the_guide = (
        None if of_a_case else in_print
    )  # what a guide that is meant says fits the case, and who is spoken to
    view = state.view(pack) | {name: value for name, value in meaning.facts.items() if name in _OF_THE_MESSAGE}
    topics = question.topics or (tuple(meaning.facts.get("topics", ())) if len(meaning.questions) == 1 else ())
    likeliest = list(islice(fitting(question, meaning, state, pack), _LOOKED_AT))
    best = likeliest[0][2].chance if likeliest else 0.0
    surely = tells_a_story(question, meaning) and best >= THRESHOLDS.advice_hardly_doubted
    if (asks_what_it_means(question.text) or topics) and not surely:
        for guide in meant:
            found = on_topic(guide, topics, view)
            if found and is_as_good_as(found, of_the_guide):
                return Ask(question, "advice", f"{guide.id}.{found.id}")
    if not likeliest:
        return None
    guide, advice, candidate = likeliest[0]
    printed = None if state.acts else best_in_print(question, THRESHOLDS.print_in_first_words)
    is_meant = guide.id == meaning.flow and meaning.confidence >= THRESHOLDS.situation
    needs = THRESHOLDS.advice_of_what_is_meant if is_meant else THRESHOLDS.advice_beyond_doubt
    plainly = surely or candidate.by_itself >= needs
    if not (plainly or printed in (None, advice.source)) or not _is_likely(candidate, question, meaning, state):
        return None
    leans = guide.id == state.spoken.guide and len(question.text.split()) <= _LEANING_WORDS
    good = _fits_the_talk(candidate, question, state) or is_as_good_as(
        advice, None if leans and not surely_in_print(question) else in_print
    )
    answer = _likeliest(question, likeliest) if good else None
    return None if answer and answer.by == "nearest" and _is_better_in_print(question) else answer


def _is_better_in_print(question: Question) -> bool:
    """Does the print answer what advice is only near to?"""
    least = 0.0 if asks_what_it_means(question.text) else THRESHOLDS.follow_up
    return best_in_print(question, least) is not None


def _likeliest(question: Question, found: Sequence[Fitting]) -> Ask:
    """The first, as the answer; where it is none, it and what may be meant as well."""
    (guide, advice, candidate), *others = found
    if candidate.chance >= THRESHOLDS.advice_not_only_nearest or candidate.by_itself >= THRESHOLDS.advice_surely:
        return Ask(question, "advice", f"{guide.id}.{advice.id}")
    names = {advice.title: f"{guide.id}.{advice.id}"}
    for guide, advice, candidate in others:
        if candidate.chance >= THRESHOLDS.may_be_meant and guide.id not in DANGERS:
            names.setdefault(advice.title, f"{guide.id}.{advice.id}")
    return Ask(question, "nearest", tuple(names.values())[:_MOST_NEAREST])


def nearest(meaning: Meaning, state: DialogueState, pack: Pack) -> Ask | None:
    """In the middle of a talk, the advice that is likeliest, where nothing else answers: better than not to have followed."""
    asked = meaning.as_question
    awaited = state.answering or state.learning.doing is not None
    few = _AN_ODD_ANSWER if awaited else _A_WORD_OR_TWO  # 'the other one', 'purple'
    if (
        not state.acts
        or meaning.flow == "out_of_scope"
        or (len(asked.text.split()) <= few and not is_question(asked.text))
    ):
        return None
    found = [one for one in islice(fitting(asked, meaning, state, pack), _LOOKED_AT) if one[0].id not in DANGERS]
    return _likeliest(asked, found) if found and found[0][2].chance >= THRESHOLDS.may_be_meant else None


def is_likely_advised(meaning: Meaning, state: DialogueState, pack: Pack) -> bool:
    """Is there advice that likely answers the whole message? First words must tell a story."""
    if not state.acts and not tells_a_story(meaning.as_question, meaning):
        return False
    found = next(fitting(meaning.as_question, meaning, state, pack), None)
    return found is not None and found[2].chance >= THRESHOLDS.advice_likely


def is_whom_to_tell(question: Question, state: DialogueState) -> bool:
    """'Who do I refer this to', of a child: by the classifier, or as the pathway is what was spoken of last ('where does it go then')."""
    if state.flow not in (None, MAIN_FLOW) or not asks_whom_to_tell(question.text):
        return False
    return MAIN_FLOW in (question.flow, state.flow, state.spoken.guide)


def _before_whom_to_tell(question: Question, meaning: Meaning, state: DialogueState, pack: Pack) -> Ask | None:
    """What is said first where it is plainly asked: 'do I refer, yes or no'."""
    for guide, advice, near in fitting(question, meaning, state, pack):
        if advice.leads and near.by_itself >= THRESHOLDS.advice_of_what_is_meant:
            return Ask(question, "advice", f"{guide.id}.{advice.id}")
    return None


def _is_likely(candidate: Candidate, question: Question, meaning: Meaning, state: DialogueState) -> bool:
    """Is the advice the answer? In somebody's first words, which the handbook may answer or a guide begin with, it must ask for it
    itself, too; in words that ask nothing where an answer is awaited, and beside small talk, more plainly than elsewhere."""
    whole, sure = question.text == meaning.text, meaning.confidence >= THRESHOLDS.situation
    few = len(question.text.split()) <= _A_WORD_OR_TWO and not is_question(question.text)  # 'purple', 'reset'
    steers = meaning.flow == "restart" or (meaning.flow in SMALL_TALK and not is_question(question.text))
    if not few and not (whole and sure and steers) and _fits_the_talk(candidate, question, state):
        return True
    if whole and sure and meaning.flow in SMALL_TALK:
        asides = (meaning.handbook or {}).get("asides") or ()  # what surely asks for advice is no small talk
        surely = any(one["chance"] >= THRESHOLDS.advice_beyond_doubt for one in asides)
        here = candidate.chance >= THRESHOLDS.advice_hardly_doubted and candidate.by_itself >= THRESHOLDS.advice_surely
        return surely or here
    if whole and sure and meaning.flow in GUIDE_ANSWERS and candidate.guide != meaning.flow:
        return candidate.by_itself >= THRESHOLDS.advice_surely
    awaits = state.answering or state.learning.doing is not None
    awaited = awaits and whole and not is_question(question.text)
    if (awaited and few) or (sure and meaning.flow == "out_of_scope"):
        return candidate.by_itself >= THRESHOLDS.advice_surely
    if candidate.guide in DANGERS and candidate.guide != state.alarm:
        meanwhile = bool(state.acts) and candidate.chance >= THRESHOLDS.advice_of_a_danger
        return meanwhile or candidate.by_itself >= THRESHOLDS.advice_surely
    if not state.acts:
        return _is_asked_for_first(candidate, question, meaning)
    if awaited and candidate.guide != state.flow:  # 'something on stalking', asked for a course
        return candidate.by_itself >= THRESHOLDS.advice_surely
    return candidate.chance >= (THRESHOLDS.advice_here if awaited else THRESHOLDS.advice)


def tells_a_story(question: Question, meaning: Meaning) -> bool:
    """Is much told beside the question, or in a message without any? A bare question may be anybody's, of anything."""
    whole = question.text == meaning.text
    beside = len(meaning.text.split()) - (0 if whole else len(question.text.split()))
    return beside >= (_STORY if whole else _TOLD)


def _is_asked_for_first(candidate: Candidate, question: Question, meaning: Meaning) -> bool:
    """Do somebody's first words ask for it: likely, where they tell a story, or else by themselves?"""
    if candidate.chance >= THRESHOLDS.advice_likely and tells_a_story(question, meaning):
        return True
    if candidate.by_itself >= THRESHOLDS.advice_surely:
        return candidate.chance >= THRESHOLDS.advice
    asked_for = not asks_what_it_means(question.text) and candidate.by_itself >= THRESHOLDS.advice_asked_for
    return asked_for and candidate.chance >= THRESHOLDS.advice_first


def _fits_the_talk(candidate: Candidate, question: Question, state: DialogueState) -> bool:
    """In the middle of a talk the chance counts what was said before, and may be believed by itself; not of danger's own advice, and
    where somebody asks what a word means only where it is hardly doubted."""
    if not state.acts or candidate.guide in DANGERS:
        return False
    if asks_what_it_means(question.text):
        return candidate.chance >= THRESHOLDS.advice_hardly_doubted
    return candidate.chance >= THRESHOLDS.advice_likely


def fitting(question: Question | None, meaning: Meaning, state: DialogueState, pack: Pack) -> Iterator[Fitting]:
    """The advice that fits the case and may be said to who writes, with the chance that it answers, likeliest first."""
    view = state.view(pack) | {name: value for name, value in meaning.facts.items() if name in _OF_THE_MESSAGE}
    if meaning.notification == "denied":
        view["after_notification"] = "no"
    for near in candidates(question, meaning, state.subject, state.spoken.guide or state.flow):
        guide, advice = pack.guides.get(near.guide), pack.advice(f"{near.guide}.{near.advice}")
        if guide is None or advice is None or not _may_speak(guide, meaning, state):
            continue
        if _is_ruled_out(guide, view) and near.by_itself < THRESHOLDS.advice_surely:
            continue
        if not holds(without("topics", advice.when), {**guide.implies, **view}):
            continue
        if guide.decides == "pathway" and advice.first and "topics" not in facts_named(advice.when):
            continue  # the guide says it with its decision
        yield guide, advice, near


def _is_ruled_out(guide: Guide, view: Facts) -> bool:
    """Is the guide for a case that this one is known not to be: for a notification, where none has come?"""
    return any(view.get(name, value) not in (value, "unknown") for name, value in guide.implies.items())


def _guides_meant(question: Question, meaning: Meaning, state: DialogueState, pack: Pack) -> list[Guide]:
    """The guides that the question may be to: its own flow's, the one under way, the message's."""
    ids = dict.fromkeys(
        [
            question.flow,
            state.flow,
            meaning.flow,
            *(flow for flow, share in meaning.flows[:2] if share > 0.25),
            state.spoken.guide,
            *state.paused,
        ]
    )
    view = state.view(pack)
    return [
        pack.guides[one]
        for one in ids
        if one in pack.guides and one not in DANGERS and not _is_ruled_out(pack.guides[one], view)
    ]


def _may_speak(guide: Guide, meaning: Meaning, state: DialogueState) -> bool:
    """Not every guide speaks to everybody: an accused person gets no case work, a danger's guide answers in its alarm."""
    voice = speaker(meaning, state)
    if (
        guide.id in DANGERS
    ):  # what to do meanwhile is asked by whoever looks after somebody, also where there is no alarm
        works = voice == "practitioner" and meaning.danger.level != "sure"
        spoken_of = guide.id != "suicidal" or meaning.danger.shares.get("suicidal", 0.0) >= THRESHOLDS.suicide_spoken_of
        return state.alarm == guide.id or (guide.id in MAY_COST_A_LIFE and works and spoken_of)
    if allowed := _VOICE_GUIDES.get(voice):
        return guide.id in allowed
    return not guide.voices or voice in guide.voices or state.voice in guide.voices


def on_topic(guide: Guide, topics: tuple[str, ...], view: dict[str, Any]) -> Advice | None:
    """The guide's advice that is said for topics alone, whatever else is known (`view`)."""
    seen = {**view, **guide.implies, "topics": list(topics)}
    unasked = {**seen, "topics": []}
    return next((one for one in guide.advice_for(seen) if one.first and not holds(one.when, unasked)), None)
