"""Wordings, as the pack's guides list them: a few words in their order, which tired people fill up and spell as they like.

`rang/rung/called 999/police` is any of the first, then any of the second, with no more than three other words between. A `.` at
the end says that nothing more may follow in that clause: `he gone .` is "he's gone now", and not "he's gone to her house". `#` is any
number, and `not_me` is the two words with nothing between.
"""

import re
from collections.abc import Iterable, Sequence

_NOT = r"(?:not|never|nobody|none|cannot|without|(?:is|are|was|were|do|does|did|have|has|had|ca|wo|would|should|could|ai)nt)"
_GAP = rf"(?:[ ,']+(?!{_NOT}\b)\w+){{0,3}}?[ ,']+"
_TURNED = re.compile(  # just before news, these make it none: 'should I have called', 'is he gone', 'until she is safe', 'no police'
    rf"(?:\b(?:{_NOT}|should|shall|if|until|till|before|unless|when|make|keep|keeping|get|send|need|want)|(?:^|[.,!?;]) *(?:is|are|was|will|has|have))(?: \w+){{0,2}} $"
)
_NO_AND_THEN = re.compile(r"\bno $")
_SOMEBODY = re.compile(r"(?:its|hes|shes|theyre|were|weve|ive|im|i|it|he|she|they|we)\b")
_ASKS = re.compile(r"[\w/]*\b(?:what|who|how|do|nobody|not|no)\b")
_CLAUSE_ENDS = r"(?= *(?:$|[.,!?;]|(?:and|but|so|what|who|do|should|shall)\b))"


def plain(text: str) -> str:
    """`text` in small letters without apostrophes or marks of its own: `he's gone, thank god` is `hes gone, thank god`."""
    words = re.sub(r"[’']", "", text.lower())
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s.,!?;]", " ", words)).strip()


def bare(text: str) -> str:
    """The words of `text` alone: `he's gone, thank god` is `hes gone thank god`."""
    return " ".join(re.findall(r"\w+", plain(text)))


class Wordings:
    """The wordings of one piece of advice."""

    def __init__(self, wordings: Iterable[str], fillers: Sequence[str] = (), news: bool = False):
        """`fillers` are words and phrases that mean nothing here, such as `now` or `10 mins ago`, as regular expressions. Of
        `news`, what is only asked, supposed or denied is none."""
        self._filled = rf"(?: *\b(?:{'|'.join(fillers)})\b)*" if fillers else ""
        self._patterns = [
            (self._pattern(one), not news or bool(_ASKS.match(one.replace("_", " ")))) for one in wordings
        ]

    def _pattern(self, wording: str) -> re.Pattern[str]:
        words = wording.removesuffix(" .").split()
        ends = f"{self._filled}{_CLAUSE_ENDS}" if wording.endswith(" .") else ""
        any_of = [word.replace("/", "|").replace("_", " ").replace("#", "[0-9]+") for word in words]
        return re.compile(_GAP.join(rf"\b(?:{one})\b" for one in any_of) + ends)

    def found_in(self, text: str) -> list[tuple[int, int]]:
        """Where they are in a `plain` text: (start, end) of each."""
        return [
            match.span()
            for pattern, always in self._patterns
            for match in pattern.finditer(text)
            if always or not _turned(text, match.start())
        ]


def _turned(text: str, start: int) -> bool:
    """'Not', 'should I', 'until' and the like before `start`; the 'no' of 'no, he's gone' turns nothing round."""
    before = f" {text[:start]}"
    if _NO_AND_THEN.search(before):
        return not _SOMEBODY.match(text, start)
    return _TURNED.search(before) is not None
