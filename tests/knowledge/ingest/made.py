"""A small handbook, as it is written for these tests, and what taking it in must give."""

import re
from pathlib import Path

from knowledge.pack import load

SEED = Path(__file__).parents[4] / "shared" / "seeds" / "handbook-derby-derbyshire.txt"
LINK = "https://example.org/threshold"

# The sections of the made documents: number, title in the contents list, title in print, page, paragraphs.
SECTIONS = [
    (
        "1.1",
        "Introduction",
        "Introduction",
        3,
        ["Families may need help at any time.", "Ask what has changed since you last met."],
    ),
    (
        "1.2",
        "Prevention",
        "Prevention Orders",
        4,
        ["An order can stop somebody from coming near.", "Only a court can make one."],
    ),
    (
        "2.1",
        "Police response",
        "Police response",
        6,
        ["Officers write a notification after each visit.", "The school hears of it the next day."],
    ),
    ("2.10", "Joint services", "Joint services", 8, ["Two services share one front door in the county."]),
]
CHAPTERS = {1: "Working together", 2: "Responding well"}
TABLE = [
    ["Agency", "Tool", "Notes"],
    ["Health", "Routine enquiry", "Used by midwives"],
    ["Police", "Notification", "Sent the same day"],
]


def contents_lines(separator: str = "\t") -> list[str]:
    lines = [f"Foreword{separator}2"]
    for chapter, title in CHAPTERS.items():
        first = next(page for number, _, _, page, _ in SECTIONS if number.startswith(str(chapter)))
        lines.append(f"Chapter {chapter}: {title}{separator}{first}")
        lines += [f"{n} {listed}{separator}{page}" for n, listed, _, page, _ in SECTIONS if n.startswith(str(chapter))]
    return [*lines, f"Appendix 1: Checklist{separator}9", f"References{separator}10"]


def text_document(contents: list[str]) -> str:
    parts = ["Made Handbook", "Contents", *contents, "", "Foreword", "", "We are glad that you read this."]
    for chapter, title in CHAPTERS.items():
        parts += ["", f"Chapter {chapter}: {title}", "", "This chapter says what comes next in a few words of its own."]
        for number, _, printed, _, paragraphs in SECTIONS:
            if number.startswith(str(chapter)):
                parts += ["", f"{number} {printed}", "", "\n\n".join(paragraphs)]
                if number == "2.1":
                    parts += ["\t".join(row) for row in TABLE]
    parts += [
        "",
        "Appendix 1 – Checklist",
        "",
        "Pack a bag.",
        "",
        "References",
        "",
        "Smith, J. (2020) A book about books.",
    ]
    return "\n".join(parts)


def sections_of(into: Path) -> dict[str, str]:
    return {id: section.text for id, section in load(into).sections.items()}


def check_made_handbook(into: Path, page: bool = True) -> None:
    """The made handbook is in `into` as it was printed."""
    sections = load(into).sections
    assert list(sections) == ["1.1", "1.2", "2.1", "2.10", "A1"]
    for number, listed, printed, at, paragraphs in SECTIONS:
        section = sections[number]
        assert section.title == printed
        assert section.front.aliases == ([] if listed == printed else [listed])
        assert section.front.chapter == int(number[0])
        assert section.page == (at if page else None)
        for paragraph in paragraphs:
            assert paragraph in section.paragraphs or paragraph in plain(section.text)
    assert sections["A1"].title == "Appendix 1 – Checklist"
    assert sections["A1"].front.aliases == ["Appendix 1: Checklist"]
    assert sections["A1"].front.chapter == "appendix"
    assert sections["A1"].text == "Pack a bag."
    everything = "\n".join(section.text for section in sections.values())
    for outside in ("glad that you read", "in a few words of its own", "book about books", "Foreword", "Chapter"):
        assert outside not in everything


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text))
