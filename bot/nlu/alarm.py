"""After a danger was answered, a conversation is in that alarm until the person says otherwise: what they say is read first
against the advice of that danger's own guide. What belongs to none of it is a new danger, a denial, work, or a word in passing
that keeps the alarm in view."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from rapidfuzz import fuzz

from bot.nlu.controls import control_in
from bot.nlu.danger import DANGERS, OWN_LIFE, POSSIBLE
from knowledge.guides import Advice, Guide
from knowledge.wordings import Wordings, plain

if TYPE_CHECKING:
    from bot.nlu.understanding import Reading

PICK = "pick"
_CALL = "emergency"
_MAY_COST_A_LIFE = ("emergency", "suicidal")
_NEWS = ("news", "all-clear")
_BEFORE_DANGER = ("denial", *_NEWS)  # advice that is looked for before any danger in the message
_CASE = {"children", "area", "areas", "unsure", "outside", "role"}
_GRADED = {"risk", "flags", "dash"}
_LEAVES = ("new_case", "stop", "back", "skip", "where", "record")
_OF_ONESELF = 4  # words: fewer ('I'm scared') tell no new danger to one's own life
_A_FEW_WORDS = 2  # of what is left beside the wordings: fewer mean nothing of their own
_WORDS = Path(__file__).with_name("danger.yml")

ReadAgain = Callable[[str, dict[str, Any]], "Reading"]


@dataclass(frozen=True)
class Before:
    """What a conversation brings to a message: the alarm that it is in, the dangers that were denied, the buttons offered
    (choice to title), and whether anything was begun: a guide, or an alarm. While a guide's question is open
    (`answering`), and only then, it takes more for danger to interrupt."""

    alarm: str | None = None
    denied: tuple[str, ...] = ()
    offers: Mapping[str, str] = field(default_factory=dict)
    begun: bool = False
    answering: bool = False

    @classmethod
    def of(cls, talk: Mapping[str, Any] | None, answering: bool) -> "Before":
        """The same from the slot `talk`."""
        talk = talk or {}
        alarm = talk.get("alarm")
        begun = alarm is not None or talk.get("flow") is not None
        return cls(alarm, tuple(talk.get("denied") or ()), talk.get("offers") or {}, begun, answering)

    def offered(self, text: str) -> bool:
        """Are these the words of a button that was offered?"""
        wanted = _bare(text)
        return bool(wanted) and any(_bare(title) == wanted for title in self.offers.values())


class Alarms:
    """Reads what is said after a danger. `guides` are the pack's, by id."""

    def __init__(self, guides: Mapping[str, Guide]):
        everything = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
        words = everything["afterwards"]
        self._fillers = re.compile(rf"\b(?:{'|'.join(words['fillers'])})\b|[^\w ]")
        self._of_work = re.compile("|".join(words["of_work"]))
        self._own = re.compile("|".join(everything["first_person"]))
        self._sure: float = words["sure_from"]
        self._likely, self._long = words["long_message"]["sure_from"], words["long_message"]["words"]
        self._alike: float = words["title_alike_from"]
        self._guides = guides
        self._advice = {
            kind: [(a, Wordings(a.words, words["fillers"], a.answers in _NEWS)) for a in guides[kind].advice]
            for kind in DANGERS
            if kind in guides
        }

    def read(self, text: str, reading: "Reading", before: Before, again: ReadAgain) -> "Reading":
        """`reading` as it stands after what went before. `again` reads a part of the text by itself."""
        said = plain(text)
        if before.alarm not in self._advice:
            return self._all_clear(said, reading, before) or _alone(reading)
        kind = before.alarm
        if choice := self._typed(said, {c: t for c, t in before.offers.items() if c.startswith("flow:")}):
            return replace(reading, flow=PICK, danger=None, choice=choice)
        if title := self._typed(
            said, {a.id: a.title for a, _ in self._advice[kind] if a.answers not in ("denial", "anything")}
        ):
            return _answered(reading, kind, self._by_id(kind, title))
        asked, rest = self._asked(kind, said, 1 if before.answering else _A_FEW_WORDS)
        left = again(rest, reading.facts) if rest else None
        if asked and asked.answers == "denial":
            return self._denied(kind, asked, rest, left, reading, before)
        if asked and asked.answers in _BEFORE_DANGER:
            danger = left.danger if left else None
        elif asked:
            worse = reading.danger in _MAY_COST_A_LIFE and reading.danger != kind
            danger = reading.danger if left or worse else None
        else:
            danger = reading.danger
        if danger in DANGERS and (heard := self._new(danger, kind, said)):
            return _alone(replace(reading, flow=heard, danger=heard))
        meant = left or reading
        if (left or not asked or self._of_work.search(said)) and self._is_work(meant, kind, said, before):
            return self._back_to_work(meant, kind)
        return _answered(reading, kind, asked or self._anything(kind))

    def _asked(self, kind: str, said: str, least: int = _A_FEW_WORDS) -> tuple[Advice | None, str]:
        """The advice that the words ask for, and what is left of them if that has a meaning of its own. What is looked for
        before danger goes first."""
        found = [(advice, spans) for advice, wordings in self._advice[kind] if (spans := wordings.found_in(said))]
        if not found:
            return None, ""
        rest = list(said)
        for start, end in (span for _, spans in found for span in spans):
            rest[start:end] = " " * (end - start)
        order = sorted((a for a, _ in found), key=lambda a: (a.answers != "denial", a.answers not in _BEFORE_DANGER))
        left = " ".join("".join(rest).split()).strip(" .,!?;")
        return order[0], left if len(self._fillers.sub(" ", left).split()) >= least else ""

    def _denied(
        self, kind: str, denial: Advice, rest: str, left: "Reading | None", reading: "Reading", before: Before
    ) -> "Reading":
        """'It's not suicide, he threatened her': believed. What else is said may be another danger, or the work."""
        if left and left.danger in DANGERS:
            return replace(_alone(left), denied=kind)
        if left and self._is_work(left, kind, rest, before):
            return replace(self._back_to_work(left, kind), denied=kind)
        if rest and kind != _CALL and (other := self._asked(_CALL, rest)[0]):
            return replace(_answered(reading, _CALL, other), denied=kind)
        return replace(_answered(reading, kind, denial), alarm=None, denied=kind)

    def _all_clear(self, said: str, reading: "Reading", before: Before) -> "Reading | None":
        """'I've rung 999' and no more, where no danger was answered before: help is on its way all the same."""
        if reading.danger is None or _CALL not in self._advice:
            return None
        asked, rest = self._asked(_CALL, said)
        return _answered(reading, _CALL, asked) if asked and asked.answers == "all-clear" and not rest else None

    def _new(self, danger: str, kind: str, said: str) -> str | None:
        """The danger to answer: a child is answered as a child; of their own life only somebody who says so speaks."""
        if danger in OWN_LIFE:
            told = self._own.search(said) is not None and len(said.split()) >= _OF_ONESELF
            return danger if danger != kind != "child_user" and told else None
        return "child_user" if kind == "child_user" else danger

    def _is_work(self, reading: "Reading", kind: str, said: str, before: Before) -> bool:
        """A case with its facts, a question of work, or a step in it. A child or a survivor must say so in words of work."""
        facts = reading.facts.keys()
        if facts & _GRADED or self._of_work.search(said):
            return True
        if kind in OWN_LIFE:
            return False
        if len(facts & _CASE) > 1 or (before.answering and facts & _CASE) or control_in(said) in _LEAVES:
            return True
        asks = (reading.flow in self._guides and reading.flow not in DANGERS) or reading.flow == "handbook_question"
        least = self._likely if len(said.split()) >= self._long else self._sure
        return (asks or reading.flow in ("restart", "goodbye")) and reading.confidence >= least

    def _back_to_work(self, reading: "Reading", kind: str) -> "Reading":
        """The alarm is over. Where a life was in danger, one line of 999 comes first. A survivor or a child who was
        somebody at work has denied it, and where nothing was asked yet, is asked."""
        asks = reading.flow != "inform" and reading.confidence >= self._sure
        if kind in OWN_LIFE and not asks and not reading.facts.keys() & (_CASE | _GRADED):
            denial = next((a for a, _ in self._advice[kind] if a.answers == "denial"), None)
            return replace(_answered(reading, kind, denial), alarm=None, denied=kind)
        return replace(reading, alarm=None, danger=POSSIBLE if kind in _MAY_COST_A_LIFE else reading.danger)

    def _typed(self, said: str, titles: Mapping[str, str]) -> str | None:
        """The key of the title that was typed, or nearly so."""
        alike = {key: fuzz.ratio(_bare(title), _bare(said)) for key, title in titles.items()}
        best = max(alike, key=alike.__getitem__, default=None)
        return best if best is not None and alike[best] >= self._alike else None

    def _by_id(self, kind: str, advice_id: str) -> Advice:
        return next(a for a, _ in self._advice[kind] if a.id == advice_id)

    def _anything(self, kind: str) -> Advice | None:
        return next((a for a, _ in self._advice[kind] if a.answers == "anything"), None)


def _alone(reading: "Reading") -> "Reading":
    """A message that needs nothing of what went before; a danger in it begins an alarm."""
    return replace(reading, alarm=reading.danger if reading.danger in DANGERS else None)


def _answered(reading: "Reading", kind: str, advice: Advice | None) -> "Reading":
    """In the alarm `kind`, with its advice; without any, the whole of it again."""
    if advice is None:
        return replace(reading, flow=kind, danger=kind, alarm=kind)
    return replace(reading, flow=kind, danger=None, alarm=kind, advice=f"{kind}.{advice.id}")


def _bare(words: str) -> str:
    return re.sub(r"[^\w ]", "", plain(words))
