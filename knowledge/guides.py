"""Guides: the questions, advice and sources of each flow, as a pack's `guides/*.yml` has them."""

from collections.abc import Iterator
from itertools import product
from typing import Any, Literal

from pydantic import Field

from knowledge.conditions import Facts, facts_named, holds
from knowledge.schema import Addition, Part

# What an answer tells besides the question's own fact, by the kind of question; what it would be can't be listed beforehand.
_TELLS = {
    "age": {"stage", "age_group", "adult", "no_children"},
    "area": {"authority", "midwives", "outside", "unsure"},
    "risk": {"dash"},
}
_FEW_ENOUGH = 500  # answers, taken together, that are thought through


class Option(Part):
    id: str = Field(title="Value of the fact")
    label: str = Field(title="On the button")
    words: list[str] = Field(default_factory=list, title="Words that mean this answer")
    from_: int | None = Field(None, alias="from", title="Lowest number that means this answer")
    to: int | None = Field(None, title="Highest number that means this answer")


class Question(Part):
    id: str = Field(title="Name of the fact")
    ask: str = Field(title="The question")
    again: str | None = Field(None, title="The question in other words, when an answer was not understood")
    why: str = Field(title="Why it is asked")
    kind: Literal["choice", "many", "age", "area", "risk"] = Field("choice", title="How it is answered")
    reads: str | None = Field(None, title="Another fact that answers it by number")
    options: list[Option] = Field(default_factory=list, title="Usual answers")
    stages: list[str] = Field(
        default_factory=list, title="Ages offered as buttons; all of the pathway's if none are named"
    )
    when: dict[str, Any] = Field(default_factory=dict, title="Only asked if")
    lasting: bool = Field(False, title="Still true of the next case, such as who is asking")
    unknown: str | None = Field(None, title="What is said to 'I don't know'")

    @property
    def tells(self) -> set[str]:
        """The facts that an answer may tell."""
        return {self.id} | _TELLS.get(self.kind, set())

    @property
    def answers(self) -> list[str]:
        """What may be answered, where that can be listed; else nothing."""
        known = [option.id for option in self.options] if self.kind in ("choice", "many") else []
        return [*known, "unknown"] if known else []

    def option_for_number(self, number: int) -> Option | None:
        """The option whose range holds `number`."""
        for option in self.options:
            if option.from_ is not None and option.from_ <= number <= (option.to if option.to is not None else number):
                return option
        return None


class Advice(Part):
    id: str = Field(title="Id")
    title: str = Field(title="On a button")
    when: dict[str, Any] = Field(default_factory=dict, title="Only if")
    first: bool = Field(False, title="Said at once, rather than offered as a button")
    leads: bool = Field(False, title="Does it stand before whom to tell?")
    scene: bool = Field(False, title="Is it the whole first reply to a danger that is no attack in the room?")
    words: list[str] = Field(default_factory=list, title="Wordings that ask for it, or that it answers, after a danger")
    answers: Literal["denial", "news", "all-clear", "fear", "farewell", "anything"] | None = Field(
        None, title="What it answers in the turns after a danger"
    )
    offered: bool = Field(True, title="Is it a button, or only said to who asks for it?")
    say: str = Field(title="The advice")
    source: str | None = Field(None, title="Section id, in quotes")
    addition: Addition | None = Field(None, title="Not in the handbook: where it comes from")
    front_door: bool = Field(False, title="Is it followed by whom to ring about a child at this hour?")


Asked = dict[
    str, list[str]
]  # by the id of the advice: questions in passing that it answers, as `*.questions.yml` has them


class Next(Part):
    flow: str = Field(title="Flow to go on with")
    label: str = Field(title="On the button")
    when: dict[str, Any] = Field(default_factory=dict, title="Only if")


class Guide(Part):
    """One flow: what it asks, what it then says, and where it leads."""

    id: str = Field(title="Flow id")
    title: str = Field(title="What it helps with, as it goes on in a sentence")
    sections: list[str] = Field(title="Sections it stands on")
    voices: list[str] = Field(default_factory=list, title="Who it is for, if for one kind of writer only")
    opening: str = Field("", title="Said first, in a sentence or two")
    closing: str = Field("", title="Said last where nothing that was said has a number to ring")
    decides: Literal["pathway", "services"] | None = Field(None, title="The rules that its answer comes from")
    questions: list[Question] = Field(default_factory=list, title="Questions, in order")
    implies: dict[str, str] = Field(default_factory=dict, title="Facts that are known once this flow has begun")
    advice: list[Advice] = Field(default_factory=list, title="What it may say")
    next: list[Next] = Field(default_factory=list, title="Likeliest next steps")
    asked: Asked = Field(default_factory=dict, exclude=True, title="The questions beside it")

    def piece(self, advice_id: str | None) -> Advice | None:
        """A piece of its advice by its id."""
        return next((one for one in self.advice if one.id == advice_id), None)

    def question(self, question_id: str | None) -> Question | None:
        return next((q for q in self.questions if q.id == question_id), None)

    def open_questions(self, facts: Facts) -> Iterator[Question]:
        """The questions still to be asked, in order, given what is known."""
        return (q for q in self.questions if q.id not in facts and holds(q.when, facts))

    def next_question(self, facts: Facts) -> Question | None:
        return next(self.open_questions(facts), None)

    def left(self, facts: Facts) -> int | None:
        """How many questions are still to be asked; None where an answer to one of them may change that. The rules of a guide that
        decides choose its questions by what they settle, so that nobody knows."""
        if self.decides == "pathway":
            return None
        left = [q for q in self.questions if q.id not in facts]
        while True:
            comes = [_comes(q, [other for other in left if other is not q], facts) for q in left]
            if False not in comes:
                return len(left) if None not in comes else None
            left = [q for q, does in zip(left, comes, strict=True) if does is not False]

    def advice_for(self, facts: Facts) -> list[Advice]:
        """The advice that fits the facts: what is said at once first, then what is offered."""
        fitting = [a for a in self.advice if holds(a.when, facts) and a.answers not in ("denial", "anything")]
        return sorted(fitting, key=lambda a: not a.first)

    def next_steps(self, facts: Facts) -> list[Next]:
        return [step for step in self.next if holds(step.when, facts)]

    def settle(self, facts: Facts) -> dict[str, str]:
        """Answers that other facts already give: a DASH of 17 answers 'fourteen ticks or more?'."""
        settled = {}
        for question in self.questions:
            number = str((facts.get(question.reads) if question.reads else None) or "")
            open_ = question.id not in facts and number.isdigit()
            if open_ and (option := question.option_for_number(int(number))):
                settled[question.id] = option.id
        return settled


def _comes(question: Question, before: list[Question], facts: Facts) -> bool | None:
    """Is the question asked, whatever is answered to those that may come `before` it? None where that depends."""
    named = facts_named(question.when) - {question.id}
    others = [other for other in before if other.tells & named]
    if any(not other.answers for other in others):
        return None
    ways = list(product(*(other.answers for other in others)))
    if len(ways) > _FEW_ENOUGH:
        return None
    ids = [other.id for other in others]
    outcomes = {holds(question.when, {**facts, **dict(zip(ids, way, strict=True))}) for way in ways}
    return outcomes.pop() if len(outcomes) == 1 else None
