"""Fits the weights of safety on the development messages, which nothing else is taught on: `signpost train --fit`."""

from collections.abc import Callable

from bot.nlu import safety
from bot.nlu.examples import Example, development
from bot.nlu.safety import Evidence, Weights
from bot.nlu.understanding import Understanding

_SHOWN = 100  # messages between two words of progress


def evidence_of(
    understanding: Understanding, examples: list[Example], progress: Callable[[str], None]
) -> list[Evidence]:
    """What speaks for danger and against it in each."""
    found = []
    for number, one in enumerate(examples):
        if number % _SHOWN == 0:
            progress(f"weighing, {number:,} of {len(examples):,}")
        found.append(understanding.weighed(one.text))
    return found


def fit(understanding: Understanding, progress: Callable[[str], None]) -> Weights:
    """The weights, written where they are read."""
    examples = development()
    evidence = evidence_of(understanding, examples, progress)
    rows = [(found, one.labels["danger"].get("none", 0.0) < 0.5) for found, one in zip(evidence, examples, strict=True)]
    weights = safety.fit(rows)
    safety.save(weights)
    safety.weights.cache_clear()
    return weights
