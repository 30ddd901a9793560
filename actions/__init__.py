"""Signpost's custom actions. rasa_sdk registers every Action that is imported here."""

from actions.answer import ActionAnswer, ActionDanger, ActionSmallTalk
from actions.guide import ActionAsk, ActionConclude, ActionOpenGuide, ActionPick, ValidateGuideForm

__all__ = [
    "ActionAnswer",
    "ActionAsk",
    "ActionConclude",
    "ActionDanger",
    "ActionOpenGuide",
    "ActionPick",
    "ActionSmallTalk",
    "ValidateGuideForm",
]
