"""The policy that outranks every other: danger and disclosure are answered first, whatever was going on."""

from typing import Any

from rasa.core.featurizers.tracker_featurizers import TrackerFeaturizer
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.danger import DANGERS

ACTION = "action_danger"
ABOVE_ALL = 100


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT], is_trainable=False)
class SafetyPolicy(Policy):
    """Predicts `action_danger` straight after a message whose `danger` is one of DANGERS, or that such a danger's own
    `advice` answers, and then listens."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"priority": ABOVE_ALL}

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
    ) -> "SafetyPolicy":
        return cls(config, model_storage, resource, execution_context)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        action = self._action(tracker)
        if action is None:
            return self._prediction(self._default_predictions(domain))
        shares = [1.0 if name == action else 0.0 for name in domain.action_names_or_texts]
        # As a "no user" prediction: those of a form under way would otherwise overrule any policy, and a form
        # takes a fact in a cry for help for its answer.
        return self._prediction(shares, is_no_user_prediction=True)

    @staticmethod
    def _action(tracker: DialogueStateTracker) -> str | None:
        message = tracker.latest_message
        said = message.parse_data if message is not None else {}
        if said.get("danger") not in DANGERS and not said.get("advice"):
            return None
        return {ACTION_LISTEN_NAME: ACTION, ACTION: ACTION_LISTEN_NAME}.get(tracker.latest_action_name)
