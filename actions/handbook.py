"""What the handbook says: the sentences that answer, the section to read, or an honest no."""

import os
import re
from typing import Any

from actions.replies import Reply
from actions.talk import Talk
from knowledge.conditions import Facts
from knowledge.pack import Pack, Section

_PART = 1_100  # characters of a section read at once
_SECTION = re.compile(
    r"(?:\b(?:section|sec|read|open|show me|part|s)\s*)(?P<id>\d{1,2}\.\d{1,2})\b|^\W*(?P<only>\d{1,2}\.\d{1,2})\W*$",
    re.I,
)
_APPENDIX = re.compile(r"^\W*(?:(?:read|open|show me|what'?s in|the)\s+)*appendix(?: (?:1|one|a1))?\W*$", re.I)
_CHAPTER = re.compile(r"\bchapter\s+(?P<n>\d{1,2})\b(?!\.\d)", re.I)
_FOLLOW_UP = re.compile(r"^\W*(?:and|but|what about|how about|and what about|same for|what if)\b", re.I)
_ABOUT = re.compile(
    r"\b(?:are you (?:a |an )?(?:real |actual )?(?:bot|robot|human|real|person|ai|machine)|who (?:made|built|runs) (?:you|this)|"
    r"is (?:this|it) (?:a bot|confidential|private|recorded|anonymous|being recorded|stored)|"
    r"do(?:es)? (?:you|it|this) (?:store|keep|record|remember|save)\b(?! the))",
    re.I,
)


def answer(pack: Pack, talk: Talk, found: dict[str, Any] | None) -> Reply:
    """The reply to a question, from the outcome of the search; None of it is a search that failed."""
    if found is None:
        return _failed(pack)
    hits = found.get("hits") or []
    if found.get("elsewhere"):
        return _elsewhere(pack, found["elsewhere"])
    match found.get("status"):
        case "answered":
            return _answered(pack, talk, hits)
        case "unsure":
            return _unsure(pack, talk, hits)
        case _:
            return not_covered(pack, hits)


def _answered(pack: Pack, talk: Talk, hits: list[dict[str, Any]]) -> Reply:
    best = hits[0]
    section = pack.sections[best["id"]]
    talk.last = {**talk.last, "sections": [best["id"]], "said": list(best["passages"]), "record": None, "flow": None}
    choices = [(f"section:{section.id}", f"Read {_short(section)}")]
    choices += [(f"section:{other.id}", f"{_short(other)}: {other.title}") for other in _related(pack, section, hits)]
    choices += [(f"helpful:yes.{section.id}", "This helped"), (f"helpful:no.{section.id}", "This did not help")]
    return Reply(f"{_whose(pack, section)}{best['text']}", choices, [pack.cite(section.id)])


def _unsure(pack: Pack, talk: Talk, hits: list[dict[str, Any]]) -> Reply:
    likely = [pack.sections[h["id"]] for h in hits[:3]]
    talk.last = {**talk.last, "sections": [s.id for s in likely[:1]], "said": []}
    text = "I am not sure which part of the handbook answers that. Is it one of these? If not, say it another way."
    near = likely[0].id if likely else None
    return Reply(text, [(f"section:{s.id}", f"{_short(s)}: {s.title}") for s in likely], gap=("unsure", near))


def not_covered(pack: Pack, hits: list[dict[str, Any]]) -> Reply:
    """An honest no, with the safe next person."""
    text = (
        "The handbook does not cover that, so I have no answer to give. If it is about a child's safety, speak to your "
        f"designated or named person for child protection. Otherwise the partnership can say who to ask: {pack.info.contact.phone} "
        f"or {pack.info.contact.email}."
    )
    choices = [("flow:human", "Who can I talk to?"), ("flow:referral", "Which referral, and where?")]
    return Reply(text, choices, gap=("not_covered", hits[0]["id"] if hits else None))


def _elsewhere(pack: Pack, where: str) -> Reply:
    text = (
        f"That is about {where}, and I only know {pack.info.name}. I have no contacts or arrangements for other areas and won't "
        f"guess: their council or safeguarding partnership has them. If a child is in danger now, call 999 wherever they are."
    )
    return Reply(text, [("flow:human", "Who can I talk to?")], gap=("elsewhere", None))


def _failed(pack: Pack) -> Reply:
    contact = pack.info.contact
    text = (
        "I can't search the handbook just now; the fault is here, not in your question. If anyone is in danger, call 999. "
        f"For anything that can't wait, speak to your designated or named person, or {contact.name}: {contact.phone}."
    )
    return Reply(text, [("flow:referral", "Which referral, and where?")], urgency="urgent")


def read(value: str, pack: Pack, talk: Talk) -> Reply:
    """A section from its start, or from a part of it: `2.9`, or `2.9,1` for the second part."""
    section_id, _, number = value.partition(",")
    section = pack.sections.get(section_id)
    if section is None:
        return Reply(f"The handbook has no section {section_id}. Its sections run from {next(iter(pack.sections))} on.")
    parts = _parts(section)
    at = min(int(number or 0) if (number or "0").isdigit() else 0, len(parts) - 1)
    talk.last = {**talk.last, "sections": [section.id], "said": [], "part": at}
    choices = [(f"section:{section.id},{at + 1}", "Read on")] if at + 1 < len(parts) else []
    choices += [(f"section:{other.id}", f"{_short(other)}: {other.title}") for other in _related(pack, section, [])]
    more = f" (part {at + 1} of {len(parts)})" if len(parts) > 1 else ""
    links = ""
    if at + 1 == len(parts) and (
        named := [f"{link.name}{': ' + link.url if link.url else ''}" for link in section.front.links]
    ):
        links = "\n\nIt names: " + "; ".join(named[:8]) + "."
    return Reply(f"{section.title}{more}\n\n{parts[at]}{links}", choices, [pack.cite(section.id)])


def more(pack: Pack, talk: Talk) -> Reply:
    """More of what was last said: the section's paragraphs that were not shown yet."""
    section = pack.sections.get((talk.last.get("sections") or [""])[0])
    if section is None:
        return Reply("What would you like to hear more about?")
    if "part" in talk.last and talk.last["part"] is not None:
        return read(f"{section.id},{talk.last['part'] + 1}", pack, talk)
    said = set(talk.last.get("said") or [])
    rest = [(i, p) for i, p in enumerate(section.paragraphs) if i not in said]
    chosen: list[tuple[int, str]] = []
    for i, paragraph in rest:
        if sum(len(p) for _, p in chosen) + len(paragraph) > 800 and chosen:
            break
        chosen.append((i, paragraph))
    if not chosen:
        return Reply(
            f"That is all of it. {pack.cite(section.id)} has nothing further on this.",
            [(f"section:{r.id}", f"{_short(r)}: {r.title}") for r in _related(pack, section, [])],
        )
    talk.last = {**talk.last, "said": [*said, *(i for i, _ in chosen)]}
    return Reply(
        "\n\n".join(p for _, p in chosen),
        [(f"section:{section.id}", f"Read {_short(section)}")],
        [pack.cite(section.id)],
    )


def about_facts(pack: Pack, talk: Talk, facts: Facts, words: list[str]) -> Reply | None:
    """'And for a 15 year old?', 'what about in the city?': the paragraphs of what was just said that speak of it."""
    section = pack.sections.get((talk.last.get("sections") or [""])[0])
    if section is None or not words:
        return None
    scored = [(sum(w in p.lower() for w in words), -i, p) for i, p in enumerate(section.paragraphs)]
    best = [(i, p) for score, i, p in sorted(scored, reverse=True) if score][:2]
    if not best:
        text = f"{pack.cite(section.id)} says nothing in particular about that. What it says in general stands."
        return Reply(text, [(f"section:{section.id}", f"Read {_short(section)}")], [pack.cite(section.id)])
    return Reply(
        "\n\n".join(p for _, p in best), [(f"section:{section.id}", f"Read {_short(section)}")], [pack.cite(section.id)]
    )


def follow_up(text: str, facts: dict[str, Any], pack: Pack, talk: Talk) -> Reply | None:
    """'And for a 15 year old?' straight after an answer of the handbook's: what the same section says of it."""
    just_answered = bool(talk.last.get("sections")) and talk.last.get("flow") is None
    if not just_answered or not facts or not _FOLLOW_UP.search(text):
        return None
    return about_facts(pack, talk, facts, _words_of(pack, facts))


def helpful(value: str, pack: Pack, talk: Talk) -> Reply:
    """Thanks for 'this helped'; for 'this did not', the next best."""
    answer_, _, section_id = value.partition(".")
    if answer_ == "yes":
        return Reply("Good. Is there anything else?")
    section = pack.sections.get(section_id)
    others = _related(pack, section, []) if section else []
    text = "I am sorry. Try it in other words, or look at one of these. A person may be quicker: your designated or named person."
    return Reply(
        text,
        [*[(f"section:{s.id}", f"{_short(s)}: {s.title}") for s in others], ("flow:human", "Who can I talk to?")],
        gap=("not_helpful", section_id),
    )


def chapter(pack: Pack, number: str) -> Reply:
    """The sections of a chapter as buttons."""
    within = [s for s in pack.sections.values() if s.id.split(".")[0] == number and "." in s.id]
    if not within:
        chapters = sorted({s.id.split(".")[0] for s in pack.sections.values() if "." in s.id})
        return Reply(f"The handbook has no chapter {number}. Its chapters are {', '.join(chapters)}.")
    lines = "\n".join(f"- {s.id} {s.title}, page {s.page}" for s in within)
    return Reply(
        f"Chapter {number} has:\n{lines}\n\nSay a number to read one.",
        [(f"section:{s.id}", f"{s.id} {s.title}") for s in within],
    )


def _parts(section: Section) -> list[str]:
    parts: list[str] = []
    for paragraph in section.paragraphs:
        if parts and len(parts[-1]) + len(paragraph) < _PART:
            parts[-1] += f"\n\n{paragraph}"
        else:
            parts.append(paragraph)
    return parts


def _related(pack: Pack, section: Section, hits: list[dict[str, Any]]) -> list[Section]:
    ids = dict.fromkeys([*(h["id"] for h in hits[1:2] if h["score"] > 0.4), *section.front.related])
    return [pack.sections[i] for i in ids if i in pack.sections and i != section.id][:2]


def _short(section: Section) -> str:
    return section.id if section.front.chapter != "briefings" else section.title


def _whose(pack: Pack, section: Section) -> str:
    """Another partnership's finding is said to be one."""
    local = section.front.chapter != "briefings" or pack.info.name in section.title
    return "" if local else f"From the {section.title}; its forms, teams and thresholds are not local. "


def asked_for(text: str, pack: Pack, talk: Talk) -> Reply | None:
    """A section, a chapter or Signpost itself, where the words ask for it by number or name."""
    if reply := about_signpost(text, pack):
        return reply
    if m := _SECTION.search(text):
        return read(m["id"] or m["only"], pack, talk)
    if _APPENDIX.search(text):
        return read("A1", pack, talk)
    if m := _CHAPTER.search(text):
        return chapter(pack, m["n"])
    return None


def about_signpost(text: str, pack: Pack) -> Reply | None:
    """What Signpost is and what it keeps, if that is asked."""
    if not _ABOUT.search(text):
        return None
    kept = "your words are not stored"
    if os.environ.get("SIGNPOST_KEEP_QUESTIONS") == "1":  # the partnership's switch: docs/privacy.md
        kept += ", but for a question that I could not answer, so that the handbook can be made better"
    return Reply(
        f"I am Signpost, a program, not a person. I answer from the {pack.info.handbook} and from rules that people wrote. "
        f"Names and other details are taken out before anything is kept, and {kept}: only which topic was meant, the facts "
        "such as an age or an area, and what I replied. You can delete the conversation at any time."
    )


def _words_of(pack: Pack, facts: dict) -> list[str]:
    """Words that a section would use of these facts."""
    words = []
    for child in facts.get("children", []):
        words += {"pregnant": ["pregnan", "unborn"], "5-17-years": ["school", "16", "teen", "young person"]}.get(
            child["stage"], ["baby", "babies", "young child"]
        )
    if area := pack.area.get(facts.get("area") or ""):
        words += [area.name.lower(), area.authority]
    return words + ([facts["risk"]] if facts.get("risk") else [])
