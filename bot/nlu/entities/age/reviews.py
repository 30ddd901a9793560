"""A child whose age the visit or the review tells at which something came out: 'she disclosed at the 8 week check'."""

from collections.abc import Iterator

from bot.nlu.entities.child import Child, rx

_REVIEW = r"(?:check|review|contact|visit|assessment|appointment|appt)s?\b(?!\s+of\b)"
_AT = r"\b(?:at|during|after|from|doing|did|just\ done)\s+(?:the\s+|her\s+|his\s+|their\s+|a\s+|my\s+|our\s+)?"
_NEW_BIRTH = rx(rf"{_AT}(?:new\ birth|primary\ birth|postnatal|post-natal|neonatal)\s+{_REVIEW}")
_WEEKS = rx(rf"{_AT}(?:\d{{1,2}}\s*(?:-|to|/)\s*)?(?P<n>\d{{1,2}})[\s-]*(?:weeks?|wks?)\s+{_REVIEW}")
_YEARS = rx(rf"{_AT}(?P<n>[123])(?:[\s-]*to[\s-]*\d(?:\.5|½)?)?(?P<half>\.5|½)?[\s-]*(?:years?|yrs?)\s+{_REVIEW}")
_MONTHS = rx(rf"{_AT}(?P<n>\d{{1,2}})[\s-]*(?:months?|mths?)\s+{_REVIEW}")
# What came out there is told of a case; 'do we ask at the new birth visit' is of any.
_TOLD = rx(
    r"\b(?:disclos\w+|said|says|told|tells|let\ slip|admitted|mentioned|noticed|saw|seen|cried|crying|broke\ down|looked|answered)\b"
)
_WEEKS_OF_A_MONTH = 4.35


def at_a_review(text: str) -> Iterator[Child]:
    """The child that was reviewed, of about that age; none where nothing is told of the visit."""
    if not _TOLD.search(text):
        return
    for match in _NEW_BIRTH.finditer(text):
        yield Child(match.start(), match.end(), 0, guessed=True)
    for match in _WEEKS.finditer(text):
        yield Child(match.start(), match.end(), int(int(match["n"]) // _WEEKS_OF_A_MONTH), guessed=True)
    for match in _MONTHS.finditer(text):
        yield Child(match.start(), match.end(), int(match["n"]), guessed=True)
    for match in _YEARS.finditer(text):
        yield Child(match.start(), match.end(), int(match["n"]) * 12 + (6 if match["half"] else 0), guessed=True)
