"""What answers a thing that is asked: Signpost itself, a section by number, the directory, a guide's own advice, the
pathway, or the handbook. In this order, the first that fits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from bot.dialogue.acts import Ask
from bot.dialogue.answers import asks_what_it_means
from bot.dialogue.facts import CASE
from bot.dialogue.speaker import speaker
from bot.dialogue.state import DialogueState
from bot.dialogue.subject import Candidate, candidates
from bot.nlu.controls import asks_for_guidance, asks_whom_to_tell, is_question, wants_yes_or_no
from bot.nlu.labels import DANGERS, GUIDE_ANSWERS, MAIN_FLOW, MAY_COST_A_LIFE, SMALL_TALK
from bot.nlu.meaning import Meaning, Question
from bot.nlu.thresholds import THRESHOLDS
from knowledge.conditions import Facts, facts_named, holds, without
from knowledge.guides import Advice, Guide
from knowledge.pack import Pack
from knowledge.schema import Contact, FrontDoor, Service
from knowledge.services import HELPING, REACHES, Wanted, detail_asked, find, look_up, serves

_SECTION = re.compile(
    r"(?:\b(?:section|sec|read|open|show me|part|s)\s*)(?P<id>\d{1,2}\.\d{1,2})\b|^\W*(?P<only>\d{1,2}\.\d{1,2})\W*$",
    re.I,
)
_APPENDIX = re.compile(r"^\W*(?:(?:read|open|show me|what'?s in|the)\s+)*appendix(?: (?:1|one|a1))?\W*$", re.I)
_CHAPTER = re.compile(r"\bchapter\s+(?P<n>\d{1,2})\b(?!\.\d)", re.I)
_SIGNPOST = re.compile(
    r"\b(?:are you (?:a |an )?(?:real |actual )?(?:bot|robot|human|real|person|ai|machine)|who (?:made|built|runs) (?:you|this)|"
    r"is (?:this|it) (?:a bot|confidential|private|recorded|anonymous|being recorded|stored)|"
    r"do(?:es)? (?:you|it|this) (?:store|keep|record|remember|save)\b(?! the))",
    re.I,
)
_A_WORD_OR_TWO, _AN_ODD_ANSWER, _FEW_WORDS, _LEANING_WORDS = 2, 5, 6, 12
_OF_THE_MESSAGE = ("risk", "dash", "role")  # facts that a question brings with it
_A_FOLLOW_UP = 9  # words: 'and what's the number for them then'
_A_NAME, _A_DETAIL = 5, 8  # words of 'sv2', and of 'phone number for sv2 please'
_ASKED_BY_NAME = (HELPING | {"website", "course"}) - {"scheme"}
_LOOKED_AT, _MOST_NEAREST = 8, 3  # pieces of advice
_VOICE_GUIDES = {"accused": ("accused", "perpetrators", "protective_orders")}  # whose advice alone answers them

Fitting = tuple[Guide, Advice, Candidate]


def resolve(question: Question, meaning: Meaning, state: DialogueState, pack: Pack) -> Ask | None:
    """What answers `question`; None where only a guide under way can say."""
    for finder in (
        _about_signpost,
        _of_another_area,
        _by_number,
        _in_the_directory,
        _advised,
        _decided,
        _in_the_handbook,
    ):
        if ask := finder(question, meaning, state, pack):
            return ask
    return None


def _about_signpost(question: Question, meaning: Meaning, state: DialogueState, pack: Pack) -> Ask | None:
    return Ask(question, "signpost") if _SIGNPOST.search(question.text) else None


def _of_another_area(question: Question, meaning: Meaning, state: DialogueState, pack: Pack) -> Ask | None:
    """Another partnership's number or mailbox is not ours to guess."""
    ours = state.facts.keys() & {"area", "unsure"} or meaning.facts.keys() & {"area", "areas", "children"}
    where = question.handbook.get("elsewhere") or (
        meaning.facts.get("outside") if detail_asked(question.text) else None
    )
    return (
        Ask(replace(question, handbook={**question.handbook, "elsewhere": where}), "handbook")
        if where and not ours
        else None
    )


def _by_number(question: Question, meaning: Meaning, state: DialogueState, pack: Pack) -> Ask | None:
    return by_number(question)


def by_number(question: Question) -> Ask | None:
    """A section or a chapter that is named by its number."""
    if found := _SECTION.search(question.text):
        return Ask(question, "section", found["id"] or found["only"])
    if _APPENDIX.search(question.text):
        return Ask(question, "section", "A1")
    if found := _CHAPTER.search(question.text):
        return Ask(question, "chapter", found["n"])
    return None


def _in_the_directory(question: Question, meaning: Meaning, state: DialogueState, pack: Pack) -> Ask | None:
    """A service by name, or a detail of what was last spoken of: 'and their website?'."""
    if speaker(meaning, state) == "accused":
        return None
    detail = detail_asked(question.text)
    named = [one for one in _named(question, meaning, state, pack) if detail or getattr(one, "kind", "") in HELPING]
    unprinted = named and not any(getattr(one, name, None) for one in named for name in detail)
    if detail and unprinted and asks_for_guidance(question.text):
        return None  # 'what do I do with an Encompass e-mail' asks for no address
    spoken = [one.id for one in named] or (state.spoken.services if len(question.text.split()) <= _A_FOLLOW_UP else [])
    if "phone" in detail and _has_only_a_front_door(spoken, pack):
        return Ask(question, "front_door")
    in_passing = question.flow == MAIN_FLOW and wants_yes_or_no(question.text)
    if named and (detail or question.flow in ("find_service", MAIN_FLOW)) and not (in_passing and not detail):
        others = _with_a_number_instead(named, meaning, state, pack) if "phone" in detail else []
        return Ask(question, "services", tuple(one.id for one in [*others, *named]), detail)
    if detail and not named and state.spoken.services and len(question.text.split()) <= _A_FOLLOW_UP:
        having = _with(detail, state.spoken.services, pack)
        if not having and "phone" in detail:
            without = [one for one in pack.services if one.id in state.spoken.services]
            having = [one.id for one in _with_a_number_instead(without, meaning, state, pack)]
        if having or detail & REACHES:
            return Ask(question, "services", tuple((having or state.spoken.services)[:2]), detail)
    return None


def _with_a_number_instead(
    named: Sequence[Service | Contact | FrontDoor], meaning: Meaning, state: DialogueState, pack: Pack
) -> list[Service]:
    """Who can be rung for the same need there, where nobody that is named has a number in print: 'the phone number for refuge'."""
    needs = [one.needs[0] for one in named if isinstance(one, Service) and one.kind in HELPING and one.needs]
    if not needs or any(getattr(one, "phone", None) for one in named):
        return []
    area = meaning.facts.get("area") or state.facts.get("area")
    fitting = find(pack, Wanted(area=area if area in pack.area else None, need=needs[0]))
    return [one for one in fitting if one.phone][:1]


def _named(
    question: Question, meaning: Meaning, state: DialogueState, pack: Pack
) -> list[Service | Contact | FrontDoor]:
    """The entries that a question names, or the message where the question only asks what their e-mail is; of several that share a
    name ('social care'), those of the area, if it is known."""
    leans = detail_asked(question.text) & REACHES and len(question.text.split()) <= _A_FOLLOW_UP
    found = look_up(pack, question.text) or (look_up(pack, meaning.text) if leans else [])
    area = meaning.facts.get("area") or state.facts.get("area")
    return [one for one in found if area in pack.area and _is_of(one, area, pack)] or found


def _is_of(one: Service | Contact | FrontDoor, area: str, pack: Pack) -> bool:
    """Is this for people who live in the area? A contact is, where the pathway tells it of children there."""
    if isinstance(one, Service):
        return serves(pack, one, area)
    return (
        isinstance(one, Contact)
        and pack.table.has_contact(one.kind, area)
        and pack.table.contact_for(one.kind, area).id == one.id
    )


def _has_only_a_front_door(ids: Sequence[str], pack: Pack) -> bool:
    """Is a council's social care spoken of, whose number is published and not printed, and nobody with a printed one?"""
    doors = any(door.contact in ids for door in pack.front_doors)
    return doors and not _with(frozenset({"phone"}), list(ids), pack)


def _with(detail: frozenset[str], ids: list[str], pack: Pack) -> list[str]:
    """Of those last spoken of, the ones of whom that is printed."""
    everything: list[Service | Contact | FrontDoor] = [*pack.services, *pack.contacts.values(), *pack.front_doors]
    entries = {one.id: one for one in everything}
    return [one for one in ids if one in entries and any(getattr(entries[one], name, None) for name in detail)]


def by_name(question: Question, meaning: Meaning, state: DialogueState, pack: Pack) -> Ask | None:
    """A few words that name who helps, and nothing else: 'sv2', 'idva for derby'. A scheme or a tool is a guide's topic."""
    detail = detail_asked(question.text)
    few = len(question.text.split()) <= (_A_DETAIL if detail else _A_NAME)
    if speaker(meaning, state) == "accused" or not few or is_question(question.text):
        return None
    found = _named(question, meaning, state, pack)
    named = tuple(one.id for one in found if detail or getattr(one, "kind", "") in _ASKED_BY_NAME)
    if "phone" in detail and _has_only_a_front_door(named, pack):
        return Ask(question, "front_door", (), detail)
    return Ask(question, "services", named, detail) if named else None


def _advised(question: Question, meaning: Meaning, state: DialogueState, pack: Pack) -> Ask | None:
    """A guide's own advice: by its topic in a guide that is meant, else by likeness to the questions written beside it."""
    if _is_whom_to_tell(question, state):
        return _before_whom_to_tell(question, meaning, state, pack)  # the pathway decides
    meant = _guides_meant(question, meaning, state, pack)
    in_print = None if speaker(meaning, state) == "accused" else surely_in_print(question)
    of_a_case = state.guide or CASE & meaning.facts.keys()
    of_the_guide = (
        None if of_a_case else in_print
    )  # what a guide that is meant says fits the case, and who is spoken to
    view = state.view(pack) | {name: value for name, value in meaning.facts.items() if name in _OF_THE_MESSAGE}
    topics = question.topics or (tuple(meaning.facts.get("topics", ())) if len(meaning.questions) == 1 else ())
    if asks_what_it_means(question.text) or topics:
        for guide in meant:
            found = _on_topic(guide, topics, view)
            if found and _as_good(found, of_the_guide):
                return Ask(question, "advice", f"{guide.id}.{found.id}")
    likeliest = list(islice(fitting(question, meaning, state, pack), _LOOKED_AT))
    if not likeliest:
        return None
    guide, advice, candidate = likeliest[0]
    printed = None if state.acts else _best_in_print(question, THRESHOLDS.print_in_first_words)
    is_meant = guide.id == meaning.flow and meaning.confidence >= THRESHOLDS.situation
    needs = THRESHOLDS.advice_of_what_is_meant if is_meant else THRESHOLDS.advice_beyond_doubt
    plainly = candidate.by_itself >= needs
    if not (plainly or printed in (None, advice.source)) or not _is_likely(candidate, question, meaning, state):
        return None
    leans = guide.id == state.spoken.guide and len(question.text.split()) <= _LEANING_WORDS
    good = _fits_the_talk(candidate, question, state) or _as_good(
        advice, None if leans and not surely_in_print(question) else in_print
    )
    answer = _likeliest(question, likeliest) if good else None
    return None if answer and answer.by == "nearest" and _is_better_in_print(question) else answer


def _is_better_in_print(question: Question) -> bool:
    """Does the print answer what advice is only near to?"""
    least = 0.0 if asks_what_it_means(question.text) else THRESHOLDS.follow_up
    return _best_in_print(question, least) is not None


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
    return _likeliest(asked, found) if found and found[0][2].chance >= THRESHOLDS.advice else None


def is_likely_advised(meaning: Meaning, state: DialogueState, pack: Pack) -> bool:
    """Is there advice, in the middle of a talk, that likely answers the whole message?"""
    if not state.acts:
        return False
    found = next(fitting(meaning.as_question, meaning, state, pack), None)
    return found is not None and found[2].chance >= THRESHOLDS.advice_likely


def _is_whom_to_tell(question: Question, state: DialogueState) -> bool:
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
        return candidate.by_itself >= THRESHOLDS.advice_surely
    if not state.acts:
        return _is_asked_for_first(candidate, question)
    if awaited and candidate.guide != state.flow:  # 'something on stalking', asked for a course
        return candidate.by_itself >= THRESHOLDS.advice_surely
    return candidate.chance >= (THRESHOLDS.advice_here if awaited else THRESHOLDS.advice)


def _is_asked_for_first(candidate: Candidate, question: Question) -> bool:
    """Do somebody's first words ask for it by themselves?"""
    if candidate.by_itself >= THRESHOLDS.advice_surely:
        return candidate.chance >= THRESHOLDS.advice
    asked_for = not asks_what_it_means(question.text) and candidate.by_itself >= THRESHOLDS.advice_asked_for
    return asked_for and candidate.chance >= THRESHOLDS.advice_first


def _fits_the_talk(candidate: Candidate, question: Question, state: DialogueState) -> bool:
    """In the middle of a talk the chance counts what was said before, and may be believed by itself; not of danger's own advice, nor
    where somebody asks what a word means."""
    if not state.acts or candidate.guide in DANGERS or asks_what_it_means(question.text):
        return False
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


def _on_topic(guide: Guide, topics: tuple[str, ...], view: dict[str, Any]) -> Advice | None:
    seen = {**view, **guide.implies, "topics": list(topics)}
    unasked = {**seen, "topics": []}
    return next((one for one in guide.advice_for(seen) if one.first and not holds(one.when, unasked)), None)


def surely_in_print(question: Question) -> str | None:
    """The section that answers, where the search is sure of it."""
    return _best_in_print(question, THRESHOLDS.surely_in_print)


def _best_in_print(question: Question, least: float) -> str | None:
    best = next(iter(question.handbook.get("hits", ())), None)
    answers = best and question.handbook.get("status") == "answered" and best["score"] >= least
    return str(best["id"]) if best and answers else None


def _as_good(advice: Advice, in_print: str | None) -> bool:
    """Does a guide's advice answer as well as the print? It stands on the same section, or says what the print does not."""
    return in_print in (None, advice.source) or advice.addition is not None


def _decided(question: Question, meaning: Meaning, state: DialogueState, pack: Pack) -> Ask | None:
    """What the pathway says: who is told, and where. What is asked about children in general is in the handbook."""
    whom = _is_whom_to_tell(question, state)
    if not (whom or question.flow == MAIN_FLOW) or speaker(meaning, state) == "accused":
        return None
    if state.guide and state.guide.concluded and state.flow == MAIN_FLOW and not (CASE & meaning.facts.keys() or whom):
        return None  # said already: something else is asked of it
    in_print = None if state.guide or whom else surely_in_print(question)
    return Ask(question, "decide") if in_print is None or in_print in pack.pathway.sections else None


def _in_the_handbook(question: Question, meaning: Meaning, state: DialogueState, pack: Pack) -> Ask | None:
    """The search's outcome; a guide under way, or the one that the message starts, is better than an unsure one."""
    if speaker(meaning, state) == "accused":
        return None
    question = _of_what_is_spoken_of(question, state, pack)
    best = next(iter(question.handbook.get("hits", ())), {"score": 0.0})["score"]
    leans = len(question.text.split()) <= _FEW_WORDS and (state.guide is not None or state.alarm is not None)
    if leans and best < THRESHOLDS.follow_up:  # a few words that lean on what was said: the search can't know
        return Ask(replace(question, handbook={**question.handbook, "status": "unsure"}), "handbook")
    return Ask(question, "handbook")


def _of_what_is_spoken_of(question: Question, state: DialogueState, pack: Pack) -> Question:
    """In the middle of a guide, where the search is not sure, a section of the guide's own comes first: 'do we tell mum' after
    a notification is about that."""
    guide, hits = pack.guides.get(state.spoken.guide or ""), list(question.handbook.get("hits", ()))
    if guide is None or surely_in_print(question):
        return question
    near = [hit for hit in hits[:3] if hit["id"] in guide.sections and hit["score"] >= THRESHOLDS.spoken_of]
    if not near or near[0] is hits[0]:
        return question
    return replace(question, handbook={**question.handbook, "hits": [near[0], *(h for h in hits if h is not near[0])]})
