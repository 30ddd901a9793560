"""Who is grown up, and so no child of a case: 'a 34 year old woman', 'mum is 22'."""

from bot.nlu.entities.child import rx

OLDEST = 25  # a number above is no age of anyone whom this is about
# Somebody grown up, right before or after an age of 18 or more, is not whom this is about.
_GROWN_BEFORE = rx(
    r"""\b(?:mum|mother|mom|dad|father|woman|man|lady|victim|client|patient|perp|partner|husband|wife|ex|carer|gran|nan|adult|colleague|parent)
    \b[\s,(:-]*(?:is\s+|who\s+is\s+|was\s+|aged?\s+|who's\s+|'s\s+)*$"""
)
_PARENT_AFTER = rx(
    r"^[\s-]*(?:\w+\s+)?(?:mum|mother|mom|dad|father|partner|husband|wife|boyfriend|girlfriend|perp|ex)\b"
)
_A_YOUNG_AUNT, _AUNT_AFTER = 15, rx(r"^[\s-]*(?:old\s+)?(?:aunt(?:ie|y)?|uncle)\b")
_PARENT_BEFORE = rx(
    r"\b(?:mum|mother|mom|dad|father|partner|husband|wife|ex|boyfriend|girlfriend|perp)\b[\s,(:-]*(?:is\s+|who\s+is\s+|'s\s+)*$"
)
_GROWN = rx(
    r"""\b(?P<n>\d{2,3})\s*-?\s*(?:years?|yrs?|y)[\s/-]*(?:o|olds?)\b | \b(?:woman|lady|man|gentleman)\s*,?\s*(?:of|aged?|\()?\s*(?P<n2>\d{2,3})\b
    (?!\s*(?:weeks?|months?|days?|hours?|minutes?|miles|incidents?|ticks?|times?|%|/))"""
)


def find_grown(text: str) -> int | None:
    """The age of a grown person above `OLDEST` whom `text` is about ('a 34 year old woman'); a child's parent is not."""
    for match in _GROWN.finditer(text):
        age, after = int(match["n"] or match["n2"]), text[match.end() :]
        if age > OLDEST and not _PARENT_AFTER.search(after) and not _PARENT_BEFORE.search(text[: match.start()]):
            return age
    return None


def is_grown(years: float, before: str, after: str) -> bool:
    """Is an age that of somebody grown up, by its number or by the words around it?"""
    return (
        years > OLDEST
        or bool(years > _A_YOUNG_AUNT and _AUNT_AFTER.search(after))
        or (years >= 18 and bool(_GROWN_BEFORE.search(before) or _PARENT_AFTER.search(after)))
    )
