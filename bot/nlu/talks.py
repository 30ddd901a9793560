"""Talks that are written for teaching and weighing: what somebody says, after what, and the advice of the pack that answers it. The
selector is taught on those in `bot/data/talks`; those in `bot/data/development/talks` say how it is weighed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from bot.nlu.labels import DangerKind

Told = Literal["none", "doubtful"] | DangerKind  # what danger a message tells of

_DATA = Path(__file__).parents[1] / "data"
TO_LEARN, TO_WEIGH = _DATA / "talks", _DATA / "development" / "talks"
_TURNS = _DATA / "development" / "turns.yml"


@dataclass(frozen=True)
class Utterance:
    """A message of a talk. `voice`: who writes. `before`: those that came before it, in their order. `answers`: the advice that answers it,
    `guide.advice`, best first; none where nothing of the pack does. `danger`: what it tells of after what came before, in the development
    talks."""

    before: tuple[str, ...]
    says: str
    answers: tuple[str, ...]
    voice: str = "unclear"
    danger: Told = "none"


def utterances(folder: Path) -> list[Utterance]:
    """All of the talks in a folder, in the files' order: the later messages, and the first of each talk that says what answers it."""
    return [one for talk in read(folder) for one in _of(talk)]


def turns(path: Path = _TURNS) -> list[Utterance]:
    """The development turns, each after what was said before it."""
    return [
        Utterance(tuple(one["before"]), one["text"], (), one["voice"], one.get("danger", "none"))
        for one in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    ]


def read(folder: Path) -> Iterator[dict[str, Any]]:
    """The talks of a folder as they are written, in the files' order. Where it is said how urgent the first message is (`urgency`), it is
    also said what danger it tells of (`danger`; none where that is missing) and who else may well write it (`also_voice`)."""
    for path in sorted(folder.glob("*.yml")):
        yield from yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _of(talk: dict[str, Any]) -> Iterator[Utterance]:
    first, voice = talk["told"], talk.get("voice", "unclear")
    if "answers" in talk:
        yield Utterance((), first, tuple(talk["answers"]), voice, talk.get("danger", "none"))
    before: tuple[str, ...] = (first,)
    for one in talk["then"]:
        yield Utterance(before, one["says"], tuple(one["answers"]), voice, one.get("danger", "none"))
        before = (*before, one["says"])
