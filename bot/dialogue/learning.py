"""Where somebody is in the tour, the quiz or a practice case, as the state keeps it: ids and outcomes, no words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from knowledge.pack import Pack
from knowledge.posed import CannotBePosed, Posed, pose, pose_turn
from knowledge.progress import Progress

Doing = Literal["tour", "quiz", "practice"]
Open = Literal["role", "length", "question", "turn", "next", "consent", "forget"]
ANY_ROLE = "any"  # who would not say, or is none of these
ROUND = 5  # questions of a quiz, where no number was asked for


@dataclass
class Learning:
    """`open` is what waits for an answer. `key` is the pseudonymous id under which progress is kept, once somebody agreed to
    that, `since` when; `forgets` is the key of what is to be deleted, wished at `forgot`. Both are seconds since 1970."""

    progress: Progress = field(default_factory=Progress)
    role: str | None = None
    length: str | None = None
    doing: Doing | None = None
    open: Open | None = None
    lesson: str | None = None
    question: str | None = None
    helped: bool = False
    chosen: list[str] = field(default_factory=list)  # so far, of a question with several answers
    sections: list[str] | None = None  # what the quiz is narrowed to
    wanted: int = ROUND
    round: dict[str, str] = field(default_factory=dict)  # this round's questions, and how each went
    case: str | None = None
    at: int = 0  # the turn of the case
    path: list[str] = field(default_factory=list)  # what was chosen in the case so far
    went: list[bool] = field(default_factory=list)  # was each of its turns right?
    consent: Literal["asked", "given", "refused"] | None = None
    key: str | None = None
    since: float | None = None
    forgets: str | None = None
    forgot: float | None = None
    guesses: int = 0  # codes that were none

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Learning":
        """The same back from JSON; keys of another version are dropped."""
        names = {one.name for one in fields(cls)}
        kept = {name: value for name, value in given.items() if name in names}
        return cls(**{**kept, "progress": Progress.of(kept.get("progress") or {})})

    @property
    def for_role(self) -> str | None:
        """The role that questions and lessons are chosen for; None for any."""
        return None if self.role == ANY_ROLE else self.role

    def posed(self, pack: Pack) -> Posed | None:
        """The open question or turn of a case, as it was put; None where none is open, or the pack no longer has it."""
        try:
            if self.open == "question" and (question := pack.quiz.get(self.question or "")):
                card = self.progress.cards.get(question.id)
                return pose(question, pack, card.times if card else 0)
            case = pack.practice.get(self.case or "") if self.open == "turn" else None
            return pose_turn(case, self.at, pack) if case and self.at < len(case.turns) else None
        except CannotBePosed:
            return None

    def close(self) -> None:
        """Nothing is open any more; what was reached stays."""
        self.doing = self.open = self.question = self.lesson = self.case = None
        self.helped, self.chosen, self.path, self.went, self.at = False, [], [], [], 0
