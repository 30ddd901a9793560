"""The policy of the conversation: the interpreter says what a message does, and each kind of act has its action."""

from typing import Any

from rasa.core.featurizers.tracker_featurizers import TrackerFeaturizer
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from bot import metrics, settings
from bot.dialogue import edition
from bot.dialogue.acts import (
    Act,
    Aftercare,
    Ask,
    Control,
    Crisis,
    Denial,
    Learn,
    Press,
    SmallTalk,
    SpeakTo,
    Unclear,
)
from bot.dialogue.buttons import choice_in
from bot.dialogue.interpreter import interpret
from bot.dialogue.state import DialogueState
from bot.nlu.meaning import Meaning

CRISIS = "action_crisis"
_ACTIONS: tuple[tuple[tuple[type, ...], str], ...] = (
    ((Crisis, Aftercare, Denial), CRISIS),
    ((Press, Control), "action_steer"),
    ((SpeakTo,), "action_speak_to"),
    ((Ask,), "action_answer"),
    ((Learn,), "action_learn"),
    ((SmallTalk, Unclear), "action_small_talk"),
)
_OTHERWISE = "action_guide"
_LED = "_leads_to"  # where a message keeps its act, and the state that it was worked out from


def action_for(act: Act | None) -> str:
    """The action of the act that leads a turn."""
    return next((name for kinds, name in _ACTIONS if isinstance(act, kinds)), _OTHERWISE)


def leading_act(tracker: DialogueStateTracker) -> Act | None:
    """The act that leads the turn which the latest message calls for. Both policies ask for it, and it is worked out once."""
    message, slot = tracker.latest_message, tracker.get_slot("dialogue")
    known: tuple[Any, Act | None] | None = getattr(message, _LED, None)
    if known is None or known[0] is not slot:
        known = (slot, _worked_out(message, slot))
        if message is not None:
            setattr(message, _LED, known)
    return known[1]


@metrics.part("dialogue")
def _worked_out(message: UserUttered | None, slot: Any) -> Act | None:
    said = message.parse_data if message is not None else {}
    meaning = Meaning.of_json(said.get("meaning") or {"text": ""})
    state, pack = DialogueState.of(slot), settings.pack()
    if edition.changed(state, pack):
        edition.fitted(state, pack)
    return interpret(meaning, state, pack, choice_in(said)).leading


class TurnPolicy(Policy):
    """What both policies share: one action a turn, then listening."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        featurizer: TrackerFeaturizer | None = None,
    ) -> None:
        super().__init__(
            {**self.get_default_config(), **config}, model_storage, resource, execution_context, featurizer
        )

    def train(self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "TurnPolicy":
        return cls(config, model_storage, resource, execution_context)

    def wanted(self, tracker: DialogueStateTracker) -> str | None:
        """The action for the latest message, or None to leave it to another policy."""
        raise NotImplementedError

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        done = (
            tracker.latest_action_name != ACTION_LISTEN_NAME
        )  # and the state is the next turn's: not to be read again
        action = ACTION_LISTEN_NAME if done else self.wanted(tracker)
        if action is None:
            return self._prediction(self._default_predictions(domain))
        return self._prediction([1.0 if name == action else 0.0 for name in domain.action_names_or_texts])


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT], is_trainable=False)
class DialoguePolicy(TurnPolicy):
    """Predicts the action of the act that leads the turn."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"priority": 1}

    def wanted(self, tracker: DialogueStateTracker) -> str | None:
        act = leading_act(tracker)
        _count(act, tracker.get_latest_input_channel())
        return action_for(act)


def _count(act: Act | None, channel: str | None) -> None:
    metrics.turns.labels(channel or "none", type(act).__name__.lower() if act else "none").inc()
    if isinstance(act, Crisis):
        metrics.alarms.labels(act.kind).inc()
