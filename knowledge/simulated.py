"""Learners that are played: what somebody scores who knows everything, guesses, or goes by a trick. Who knows nothing must not do
well; who knows one chapter must be asked the other."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from statistics import mean

from knowledge.pack import Pack
from knowledge.posed import Posed, pose, pose_turn
from knowledge.progress import Outcome, Progress, chapter_of, next_question, review
from knowledge.quiz import Question

Answers = Callable[[Posed], Sequence[str]]
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)


def knows(posed: Posed) -> Sequence[str]:
    """Everything."""
    return posed.right


def first(posed: Posed) -> Sequence[str]:
    """Always takes what stands first; of several the first two, of an order what is shown."""
    return _taken(posed, [one.id for one in posed.options])


def longest(posed: Posed) -> Sequence[str]:
    """Always takes the longest; of several the longest two."""
    return _taken(posed, [one.id for one in sorted(posed.options, key=lambda one: -len(one.say))])


def shortest(posed: Posed) -> Sequence[str]:
    return _taken(posed, [one.id for one in sorted(posed.options, key=lambda one: len(one.say))])


def guesses(seed: int = 0) -> Answers:
    """Answers at random."""
    chance = random.Random(seed)

    def answer(posed: Posed) -> Sequence[str]:
        return _taken(posed, chance.sample([one.id for one in posed.options], len(posed.options)))

    return answer


def knows_only(chapters: Sequence[str], pack: Pack) -> Answers:
    """Knows these chapters, and never answers right in another."""

    def answer(posed: Posed) -> Sequence[str]:
        return posed.right if chapter_of(posed.section, pack) in chapters else _wrong(posed)

    return answer


def _taken(posed: Posed, order: list[str]) -> Sequence[str]:
    return order if posed.kind == "order" else order[: 2 if posed.kind == "several" else 1]


def _wrong(posed: Posed) -> Sequence[str]:
    if posed.kind == "order":
        return tuple(reversed(posed.right))
    return tuple(one.id for one in posed.options if not one.right)[:1]


def scores(pack: Pack) -> dict[str, float]:
    """The share of the quiz, and of the practice cases' turns, that each of them has right."""
    quiz, turns = list(_quiz(pack)), list(_turns(pack))
    players: dict[str, Answers] = {
        "knows everything": knows,
        "answers at random": guesses(),
        "always the first": first,
        "always the longest": longest,
        "always the shortest": shortest,
    }
    shares = {f"quiz, {name}": _share(player, quiz) for name, player in players.items()}
    return shares | {f"practice cases, {name}": _share(player, turns) for name, player in players.items() if turns}


def _share(player: Answers, posed: list[Posed]) -> float:
    return mean(one.is_right(player(one)) for one in posed) if posed else 0.0


def _quiz(pack: Pack) -> Iterator[Posed]:
    return (pose(question, pack) for question in pack.quiz.values())


def _turns(pack: Pack) -> Iterator[Posed]:
    return (pose_turn(case, at, pack) for case in pack.practice.values() for at in range(len(case.turns)))


def plays(answers: Answers, pack: Pack, days: int, a_day: int = 10) -> tuple[Progress, list[list[Question]]]:
    """So many days of so many questions, each chosen as the quiz would: what is known then, and what was asked each day."""
    progress, asked = Progress(), []
    for day in range(days):
        now, today = MONDAY + timedelta(days=day), list[Question]()
        for _ in range(a_day):
            question = next_question(progress, pack.quiz.values(), now, pack, asked=[one.id for one in today])
            if question is None:
                break
            card = progress.cards.get(question.id)
            posed = pose(question, pack, card.times if card else 0)
            outcome: Outcome = "right" if posed.is_right(answers(posed)) else "wrong"
            review(progress, question.id, outcome, now)
            today.append(question)
        asked.append(today)
    return progress, asked
