"""What the trained network thinks of each word, asked for once a text and shared by the recognisers."""

import logging
from pathlib import Path

from spacy.tokens import Doc

from bot.privacy.known import Known
from bot.privacy.model import Model
from knowledge.encoder import NotTaught

_log = logging.getLogger(__name__)
_KEPT = "likely"  # with the text that it is about, and gone with it


class Judge:
    """The network in `folder`, opened with the first text. Without one there is no opinion, and the log says so once."""

    def __init__(self, known: Known, folder: Path):
        self._known, self._folder = known, folder
        self._model: Model | None = None
        self._opened = False

    def likely(self, doc: Doc, label: str) -> list[float] | None:
        """For each token of `doc` how likely it is part of a detail of that label, 0 to 1; None without a network."""
        if not self._opened:
            self._open()
        if self._model is None:
            return None
        if _KEPT not in doc.user_data:
            doc.user_data[_KEPT] = self._model.likely(doc)
        return doc.user_data[_KEPT][label]

    def _open(self) -> None:
        self._opened = True
        try:
            self._model = Model(self._folder, self._known)
        except NotTaught as why:
            _log.warning(
                "The mask's model %s. Run 'signpost train'. Until then fewer names and addresses are masked.", why
            )
