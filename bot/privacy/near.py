"""How near a strange word is to the words of the trade, to those of every day, to places and to names: a slip of one of
them, or something else. `saftey` and `homacide` are nobody's name, `jaydn` is somebody's."""

import re
from collections.abc import Iterable, Sequence

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from bot.privacy.features import Lists, commonness, frequencies, in_dictionary
from bot.privacy.known import Known
from bot.privacy.lists import listed, sentences
from bot.privacy.plain import without_accents

_EVERYDAY = 5e-7  # how frequent a word must be for slips of it to be likely
_COMMON = 3e-5  # of the commonest words, about three thousand
_KINDS = "tecp"  # what a slip can be of: the trade, every day, the commonest words, a place
_SHORT, _LONG = 4, 7  # letters: below, everything is near everything; from so many on, two may be wrong
# Spellings of one sound, each as one letter, in this order.
_SOUNDS = (("sch", "sk"), (r"(?:ti|si|ssi|ci)o(?=n)|shu(?=n)", "S"), (r"ph|gh(?=[^aeiou]|$)", "f"), (r"ough|uff", "uf"), (r"^kn", "n"), (r"^wr", "r"), ("wh", "w"),
           (r"c(?=[eiy])", "s"), (r"ck|c|que?", "k"), ("x", "ks"), ("z", "s"), (r"ie|ei|ee|ea|y", "i"), (r"ai|ay|ei|ey", "a"), ("ou|au|aw|oa", "o"), (r"(.)\1+", r"\1"))  # fmt: skip
_SOUND_RULES = [(re.compile(pattern), new) for pattern, new in _SOUNDS]


class Near:
    """In: strange words. Out: a fact on each: what it is a slip of (`t` the trade, `e` every day, `c` the commonest words, `p`
    a place, `-` nothing), how many letters are wrong (0: it sounds the same, or is one of them), and the same for names."""

    def __init__(self, known: Known, lists: Lists):
        names = listed("first") | listed("last")
        own = {word for word in known.words if len(word) >= _SHORT} - names
        places = {word for word in known.place_words if len(word) >= _SHORT} - names
        often = {
            word: frequency
            for word, frequency in frequencies().items()
            if frequency >= _EVERYDAY and len(word) >= _SHORT and word.isascii() and word.isalpha()
        }
        asked = {word for text in sentences("asked") for word in re.findall(r"[a-z]{4,}", without_accents(text))}
        everyday = {word for word in (often.keys() | asked) - own - places - names if in_dictionary(word)}
        common = {word for word in own | everyday if often.get(word, 0.0) >= _COMMON}
        self._lists, self._pairs = lists, known.pairs
        self._kinds = {**dict.fromkeys(everyday, "e"), **dict.fromkeys(own, "t"), **dict.fromkeys(places, "p"),
                       **dict.fromkeys(common, "c")}  # fmt: skip
        named = {word for word in names if len(word) >= _SHORT and word.isalpha() and lists.kind(word)}
        self._words = _Table(sorted(self._kinds, key=lambda word: (-often.get(word, 0.0), word)))
        self._names = _Table(sorted(named))

    def of(self, words: Iterable[str]) -> dict[str, str]:
        """The facts on those of `words` (lower case, no accents) that are strange, and no others."""
        strange = sorted({word for word in words if self._is_strange(word)})
        facts = {word: f"{self._kinds[word]}0|-" for word in strange if word in self._kinds}
        strange = [word for word in strange if word not in facts]
        slips, names = self._words.nearest(strange), self._names.nearest(strange)
        for word, (slip, far), (name, name_far) in zip(strange, slips, names, strict=True):
            kind = f"{self._kinds[slip]}{far}" if slip else "-"
            facts[word] = f"{kind}|{f'n{name_far}' if name else '-'}"
        return facts

    def is_phrase(self, one: str, two: str) -> bool:
        """Are these two words in a row slips of two in a row in a name of the pack's, as `hadari narri`? Somebody's first
        name is no slip."""
        if any(self._lists.kind(word).startswith("f") for word in (one, two)):
            return False
        return any(_is_near(one, first) and _is_near(two, second) for first, second in self._pairs)

    def _is_strange(self, word: str) -> bool:
        return (
            len(word) >= _SHORT
            and word.isalpha()
            and not self._lists.kind(word)
            and commonness(word) < 4
            and not in_dictionary(word)
        )


def is_slip(fact: str | None) -> bool:
    """Is a word with this fact of `Near`'s a slip of some other word, and further from any name than from that? Of the
    commonest words it may be as near to a name."""
    if not fact or fact[0] not in _KINDS:
        return False
    far, name = fact[1:].split("|")
    return name == "-" or int(far) < int(name[1:]) + (fact[0] == "c")


class _Table:
    """Words, and which of them is nearest to a misspelt one: of two as near, the first."""

    def __init__(self, words: Sequence[str]):
        lengths = {word: len(word) for word in words}
        self._choices: dict[int, list[str]] = {}  # for a word of so many letters
        for length in range(_SHORT, max(lengths.values(), default=0) + 1):
            self._choices[length] = [word for word in words if abs(lengths[word] - length) <= _reach(length)]
        self._sounds = {_sound(word): word for word in reversed(words) if len(word) > _SHORT}

    def nearest(self, strange: list[str]) -> list[tuple[str, int]]:
        """For each word the nearest and how far it is (0: spelt otherwise, sounds the same), or nothing within reach."""
        found = [(self._sounds.get(_sound(word), "") if len(word) > _SHORT else "", 0) for word in strange]
        open_ = [i for i, (near, _) in enumerate(found) if not near]
        for length in sorted({len(strange[i]) for i in open_}):
            reach, choices = _reach(length), self._choices.get(length)
            if not choices:
                continue
            at = [i for i in open_ if len(strange[i]) == length]
            for part in range(0, len(at), 512):
                some = at[part : part + 512]
                far = cdist(
                    [strange[i] for i in some], choices, scorer=OSA.distance, score_cutoff=reach, dtype=np.uint8
                )
                nearest = far.argmin(1)
                for i, row, column in zip(some, far, nearest, strict=True):
                    if row[column] <= reach:
                        found[i] = choices[column], int(row[column])
        return found


def _is_near(word: str, other: str) -> bool:
    """Is `word` the `other`, or as near to it as a slip is?"""
    if len(word) < _SHORT or abs(len(word) - len(other)) > 2:
        return False
    return OSA.distance(word, other, score_cutoff=_reach(len(word))) <= _reach(len(word)) or _sound(word) == _sound(
        other
    )


def _reach(length: int) -> int:
    """How many letters of a word of this length may be wrong."""
    return 2 if length >= _LONG else 1


def _sound(word: str) -> str:
    for pattern, new in _SOUND_RULES:
        word = pattern.sub(new, word)
    return word
