"""How well a mask does, on messages whose details are marked."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

STRUCTURED = ("PHONE", "EMAIL", "POSTCODE", "ADDRESS", "DOB", "NHS_NUMBER", "NINO")


def evaluate_masking(mask: Any, rows: Iterable[dict]) -> dict:
    """The shares that `mask` gets right of `rows` ({"text", "spans": [[start, end, label]]}).

    Out: `structured`, `names` and `all` (details wholly masked), `labels` (the same for each label), `clean_touched`
    (messages without a detail in which something was masked) and the counts behind them. A detail counts when every
    character of it is covered. A share of nothing is None.
    """
    whole, there = Counter(), Counter()
    clean = touched = 0
    for row in rows:
        found = mask.mask(row["text"]).spans
        covered = {i for start, end, _ in found for i in range(start, end)}
        for start, end, label in row["spans"]:
            there[label] += 1
            whole[label] += covered.issuperset(range(start, end))
        if not row["spans"]:
            clean += 1
            touched += bool(found)

    def share(labels: Iterable[str]) -> float | None:
        total = sum(there[label] for label in labels)
        return round(sum(whole[label] for label in labels) / total, 4) if total else None

    return {
        "structured": share(STRUCTURED),
        "names": share(["PERSON"]),
        "all": share([*STRUCTURED, "PERSON"]),
        "clean_touched": round(touched / clean, 4) if clean else None,
        "labels": {label: share([label]) for label in sorted(there)},
        "details": sum(there.values()),
        "clean": clean,
    }
