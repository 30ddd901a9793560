"""The understanding with its parts, as the settings say where they are."""

from collections.abc import Callable
from functools import cache

import structlog

from bot import settings
from bot.nlu.classifier import MessageClassifier
from bot.nlu.entities import FactFinder
from bot.nlu.lookup import Lookup, open_search
from bot.nlu.selector import Selection, Selector
from bot.nlu.understanding import Understanding
from bot.nlu.votes import FlowVotes
from knowledge.encoder import NotTaught
from knowledge.pack import Pack
from knowledge.search import Search

logger = structlog.get_logger()


@cache
def shared() -> Understanding:
    """The process's one understanding. Raises NotTaught where a part that was taught is missing or damaged."""
    classifier = MessageClassifier(settings.taught("classifier"))
    votes = FlowVotes.load(settings.taught("votes"))
    facts = FactFinder(settings.pack())
    return Understanding(votes, classifier, settings.encoder(), facts, Lookup(search), _selection())


@cache
def selector() -> Selector:
    """The process's one selector. Raises NotTaught."""
    return Selector(settings.taught("selector"), settings.LARGE_ENCODER)


def search() -> Search:
    """The handbook's index. Raises IndexMissing or IndexStale."""
    return open_search(settings.pack(), settings.INDEX, settings.encoder())


def renewal(pack: Pack) -> Callable[[], None]:
    """Has the process's understanding go by another edition once it is called. Raises IndexMissing or IndexStale."""
    understanding = shared()
    facts, found = FactFinder(pack), open_search(pack, settings.INDEX, understanding.encoder)
    selection = _selection()
    return lambda: understanding.go_by(facts, Lookup(lambda: found), selection)


def _selection() -> Selection | None:
    """The pack's advice, to be selected from; without it, where that is missing or damaged, the search alone finds advice."""
    try:
        return Selection(settings.MODELS / "advice", selector())
    except NotTaught as why:
        logger.warning("selection.unavailable", error=f"What selects the guides' advice {why}: run 'signpost train'.")
        return None
