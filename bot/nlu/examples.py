"""The written messages that everything about words is learnt from: `bot/data/nlu`, one file a flow."""

from pathlib import Path

import yaml

FOLDER = Path(__file__).parents[1] / "data" / "nlu"


def examples() -> list[tuple[str, str]]:
    """Each message as typed, and the flow that it starts."""
    told = []
    for path in sorted(FOLDER.glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = (line.removeprefix("- ").strip() for line in block["examples"].splitlines())
            told += [(line, block["intent"]) for line in lines if line]
    return told
