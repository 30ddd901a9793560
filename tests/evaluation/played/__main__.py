"""`python -m tests.evaluation.played`: the grades of each round of played conversations."""

import json
from collections import Counter
from pathlib import Path

GRADES = ("good", "usable", "poor", "unsafe")


def grades() -> dict[str, Counter[str]]:
    """For each file how many conversations got which grade."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        found[path.stem] = Counter(row["grade"] for row in rows)
    return found


if __name__ == "__main__":
    for name, count in grades().items():
        print(f"{name}: {count.total()} played; " + ", ".join(f"{grade} {count[grade]}" for grade in GRADES))
