"""A figure, its aim, and the file that holds what a run measured."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from bot import settings

WRITTEN = settings.ROOT / "docs" / "speed.json"
Unit = Literal["ms", "s", "MB", "turns/s"]


@dataclass(frozen=True)
class Figure:
    """What Signpost does beside another: the `rasa init` bot, or itself on other words. `limit` is in the unit if the aim is not a ratio."""

    what: str
    unit: Unit
    signpost: float
    beside: float
    than: str
    aim: float | None  # None: it is shown, and none is set
    more_is_better: bool = False
    limit: bool = False

    @property
    def ratio(self) -> float:
        return self.signpost / self.beside

    @property
    def reached(self) -> bool:
        if self.aim is None:
            return True
        held = self.signpost if self.limit else round(self.ratio, 2)
        return held >= self.aim if self.more_is_better else held <= self.aim

    @property
    def row(self) -> tuple[str, str, str, str, str]:
        """The figure in words: what, Signpost's, the other's, the ratio, the aim and whether it is reached."""
        return (
            self.what,
            self._shown(self.signpost),
            f"{self._shown(self.beside)} ({self.than})",
            f"{self.ratio:.2f}",
            "–" if self.aim is None else self._said(self.aim),
        )

    def _said(self, aim: float) -> str:
        sign = "at least" if self.more_is_better else "at most"
        return f"{sign} {aim:g}{f' {self.unit}' if self.limit else ''}: {'reached' if self.reached else 'missed'}"

    def _shown(self, value: float) -> str:
        return f"{value:,.0f} {self.unit}" if value >= 100 or self.unit in ("ms", "MB") else f"{value:.1f} {self.unit}"


@dataclass(frozen=True)
class Run:
    """What a run of the bench measured: when, on how many cores, how busy the machine was already, and what was not answered."""

    date: str
    cores: int
    load: float  # processes that wanted a core when it began, of others
    unanswered: dict[str, int]  # turns, by bot
    figures: list[Figure]


@dataclass(frozen=True)
class Parts:
    """Milliseconds that each part of a turn takes by itself, by the kind of turn; in a message's order."""

    date: str
    of: dict[str, dict[str, float]]


def note(what: Run | Parts, file: Path = WRITTEN) -> None:
    """Writes it beside the rest that the file holds."""
    held = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    held[type(what).__name__.lower()] = asdict(what)
    file.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")


def read(file: Path = WRITTEN) -> tuple[Run | None, Parts | None]:
    """What was noted last, None for what has not been measured."""
    held = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    run, parts = held.get("run"), held.get("parts")
    return (
        Run(**{**run, "figures": [Figure(**one) for one in run["figures"]]}) if run else None,
        Parts(**parts) if parts else None,
    )
