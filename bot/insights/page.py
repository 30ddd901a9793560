"""The figures as a page of its own: no script, nothing fetched, and each chart with the table of its figures."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

_MOST_BARS = 12  # of a chart; its table has all
_WIDTH, _ROW, _BAR, _NUMBER = 360, 44, 16, 70  # of a chart, in its own units, which are a phone's
_LETTERS = 44  # of a label, which stands over its bar


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its count (None: hidden), where its row begins, and how long it is."""

    label: str
    count: int | None
    y: int
    length: float


@dataclass(frozen=True)
class Chart:
    """Bars from the left, each under its label: they are read at any width."""

    bars: list[Bar]
    left_out: int
    width: int = _WIDTH
    bar: int = _BAR

    @property
    def height(self) -> int:
        return len(self.bars) * _ROW


def chart(rows: list[dict[str, Any]], in_order: bool) -> Chart | None:
    """The rows as bars; None where there is nothing to compare. Weeks are all shown, of others the first."""
    shown = rows if in_order else rows[:_MOST_BARS]
    longest = max((row["count"] or 0 for row in shown), default=0)
    if len(rows) < 2 or not longest:
        return None
    room = _WIDTH - _NUMBER
    bars = [
        Bar(_short(row["name"]), row["count"], i * _ROW, room * (row["count"] or 0) / longest)
        for i, row in enumerate(shown)
    ]
    return Chart(bars, len(rows) - len(shown))


def _short(name: str) -> str:
    return name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1].rstrip()}…"


def page(figures: dict[str, Any], today: date) -> str:
    """`figures` is what `figures.report` gives, with `clusters` where questions are kept."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = lambda iso: f"{date.fromisoformat(iso):%-d %B %Y}"
    return environment.get_template("report.html").render(figures=figures, chart=chart, today=today.isoformat())
