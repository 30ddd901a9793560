"""What the handbook says to a question, and knowing when it says nothing."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

from knowledge.coverage import Coverage, Status, elsewhere, gazetteer, status_by_passage
from knowledge.lexical import Lexical, Vocabulary, write_lexical
from knowledge.pack import Pack
from knowledge.passages import excerpt, passages
from knowledge.rank import Joined, Spelling, Votes, likeness, standardised
from knowledge.vectors import EmbeddingCache, Encodes, VectorIndex, probe, write_index

FORMAT = 1  # raise when the files of the index change their meaning
_NEAREST = 2_000  # passages looked at: all of a handbook's
_MEND = "run 'signpost train'"


class IndexMissing(RuntimeError):
    """There is no index yet."""


class IndexStale(RuntimeError):
    """The index was built from another state of the pack, or with another encoder."""


@dataclass(frozen=True)
class Hit:
    """A section found. `text` answers the question; `passages` are its places in `section.paragraphs`."""

    id: str
    title: str
    page: int | None
    score: float  # 0 to 1
    text: str
    passages: tuple[int, ...]


@dataclass(frozen=True)
class Answer:
    """The outcome of a search. `elsewhere` is whose area the question is about, if another's."""

    status: Status
    hits: list[Hit]
    elsewhere: str | None = None


def content_hash(pack: Pack) -> str:
    """A hash of everything of the pack that the index is made of."""
    parts = {
        "sections": [[s.id, s.title, s.page, s.front.aliases, s.text, s.questions] for s in pack.sections.values()],
        "uncovered": [[one.q, one.kind] for one in pack.uncovered],
        "glossary": [[term.term, term.expands] for term in pack.glossary],
    }
    return hashlib.sha256(json.dumps([FORMAT, parts], sort_keys=True).encode()).hexdigest()


def is_current(pack: Pack, folder: Path) -> bool:
    """True if `folder` holds an index of the pack as it is now. Loads no encoder."""
    return _manifest(folder).get("content") == content_hash(pack)


def build(pack: Pack, encoder: Encodes, folder: Path, progress: Callable[[str], None] = lambda line: None) -> None:
    """Write the index of `pack` into `folder`, embedding only what is new. The manifest comes last."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").unlink(missing_ok=True)
    cache = EmbeddingCache(folder / "embeddings.npz", encoder, progress)
    found = passages(pack)
    write_index(cache.encode([p.searched for p in found]), folder / "passages.faiss")
    write_lexical([p.searched for p in found], folder / "lexical")
    if any(section.questions for section in pack.sections.values()):
        _train(pack, cache, folder, progress)
    cache.save()
    manifest = {"format": FORMAT, "content": content_hash(pack), "encoder": Path(encoder.name).name}
    np.save(folder / "probe.npy", probe(encoder))
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    progress(f"indexed {len(pack.sections)} sections, {len(found):,} passages")


def _train(pack: Pack, cache: EmbeddingCache, folder: Path, progress: Callable[[str], None]) -> None:
    """Fit what ranks sections and what knows uncovered questions, each question seen as if it were new."""
    texts, labels, count = _questions(pack)
    vectors = cache.encode(texts)
    write_index(vectors, folder / "questions.faiss")
    spelling = Spelling.fit(texts)
    spelt = spelling.vectors(texts)
    meaning = vectors @ vectors.T
    progress(f"learning from {len(texts):,} questions")
    votes, scores = Votes.fit(likeness(meaning, (spelt @ spelt.T).toarray()), labels, count + 1)
    np.fill_diagonal(meaning, -1)  # a new question is not its own nearest
    finder = _Finder(pack, folder)
    kinds, signs = [], []
    for i, text in enumerate(texts):
        seen = finder.see(text, vectors[i], scores[i], meaning[i])
        kinds.append(seen.kinds)
        signs.append(seen.signs)
    covered = labels < count
    joined = Joined.fit(np.array(kinds)[covered], labels[covered])
    chances = joined.chances(np.array(kinds))
    coverage = Coverage.fit(np.array([_signs(s, c) for s, c in zip(signs, chances, strict=True)]), covered) if not covered.all() else None
    sparse.save_npz(folder / "spelt.npz", spelt)
    np.savez(folder / "ranker.npz", idf=spelling.idf, votes=votes.weights, joined=joined.weights)
    (folder / "coverage.npz").unlink(missing_ok=True)
    if coverage:
        np.savez(folder / "coverage.npz", **vars(coverage))


def _questions(pack: Pack) -> tuple[list[str], np.ndarray, int]:
    """Every written question with its section's place; uncovered ones come last, with the place after."""
    texts = [q for section in pack.sections.values() for q in section.questions]
    labels = [place for place, section in enumerate(pack.sections.values()) for _ in section.questions]
    texts += [one.q for one in pack.uncovered]
    labels += [len(pack.sections)] * len(pack.uncovered)
    return texts, np.array(labels), len(pack.sections)


@dataclass(frozen=True)
class _Seen:
    """What one question found: scores by kind and section, features of coverage, and the passages."""

    kinds: np.ndarray
    signs: list[float]
    passage_rows: np.ndarray
    passage_cosines: np.ndarray
    words: np.ndarray


class _Finder:
    """Looks a question up by each of the methods."""

    def __init__(self, pack: Pack, folder: Path):
        self.passages = passages(pack)
        place = {section: i for i, section in enumerate(pack.sections)}
        self.section_of = np.array([place[p.section] for p in self.passages])
        self.count = len(pack.sections)
        self.index = VectorIndex(folder / "passages.faiss")
        self.lexical = Lexical(folder / "lexical")
        self.vocabulary = Vocabulary(pack)
        self.covered_count = sum(len(section.questions) for section in pack.sections.values())

    def see(self, text: str, vector: np.ndarray, votes: np.ndarray | None, meaning: np.ndarray | None) -> _Seen:
        """`votes` and `meaning` are the question's scores by label and its cosines with the written questions."""
        rows, cosines = self.index.nearest(vector, _NEAREST)
        by_passage = np.full(self.count, cosines[-1], dtype=np.float32)
        np.maximum.at(by_passage, self.section_of[rows], cosines)
        query = self.vocabulary.query(text)
        words = self.lexical.scores(query)
        by_words = np.zeros(self.count, dtype=np.float32)
        np.maximum.at(by_words, self.section_of, words)
        kinds = [standardised(by_passage), standardised(by_words)]
        signs = [float(cosines[0]), float(by_words.max()), float(by_words.max()) / (len(query) + 1), np.log1p(len(query))]
        if votes is not None:
            kinds.insert(0, standardised(votes[: self.count]) )
            kinds.insert(1, votes[: self.count] )
            best = np.sort(votes[: self.count])
            near, far = meaning[: self.covered_count], meaning[self.covered_count :]
            top = np.sort(near)[-3:]
            signs += [best[-1], best[-2], float(votes[self.count]), top[-1], top.mean(), far.max() if len(far) else 0.0]
        return _Seen(np.array(kinds), signs, rows, cosines, words)


def _signs(signs: list[float], chances: np.ndarray) -> np.ndarray:
    return np.array([*signs, chances.max(), -(chances * np.log(chances + 1e-9)).sum()])


class Search:
    """The index of a pack, ready to be asked. Make one with `Search.load`."""

    def __init__(self, pack: Pack, folder: Path, encoder: Encodes):
        self._encoder = encoder
        self._sections = list(pack.sections.values())
        self._finder = _Finder(pack, folder)
        self._places = gazetteer(pack.areas)
        self._joined = Joined(np.array([1.0, 0.5]))
        self._votes = self._coverage = None
        self._of_section: list[list[int]] = [[] for _ in self._sections]
        for row, place in enumerate(self._finder.section_of):
            self._of_section[place].append(row)
        if any(section.questions for section in self._sections):
            self._questions = VectorIndex(folder / "questions.faiss")
            self._spelt = sparse.load_npz(folder / "spelt.npz").tocsc()
            with np.load(folder / "ranker.npz") as kept:
                self._spelling = Spelling(kept["idf"])
                self._votes, self._joined = Votes(kept["votes"]), Joined(kept["joined"])
        if (folder / "coverage.npz").exists() and self._votes:
            with np.load(folder / "coverage.npz") as kept:
                self._coverage = Coverage(**kept)

    @classmethod
    def load(cls, pack: Pack, folder: Path, encoder: Encodes) -> "Search":
        """The index in `folder`. Raises IndexMissing or IndexStale, each with what mends it."""
        folder = Path(folder)
        if not (manifest := _manifest(folder)):
            raise IndexMissing(f"There is no index of this pack yet: {_MEND}.")
        if manifest.get("content") != content_hash(pack):
            raise IndexStale(f"The pack has changed since the index was built: {_MEND}.")
        if not np.allclose(np.load(folder / "probe.npy"), probe(encoder), atol=0.01):
            raise IndexStale(f"The index was built with another encoder than the one in use: {_MEND}.")
        return cls(pack, folder, encoder)

    def embed(self, questions: list[str]) -> np.ndarray:
        """Unit vectors of `questions` from the index's encoder, one row each."""
        return np.asarray(self._encoder.encode(questions), dtype=np.float32)

    def ask(self, question: str, embedding: np.ndarray | None = None, limit: int = 10) -> Answer:
        """The sections that answer `question`, best first, up to `limit` whatever the status.

        `embedding` is the question's unit vector from the same encoder, if the caller already has it.
        """
        vector = self.embed([question])[0] if embedding is None else np.asarray(embedding, dtype=np.float32)
        votes = meaning = None
        if self._votes:
            meaning = self._questions.cosines(vector)
            spelt = (self._spelt @ self._spelling.vectors([question]).T).toarray()[:, 0]
            votes = self._votes.scores(likeness(meaning, spelt))
        seen = self._finder.see(question, vector, votes, meaning)
        chances = self._joined.chances(seen.kinds)
        where = elsewhere(self._places.find(question), [s.title for s in self._sections]) if self._places else None
        if where:
            status: Status = "not_covered"
        elif self._coverage:
            status = self._coverage.status(_signs(seen.signs, chances))
        else:
            status = status_by_passage(seen.signs[0])
        best = np.argsort(-chances, kind="stable")[:limit]
        return Answer(status, [self._hit(place, float(chances[place]), seen) for place in best], where)

    def _hit(self, place: int, score: float, seen: _Seen) -> Hit:
        section, rows = self._sections[place], self._of_section[place]
        cosines = np.zeros(len(self._finder.passages), dtype=np.float32)
        cosines[seen.passage_rows] = seen.passage_cosines
        fit = cosines[rows] + 0.2 * seen.words[rows] / (seen.words.max() + 1e-6)
        text, where = excerpt([self._finder.passages[row] for row in rows], fit)
        return Hit(section.id, section.title, section.page, round(score, 4), text, where)


def _manifest(folder: Path) -> dict:
    try:
        manifest = json.loads((Path(folder) / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if manifest.get("format") == FORMAT else {}
