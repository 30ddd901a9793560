"""What the directory answers: a service by name, or a detail of what was last spoken of ('and their website?')."""

from collections.abc import Sequence

from bot.dialogue.acts import Ask
from bot.dialogue.speaker import speaker
from bot.dialogue.state import DialogueState
from bot.nlu.controls import asks_for_guidance, is_question, wants_yes_or_no
from bot.nlu.labels import MAIN_FLOW
from bot.nlu.meaning import Meaning, Question
from knowledge.pack import Pack
from knowledge.schema import Contact, FrontDoor, Service
from knowledge.services import HELPING, REACHES, Wanted, detail_asked, find, look_up, serves

_A_FOLLOW_UP = 9  # words: 'and what's the number for them then'
_A_NAME, _A_DETAIL = 5, 8  # words of 'sv2', and of 'phone number for sv2 please'
_ASKED_BY_NAME = (HELPING | {"website", "course"}) - {"scheme"}


def in_the_directory(question: Question, meaning: Meaning, state: DialogueState, pack: Pack) -> Ask | None:
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
