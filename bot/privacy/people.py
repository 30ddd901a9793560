"""Names of persons: by the trained model where there is one, else by lists."""

import logging
from collections.abc import Iterator
from pathlib import Path

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts
from spacy.tokens import Doc, Token

from bot.privacy.features import Lists, commonness, stem
from bot.privacy.known import Known
from bot.privacy.lists import listed
from bot.privacy.model import Model, ModelMissing

MODEL = Path(__file__).parents[2] / "models" / "privacy"
LIKELY = 0.4
_log = logging.getLogger(__name__)


class Names(EntityRecognizer):
    """Persons' names, in any case and of any origin, without their titles."""

    def __init__(self, known: Known, folder: Path):
        self._known, self._folder, self._model, self._lists = known, folder, None, Lists()
        super().__init__(supported_entities=["PERSON"], name="Names")
        self.is_loaded = False  # Presidio then loads it with the first message

    def load(self) -> None:
        """Opens the model. Without one the lists must do; the log says so once."""
        try:
            self._model = Model(self._folder, self._known)
        except ModelMissing as missing:
            _log.warning("%s Until then fewer names are masked.", missing)

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        doc = nlp_artifacts.tokens
        kept = [False] * (len(text) + 1)
        for start, end in self._known.names.find(text):
            kept[start:end] = [True] * (end - start)
        named = self._by_model(doc) if self._model else self._by_lists(doc)
        named = [is_name and not any(kept[t.idx : t.idx + len(t)]) for t, is_name in zip(doc, named, strict=True)]
        return [RecognizerResult("PERSON", start, end, 0.8) for start, end in _runs(doc, named)]

    def _by_model(self, doc: Doc) -> list[bool]:
        return [likely >= LIKELY for likely in self._model.likely(doc)]

    def _by_lists(self, doc: Doc) -> list[bool]:
        """First names that are no everyday words, and what follows a title or such a name and could be one."""
        named: list[bool] = []
        for i, token in enumerate(doc):
            word = stem(token.text)
            kind = self._lists.kind(word)
            after_name = i > 0 and named[-1]
            after_title = i > 0 and stem(doc[i - 1].text) in listed("titles")
            capital = token.text[:1].isupper() and token.is_alpha
            named.append(
                bool(("f" in kind and commonness(word) < 5) or (kind and (after_name or after_title)) or (capital and after_name))
            )
        return named


def _runs(doc: Doc, named: list[bool]) -> Iterator[tuple[int, int]]:
    """Where runs of named words stand, without titles before them and possessives or marks after them."""
    run: list[Token] = []
    for token, is_name in [*zip(doc, named, strict=True), (None, False)]:
        if is_name:
            run.append(token)
            continue
        while run and (not any(c.isalnum() for c in run[-1].text) or run[-1].lower_ in {"'s", "s"}):
            run.pop()
        while len(run) > 1 and (stem(run[0].text).rstrip(".") in listed("titles") or not any(c.isalnum() for c in run[0].text)):
            run.pop(0)
        if run:
            last = run[-1]
            yield run[0].idx, last.idx + len(last) - (2 if last.lower_.endswith("'s") else 0)
        run = []
