"""Fits what speaks for a piece of advice (`bot/taught/advice.yml`) on the development follow-ups, which nothing is taught on:
`signpost train --fit`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

from bot.dialogue.acts import Guide
from bot.dialogue.interpreter import interpret
from bot.dialogue.state import DialogueState
from bot.dialogue.subject import WEIGHED, WEIGHTS, Evidence, Subject, evidence, weights
from bot.nlu.understanding import Understanding
from knowledge.pack import Pack

FOLLOW_UPS = Path(__file__).parents[1] / "data" / "development" / "follow_ups"
_SHOWN = 50  # follow-ups between two words of progress


@dataclass(frozen=True)
class FollowUp:
    """A second message, with the advice that answers it."""

    told: str
    says: str
    answers: frozenset[str]


def follow_ups(folder: Path = FOLLOW_UPS) -> list[FollowUp]:
    """All of them, in the files' order."""
    return [
        FollowUp(one["told"], one["says"], frozenset(one["answers"]))
        for path in sorted(folder.glob("*.yml"))
        for one in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    ]


def fit(understanding: Understanding, pack: Pack, progress: Callable[[str], None]) -> dict[str, float]:
    """The weights, written where they are read."""
    rows, right, examples = [], [], follow_ups()
    for number, one in enumerate(examples):
        if number % _SHOWN == 0:
            progress(f"weighing advice, {number:,} of {len(examples):,} follow-ups")
        for piece in weighed(one, understanding, pack):
            rows.append([getattr(piece, name) for name in WEIGHED])
            right.append(piece.name in one.answers)
    fitted = LogisticRegression(max_iter=2_000).fit(np.array(rows), np.array(right))
    each = [*zip(WEIGHED, fitted.coef_[0].tolist(), strict=True), ("constant", float(fitted.intercept_[0]))]
    found = {name: round(weight, 3) for name, weight in each}
    head = "# What speaks for a piece of advice, fitted by `signpost train --fit` (bot/dialogue/subject.py says what each is).\n"
    WEIGHTS.write_text(head + yaml.safe_dump(found, sort_keys=False), encoding="utf-8")
    weights.cache_clear()
    return found


def weighed(one: FollowUp, understanding: Understanding, pack: Pack) -> Iterator[Evidence]:
    """What speaks for each piece of advice that may answer the second message, as the conversation has it after the first."""
    first = understanding.read(one.told)
    guide = next((act.id for act in interpret(first, DialogueState(), pack).acts if isinstance(act, Guide)), None)
    second = understanding.read(one.says)
    question = second.questions[0] if len(second.questions) == 1 else None
    yield from evidence(question, second, Subject().after(first), guide)
