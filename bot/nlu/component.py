"""Rasa's side of the understanding: one intent classifier that serves it."""

from typing import Any, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import loading


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class MessageUnderstanding(IntentClassifier, GraphComponent):
    """Sets a message's intent (the likeliest flow) and, as `meaning`, all that it means (bot/nlu/meaning.py)."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "MessageUnderstanding":
        return cls(model_storage, resource)

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        self._storage, self._resource = model_storage, resource
        self._understanding: Any = None

    @staticmethod
    def required_packages() -> list[str]:
        return ["spacy", "onnxruntime"]

    @classmethod
    def required_components(cls) -> list[type]:
        return []

    def train(self, training_data: TrainingData) -> Resource:
        """Nothing: what is taught is taught by `signpost train`, and travels with the project."""
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "MessageUnderstanding":
        component = cls(model_storage, resource)
        component._understanding = loading.shared()
        return component

    def process(
        self,
        messages: list[Message],
        tracker: Optional[DialogueStateTracker] = None,  # noqa: UP045 - Rasa's check of its graph knows no `X | None`
    ) -> list[Message]:
        for message in messages:
            if text := message.get(TEXT):
                meaning = self._understanding.read(text, (message.get("metadata") or {}).get("facts"))
                message.set(INTENT, {"name": meaning.flow, "confidence": meaning.confidence}, add_to_output=True)
                ranking = [{"name": flow, "confidence": share} for flow, share in meaning.flows[:5]]
                message.set("intent_ranking", ranking, add_to_output=True)
                message.set("meaning", meaning.as_json(), add_to_output=True)
        return messages
