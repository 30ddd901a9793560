"""Talks that are written for teaching and weighing: what somebody says, after what, and the advice of the pack that answers it. The
selector is taught on those in `bot/data/talks`; those in `bot/data/development/talks` say how it is weighed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).parents[1] / "data"
TO_LEARN, TO_WEIGH = _DATA / "talks", _DATA / "development" / "talks"


@dataclass(frozen=True)
class Utterance:
    """A message of a talk. `voice`: who writes. `before`: those that came before it, in their order. `answers`: the advice that answers it,
    `guide.advice`, best first; none where nothing of the pack does."""

    before: tuple[str, ...]
    says: str
    answers: tuple[str, ...]
    voice: str = "unclear"


def utterances(folder: Path) -> list[Utterance]:
    """All of the talks in a folder, in the files' order: the later messages, and the first of each talk that says what answers it."""
    return [
        one
        for path in sorted(folder.glob("*.yml"))
        for talk in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for one in _of(talk)
    ]


def _of(talk: dict[str, Any]) -> Iterator[Utterance]:
    first, voice = talk["told"], talk.get("voice", "unclear")
    if "answers" in talk:
        yield Utterance((), first, tuple(talk["answers"]), voice)
    before: tuple[str, ...] = (first,)
    for one in talk["then"]:
        yield Utterance(before, one["says"], tuple(one["answers"]), voice)
        before = (*before, one["says"])
