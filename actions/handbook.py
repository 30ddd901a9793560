"""What the handbook says: the sentences that answer, the section to read, or an honest no."""

from collections.abc import Mapping
from typing import Any

from actions.reply import Choice, Reply
from bot.dialogue.acts import Ask
from bot.dialogue.state import DialogueState, Spoken
from knowledge.pack import Pack, Section

_PART = 900  # characters of a section read at once
_MORE = 800  # characters of 'more'
_A_QUESTION = 4  # words, from which it is named as one without an answer
_CLOSE_ENOUGH, _ALMOST = 0.2, 0.4  # score, and share of the first's, from which a second section is said, too
_NEAR = 0.4  # score from which a second section is worth a button


def answer(ask: Ask, state: DialogueState, pack: Pack, alone: bool) -> Reply:
    """The reply to a question, from the outcome of the search. `alone`: nothing else is answered in this turn."""
    found = ask.question.handbook
    hits = found.get("hits") or []
    if not found:
        return _failed(pack)
    if found.get("elsewhere"):
        return _elsewhere(pack, found["elsewhere"])
    match found.get("status"):
        case "answered":
            return _answered(hits, state, pack)
        case "unsure" if alone and hits:
            return _unsure(hits, state, pack)
        case _ if alone:
            return not_covered(pack, hits)
        case _:
            return _not_said(ask, hits)


def _answered(hits: list[Mapping[str, Any]], state: DialogueState, pack: Pack) -> Reply:
    best = hits[0]
    section = pack.sections[best["id"]]
    state.spoken = Spoken(sections=[section.id], passages=list(best["passages"]))
    choices = [(f"section:{section.id}", f"Read {short(section)}")]
    choices += [(f"section:{other.id}", f"{short(other)}: {other.title}") for other in _related(pack, section, hits)]
    choices += [(f"helpful:no.{section.id}", "This did not help")]
    reply = Reply(choices=choices).add("answer", f"{_whose(pack, section)}{best['text']}", [pack.cite(section.id)])
    for other in hits[1:2]:
        if other["score"] >= max(_CLOSE_ENOUGH, _ALMOST * best["score"]):  # the question leans to both: both are said
            second = pack.sections[other["id"]]
            reply.add("answer", f"{_whose(pack, second)}{other['text']}", [pack.cite(second.id)])
    return reply


def _unsure(hits: list[Mapping[str, Any]], state: DialogueState, pack: Pack) -> Reply:
    """The likeliest section's own words, said as that, and the others as buttons: an answer that may be it helps more than
    being asked what was meant."""
    likely = [pack.sections[hit["id"]] for hit in hits[:3]]
    state.spoken = Spoken(sections=[likely[0].id], passages=list(hits[0]["passages"]))
    reply = Reply(gap=("unsure", likely[0].id))
    reply.choices = [(f"section:{s.id}", f"{short(s)}: {s.title}") for s in likely]
    lead = f"I am not sure that this is what you mean. The nearest is {short(likely[0])}, {likely[0].title}:"
    return reply.add("answer", f"{lead}\n\n{hits[0]['text']}", [pack.cite(likely[0].id)])


def not_covered(pack: Pack, hits: list[Mapping[str, Any]]) -> Reply:
    """An honest no, with the safe next person."""
    text = (
        "The handbook does not cover that, so I have no answer to give. If it is about a child's safety, speak to your "
        f"designated or named person for child protection. Otherwise the partnership can say who to ask: {pack.info.contact.phone} "
        f"or {pack.info.contact.email}."
    )
    choices = [("flow:human", "Who can I talk to?"), ("flow:referral", "Which referral, and where?")]
    return Reply(choices=choices, gap=("not_covered", hits[0]["id"] if hits else None)).add("answer", text)


def _not_said(ask: Ask, hits: list[Mapping[str, Any]]) -> Reply:
    """The same of one question beside others that have answers."""
    if len(ask.question.text.split()) < _A_QUESTION:
        return Reply()
    text = f"On '{ask.question.text.strip(' ?.')}': the handbook does not say. Your lead or your own policy is the place to ask."
    return Reply(gap=("not_covered", hits[0]["id"] if hits else None)).add("note", text)


def _elsewhere(pack: Pack, where: str) -> Reply:
    text = (
        f"That is about {where}, and I only know {pack.info.name}. I have no contacts or arrangements for other areas and won't "
        f"guess: their council or safeguarding partnership has them. If a child is in danger now, call 999 wherever they are."
    )
    return Reply(choices=[("flow:human", "Who can I talk to?")], gap=("elsewhere", None)).add("answer", text)


def _failed(pack: Pack) -> Reply:
    contact = pack.info.contact
    text = (
        "I can't search the handbook just now; the fault is here, not in your question. If anyone is in danger, call 999. "
        f"For anything that can't wait, speak to your designated or named person, or {contact.name}: {contact.phone}."
    )
    return Reply(choices=[("flow:referral", "Which referral, and where?")], urgency="urgent").add("answer", text)


def read(value: str, state: DialogueState, pack: Pack) -> Reply:
    """A section from its start, or from a part of it: `2.9`, or `2.9,1` for the second part."""
    section_id, _, number = value.partition(",")
    section = pack.sections.get(section_id)
    if section is None:
        first = next(iter(pack.sections))
        return Reply().add("answer", f"The handbook has no section {section_id}. Its sections run from {first} on.")
    parts = _parts(section)
    at = min(int(number or 0) if (number or "0").isdigit() else 0, len(parts) - 1)
    state.spoken = Spoken(sections=[section.id], part=at)
    choices = [(f"section:{section.id},{at + 1}", "Read on")] if at + 1 < len(parts) else []
    choices += [(f"section:{other.id}", f"{short(other)}: {other.title}") for other in _related(pack, section, [])]
    which = f" (part {at + 1} of {len(parts)})" if len(parts) > 1 else ""
    named = [f"{link.name}{': ' + link.url if link.url else ''}" for link in section.front.links]
    links = f"\n\nIt names: {'; '.join(named[:8])}." if at + 1 == len(parts) and named else ""
    text = f"{section.title}{which}\n\n{parts[at]}{links}"
    return Reply(choices=choices).add("answer", text, [pack.cite(section.id)])


def more(state: DialogueState, pack: Pack) -> Reply:
    """More of what was last said: the section's paragraphs that were not shown yet."""
    section = pack.sections.get((state.spoken.sections or [""])[0])
    if section is None:
        return Reply().add("question", "What would you like to hear more about?")
    if state.spoken.part is not None:
        return read(f"{section.id},{state.spoken.part + 1}", state, pack)
    shown = set(state.spoken.passages)
    chosen: list[tuple[int, str]] = []
    for i, paragraph in enumerate(section.paragraphs):
        if i in shown:
            continue
        if chosen and sum(len(p) for _, p in chosen) + len(paragraph) > _MORE:
            break
        chosen.append((i, paragraph))
    if not chosen:
        near = [(f"section:{r.id}", f"{short(r)}: {r.title}") for r in _related(pack, section, [])]
        said = f"That is all of it. {pack.cite(section.id)} has nothing further on this."
        return Reply(choices=near).add("answer", said)
    state.spoken.passages = [*shown, *(i for i, _ in chosen)]
    reply = Reply(choices=[(f"section:{section.id}", f"Read {short(section)}")])
    return reply.add("answer", "\n\n".join(p for _, p in chosen), [pack.cite(section.id)])


def helpful(value: str, pack: Pack) -> Reply:
    """Thanks for 'this helped'; for 'this did not', the next best."""
    judged, _, section_id = value.partition(".")
    if judged == "yes":
        return Reply().add("answer", "Good. Is there anything else?")
    section = pack.sections.get(section_id)
    others = _related(pack, section, []) if section else []
    text = "I am sorry. Try it in other words, or look at one of these. A person may be quicker: your designated or named person."
    choices: list[Choice] = [(f"section:{s.id}", f"{short(s)}: {s.title}") for s in others]
    return Reply(choices=[*choices, ("flow:human", "Who can I talk to?")], gap=("not_helpful", section_id)).add(
        "answer", text
    )


def chapter(number: str, pack: Pack) -> Reply:
    """The sections of a chapter as buttons."""
    within = [s for s in pack.sections.values() if s.id.split(".")[0] == number and "." in s.id]
    if not within:
        chapters = sorted({s.id.split(".")[0] for s in pack.sections.values() if "." in s.id})
        text = f"The handbook has no chapter {number}. Its chapters are {', '.join(chapters)}."
        return Reply().add("answer", text)
    lines = "\n".join(f"- {s.id} {s.title}, page {s.page}" for s in within)
    reply = Reply(choices=[(f"section:{s.id}", f"{s.id} {s.title}") for s in within])
    return reply.add("answer", f"Chapter {number} has:\n{lines}\n\nSay a number to read one.")


def about_signpost(pack: Pack, keeps_questions: bool) -> Reply:
    """What Signpost is and what it keeps."""
    kept = "your words are not stored"
    if keeps_questions:  # the partnership's switch: docs/privacy.md
        kept += ", but for a question that I could not answer, so that the handbook can be made better"
    text = (
        f"I am Signpost, a program, not a person. I answer from the {pack.info.handbook} and from rules that people wrote. "
        f"Names and other details are taken out before anything is kept, and {kept}: only which topic was meant, the facts "
        "such as an age or an area, and what I replied. You can delete the conversation at any time."
    )
    return Reply().add("answer", text)


def short(section: Section) -> str:
    """`2.9`, or a briefing's title."""
    return section.id if section.front.chapter != "briefings" else section.title


def _parts(section: Section) -> list[str]:
    parts: list[str] = []
    for paragraph in section.paragraphs:
        if parts and len(parts[-1]) + len(paragraph) < _PART:
            parts[-1] += f"\n\n{paragraph}"
        else:
            parts.append(paragraph)
    return parts


def _related(pack: Pack, section: Section, hits: list[Mapping[str, Any]]) -> list[Section]:
    ids = dict.fromkeys([*(h["id"] for h in hits[1:2] if h["score"] > _NEAR), *section.front.related])
    return [pack.sections[i] for i in ids if i in pack.sections and i != section.id][:2]


def _whose(pack: Pack, section: Section) -> str:
    """Another partnership's finding is said to be one."""
    local = section.front.chapter != "briefings" or pack.info.name in section.title
    return "" if local else f"From the {section.title}; its forms, teams and thresholds are not local. "
