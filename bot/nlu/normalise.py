"""One form for what people type in many: straight apostrophes, digits for number words, little words without their slips.

It is done once a message. Whatever is found in the plain form can be shown in the message as it was typed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import yaml

_SLIPS = Path(__file__).with_name("slips.yml")

_MARKS = {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "\u2011": "-", "–": "-", "—": "-", "\u00a0": " "}
_MARK = re.compile("|".join(map(re.escape, _MARKS)))
_BLANK_LINE = re.compile(r"[ \t]*\n\s*\n\s*")
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_ENDLESS = re.compile(r"([^\w\s]{8})[^\w\s]+")  # rows of signs take for ever to cut into words and mean nothing

_UNITS = {
    word: value
    for value, word in enumerate(
        [
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        2,
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_NUMBER = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})(?:[ -](?P<unit>one|{'|'.join(word for word in _UNITS if _UNITS[word] < 10)}))?|(?P<n>{'|'.join(_UNITS)}))\b",
    re.I,
)
# 'One' is a number before a unit of time and after words of age; elsewhere it stands for anything ('which one').
_ONE = re.compile(
    r"\b(?:one|an?)(?= (?:year|month|week|day)(?: and a half| and \d| old|\b-old))|\bone(?=[ -](?:years?|months?|weeks?|days?)\b)|(?<=\bturned )one\b|(?<=\bturning )one\b|(?<=\bturns )one\b|(?<=\baged )one\b|(?<=\bage )one\b",
    re.I,
)
_YEAR_AND_A_HALF = re.compile(r"\b(\d{1,2}) (years?|yrs?) and a half\b", re.I)
_HALF = re.compile(r"\b(\d{1,2})\s*(?:and a half|½|(?<=\d) 1/2)(?!\w)", re.I)


@dataclass(frozen=True)
class Text:
    """A message. `raw` is as it was typed, `plain` is its one form; `origin` holds, for each place in `plain` and for its end, the
    offset in `raw` (code points) that it came from."""

    raw: str
    plain: str
    origin: tuple[int, ...]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in `raw` of what stands from `start` to `end` in `plain`."""
        first, last = self.origin[start], self.origin[max(start, end)]
        while last > first and self.raw[last - 1].isspace():
            last -= 1
        return first, last

    def raw_words(self, start: int, end: int) -> str:
        """The words as they were typed."""
        first, last = self.raw_span(start, end)
        return self.raw[first:last]

    @cached_property
    def folded(self) -> str:
        """`plain` in small letters, of the same length."""
        return "".join(low if len(low := sign.lower()) == 1 else sign for sign in self.plain)


class _Draft:
    """A text under way from `raw` to `plain`, which keeps where each sign came from."""

    def __init__(self, raw: str):
        self.text, self.origin = raw, list(range(len(raw) + 1))

    def sub(self, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str]) -> None:
        parts: list[str] = []
        origin: list[int] = []
        at = 0
        for match in pattern.finditer(self.text):
            new = by(match)
            if new == match.group():
                continue
            parts += (self.text[at : match.start()], new)
            origin += self.origin[at : match.start()]
            origin += self._origins(match, new)
            at = match.end()
        if at:
            self.text = "".join((*parts, self.text[at:]))
            self.origin = origin + self.origin[at:]

    def _origins(self, match: re.Match[str], new: str) -> list[int]:
        """Sign for sign where as many came out as went in; else all came from where the first one was."""
        if len(new) == len(match.group()):
            return self.origin[match.start() : match.end()]
        return [self.origin[match.start()]] * len(new)

    def strip(self) -> None:
        left = len(self.text) - len(self.text.lstrip())
        right = len(self.text.rstrip())
        self.text = self.text[left:right] if right > left else ""
        self.origin = self.origin[left : left + len(self.text) + 1]


def normalise(raw: str) -> Text:
    """The `Text` of a message."""
    draft = _Draft(raw)
    draft.sub(_MARK, lambda match: _MARKS[match.group()])
    draft.strip()
    draft.sub(_BLANK_LINE, lambda match: ". ")
    draft.sub(_SPACES, lambda match: " ")
    draft.sub(_ENDLESS, lambda match: match[1])
    meant = _slips()
    draft.sub(_WORD, lambda match: _as_typed(meant.get(match.group().lower()), match.group()))
    for pattern, by in (
        (_NUMBER, _digits),
        (_ONE, lambda match: "1"),
        (_YEAR_AND_A_HALF, lambda match: f"{match[1]}.5 {match[2]}"),
        (_HALF, lambda match: f"{match[1]}.5"),
    ):
        draft.sub(pattern, by)
    return Text(raw, draft.text, tuple(draft.origin))


def in_digits(words: str) -> str:
    """`six months` as `6 months`, `two and a half` as `2.5`: the number words of `plain`, for words that are in one form already."""
    words = _ONE.sub("1", _NUMBER.sub(_digits, words))
    return _HALF.sub(r"\1.5", _YEAR_AND_A_HALF.sub(r"\1.5 \2", words))


def _digits(match: re.Match[str]) -> str:
    if match["n"]:
        return str(_UNITS[match["n"].lower()])
    unit = (match["unit"] or "").lower()
    return str(_TENS[match["tens"].lower()] + (1 if unit == "one" else _UNITS.get(unit, 0)))


def _as_typed(meant: str | None, slip: str) -> str:
    """With a capital where the slip had one; a word that is no slip as it stands."""
    if meant is None:
        return slip
    return meant.capitalize() if slip[:1].isupper() else meant


@cache
def _slips() -> dict[str, str]:
    """The word that each slip of `slips.yml` means."""
    words = yaml.safe_load(_SLIPS.read_text(encoding="utf-8"))
    return {slip: word for word, slips in words.items() for slip in slips}
