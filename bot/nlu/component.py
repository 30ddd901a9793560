"""Rasa's side of the understanding: one intent classifier that trains, keeps and serves it."""

from dataclasses import asdict
from typing import Any, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import settings
from bot.nlu.alarm import Before
from bot.nlu.controls import corrected
from bot.nlu.danger import DANGERS
from bot.nlu.entities import FactFinder
from bot.nlu.entities.school_year import is_only_reception
from bot.nlu.lookup import Lookup, open_search
from bot.nlu.reader import open_reader
from bot.nlu.understanding import INFORM, Models, Reading, Understanding
from knowledge import encoder
from knowledge.search import Search

_SURE = 0.75  # confidence from which a correction is a message of its own, and a case is forgotten
_LEAST = 0.2  # confidence below which the likeliest flow is no more than a guess


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class PracticeUnderstanding(IntentClassifier, GraphComponent):
    """Sets a message's intent (the flow), and as `facts`, `danger`, `alarm` and `handbook` what else was understood."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "PracticeUnderstanding":
        return cls(model_storage, resource)

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        self._storage, self._resource = model_storage, resource
        self._understanding: Any = None

    @staticmethod
    def required_packages() -> list[str]:
        return ["spacy", "sentence_transformers"]

    @classmethod
    def required_components(cls) -> list[type]:
        return []

    def train(self, training_data: TrainingData) -> Resource:
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        models = Models.fit([e.get(TEXT) for e in examples], [e.get(INTENT) for e in examples], encoder.shared())
        with self._storage.write_to(self._resource) as folder:
            models.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "PracticeUnderstanding":
        component = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            models = Models.load(folder)
        reader = open_reader(settings.READER, models.flows.labels)
        facts = FactFinder(settings.pack())
        component._understanding = Understanding(
            models, reader, encoder.shared(), facts, Lookup(_search), settings.pack().guides
        )
        return component

    def process(
        self,
        messages: list[Message],
        tracker: Optional[DialogueStateTracker] = None,  # noqa: UP045 - Rasa's check of its graph knows no `X | None`
    ) -> list[Message]:
        talk = (tracker.get_slot("talk") or {}) if tracker is not None else {}
        answering = tracker is not None and tracker.active_loop_name is not None
        before = Before.of(talk, answering)
        of_an_age = answering and "children" not in talk.get("facts", {})
        for message in messages:
            if text := message.get(TEXT):
                admitted = message.get("metadata") or {}
                known = before.offered(text) or (of_an_age and is_only_reception(text))
                reading = self._understanding.read(text, admitted.get("facts"), known, before)
                self._note(message, reading)
        return messages

    def _note(self, message: Message, reading: Reading) -> None:
        message.set(
            INTENT, {"name": _intent(message.get(TEXT), reading), "confidence": reading.confidence}, add_to_output=True
        )
        ranking = [{"name": flow, "confidence": share} for flow, share in reading.ranking[:5]]
        message.set("intent_ranking", ranking, add_to_output=True)
        message.set("facts", reading.facts, add_to_output=True)
        for name in ("danger", "alarm", "advice", "denied"):
            message.set(name, getattr(reading, name), add_to_output=True)
        if reading.choice:  # a button's words are that button
            choice = {"entity": "choice", "value": reading.choice, "start": 0, "end": len(message.get(TEXT))}
            message.set(ENTITIES, [choice], add_to_output=True)
        message.set("handbook", asdict(reading.answer) if reading.answer else None, add_to_output=True)


def _intent(text: str, reading: Reading) -> str:
    """The flow; for words that mean something only after what was said before, `inform`. No case is forgotten for a guess."""
    least = _LEAST if corrected(text) is None and reading.flow != "restart" else _SURE
    doubtful = reading.confidence < least
    return INFORM if doubtful and reading.danger not in DANGERS else reading.flow


def _search() -> Search:
    return open_search(settings.pack(), settings.INDEX, encoder.shared())
