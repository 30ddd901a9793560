"""The understanding with its parts, as the settings say where they are."""

from functools import cache

from bot import settings
from bot.nlu.classifier import open_classifier
from bot.nlu.entities import FactFinder
from bot.nlu.lookup import Lookup, open_search
from bot.nlu.understanding import Understanding
from bot.nlu.votes import FlowVotes
from knowledge import encoder
from knowledge.search import Search


def understanding(votes: FlowVotes) -> Understanding:
    """The understanding over these votes."""
    facts, classifier = FactFinder(settings.pack()), open_classifier(settings.classifier())
    return Understanding(votes, classifier, encoder.shared(), facts, Lookup(search))


def search() -> Search:
    """The handbook's index. Raises IndexMissing or IndexStale."""
    return open_search(settings.pack(), settings.INDEX, encoder.shared())


@cache
def shared() -> Understanding:
    """The process's one understanding, out of the trained Rasa model, without loading Rasa. Raises FileNotFoundError."""
    return understanding(FlowVotes.from_archive(settings.MODEL))
