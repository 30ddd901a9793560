"""Words: repairing how people type, and BM25 over the passages."""

import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import bm25s
import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein
from wordfreq import zipf_frequency

from knowledge.pack import Pack

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_RARE = 2.5  # Zipf frequency below which an English word is probably a slip
_STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "can",
        "could",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "i",
        "if",
        "in",
        "is",
        "it",
        "its",
        "me",
        "my",
        "of",
        "on",
        "or",
        "our",
        "s",
        "should",
        "so",
        "that",
        "the",
        "their",
        "them",
        "there",
        "they",
        "this",
        "to",
        "was",
        "we",
        "what",
        "when",
        "where",
        "which",
        "who",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)


def words(text: str) -> list[str]:
    """The words of `text`, lower case, possessives and plurals taken off."""
    found = _WORD.findall(text.lower().replace("’", "'"))
    return [_stem(word.split("'")[0]) for word in found]


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


class Vocabulary:
    """The pack's own words and abbreviations: mends slips, and says an abbreviation in full."""

    def __init__(self, pack: Pack):
        texts = [text for s in pack.sections.values() for text in (s.title, s.text, *s.front.aliases, *s.questions)]
        counts: dict[str, int] = {}
        for text in texts:
            for word in set(words(text)):
                counts[word] = counts.get(word, 0) + 1
        self._known = set(counts)
        self._mends = sorted(w for w, n in counts.items() if n >= 3 and len(w) >= 4 and w.isalpha())
        self._expands = {" ".join(words(term.term)): " ".join(term.expands) for term in pack.glossary if term.expands}
        self._mended: dict[str, str] = {}

    def mend(self, text: str) -> list[str]:
        """The words of `text`, each that neither English nor the pack knows replaced by the pack's nearest."""
        return [self._mend(word) for word in words(text)]

    def query(self, text: str) -> list[str]:
        """The words to look up for `text`: mended, abbreviations also in full, the commonest left out."""
        mended = self.mend(text)
        line = f" {' '.join(mended)} "
        full = [w for short, long in self._expands.items() if f" {short} " in line for w in words(long)]
        return [word for word in (*mended, *full) if word not in _STOP]

    def _mend(self, word: str) -> str:
        if len(word) < 4 or word in self._known or not word.isalpha() or zipf_frequency(word, "en") >= _RARE:
            return word
        if word not in self._mended:
            limit = 1 if len(word) < 7 else 2
            best = process.extractOne(word, self._mends, scorer=DamerauLevenshtein.distance, score_cutoff=limit)
            if len(self._mended) > 10_000:
                self._mended.clear()
            self._mended[word] = best[0] if best else word
        return self._mended[word]


def write_lexical(texts: Iterable[str], folder: Path) -> None:
    """Write BM25's index of `texts` into `folder`."""
    ranker = bm25s.BM25()
    ranker.index([[w for w in words(text) if w not in _STOP] or ["-"] for text in texts], show_progress=False)
    shutil.rmtree(folder, ignore_errors=True)  # a process that has the old files mapped keeps them whole
    ranker.save(folder)


class Lexical:
    """BM25 over the texts that `write_lexical` was given, read from the disk by memory map."""

    def __init__(self, folder: Path):
        self._ranker = bm25s.BM25.load(folder, mmap=True)
        self._count = int(self._ranker.scores["num_docs"])

    def scores(self, query: Sequence[str]) -> np.ndarray:
        """How well each text fits the words of `query`: 0 where none is in it."""
        known = [word for word in query if word in self._ranker.vocab_dict]
        if not known:
            return np.zeros(self._count, dtype=np.float32)
        return np.asarray(self._ranker.get_scores(known), dtype=np.float32)
