"""Is a message in another language than English? Found by its script, or by its common words, which the pack lists.

It would rather miss a short message than take English for another language: a case with a foreign name in it, or a word
that a mother said, is English.
"""

import re
import unicodedata
from collections import Counter
from functools import cache

from wordfreq import get_frequency_dict

from knowledge.schema import Language, Languages

_COMMON_FROM = 1e-5  # share of written English from which a word counts as English
_SCRIPTS = {"LATIN": "Latin", "ARABIC": "Arabic", "GURMUKHI": "Gurmukhi", "CYRILLIC": "Cyrillic", "BENGALI": "Bengali"}
_SCRIPTS |= {"DEVANAGARI": "Devanagari", "ETHIOPIC": "Ethiopic"}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


class Finder:
    """Finds the language of a message, of those that a pack answers. It keeps nothing of what it reads."""

    def __init__(self, languages: Languages):
        self._all = languages
        self._latin = [(one, _plain(one.words)) for one in languages.languages if one.script == "Latin"]
        self._shared = _plain(languages.shared)

    def find(self, text: str) -> Language | None:
        """The language of `text`, or None for English and for one that the pack has no sentence in."""
        script = main_script(text)
        if script == "Latin":
            return self._by_words(text)
        fits = [one for one in self._all.languages if one.script == script]
        if len(fits) < 2:
            return fits[0] if fits else None
        words = set(_WORD.findall(text))
        scores = [(sum(c in one.letters for c in text) + 3 * len(words & set(one.words)), one) for one in fits]
        (best, language), *others = sorted(scores, key=lambda s: -s[0])
        return language if best > others[0][0] else None

    def unreadable(self, text: str) -> bool:
        """True for words mostly in a script that English is not written in."""
        return main_script(text) not in ("Latin", None)

    def _by_words(self, text: str) -> Language | None:
        written = [word.lower() for word in _WORD.findall(text) if len(word) > 1]
        for language, words in self._latin:
            told = [word for word in written if _folded(word) not in self._shared or self._own(word, language)]
            listed = [word for word in told if _folded(word) in words]
            theirs = [word for word in told if _folded(word) in words or self._own(word, language)]
            english = [word for word in told if word not in theirs and _english().get(word, 0) >= _COMMON_FROM]
            enough = len(theirs) >= 2 or (len(told) <= 3 and not english)
            if listed and enough and len(theirs) > len(english) and len(theirs) >= 0.25 * len(told):
                return language
        return None

    @staticmethod
    def _own(word: str, language: Language) -> bool:
        return any(letter in language.letters for letter in word)


def main_script(text: str) -> str | None:
    """The script of most letters of `text`; None where it has no letters. Scripts without a name here are "other"."""
    counts = Counter(_script_of(c) for c in text if c.isalpha())
    return counts.most_common(1)[0][0] if counts else None


def _script_of(letter: str) -> str:
    return _SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0], "other")


def _plain(words: list[str]) -> frozenset[str]:
    return frozenset(_folded(word) for word in words)


def _folded(word: str) -> str:
    """Lower case and without accents, as many people type."""
    plain = unicodedata.normalize("NFKD", word.lower().replace("ł", "l"))
    return "".join(c for c in plain if not unicodedata.combining(c))


@cache
def _english() -> dict[str, float]:
    return get_frequency_dict("en")  # the table itself: wordfreq's own look-up would remember what it was asked
