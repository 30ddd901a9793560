"""Names of persons: by a trained model where there is one, and by lists."""

import logging
import re
from pathlib import Path

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts
from spacy.tokens import Doc
from wordfreq import zipf_frequency

from bot.privacy.known import Known
from bot.privacy.lists import listed
from bot.privacy.plain import without_accents

MODEL = Path(__file__).parents[2] / "models" / "privacy"
_log = logging.getLogger(__name__)


class Names(EntityRecognizer):
    """Persons' names, in any case and of any origin, without their titles."""

    def __init__(self, known: Known, model: Path):
        self._known, self._folder, self._model = known, model, None
        super().__init__(supported_entities=["PERSON"], name="Names")

    def load(self) -> None:
        """The lists are loaded by their first use."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        doc = nlp_artifacts.tokens
        kept = [False] * (len(text) + 1)
        for start, end in self._known.names.find(text):
            kept[start:end] = [True] * (end - start)
        spans = by_lists(doc)
        return [RecognizerResult("PERSON", s, e, 0.8) for s, e in spans if not any(kept[s:e])]


def by_lists(doc: Doc) -> list[tuple[int, int]]:
    """Runs of words that are on the lists of names and are no everyday words, or follow a title."""
    first, last, titles = listed("first"), listed("last"), listed("titles")
    spans = []
    run: list = []
    for i, token in enumerate(doc):
        word = re.sub(r"'s$", "", without_accents(token.text))
        before = doc[i - 1].lower_.rstrip(".") if i else ""
        everyday = zipf_frequency(word, "en") > 4.4
        name = (word in first and not everyday) or (
            (word in first or word in last) and (bool(run) or before in titles)
        ) or (token.text[:1].isupper() and bool(run) and token.is_alpha and i > 0)
        if name:
            run.append(token)
        elif run:
            spans.append((run[0].idx, run[-1].idx + len(run[-1])))
            run = []
    if run:
        spans.append((run[0].idx, run[-1].idx + len(run[-1])))
    return spans
