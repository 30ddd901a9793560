"""Where the child lives, of the places that a message names: the home decides, not the school, the clinic or dad's flat."""

from typing import Any

from spacy.tokens import Doc

from bot.nlu.context import Context
from bot.nlu.entities.child import rx
from bot.nlu.matcher import patterns
from bot.nlu.normalise import Text
from knowledge.places import Gazetteer, Mention

_NEAR, _CLAUSE = 4, 8  # tokens
_PREPOSITIONS = frozenset({"in", "at", "from", "near", "the"})
_MOVED = frozenset({"moved", "moving", "moves", "move", "relocated", "fled", "gone"})
# A place that they have left is nobody's home now, whatever else is known of them.
_LEFT = rx(
    r"""(?:\bused\ to\ (?:live|be|stay)\ (?:\w+\ ){0,2} | \b(?:formerly|previously)\ (?:\w+\ ){0,2}
    | \b(?:came|comes|come|moved|fled|relocated|gone|arrived)\ (?:\w+\ )?from\ (?:the\ )? | \bmoved\ out\ of\ (?:the\ )? | \bleft\ (?:the\ )?
    | \b(?<!year\ )(?<!years\ )(?<!month\ )(?:old|previous|former|last)\ (?:address|home|house|flat)\ (?:\w+\ ){0,2})$"""
)
_CHILD = frozenset(
    [
        "child",
        "children",
        "kid",
        "kids",
        "baby",
        "boy",
        "girl",
        "son",
        "daughter",
        "lad",
        "toddler",
        "twins",
        "siblings",
        "infant",
        "pupil",
        "student",
    ]
)
_THERE = frozenset(
    ["live", "lives", "lived", "living", "stay", "stays", "staying", "is", "are", "'s", "'re", "with", "at", "based"]
)
# The child has two homes, so that none of them decides.
_SHARED = rx(
    r"""\b(?:half\ (?:the|of\ the|a)\ week|half\ (?:her|his|their|with|at)|50\W?50|shared\ (?:care|between)|splits?\ (?:her|his|their|time|between|the\ week)|between\ (?:mum|dad|them|both|two|the\ two)
    |week\ (?:on|about)|alternate\ weeks?|alternates|(?:lives?|living|lived|time|stays?|staying|moves?)\ between|two\ (?:homes|addresses|houses)|both\ (?:homes|addresses|houses)|goes\ between|to\ and\ fro)\b"""
)
_CARER = r"mum|mam|mother|dad|father|nan|nana|gran|grandma|grandad|grandparents|aunt|auntie|aunty|uncle|carers?|stepdad|stepmum|sister"
_LIVES_WITH = rx(
    rf"""\b(?:lives?|living|stays?|staying|is|are|based|'s)\ (?:mostly\ |mainly\ |now\ |currently\ )?(?:with|at)\ (?:her\ |his\ |their\ |the\ )?(?P<who>{_CARER})
    |\b(?P<whose>{_CARER})(?:'?s)?\ (?:is|has)\ (?:the\ main|main|residence|custody|the\ main\ carer)"""
)


class Homes:
    """Finds the areas of the child's home. Words that put a place on a side are in `patterns/places.yml`;
    `partnership` is its name, in which places stand that are nobody's home."""

    def __init__(self, places: Gazetteer, partnership: str):
        self._places = places
        book = patterns()
        self._home, self._work, self._elsewhere = map(book.words, ("home", "place_of_work", "elsewhere"))
        self._partnership = partnership.lower()

    def find(self, doc: Doc, text: Text, context: Context) -> dict[str, Any]:
        """`area` and `place`; or `areas`, where several are equally likely; or `unsure` or `outside`; or nothing.
        With `elsewhere`, where the words say that it is a place of work or care, or where it happened."""
        mentions = [m for m in self._places.find(doc) if not self._ruled_out(doc, m)]
        if not mentions:
            return {}
        likely = [self._at_home(doc, m) for m in mentions]
        if _SHARED.search(doc.text):
            likely = [min(score, 0) for score in likely]
        likeliest = [m for m, score in zip(mentions, likely, strict=True) if score == max(likely)]
        return self._place(likeliest) | ({"elsewhere": True} if max(likely) < 0 else {})

    @staticmethod
    def _place(likeliest: list[Mention]) -> dict[str, Any]:
        inside = list(dict.fromkeys(m.area for m in likeliest if m.area))
        if len(inside) > 1:
            return {"areas": inside}
        if inside:
            return {"area": inside[0], "place": next(m.words for m in likeliest if m.area)}
        first = likeliest[0]
        return {"unsure": first.words} if first.unsure else {"outside": first.words}

    def _ruled_out(self, doc: Doc, mention: Mention) -> bool:
        """'Not Belper', 'rather than in Belper', 'used to live in Belper', and the partnership's own name."""
        if _LEFT.search(doc[max(0, mention.start - _CLAUSE) : mention.start].text_with_ws):
            return True
        before = [t.lower_ for t in doc[max(0, mention.start - 2) : mention.start]]
        if before and before[-1] in _PREPOSITIONS:
            before.pop()
        from_here = doc[mention.start : mention.start + _CLAUSE].text.lower().replace("&", "and")
        named = from_here.startswith(self._partnership) and self._partnership != mention.words.lower()
        return named or (bool(before) and before[-1] in ("not", "than"))

    def _at_home(self, doc: Doc, mention: Mention) -> int:
        """Above nought where the words around say that the family lives there, most where they say so of the child;
        below where the place is left, or is the writer's work."""
        clause = _clause_before(doc, mention)
        said = set(clause)
        nearest = set(clause[-_NEAR:])
        after = {t.lower_ for t in doc[mention.end : mention.end + 2]}
        if clause[-1:] == ["from"] and any(token.lower_ in _MOVED for token in doc):
            return -1
        if "now" in nearest or (said & _MOVED and nearest & {"to", "into"}):
            return 5
        if self._elsewhere & said and not said & _CHILD:
            return -2
        if any(_is(who, word) for who in _lived_with(doc.text) for word in said):
            return 4
        if said & _CHILD and said & _THERE and not nearest & self._work:
            return 3
        if self._home & said - {"in"}:
            return 2
        return -2 if (nearest | after) & (self._work | self._elsewhere) else 0


def _lived_with(text: str) -> list[str]:
    """Who the child lives with, where that is said apart from the place: 'and the child lives with mum'."""
    return [(match["who"] or match["whose"]).lower() for match in _LIVES_WITH.finditer(text)]


def _is(who: str, word: str) -> bool:
    return word.removesuffix("s") == who.removesuffix("s")


def _clause_before(doc: Doc, mention: Mention) -> list[str]:
    """The words before a place, back to a comma, a full stop or a 'but'."""
    words: list[str] = []
    for token in reversed(doc[max(0, mention.start - _CLAUSE) : mention.start]):
        if token.is_punct or token.lower_ in ("but", "and"):
            break
        words.insert(0, token.lower_)
    return words
