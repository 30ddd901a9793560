"""How good a search is, on questions that nobody trained it on."""

import json
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.search import Search


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]


def right_ids(question: dict[str, Any]) -> set[str]:
    """The sections that answer a question of the evaluation set."""
    return {question["id"], *question.get("also", ())}


def evaluate_search(
    search: Search, questions: Sequence[dict[str, Any]], uncovered: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """The figures: shares from 0 to 1, and milliseconds a query beside embedding.

    `questions` have `q`, `id` and perhaps `also`; `uncovered` have `q` and `kind`.
    """
    covered = search.embed([one["q"] for one in questions])
    started = time.perf_counter()
    answers = [search.ask(one["q"], vector) for one, vector in zip(questions, covered, strict=True)]
    spent = time.perf_counter() - started
    ranks = [rank_of(right_ids(one), [hit.id for hit in a.hits]) for one, a in zip(questions, answers, strict=True)]
    vectors = search.embed([one["q"] for one in uncovered])
    refused = [search.ask(one["q"], vector) for one, vector in zip(uncovered, vectors, strict=True)]
    by_kind = {
        kind: _share(a.status == "answered" for a, one in zip(refused, uncovered, strict=True) if one["kind"] == kind)
        for kind in sorted({one["kind"] for one in uncovered})
    }
    return {
        "questions": len(questions),
        "first": _share(rank == 0 for rank in ranks),
        "in_three": _share(rank < 3 for rank in ranks),
        "answered": _share(a.status == "answered" for a in answers),
        "covered_unsure": _share(a.status == "unsure" for a in answers),
        "covered_refused": _share(a.status == "not_covered" for a in answers),
        "uncovered": len(uncovered),
        "uncovered_answered": _share(a.status == "answered" for a in refused),
        "uncovered_unsure": _share(a.status == "unsure" for a in refused),
        "uncovered_answered_by_kind": by_kind,
        "ms": round(1000 * spent / max(len(questions), 1), 2),
    }


def rank_of(right: set[str], ids: list[str]) -> int:
    """The place of the first right section among `ids`, from 0; their number if none is."""
    return next((i for i, one in enumerate(ids) if one in right), len(ids))


def _share(hits: Iterable[bool]) -> float:
    found = np.array(list(hits), dtype=float)
    return round(float(found.mean()), 3) if len(found) else 0.0
