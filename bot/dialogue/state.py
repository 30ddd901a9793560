"""What a conversation knows between its turns, typed: its cases, the guide under way, an alarm, what was last spoken of and
which buttons were offered. Kept as plain JSON in the slot `dialogue`; no words that anybody typed are in it.

Versions of Signpost run beside each other and read what the other wrote. So a field may come or go, and what is kept in one may take
another form only under another name: a slot without a field has its default, and keys that are not known are dropped.
"""

from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python

from bot.dialogue.learning import Learning
from bot.dialogue.subject import Subject
from knowledge.pack import Pack
from knowledge.whereabouts import makes_no_difference

UNKNOWN = "unknown"
CASE_FACTS = ("children", "area", "risk", "role", "dash")  # told by messages, and no guide's own answers
OFFERS_KEPT = 60
_LASTING = ("role", "safeguarding_post")  # of the person who writes, so true of the next case too
_CASES_KEPT = 4
_STANDS = 3  # turns

Facts = dict[str, Any]
Child = dict[str, Any]


@dataclass
class Case:
    """One family. `facts` holds what was told of it and the guides' own answers alike."""

    facts: Facts = field(default_factory=dict)
    implied: dict[str, str] = field(default_factory=dict)  # what the guides begun so far tell of it
    latest: list[Child] = field(default_factory=list)  # the children that were told last
    flags: list[str] = field(default_factory=list)
    sexes: dict[str, str] = field(default_factory=dict)  # of the children, by age: 'the girl' is one of them
    just: list[str] = field(default_factory=list)  # the facts that were told last: what a lone number puts right
    by_dash: bool = False  # the risk follows from the ticks of a DASH, and nobody graded it

    @property
    def children(self) -> list[Child]:
        """The children that were told; none where their age is not known."""
        known = self.facts.get("children")
        return known if isinstance(known, list) else []

    @property
    def told(self) -> bool:
        """Is anything known of it?"""
        return bool(self.flags) or any(name not in _LASTING for name in self.facts)


@dataclass
class GuideProgress:
    """Where a guide is: which questions were put and which were answered, how often the open one was not understood, what of its
    advice was said. `anew` is a question that is put once more so that its answer can be changed; until then that stands."""

    id: str
    answered: list[str] = field(default_factory=list)
    tries: int = 0
    asked: str | None = None  # the question that was asked last
    put: list[str] = field(default_factory=list)  # all that were asked, in order
    anew: str | None = None
    said: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)  # pressed so far for a question with several answers
    concluded: bool = False


@dataclass
class Spoken:
    """What was last spoken of, which 'and their phone?', 'more' or 'why these?' mean."""

    guide: str | None = None
    sections: list[str] = field(default_factory=list)
    passages: list[int] = field(default_factory=list)  # of the first section, shown already
    part: int | None = None  # of the first section, read aloud
    services: list[str] = field(default_factory=list)  # ids of services and contacts
    advice: str | None = None  # `guide.advice`
    record: str | None = None


@dataclass
class DialogueState:
    """The state. `case` is the family that is spoken of; the others wait."""

    case: Case = field(default_factory=Case)
    others: list[Case] = field(default_factory=list)
    guide: GuideProgress | None = None
    paused: list[str] = field(default_factory=list)  # guides left unfinished
    alarm: str | None = None  # the danger that the conversation is in
    denied: list[str] = field(default_factory=list)  # dangers that it is not, as the person said
    warned_for: int = 0  # turns for which the line of 999 has been said, and stands where it can be read
    voice: str | None = None  # who writes, once that was certain
    introduced: list[str] = field(default_factory=list)  # voices whose own guide was said
    spoken: Spoken = field(default_factory=Spoken)
    subject: Subject = field(default_factory=Subject)  # what it has been about so far
    offers: dict[str, str] = field(default_factory=dict)  # choice to title, newest last
    learning: Learning = field(default_factory=Learning)  # the tour, the quiz, practice cases
    acts: list[str] = field(default_factory=list)  # of the last turn, for 'why did it say that'
    turn: str | None = None  # id of the last message taken in
    edition: str | None = None  # mark of the pack that it was told to act on last
    afresh: bool = False  # what was known before could not be read, which is still to be said

    @classmethod
    def of(cls, slot: Any) -> "DialogueState":
        """The state in the slot's value; keys of another version are dropped."""
        given = _known(cls, slot or {})
        for name, part in (("case", Case), ("spoken", Spoken), ("subject", Subject)):
            given[name] = part(**_known(part, given.get(name) or {}))
        given["others"] = [Case(**_known(Case, one)) for one in given.get("others") or []]
        given["learning"] = Learning.of(given.get("learning") or {})
        guide = given.get("guide")
        given["guide"] = GuideProgress(**_known(GuideProgress, guide)) if guide else None
        return cls(**given)

    @classmethod
    def takes(cls, slot: Any) -> bool:
        """Can a conversation go on from the slot's value, whichever version wrote it?"""
        try:
            _shape().validate_python(cls.of(slot).as_slot())
        except (AttributeError, TypeError, ValueError):
            return False
        return True

    def as_slot(self) -> dict[str, Any]:
        """A copy as plain JSON; several are made in a turn."""
        slot: dict[str, Any] = to_jsonable_python(self)
        return slot

    def warned(self, now: bool) -> None:
        """Counts the turns since the line of 999 was said; `now`: in this turn."""
        self.warned_for = _STANDS if now else max(0, self.warned_for - 1)

    # -- the case ------------------------------------------------------------------------------------------

    @property
    def facts(self) -> Facts:
        return self.case.facts

    @property
    def children(self) -> list[Child]:
        return self.case.children

    def view(self, pack: Pack) -> Facts:
        """The facts with what follows from them, as the pack's conditions see them."""
        seen = {**self.case.implied, **self.case.facts}
        if children := self.case.children:
            seen["stage"] = [child["stage"] for child in children]
            seen["age_group"] = sorted({group for child in children if (group := age_group(child))})
        elif seen.get("adult"):
            seen["age_group"] = ["adult"]
        if "area" not in seen and makes_no_difference(pack, seen.get("unsure"), self.case.children):
            seen["area"] = UNKNOWN  # nothing to ask: the same are told in each
        if area := pack.area.get(seen.get("area", "")):
            seen |= {"authority": area.authority, "midwives": area.midwives}
        if self.case.flags:
            seen["flags"] = self.case.flags
        return seen

    def new_case(self) -> None:
        """Puts the case aside and begins another; who is asking stays known."""
        if self.case.told:
            self.others = [*self.others, self.case][-_CASES_KEPT:]
        self.case = Case({name: value for name, value in self.case.facts.items() if name in _LASTING})
        self.subject = Subject()
        if self.guide:
            self.guide = GuideProgress(self.guide.id)

    def switch_to(self, case: Case) -> None:
        """Goes back to one of the cases that wait."""
        self.others = [one for one in self.others if one is not case] + ([self.case] if self.case.told else [])
        self.case = case
        if self.guide:
            self.guide = GuideProgress(self.guide.id)

    # -- the guide under way ------------------------------------------------------------------------------

    @property
    def flow(self) -> str | None:
        """The guide under way, or just concluded."""
        return self.guide.id if self.guide else None

    @property
    def answering(self) -> bool:
        """Is a guide's question open?"""
        return self.guide is not None and self.guide.asked is not None and not self.guide.concluded

    def start(self, guide_id: str) -> GuideProgress:
        """Makes this guide the one under way; one left unfinished is kept to return to."""
        if self.guide and self.guide.id != guide_id and not self.guide.concluded:
            self.paused = [one for one in self.paused if one not in (self.guide.id, guide_id)] + [self.guide.id]
        self.paused = [one for one in self.paused if one != guide_id][-3:]
        self.guide = GuideProgress(guide_id)
        return self.guide

    def leave_guide(self) -> None:
        """Puts the guide under way aside, to return to where it is unfinished."""
        if self.guide and not self.guide.concluded:
            self.paused = [*(one for one in self.paused if one != self.guide.id), self.guide.id][-3:]
        self.guide = None

    def forget_answers(self, question_ids: list[str]) -> None:
        """Forgets a guide's own answers, so that it can be asked anew; the case stays known."""
        for name in question_ids:
            if name not in CASE_FACTS:
                self.case.facts.pop(name, None)

    # -- buttons -------------------------------------------------------------------------------------------

    def offer(self, choices: list[tuple[str, str]]) -> None:
        """Remembers the choices just shown; only these count when they come back."""
        for choice, title in choices:
            self.offers.pop(choice, None)
            self.offers[choice] = title
        self.offers = dict(list(self.offers.items())[-OFFERS_KEPT:])

    def choice_for(self, text: str) -> str | None:
        """The offered choice whose title was typed word for word."""
        wanted = text.strip().strip(".!?").lower()
        return next((c for c, title in reversed(self.offers.items()) if title.lower().strip(".!?") == wanted), None)


@cache
def _shape() -> TypeAdapter[DialogueState]:
    return TypeAdapter(DialogueState)


def _known(cls: Any, given: dict[str, Any]) -> dict[str, Any]:
    names = {one.name for one in fields(cls)}
    return {name: value for name, value in given.items() if name in names}


def age_group(child: Child) -> str | None:
    """unborn, under-5, 5-to-15, 16-or-17: the bands that the guides' conditions use."""
    if child["stage"] == "pregnant":
        return "unborn"
    if child["stage"] == "pregnancy-loss":
        return None
    if child["stage"] != "5-17-years":
        return "under-5"
    return "16-or-17" if (child.get("months") or 0) >= 16 * 12 else "5-to-15"
