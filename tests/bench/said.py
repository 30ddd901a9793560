"""What is said to the bots: conversations of four turns, new words in each turn as far as there are enough."""

from collections.abc import Iterator
from itertools import cycle, islice, product
from pathlib import Path

import yaml

from bot import settings
from knowledge.evaluation import read_jsonl

Conversation = list[str]
TURNS = 4  # of a conversation
_SETS = settings.ROOT / "tests" / "evaluation"
_AGES = [f"{number} month old" for number in range(2, 18)] + [f"{number} year old" for number in range(2, 17)]
_PLACES = (
    "Ripley",
    "Alfreton",
    "Buxton",
    "Matlock",
    "Ilkeston",
    "Swadlincote",
    "Chesterfield",
    "Derby",
    "Belper",
    "Glossop",
)
_RISKS = ("standard", "medium", "high")


def guided() -> Iterator[Conversation]:
    """A referral, fact by fact, and one fact put right."""
    for age, place, risk in product(_AGES, _PLACES, _RISKS):
        other = _AGES[_AGES.index(age) - 3]
        yield [
            f"Who do I tell about a {age}?",
            f"The family live in {place}.",
            f"They graded it {risk}.",
            f"Sorry, a {other}.",
        ]


def handbook() -> Iterator[Conversation]:
    """The evaluation's questions to the handbook."""
    return _in_conversations(one["q"] for one in read_jsonl(_SETS / "questions.jsonl"))


def short() -> Iterator[Conversation]:
    """First messages of eight to twelve words."""
    texts = (str(one["text"]) for one in read_jsonl(_SETS / "messages.jsonl"))
    return ([text] for text in texts if 8 <= len(text.split()) <= 12)


def long(words: int = 200) -> Iterator[Conversation]:
    """First messages of that many words: people's stories, one after another."""
    told = (word for one in read_jsonl(_SETS / "real_first.jsonl") for word in str(one["text"]).split())
    return iter(lambda: [" ".join(islice(told, words))], [""])


def of_the_init_bot(folder: Path) -> Iterator[Conversation]:
    """The examples that a `rasa init` bot was taught, over and over: it is asked what it knows best."""
    taught = yaml.safe_load((folder / "data" / "nlu.yml").read_text(encoding="utf-8"))["nlu"]
    return _in_conversations(cycle(line.removeprefix("- ") for one in taught for line in one["examples"].splitlines()))


def mixed(*kinds: Iterator[Conversation]) -> Iterator[Conversation]:
    """A conversation of each kind in turn."""
    return (one for together in zip(*kinds, strict=False) for one in together)


def _in_conversations(texts: Iterator[str]) -> Iterator[Conversation]:
    return iter(lambda: list(islice(texts, TURNS)), [])
