"""Practice facts: what one message says of a case, found before any name is masked."""

from bot import lean  # noqa: F401 - before what imports spaCy
from bot.nlu.entities.finder import FactFinder, age_in_words

__all__ = ["FactFinder", "age_in_words"]
