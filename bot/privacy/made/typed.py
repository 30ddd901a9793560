"""How people type: in lower case or in capitals, with marks left out, with slips and with words bent short."""

import random
import re
from collections import defaultdict
from collections.abc import Callable
from functools import cache

from bot.privacy.lists import in_order

Marked = tuple[str, list[tuple[int, int, str]]]  # a text, and where details stand in it: start, end, label

_WORD = re.compile(r"[^\W\d_]{2,}")
_KEYS = {key: near for keys in ("qwsa", "wesaq", "erdsw", "rtfde", "tygfr", "yuhgt", "uijhy", "iokju", "oplki", "plo", "aqwsz", "sedxza", "drfcxs", "ftgvcd",
         "gyhbvf", "hujnbg", "jikmnh", "kolmj", "lpk", "zsx", "xzdc", "cxfv", "vcgb", "bvhn", "nbjm", "mnk") for key, near in [(keys[0], keys[1:])]}  # fmt: skip
# How one sound is spelt in more than one way.
_EARS = [("ie", "ei", "ee", "ea", "y"), ("ai", "ay", "ey"), ("f", "ph", "ff"), ("c", "k", "ck", "ch"), ("s", "c", "ss", "z"), ("er", "or", "ar", "ur", "re", "a"),
         ("tion", "shun", "sion", "cion"), ("ough", "uff", "o", "ow"), ("ance", "ence", "ants"), ("able", "ible", "abul"), ("le", "el", "ul"), ("ght", "t", "te"),
         ("w", "wh"), ("n", "kn", "gn"), ("r", "rr", "wr"), ("l", "ll"), ("m", "mm"), ("t", "tt", "ted"), ("e", "i", "a"), ("o", "u", "oo"), ("g", "j", "dge"),
         ("qu", "kw"), ("x", "cks"), ("ing", "in", "ign"), ("th", "f", "v")]  # fmt: skip
_SPELT = sorted(
    {(one, other) for ear in _EARS for one in ear for other in ear if one != other},
    key=lambda pair: (-len(pair[0]), pair),
)


def as_typed(marked: Marked, chance: random.Random) -> Marked:
    """The message as somebody might type it, with its details still marked."""
    if chance.random() < 0.5:
        marked = _with_slips(marked, chance)
    text, spans = marked
    style = chance.random()
    if style < 0.42:
        text = _each(text, str.lower)
    elif style < 0.47:
        text = _each(text, str.upper)
    elif style < 0.55:  # names alone in lower case
        for start, end, _ in spans:
            text = text[:start] + _each(text[start:end], str.lower) + text[end:]
    elif style < 0.58:  # headline capitals
        text = re.sub(r"\b[a-z]", lambda m: m[0].upper(), text)
    elif style < 0.60:  # words stressed in capitals
        text, spans = _changed((text, spans), lambda word: word.upper() if chance.random() < 0.15 else word)
    if chance.random() < 0.25:
        text, spans = without((text, spans), "',")
    return text, spans


def without(marked: Marked, marks: str) -> Marked:
    """The message without some marks."""
    text, spans = marked
    kept = [i for i, c in enumerate(text) if c not in marks]
    moved = {old: new for new, old in enumerate(kept)}
    shifted = [
        (moved[start], moved[end - 1] + 1, label) for start, end, label in spans if start in moved and end - 1 in moved
    ]
    return "".join(text[i] for i in kept), shifted


def _with_slips(marked: Marked, chance: random.Random) -> Marked:
    """The message with some of its words, but no details, misspelt or bent short: a strange word is not yet a name."""
    bent, much = _bent(), chance.choice((0.06, 0.15, 0.4))

    def slip(word: str) -> str:
        if chance.random() > much:
            return word
        if word.lower() in bent:
            return chance.choice(bent[word.lower()])
        if len(word) < 4 or chance.random() < 0.15:
            return word
        once = misspelt(word, chance)
        return misspelt(once, chance) if len(once) > 7 and chance.random() < 0.15 else once

    return _changed(marked, slip)


def misspelt(word: str, chance: random.Random) -> str:
    """`word`, of four letters or more, with one slip of the hand or of the ear."""
    if chance.random() < 0.45:
        low = word.lower()
        ways = [(at, one, other) for one, other in _SPELT if (at := low.find(one, chance.choice((0, 0, 1, 2)))) >= 0]
        if ways:
            at, one, other = chance.choice(ways)
            return word[:at] + other + word[at + len(one) :]
    i = chance.randrange(0 if chance.random() < 0.1 else 1, len(word) - 1)
    beside = chance.choice(_KEYS.get(word[i].lower(), "e"))
    return word[:i] + chance.choice(
        (
            word[i + 1 :],
            word[i] + word[i:],
            word[i + 1] + word[i] + word[i + 2 :],
            beside + word[i + 1 :],
            word[i] + beside + word[i + 1 :],
            chance.choice("aeiourstnl") + word[i + 1 :],
        )
    )


def _changed(marked: Marked, change: Callable[[str], str]) -> Marked:
    """The message with `change` made to each of its words that is in no detail."""
    text, spans = marked
    out, moved, at = "", [], 0
    for start, end, label in [*sorted(spans), (len(text), len(text), "")]:
        out += _WORD.sub(lambda m: change(m[0]), text[at:start])
        moved.append((len(out), len(out) + end - start, label))
        out += text[start:end]
        at = end
    return out, moved[:-1]


@cache
def _bent() -> dict[str, list[str]]:
    forms: dict[str, list[str]] = defaultdict(list)
    for pair in in_order("chat"):
        word, _, short = pair.partition("=")
        forms[word].append(short)
    return dict(forms)


def _each(text: str, change: Callable[[str], str]) -> str:
    """`text` changed letter by letter, where the letter stays one."""
    return "".join(new if len(new := change(c)) == 1 else c for c in text)
