"""What the words around a span make of it: denied, past, supposed, told by somebody, on paper, and whom it is of.

These are the modifiers of ConText (Harkema and others, 2009, as medspaCy has them): negated, historical, hypothetical and
experiencer, with a direction, a reach and words that end it; and for this work who reports it, whether it is quoted, and whether a
whole sentence is about policy and no case. Their words are in `patterns/context.yml`, the people in `patterns/kin.yml`.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from bot.nlu.matcher import Match, Patterns, longest, patterns
from bot.nlu.normalise import Text

_SENTENCE_ENDS = re.compile(r"[.!?]+(?=\s|$)[\s\"')]*|;\s*")
_COMMA = re.compile(r",\s|\s-\s|:\s|\(|\)|\band\b|\"")
_QUOTED = re.compile(r"\"([^\"]{3,}?)\"|(?<![\w])'(?!s\b)((?:[^']|(?<=\w)'(?=\w)){3,}?)'(?!\w)")
_WORD = re.compile(r"\w[\w'/-]*")
_NEGATED = frozenset({"negated", "negated_no", "negated_before"})
_FEMALE = re.compile(
    r"girl|daughter|sister|lass|woman|lady|mum|mam|mom|mother|wife|girlfriend|nan|gran(?!d)|grandma|aunt|niece", re.I
)
_MALE = re.compile(
    r"boy(?!f)|\bson|brother|\blad\b|\bman\b|bloke|dad|father|husband|boyfriend|fella|grandad|uncle|nephew", re.I
)


class Person(StrEnum):
    """Who somebody is in what is told."""

    CHILD = "child"
    MOTHER = "mother"  # the mother, or who is harmed
    HARMER = "harmer"  # the father, a partner, or who harms
    RELATIVE = "relative"
    WRITER = "writer"
    WORKER = "worker"
    ANOTHER_FAMILY = "another_family"


@dataclass(frozen=True)
class Assertion:
    """How something is said: `experiencer` is whom it is of, `reported_by` who told it, None where the words do not say."""

    negated: bool = False
    historical: bool = False
    hypothetical: bool = False
    general: bool = False  # of policy, and of no case
    exercise: bool = False  # made up, or in print: a case study, a play, a review
    on_paper: bool = False
    quoted: bool = False
    reported_by: Person | None = None
    experiencer: Person | None = None

    @property
    def told(self) -> bool:
        """Is it said of the case as it is?"""
        return not (self.negated or self.historical or self.hypothetical or self.general or self.exercise)


class Context:
    """The modifiers and the people of one text. All offsets are in its plain form."""

    def __init__(self, text: Text, of: Patterns | None = None):
        book = of or patterns()
        self._plain = text.plain
        found = book.find("context", text)
        self._ends = [match for match in found if match.name == "ends"]
        self._modifiers = [match for match in found if match.name != "ends"]
        self._reach = book.groups["context"].modifiers
        people = longest(book.find("kin", text))
        self._people = [match for match in people if match.name not in ("he", "she")]
        self._pronouns = [match for match in people if match.name in ("he", "she")]
        self._starts = [
            0,
            *(match.end() for match in _SENTENCE_ENDS.finditer(self._plain) if match.end() < len(self._plain)),
        ]
        self._quoted = [match.span() for match in _QUOTED.finditer(self._plain)]

    def modifiers(self, start: int, end: int) -> dict[str, Match]:
        """The modifiers that reach what stands from `start` to `end`, by name."""
        return {match.name: match for match in self._modifiers if self._reaches(match, start, end)}

    def of(self, start: int, end: int) -> Assertion:
        """How what stands from `start` to `end` is said."""
        by = self.modifiers(start, end)
        reported = by.get("reported")
        return Assertion(
            negated=bool(by.keys() & _NEGATED),
            historical="historical" in by,
            hypothetical="hypothetical" in by,
            general="general" in by,
            exercise="exercise" in by,
            on_paper="on_paper" in by,
            quoted=any(first < end and start < last for first, last in self._quoted),
            reported_by=self.subject(reported.start) if reported else None,
            experiencer=self.subject(start),
        )

    def sentence(self, at: int) -> tuple[int, int]:
        """Where the sentence begins and ends in which the place `at` is."""
        number = bisect_right(self._starts, at) - 1
        after = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._plain)
        return self._starts[number], after

    def clause(self, at: int) -> tuple[int, int]:
        """The same of the clause: between commas, 'and', 'but' and the like."""
        first, last = self.sentence(at)
        before = [m.end() for m in _COMMA.finditer(self._plain, first, at)] + [
            m.end for m in self._ends if first <= m.start and m.end <= at
        ]
        after = [m.start() for m in _COMMA.finditer(self._plain, at, last)] + [
            m.start for m in self._ends if at < m.start < last
        ]
        return max(before, default=first), min(after, default=last)

    def subject(self, at: int) -> Person | None:
        """Whom the words at `at` are of: whoever was last named before them in their clause, else in their sentence, else before."""
        for first in (self.clause(at)[0], self.sentence(at)[0], 0):
            named = [match for match in (*self._people, *self._pronouns) if first <= match.start and match.end <= at]
            if named:
                last = max(named, key=lambda match: match.start)
                return self._who(last)
        return None

    def nearest(self, at: int, person: Person, words: re.Pattern[str]) -> bool:
        """Is whoever a pronoun that ends at `at` may mean a `person` named with these `words`?"""
        pronoun = next((match for match in self._pronouns if match.end == at or match.start < at <= match.end), None)
        named = self._antecedent(pronoun) if pronoun else None
        return (
            named is not None
            and named.name == person
            and words.search(self._plain[named.start : named.end]) is not None
        )

    def means(self, pronoun_at: int, before: int) -> Person | None:
        """Whom the first pronoun from `pronoun_at` on may mean, of those named before `before`."""
        pronoun = next((match for match in self._pronouns if match.start >= pronoun_at), None)
        named = self._antecedent(pronoun, before) if pronoun else None
        return Person(named.name) if named else None

    def people(self, start: int = 0, end: int | None = None) -> list[Person]:
        """Who is named from `start` to `end`, pronouns apart."""
        last = len(self._plain) if end is None else end
        return [Person(match.name) for match in self._people if start <= match.start < last]

    def _who(self, match: Match) -> Person | None:
        """A pronoun is whoever was last named whom it may mean."""
        if match.name not in ("he", "she"):
            return Person(match.name)
        named = self._antecedent(match)
        return Person(named.name) if named else None

    def _antecedent(self, match: Match, before: int | None = None) -> Match | None:
        other = _FEMALE if match.name == "he" else _MALE
        for named in reversed([one for one in self._people if one.end <= (match.start if before is None else before)]):
            if named.name in (Person.WRITER, Person.WORKER, Person.ANOTHER_FAMILY):
                continue
            if not other.search(self._plain[named.start : named.end]):
                return named
        return None

    def _reaches(self, match: Match, start: int, end: int) -> bool:
        modifier = self._reach[match.name]
        if match.start < end and start < match.end:  # what says a thing does not turn itself round: 'no children'
            return match.start < start and modifier.way in ("forward", "sentence")
        if self.sentence(match.start) != self.sentence(start):
            return False
        if modifier.way == "sentence":
            return True
        forward = match.end <= start
        if (modifier.way == "forward" and not forward) or (modifier.way == "backward" and forward):
            return False
        first, last = (match.end, start) if forward else (end, match.start)
        if any(first <= stop.start and stop.end <= last for stop in self._ends):
            return False
        if match.name.startswith("negated") and _COMMA.search(self._plain, first, last):
            return False
        return len(_WORD.findall(self._plain, first, last)) <= modifier.words
