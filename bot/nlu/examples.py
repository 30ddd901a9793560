"""The written messages that everything about words is learnt from: `bot/data/nlu` (short ones, one file a flow, as Rasa has
them) and `bot/data/messages` (as people write, each with its labels); and the first messages of the talks in `bot/data/talks`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.labels import DANGERS, GUIDED
from bot.nlu.talks import TO_LEARN, TO_WEIGH
from bot.nlu.talks import read as read_talks

SHORT = Path(__file__).parents[1] / "data" / "nlu"
LABELLED = Path(__file__).parents[1] / "data" / "messages"
DEVELOPMENT = Path(__file__).parents[1] / "data" / "development"
_ALSO = 0.25  # of a message's weight, for what else would be a fair first reply
_HARMED = {True: "yes", False: "no", "denied": "denied"}
_OWN_VOICE = {"self_disclosure": "survivor", "child_user": "child"}

Shares = Mapping[str, float]


@dataclass(frozen=True)
class Example:
    """A message with what is known of it: for each head the share of each label, and where it asks something (None where
    that was not marked)."""

    text: str
    labels: Mapping[str, Shares] = field(default_factory=dict)
    asks: tuple[tuple[int, int], ...] | None = None

    @property
    def flow(self) -> str:
        """The flow that it starts, the likeliest where there are several."""
        flows = self.labels["flow"]
        return max(flows, key=flows.__getitem__)


def examples(short: Path = SHORT, labelled: Path = LABELLED) -> list[Example]:
    """All of them, in the files' order."""
    return [*_short(short), *_labelled(labelled)]


def first_words(folder: Path = TO_LEARN) -> list[Example]:
    """The first messages of the talks in a folder that are labelled, each with the flow that it starts where advice of it answers."""
    return [_first_words(talk) for talk in read_talks(folder) if "urgency" in talk]


def later_words(folder: Path = TO_LEARN) -> list[Example]:
    """What is said later in these talks, of which it is known who writes."""
    talks = (talk for talk in read_talks(folder) if "urgency" in talk)
    return [Example(one["says"], {"voice": _voice(talk)}) for talk in talks for one in talk["then"]]


def _voice(talk: Mapping[str, Any]) -> Shares:
    return _shares(talk["voice"], [talk["also_voice"]] if "also_voice" in talk else ())


def _first_words(talk: Mapping[str, Any]) -> Example:
    labels: dict[str, Shares] = {"voice": _voice(talk), "urgency": {talk["urgency"]: 1.0}}
    danger = talk.get("danger", "none")
    if danger == "doubtful":
        return Example(talk["told"], labels)
    labels["danger"] = {danger: 1.0}
    guides = [name.partition(".")[0] for name in talk["answers"]]
    if flows := [danger] if danger in DANGERS else [one for one in guides if one in GUIDED]:
        labels["flow"] = _shares(flows[0], flows[1:])
    return Example(talk["told"], labels)


def paths() -> list[Path]:
    """The files that they stand in."""
    return [*sorted(SHORT.glob("*.yml")), *sorted(LABELLED.glob("*.yml")), *sorted(TO_LEARN.glob("*.yml"))]


def _short(folder: Path) -> Iterable[Example]:
    for path in sorted(folder.glob("*.yml")):
        for block in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
            lines = (line.removeprefix("- ").strip() for line in block["examples"].splitlines())
            yield from (of_flow(line, block["intent"]) for line in lines if line)


def of_flow(text: str, flow: str) -> Example:
    """A message of which the flow alone is known, and what follows from that."""
    labels: dict[str, Shares] = {"flow": {flow: 1.0}, "danger": {flow if flow in DANGERS else "none": 1.0}}
    if flow in _OWN_VOICE:
        labels["voice"] = {_OWN_VOICE[flow]: 1.0}
    return Example(text, labels)


def _labelled(folder: Path) -> Iterable[Example]:
    for path in sorted(folder.glob("*.yml")):
        for one in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
            yield of_labels(one)


def of_labels(one: Mapping[str, Any]) -> Example:
    """A message as the labelled files have it. One without a flow tells who writes, and of danger or harm what it names."""
    labels: dict[str, Shares] = {"voice": {one["voice"]: 1.0}}
    if "flow" in one or "danger" in one:
        labels["danger"] = _shares(one.get("danger", "none"), one.get("also_danger", ()))
    if "harmed" in one:
        labels["harmed"] = {_HARMED[one["harmed"]]: 1.0}
    if "flow" in one:
        labels["flow"] = _shares(one["flow"], one.get("also", ()))
        labels["urgency"] = {one.get("urgency", "none"): 1.0}
        labels["notification"] = {one.get("notification", "none"): 1.0}
    return Example(one["text"], labels, _asks(one["text"], one["questions"]) if "questions" in one else None)


def _shares(first: str, also: Iterable[str]) -> Shares:
    others = [other for other in dict.fromkeys(also) if other != first]
    return {first: 1 - _ALSO * bool(others), **{other: _ALSO / len(others) for other in others}}


def _asks(text: str, questions: Iterable[str]) -> tuple[tuple[int, int], ...]:
    return tuple((at, at + len(q)) for q in questions if (at := text.find(q)) >= 0)


def to_learn() -> list[Example]:
    """What the classifier learns from: all labelled messages, those of talks, too, and every second of the short ones, which are much
    alike."""
    short = [one for i, one in enumerate(_short(SHORT)) if i % 2 == 0]
    return [*short, *_labelled(LABELLED), *first_words(), *later_words()]


def development(folder: Path = DEVELOPMENT) -> list[Example]:
    """Messages that nothing is taught on: thresholds and the weights of safety are chosen on them."""
    return [*_labelled(folder), *(one for one in first_words(TO_WEIGH) if "danger" in one.labels)]
