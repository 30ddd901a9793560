"""Text and Markdown, taken in."""

import re
from pathlib import Path

import pytest

from knowledge.ingest import IngestError, ingest
from knowledge.pack import load
from tests.knowledge.ingest.made import LINK, check_made_handbook, contents_lines, sections_of, text_document


@pytest.mark.parametrize("separator", ["\t", " .......... ", ".....\t", " . . . . ", "    "])
def test_text_with_a_contents_list(tmp_path: Path, separator: str):
    file = tmp_path / "made.txt"
    file.write_text(text_document(contents_lines(separator)), encoding="utf-8")
    lines: list[str] = []
    result = ingest(file, tmp_path / "pack", lines.append)
    check_made_handbook(tmp_path / "pack")
    assert result.sections == ("1.1", "1.2", "2.1", "2.10", "A1")
    assert result.title == "Made Handbook"
    assert result.new_pack
    assert lines
    assert "Health | Routine enquiry | Used by midwives" in sections_of(tmp_path / "pack")["2.1"].splitlines()


def test_text_with_a_contents_list_without_pages(tmp_path: Path):
    file = tmp_path / "made.txt"
    file.write_text(text_document([re.sub(r"\t\d+$", "", line) for line in contents_lines()]), encoding="utf-8")
    ingest(file, tmp_path / "pack")
    check_made_handbook(tmp_path / "pack", page=False)


def test_text_without_a_contents_list(tmp_path: Path):
    file = tmp_path / "made.txt"
    text = text_document([]).replace("Contents\n", "")
    file.write_text(text, encoding="utf-8")
    ingest(file, tmp_path / "pack")
    sections = load(tmp_path / "pack").sections
    assert list(sections) == ["1.1", "1.2", "2.1", "2.10", "A1"]
    assert sections["1.2"].text == "An order can stop somebody from coming near.\n\nOnly a court can make one."


def test_text_of_a_pdf_loses_running_lines_and_page_numbers(tmp_path: Path):
    pages = []
    for number in range(1, 8):
        body = (
            f"1.{number} Topic {'abcdefg'[number - 1]}\n\nThe words of topic {number}.\n\nPractitioner tip: ask twice."
        )
        pages.append(f"Made Handbook 2026\n\n{body}\n\nPage {number + 10} of 20\n")
    file = tmp_path / "made.txt"
    file.write_text("\f".join(pages), encoding="utf-8")
    ingest(file, tmp_path / "pack")
    sections = load(tmp_path / "pack").sections
    assert [section.page for section in sections.values()] == list(range(11, 18))
    assert sections["1.3"].text == "The words of topic 3.\n\nPractitioner tip: ask twice."


def test_lone_page_numbers_are_dropped_from_text(tmp_path: Path):
    file = tmp_path / "made.txt"
    parts = [f"1.{n} Part {'abcd'[n - 1]}\n\nWords {n} come here.\n\n{n + 6}\n" for n in range(1, 5)]
    file.write_text("\n".join(parts), encoding="utf-8")
    ingest(file, tmp_path / "pack")
    assert sections_of(tmp_path / "pack")["1.2"] == "Words 2 come here."


def test_text_wrapped_at_a_width_has_whole_paragraphs(tmp_path: Path):
    sentence = "Practitioners should write down what they saw, what they heard and what they did about it."
    words, lines = (sentence + " ") * 6, [""]
    for word in words.split():
        if len(lines[-1]) + len(word) > 72:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    file = tmp_path / "made.txt"
    file.write_text(
        "1.1 Recording\n\n" + "\n".join(lines) + "\n\n- one\n- two\n\n1.2 Sharing\n\nShare it.\n", encoding="utf-8"
    )
    ingest(file, tmp_path / "pack")
    assert sections_of(tmp_path / "pack")["1.1"] == f"{words.strip()}\n\n- one\n- two"


def test_a_numbered_list_is_no_numbering_of_sections(tmp_path: Path):
    file = tmp_path / "made.txt"
    file.write_text(
        "1. Ask whether it is safe\n2. Write it down\n3. Tell your lead\n\nThat is all there is.\n", encoding="utf-8"
    )
    with pytest.raises(IngestError, match="no headings"):
        ingest(file, tmp_path / "pack")


def test_cross_references_and_chapter_lists_are_no_headings(tmp_path: Path):
    file = tmp_path / "made.txt"
    file.write_text(
        "Contents\n1.1 First steps\t2\n1.2 Next steps\t3\n2.1 Last steps\t4\n\n"
        "Chapter 1: Steps\n\nIn this chapter\n\n1.1 First steps\n\n1.2 Next steps\n\n"
        "1.1 First steps\n\nRead this with section 2.1.\n\n1.2 Next steps\n\n2.5 million people need help.\n\n"
        "Chapter 2 has more to say about how this ends.\n\n"
        "Section 47 enquiries\n\nThey begin with a discussion.\n\n2.1 Last steps\n\nStop here.\n",
        encoding="utf-8",
    )
    ingest(file, tmp_path / "pack")
    assert sections_of(tmp_path / "pack") == {
        "1.1": "Read this with section 2.1.",
        "1.2": "2.5 million people need help.\n\nChapter 2 has more to say about how this ends.\n\n"
        "Section 47 enquiries\n\nThey begin with a discussion.",
        "2.1": "Stop here.",
    }


def test_single_numbers_and_chapters_number_sections_too(tmp_path: Path):
    for name, first, second in (
        ("single", "1 Introduction", "2 Strengths"),
        ("chapter", "Chapter 1: Introduction", "Chapter 2:\nStrengths"),
    ):
        file = tmp_path / f"{name}.txt"
        file.write_text(
            f"A briefing\n\n{first}\n\nWhat it is.\n\n{second}\n\n1. They listen.\n2. They act.\n", encoding="utf-8"
        )
        ingest(file, tmp_path / name)
        assert sections_of(tmp_path / name) == {"1": "What it is.", "2": "1. They listen.\n2. They act."}
        assert [section.title for section in load(tmp_path / name).sections.values()] == ["Introduction", "Strengths"]


def test_markdown_without_numbers_is_numbered_by_its_headings(tmp_path: Path):
    file = tmp_path / "made.md"
    file.write_text(
        f"# Made Handbook\n\n## Foreword\n\nHello.\n\n## Asking safely\n\n"
        f"See the [threshold document]({LINK}).\n\n### When\n\n"
        "Ask alone.\n\n#### How\n\nAsk gently.\n\n| Agency | Tool |\n|---|---|\n| Health | Enquiry |\n",
        encoding="utf-8",
    )
    result = ingest(file, tmp_path / "pack")
    sections = load(tmp_path / "pack").sections
    assert result.title == "Made Handbook"
    assert [(section.id, section.title) for section in sections.values()] == [
        ("1", "Foreword"),
        ("2", "Asking safely"),
        ("3", "When"),
    ]
    assert sections["2"].front.links[0].url == LINK
    assert sections["3"].front.chapter == "Asking safely"
    assert (
        sections["3"].text
        == "Ask alone.\n\n## How\n\nAsk gently.\n\n| Agency | Tool |\n|---|---|\n| Health | Enquiry |"
    )


def test_markdown_with_numbers_and_linked_contents(tmp_path: Path):
    file = tmp_path / "made.md"
    file.write_text(
        "# Made Handbook\n\n## Contents\n\n- [1.1 Asking](#11-asking)\n- [1.2 Telling](#12-telling)\n\n"
        "## 1.1 Asking\n\nAsk *alone*.\n\n## 1.1.1 Where\n\nIn a room.\n\n## 1.2 Telling\n\nTell your lead.\n",
        encoding="utf-8",
    )
    ingest(file, tmp_path / "pack")
    assert sections_of(tmp_path / "pack") == {
        "1.1": "Ask *alone*.\n\n## 1.1.1 Where\n\nIn a room.",
        "1.2": "Tell your lead.",
    }


def test_windows_text_is_read(tmp_path: Path):
    file = tmp_path / "made.txt"
    file.write_bytes(
        "1.1 Caf\u00e9\r\n\r\nIt\u2019s open \u2013 always.\r\n\r\n1.2 Other\r\n\r\nNo.\r\n".encode("cp1252")
    )
    ingest(file, tmp_path / "pack")
    assert load(tmp_path / "pack").sections["1.1"].text == "It’s open – always."


def test_hostile_titles_and_text_stay_data(tmp_path: Path):
    file = tmp_path / "made.txt"
    file.write_text(
        '1.1 Say "no: #1" {x}\n\n# of children: 3\n---\nid: "9"\n\n1.2 \'Yes\' & \\ more\n\n\x07Bell\u200b\ufffd.\n',
        encoding="utf-8",
    )
    ingest(file, tmp_path / "pack")
    sections = load(tmp_path / "pack").sections
    assert [section.title for section in sections.values()] == ['Say "no: #1" {x}', "'Yes' & \\ more"]
    assert sections["1.2"].text == "Bell."
