"""Children whose stage is told in words, without any number: 'a newborn', 'the baby', 'a teenager'."""

from collections.abc import Iterator

from bot.nlu.entities.child import BABY, SCHOOL, SMALL, Child, rx

_NEWBORN = rx(r"\b(?:new-?\s?borns?|neonat\w+|nicu|scbu)\b")
_STAGE_WORDS = [
    (
        BABY,
        rx(
            r"(?<!like\ a\ )(?<!like\ my\ )(?<!like\ )(?<!after\ the\ )(?<!big\ )(?<!her\ own\ )(?<!he's\ her\ )(?<!she's\ her\ )(?<!about\ )(?<!were\ )\b(?:baby|babby|babies|infant)\b(?!\s*(?:room|steps|of\ the\ family|grow|wipes|talk|group|food|formula|seat|book|photo|name|gate|voice|loss|class|weigh|massage|bump|class|school|group|shower|clinic|unit|daddy|sitt|milk|monitor|bank|loss|father))"
        ),
    ),
    (SCHOOL, rx(r"\b(?:primary|junior|secondary|infant)\s+(?:school\s+)?(?:age|aged|pupil|child|kid)\w*")),
    (
        SCHOOL,
        rx(
            r"\b(?:school[- ]aged|(?<!like\ )school[- ]age\ (?:child|kid|pupil|boy|girl|son|daughter|sibling)\w*|(?<!like\ )teen(?:ager|age)?s?|adolescent|(?:sixth|6th)[- ]former)\b(?!\s+(?:mum|relationship|pregnan))"
        ),
    ),
    (SMALL, rx(r"\b(?:pre-?schooler|(?:pre-?school|nursery)[- ](?:aged?|child|kid|boy|girl))\b")),
]


def in_words(text: str) -> Iterator[Child]:
    """The children whose stage is told; of a newborn the age, as a guess."""
    for match in _NEWBORN.finditer(text):
        yield Child(match.start(), match.end(), 0, guessed=True)
    for stage, pattern in _STAGE_WORDS:
        for match in pattern.finditer(text):
            yield Child(match.start(), match.end(), stage=stage)
