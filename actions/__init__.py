"""Signpost's custom actions. rasa_sdk registers every Action that is imported here."""

from actions.answer import ActionAnswer, ActionDanger, ActionSmallTalk, ActionStartAgain
from actions.asking import ActionAsk
from actions.form import ValidateGuideForm
from actions.guide import ActionConclude, ActionOpenGuide, ActionPick

__all__ = [
    "ActionAnswer",
    "ActionAsk",
    "ActionConclude",
    "ActionDanger",
    "ActionOpenGuide",
    "ActionPick",
    "ActionSmallTalk",
    "ActionStartAgain",
    "ValidateGuideForm",
]
