"""Talks that are written for teaching and weighing: what somebody says after what, and the advice of the pack that answers it. The
selector is taught on those in `bot/data/talks`; those in `bot/data/development/talks` say how it is weighed."""

from dataclasses import dataclass
from pathlib import Path

import yaml

_DATA = Path(__file__).parents[1] / "data"
TO_LEARN, TO_WEIGH = _DATA / "talks", _DATA / "development" / "talks"


@dataclass(frozen=True)
class FollowUp:
    """A later message of a talk. `voice`: who writes. `before`: those that came before it, in their order. `answers`: the advice that answers it,
    `guide.advice`, best first; none where nothing of the pack does."""

    before: tuple[str, ...]
    says: str
    answers: tuple[str, ...]
    voice: str = "unclear"


def follow_ups(folder: Path) -> list[FollowUp]:
    """All of the talks in a folder, in the files' order."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        for talk in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
            before: tuple[str, ...] = (talk["told"],)
            for one in talk["then"]:
                found.append(FollowUp(before, one["says"], tuple(one["answers"]), talk.get("voice", "unclear")))
                before = (*before, one["says"])
    return found
