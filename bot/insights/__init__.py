"""What a pack's keepers learn from use: counts of what was asked, answered, missed and left, and nothing that says who.

`noting` writes rows beside a conversation, `figures` makes protected counts of them, `asked` deals with kept questions, `page` shows
the figures on a page of its own.
"""

from bot.insights.noting import KINDS, delete, keeps_words, last_turn, of_turn, write

__all__ = ["KINDS", "delete", "keeps_words", "last_turn", "of_turn", "write"]
