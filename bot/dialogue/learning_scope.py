"""What the tour, a quiz or a supervision session is to be about, and for whom: the role, the time, the number of questions, the
sections and the theme that a message names."""

import re
from collections.abc import Iterable, Sequence

from bot.dialogue.learning import Open
from bot.nlu.meaning import Meaning
from bot.nlu.normalise import in_digits
from knowledge.audits import Audits
from knowledge.lessons import LearnerRole, TourLength
from knowledge.pack import Pack
from knowledge.wordings import bare

_MOST_QUESTIONS = 30
_QUESTIONS = re.compile(r"\b(\d{1,2})\s+(?:\w+\s+)?questions?\b")
_SECTION = re.compile(r"\b(\d{1,2}\.\d{1,2})\b")
_CHAPTER = re.compile(r"\bchapter\s+(\d{1,2})\b")
_BRIEFINGS = re.compile(r"\b(?:audits?|briefings?)\b")
_ABOUT = re.compile(r"\b(?:on|about|for|from|of)\s+(?P<what>.+)$", re.I | re.S)
_NO_SUBJECT = re.compile(  # 'quiz me for ten minutes', 'a quiz for my supervisor'
    r"\W*(?:me|it|this|that|all|everything|anything|today|my (?:supervisor|manager)|(?:about )?\d+ (?:minutes?|mins?)|an? (?:bit|while|hour))\W*"
)
_FILLERS = re.compile(  # words beside a role or a time that say nothing more
    r"(?:i|im|am|ive|we|were|a|an|the|my|our|work|working|job|is|in|at|for|as|with|have|got|about|only|just|maybe|please|time|new|started"
    r"|surgery|primary|secondary|local|team|service|office|trainee|student|newly|qualified|officer|worker)"
)


def role_in(meaning: Meaning, pack: Pack) -> str | None:
    """The learner's role that a message names; of several, the one with the longest words."""
    if pack.lessons is None:
        return None
    named = _named(meaning.text, ((role.id, [*role.words, role.name]) for role in pack.lessons.roles))
    return named or pack.lessons.role_of(meaning.facts.get("role"))


def length_in(text: str, pack: Pack) -> str | None:
    """The length of a tour that a message names."""
    if pack.lessons is None:
        return None
    return _named(in_digits(text.lower()), ((one.id, [*one.words, one.name]) for one in pack.lessons.lengths))


def theme_in(text: str, audits: Audits) -> str | None:
    """The theme of the audits that a message names, by its longest words."""
    return _named(text, ((one.id, one.words) for one in audits.themes))


def _named(text: str, each: Iterable[tuple[str, Sequence[str]]]) -> str | None:
    """Of ids with the words that mean each, the one whose words are in `text`; of several, the one with the longest."""
    said = f" {bare(text)} "
    named = [(len(word), one) for one, words in each for word in words if f" {bare(word)} " in said]
    return max(named)[1] if named else None


def is_all_that_is_said(text: str, asked: Open | None, pack: Pack) -> bool:
    """'I work at a GP surgery', 'about ten minutes': the role or the time that was asked for, and nothing besides that might
    be danger."""
    if pack.lessons is None or asked not in ("role", "length"):
        return False
    known: Sequence[LearnerRole | TourLength] = pack.lessons.roles if asked == "role" else pack.lessons.lengths
    said = f" {bare(in_digits(text.lower()))} "
    for words in sorted((bare(word) for one in known for word in (*one.words, one.name)), key=len, reverse=True):
        if f" {words} " in said:
            return all(_FILLERS.fullmatch(rest) for rest in said.replace(f" {words} ", " ", 1).split())
    return False


def count_in(text: str) -> int | None:
    """How many questions were asked for."""
    found = _QUESTIONS.search(in_digits(text.lower()))
    return min(int(found[1]), _MOST_QUESTIONS) if found and int(found[1]) else None


def sections_in(meaning: Meaning, pack: Pack) -> list[str] | None:
    """The sections that a quiz is wanted on: by number, by chapter, by what a section is called; else what the search finds.
    None where nothing is named."""
    text = in_digits(meaning.text.lower())
    if numbers := [one for one in _SECTION.findall(text) if one in pack.sections]:
        return numbers
    if chapter := _CHAPTER.search(text):
        return _of_chapter(chapter[1], pack)
    if _BRIEFINGS.search(text):
        return _of_chapter("briefings", pack)
    about = _ABOUT.search(text)
    if about is None or _NO_SUBJECT.fullmatch(about["what"]):
        return None
    return _called(bare(about["what"]), pack) or _found(meaning, pack) or None


def _of_chapter(chapter: str, pack: Pack) -> list[str]:
    return [s.id for s in pack.sections.values() if str(s.front.chapter) == chapter]


def _called(what: str, pack: Pack) -> list[str]:
    """The sections whose title, other titles or terms are in `what`."""
    called = {s.id: [s.title, *s.front.aliases] for s in pack.sections.values()}
    for term in pack.glossary:
        if term.section in called:
            called[term.section] += [term.term, *term.expands]
    return [s for s, names in called.items() if any(f" {bare(name)} " in f" {what} " for name in names)]


def _found(meaning: Meaning, pack: Pack) -> list[str]:
    """The first of what the search found."""
    hits = (meaning.handbook or {}).get("hits", ())
    return [hit["id"] for hit in hits[:2] if hit["id"] in pack.sections]
