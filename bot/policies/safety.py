"""The policy that outranks every other: danger and disclosure are answered first, whatever was going on."""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies.dialogue import CRISIS, TurnPolicy, action_for, leading_act

ABOVE_ALL = 100


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT], is_trainable=False)
class SafetyPolicy(TurnPolicy):
    """Predicts `action_crisis` after a message that is danger, or that a danger's own advice answers."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"priority": ABOVE_ALL}

    def wanted(self, tracker: DialogueStateTracker) -> str | None:
        return CRISIS if action_for(leading_act(tracker)) == CRISIS else None
