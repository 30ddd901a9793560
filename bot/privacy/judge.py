"""What the trained network thinks of each word, asked for once a text and shared by the recognisers."""

import logging
from collections.abc import Mapping
from pathlib import Path

from spacy.tokens import Doc

from bot.privacy.features import Lists, stem
from bot.privacy.known import Known
from bot.privacy.model import Model
from bot.privacy.near import Near
from knowledge.encoder import NotTaught

_log = logging.getLogger(__name__)
_LIKELY, _NEAR = "likely", "near"  # with the text that they are about, and gone with it


class Judge:
    """In: a text. Out: how likely its words are part of a detail, by the network in `folder`, which is opened with the first
    text. Without one there is no opinion, and the log says so once."""

    def __init__(self, known: Known, folder: Path):
        self._known, self._folder = known, folder
        self._near = Near(known, Lists())
        self._model: Model | None = None
        self._opened = False

    def likely(self, doc: Doc, label: str) -> list[float] | None:
        """For each token of `doc` how likely it is part of a detail of that label, 0 to 1; None without a network."""
        if not self._opened:
            self._open()
        if self._model is None:
            return None
        if _LIKELY not in doc.user_data:
            doc.user_data[_LIKELY] = self._model.likely(doc, self.near(doc))
        return doc.user_data[_LIKELY][label]

    def near(self, doc: Doc) -> Mapping[str, str]:
        """What `Near` says of the words of `doc`."""
        if _NEAR not in doc.user_data:
            doc.user_data[_NEAR] = self._near.of({stem(token.text) for token in doc})
        return doc.user_data[_NEAR]

    def is_phrase(self, one: str, two: str) -> bool:
        """Are two words in a row slips of a name of the pack's?"""
        return self._near.is_phrase(one, two)

    def _open(self) -> None:
        self._opened = True
        try:
            self._model = Model(self._folder, self._known, self._near)
        except NotTaught as why:
            _log.warning(
                "The mask's model %s. Run 'signpost train'. Until then fewer names and addresses are masked.", why
            )
