"""The authors whom a pack cites: nobody's details where research is spoken of, and names like any other elsewhere."""

import re
from collections.abc import Iterator

from bot.privacy.known import texts_of
from knowledge.pack import Pack

# Smith (2018); by A. Smith, 2018
_CITED = re.compile(r"\b([A-Z][a-z]+) \((?:19|20)\d\d\)|\bby (?:[A-Z]\. ?)+([A-Z][a-z]+), (?:19|20)\d\d")
_RESEARCH = re.compile(
    r"\b(?:research|stud(?:y|ies)|references?|et al|cite[sd]?|papers?|findings?|evidence|authors?|(?:19|20)\d\d)\b",
    re.I,
)


class Authors:
    """Finds a pack's authors in a text, in capitals as names are written."""

    def __init__(self, pack: Pack):
        self._names = {one or two for text in texts_of(pack) for one, two in _CITED.findall(text)}

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Where they stand in `text`, if it speaks of research."""
        if _RESEARCH.search(text):
            yield from (word.span() for word in re.finditer(r"[^\W\d_]+", text) if word[0] in self._names)
