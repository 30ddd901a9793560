"""After a danger was answered, a conversation is in that alarm until the person says otherwise: what they say is read first
against the advice of that danger's own guide. What belongs to none of it is a new danger, a denial, the case, or a word in
passing that keeps the alarm in view."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.dialogue.acts import Aftercare, Crisis, Denial
from bot.dialogue.reader import FILLERS, NEWS, WORDS, Reader, asks_anything
from bot.dialogue.state import DialogueState
from bot.dialogue.subject import is_a_remark
from bot.nlu.controls import control_in, is_question, of_their_partner, says_it_goes_on
from bot.nlu.labels import DANGERS, MAY_COST_A_LIFE, OWN_LIFE, DangerKind
from bot.nlu.meaning import Clause, Meaning
from bot.nlu.safety import ATTACK, NO_DANGER, signs
from bot.nlu.thresholds import THRESHOLDS
from knowledge.conditions import Facts
from knowledge.guides import Advice, Guide
from knowledge.pack import Pack
from knowledge.wordings import plain

_BEFORE_DANGER = ("denial", *NEWS)  # advice that is looked for before any danger in the message
_CASE = {"children", "area", "areas", "unsure", "outside", "role"}
_GRADED = {"risk", "flags", "dash"}
_LEAVES = ("new_case", "stop", "back", "skip", "where", "record")
_OF_ONESELF = 4  # words: fewer ('I'm scared') tell no new danger to one's own life
_AT_LENGTH = 12  # words
_A_FEW_WORDS = 2  # of what is left beside the wordings: fewer mean nothing of their own


@dataclass(frozen=True)
class Reaction:
    """What a message does in an alarm: `act`, if it is about the danger, and whether the work goes on (`resumes`)."""

    act: Crisis | Aftercare | Denial | None
    resumes: bool = False


class Alarm(Reader):
    """Reads what is said after a danger of one kind. One for each kind and pack: `alarm_of`."""

    def __init__(self, kind: DangerKind, guides: Mapping[str, Guide]):
        super().__init__(kind, guides)
        words = WORDS
        self._kind, self._guides = kind, guides
        self._of_work = re.compile("|".join(words["of_work"]))
        self._of_process = re.compile("|".join(words["of_process"]))
        self._own = re.compile("|".join(words["first_person"]))
        self._sure: float = words["sure_from"]
        self._likely, self._long = words["long_message"]["sure_from"], words["long_message"]["words"]
        self._alike: float = words["title_alike_from"]

    def react(self, meaning: Meaning, state: DialogueState, facts: Facts | None = None) -> Reaction:
        """What the message does, given the alarm that `state` is in. `facts`: as the advice's conditions see them."""
        said, facts = plain(meaning.text), facts or {}
        titles = {a.id: a.title for a, _ in self._advice if a.answers not in ("denial", "anything")}
        if title := self._typed(said, titles):
            return Reaction(Aftercare(self._kind, title))
        if other := self._of_another_age(meaning):
            return Reaction(Crisis(other))
        asked, spans, rest = self._asked(
            said, 1 if state.answering else _A_FEW_WORDS, ignore_farewells=asks_anything(meaning)
        )
        left = _worst(self._beside(meaning, spans, said)) if rest else None
        if asked and asked.answers == "denial" and not self._is_theirs(meaning, said):
            return self._denied(asked, rest, left, meaning, state)
        new = self._new(self._danger(asked, rest, left, meaning), said)
        if new and self._kind in OWN_LIFE and is_a_remark(meaning, state.subject, self._kind):
            new = None
        if new and not (
            asked and new == self._kind and new in OWN_LIFE
        ):  # of what is known already, the advice says more
            return Reaction(Crisis(new))
        works = (rest or not asked or self._speaks_of_work(said)) and self._is_work(meaning, said, state)
        if works or (asked and asked.answers in NEWS and self._asks_of_work(meaning, state)):
            return Reaction(self._taken_for_another(meaning), resumes=True)
        if (
            asked
            and asked.answers in (*NEWS, "farewell")
            and not (_only_asks(meaning) and self.clear(meaning, facts, state.subject))
        ):
            plainly = None if self.is_over(asked.id) else self.plainly(meaning, facts, state.subject)
            return Reaction(Aftercare(self._kind, plainly or asked.id))
        return Reaction(
            Aftercare(self._kind, next(iter(self.asked_of(meaning, facts, state.subject)), asked.id if asked else None))
        )

    def _is_theirs(self, meaning: Meaning, said: str) -> bool:
        """'You have misunderstood. He put a pillow on my face', 'there is a lady at school, would she tell my husband': their own life,
        told at length by nobody who works."""
        hardly = meaning.voices.get("practitioner", 0.0) <= THRESHOLDS.hardly_work
        told = meaning.danger.level == "sure" or (asks_anything(meaning) and of_their_partner(meaning.text))
        long = len(said.split()) >= _AT_LENGTH
        return self._kind in OWN_LIFE and hardly and told and long and self._own.search(said) is not None

    def _of_another_age(self, meaning: Meaning) -> DangerKind | None:
        """A child that was taken for an adult, or an adult for a child, and says so."""
        if self._kind not in OWN_LIFE:
            return None
        said = signs(meaning.text)
        if self._kind == "child_user" and "adult" in said and "under_18" not in said:
            return "self_disclosure"
        return "child_user" if self._kind == "self_disclosure" and "under_18" in said else None

    def _danger(self, asked: Advice | None, rest: str, left: DangerKind | None, meaning: Meaning) -> DangerKind | None:
        whole = meaning.danger.kind if meaning.danger.level == "sure" else None
        if asked and (asked.answers in _BEFORE_DANGER or (asked.answers == "farewell" and not rest)):
            again = rest and says_it_goes_on(rest) and whole == self._kind  # 'he's still hitting her, what do I do'
            return left or (whole if again and NO_DANGER not in signs(meaning.text) else None)
        if asked:
            worse = whole in MAY_COST_A_LIFE and whole != self._kind
            return whole if rest or worse else None
        return whole

    def _asked(
        self, said: str, least: int, only: str | None = None, ignore_farewells: bool = False
    ) -> tuple[Advice | None, list[tuple[int, int]], str]:
        """The advice that the words ask for, where they stand, and what is left of them if that has a meaning of its own.
        What is looked for before danger goes first. `ignore_farewells`: they are manners, where something is asked."""
        looked_for = [
            (a, wordings)
            for a, wordings in self._advice
            if (only is None or a.answers == only) and not (ignore_farewells and a.answers == "farewell")
        ]
        found = [(advice, spans) for advice, wordings in looked_for if (spans := wordings.found_in(said))]
        if not found:
            return None, [], ""
        spans = [span for _, found_at in found for span in found_at]
        rest = list(said)
        for start, end in spans:
            rest[start:end] = " " * (end - start)
        order = sorted((a for a, _ in found), key=lambda a: (a.answers != "denial", a.answers not in _BEFORE_DANGER))
        left = " ".join("".join(rest).split()).strip(" .,!?;")
        return order[0], spans, left if len(FILLERS.sub(" ", left).split()) >= least else ""

    def _beside(self, meaning: Meaning, spans: list[tuple[int, int]], said: str) -> list[Clause]:
        """The clauses that are not of the wordings alone. The offsets of `said` are near those of the message."""
        return [
            clause
            for clause in meaning.clauses
            if not _says_that_nobody_is(clause)
            and len(FILLERS.sub(" ", _outside(plain(clause.text), spans, said)).split()) >= _A_FEW_WORDS
        ]

    def _denied(
        self, denial: Advice, rest: str, left: DangerKind | None, meaning: Meaning, state: DialogueState
    ) -> Reaction:
        """'It's not suicide, he threatened her': believed. What else is said may be another danger, or the work; where it may
        cost a life, also the same: 'not suicidal, but she's taken all her tablets'."""
        if left and (left != self._kind or left in MAY_COST_A_LIFE):
            return Reaction(Crisis(left))
        return Reaction(Denial(self._kind, denial.id), resumes=bool(rest) and self._is_work(meaning, rest, state))

    def _new(self, danger: DangerKind | None, said: str) -> DangerKind | None:
        """The danger to answer: a child is answered as a child; of their own life only somebody who says so speaks."""
        if danger is None:
            return None
        if danger in OWN_LIFE:
            told = self._own.search(said) is not None and len(said.split()) >= _OF_ONESELF
            return danger if danger != self._kind and self._kind not in OWN_LIFE and told else None
        return "child_user" if self._kind == "child_user" and danger != "emergency" else danger

    def _is_work(self, meaning: Meaning, said: str, state: DialogueState) -> bool:
        """A case with its facts, a question of work, or a step in it. A child or a survivor must say so in words of work, or be surely
        somebody at work."""
        facts = meaning.facts.keys()
        if state.voice == "child" and "role" not in facts:
            return False  # who said that they are under 18
        if self._speaks_of_work(said):
            return True
        if self._kind in OWN_LIFE:
            surely = meaning.voices.get("practitioner", 0.0) >= THRESHOLDS.another_voice
            graded = facts & _GRADED and not self._own.search(said)  # and not 'they did a DASH on me, it was high'
            return surely or bool(graded) or self._names_a_post(meaning)
        if facts & _GRADED:
            return True
        if any(control_in(clause.text) in _LEAVES for clause in meaning.clauses):  # 'shes safe now. where were we'
            return True
        if len(facts & _CASE) > 1 or (state.answering and facts & _CASE) or meaning.control in _LEAVES:
            return True
        of_work = (meaning.flow in self._guides and meaning.flow not in DANGERS) or meaning.flow == "handbook_question"
        least = self._likely if len(said.split()) >= self._long else self._sure
        return (
            (of_work or meaning.flow in ("restart", "goodbye"))
            and meaning.confidence >= least
            and not (self._kind == "suicidal" and meaning.flow == "goodbye")
        )

    def _names_a_post(self, meaning: Meaning) -> bool:
        """'I'm the social worker, those were her words'; not 'I'm a nurse and he says he'll tell my team'."""
        said, theirs = signs(meaning.text), max(meaning.voices.get(voice, 0.0) for voice in ("survivor", "child"))
        named = "role" in meaning.facts and "worker" in said and "own" not in said
        return named and meaning.danger.level != "sure" and theirs < THRESHOLDS.voice_not_at_work

    def _speaks_of_work(self, said: str) -> bool:
        """In the words of somebody at work, or of what services do, unless that is told of one's own life."""
        own = self._kind in OWN_LIFE and self._own.search(said) is not None
        return self._of_work.search(said) is not None or (not own and self._of_process.search(said) is not None)

    def _asks_of_work(self, meaning: Meaning, state: DialogueState) -> bool:
        """'Police have him. Can I ask the boy what happened?': it is over, and what is asked beside it is of the case."""
        if self._kind in OWN_LIFE:
            return False
        for question in meaning.questions:
            own, _, rest = self._asked(plain(question.text), _A_FEW_WORDS)
            if (own is None or rest) and self.near(question, meaning, {}, state.subject) is None:
                return True
        return False

    def _taken_for_another(self, meaning: Meaning) -> Denial | None:
        """A survivor or a child who turns out to be somebody at work has denied it, too."""
        return Denial(self._kind, None) if self._kind in OWN_LIFE else None

    def _typed(self, said: str, titles: Mapping[str, str]) -> str | None:
        """The key of the title that was typed, or nearly so."""
        alike = {key: fuzz.ratio(_bare(title), _bare(said)) for key, title in titles.items()}
        best = max(alike, key=alike.__getitem__, default=None)
        return best if best is not None and alike[best] >= self._alike else None


def all_clear(meaning: Meaning, pack: Pack) -> Aftercare | None:
    """'I've rung 999' and no more, where no danger was answered before: help is on its way all the same."""
    goes_on = ATTACK & signs(meaning.text)
    if goes_on or meaning.danger.level == "none" or is_question(meaning.text) or "emergency" not in pack.guides:
        return None
    if meaning.danger.level == "sure" and meaning.danger.kind in OWN_LIFE:
        return None
    asked, _, rest = alarm_of("emergency", pack)._asked(plain(meaning.text), _A_FEW_WORDS, only="all-clear")
    return Aftercare("emergency", asked.id) if asked and not rest else None


_ALARMS: dict[tuple[int, str], Alarm] = {}


def _says_that_nobody_is(clause: Clause) -> bool:
    """In danger: 'nobody is in danger this second'. No attack is told in the same clause."""
    said = signs(clause.text)
    return NO_DANGER in said and not ATTACK & said


def _only_asks(meaning: Meaning) -> bool:
    """Is there next to nothing beside the questions?"""
    asked = sum(len(question.text.split()) for question in meaning.questions)
    return bool(asked) and len(meaning.text.split()) - asked < _A_FEW_WORDS


def alarm_of(kind: DangerKind, pack: Pack) -> Alarm:
    """The reader of what follows a danger of this kind, made once a pack."""
    key = (id(pack), kind)
    if key not in _ALARMS:
        _ALARMS[key] = Alarm(kind, pack.guides)
    return _ALARMS[key]


def ready(pack: Pack) -> None:
    """Makes the readers of all dangers beforehand: the first person in danger must not wait for one."""
    for kind in DANGERS:
        if kind in pack.guides:
            alarm_of(kind, pack)


def _worst(clauses: list[Clause]) -> DangerKind | None:
    """The danger that is sure in one of the clauses; one that may cost a life before others."""
    found = [clause.danger.kind for clause in clauses if clause.danger.level == "sure" and clause.danger.kind]
    return next((kind for kind in found if kind in MAY_COST_A_LIFE), next(iter(found), None))


def _outside(clause: str, spans: list[tuple[int, int]], said: str) -> str:
    """The words of a clause that no wording took."""
    at = said.find(clause)
    if at < 0:
        return clause
    kept = ["" if any(a <= at + i < b for a, b in spans) else c for i, c in enumerate(clause)]
    return "".join(kept)


def _bare(words: str) -> str:
    return re.sub(r"[^\w ]", "", plain(words))
