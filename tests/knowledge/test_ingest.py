"""Official documents into packs: the seed, and made documents of every kind and fault."""

import io
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from fpdf import FPDF
from PIL import Image

import knowledge.ingest
from knowledge.ingest import Ingested, IngestError, ingest
from knowledge.pack import load
from knowledge.passages import passages

SEED = Path(__file__).parents[3] / "shared" / "seeds" / "handbook-derby-derbyshire.txt"
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


# ---------------------------------------------------------------- the seed


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not SEED.exists():
        pytest.skip("the source documents (../shared/seeds) are not here")
    into = tmp_path_factory.mktemp("seed") / "derby"
    ingest(SEED, into)
    return into


def test_seed_sections_have_the_printed_numbers_titles_and_pages(seeded: Path):
    made, ours = load(seeded).sections, load().sections
    numbers = [f"{chapter}.{n}" for chapter, last in ((1, 7), (2, 12), (3, 12), (4, 10)) for n in range(1, last + 1)]
    assert list(made) == [*numbers, "A1"]
    for id, section in made.items():
        assert (section.title, section.page, section.front.chapter) == (
            ours[id].title,
            ours[id].page,
            ours[id].front.chapter,
        )
    assert made["3.12"].title == "Prevention Orders"
    assert made["3.12"].front.aliases == ["Prevention"]
    assert made["4.10"].page == 43


def test_seed_sections_are_word_for_word(seeded: Path):
    printed = re.sub(r"[\s|]+", " ", re.sub(r"</?p>", " ", SEED.read_text(encoding="utf-8")))
    for id, section in load(seeded).sections.items():
        assert re.sub(r"[\s|]+", " ", section.text).strip() in printed, id


def test_seed_sections_end_where_the_next_chapter_begins(seeded: Path):
    sections = sections_of(seeded)
    assert sections["1.7"].endswith("Refer to: Reducing Parental Conflict (RPC) programme and DDSCP e-learning.")
    assert not any("Chapter" in text.splitlines()[-1] for text in sections.values())
    assert "Discover more about" not in "".join(sections.values())
    assert "Cleaver, H. (2025)" not in sections["A1"]


def test_seed_table_of_the_pathway_is_readable(seeded: Path):
    rows = sections_of(seeded)["2.12"].splitlines()
    assert rows[0] == "| STANDARD | MEDIUM / HIGH"
    assert rows[1].startswith("Miscarriage or termination (within last 18 months) | NORTH MIDWIVES (FOR HP,")
    assert rows[1].endswith("nhs.net |")  # the medium/high cell is empty in print
    assert rows[4].startswith(
        "Child 5 years to 17 years (up to 18 th birthday) | EDUCATION THROUGH SDAT (OP ENCOMPASS) | EDU"
    )
    assert len(rows) == 6
    assert "<p>" not in "".join(rows)


def test_seed_keeps_links_lists_and_sentences_whole(seeded: Path):
    section = load(seeded).sections["2.10"]
    assert "[Safelives DASH Risk Identification Checklist](#)" in section.text
    assert "Safelives DASH Risk Identification Checklist" in [link.name for link in section.front.links]
    assert "The police will:\n1. Complete" in section.text
    assert "confident there are no indicators of domestic abuse" in sections_of(seeded)["1.7"]  # a page end cut it


def test_seed_pack_can_be_searched_and_quoted(seeded: Path):
    pack = load(seeded)
    assert {passage.section for passage in passages(pack)} == set(pack.sections)
    assert all(passage.text in pack.sections[passage.section].text for passage in passages(pack))
    assert pack.info.id == "derby"
    assert pack.info.handbook == "DOMESTIC ABUSE HANDBOOK"
    assert pack.info.publisher == "unknown: fill this in"
    assert timedelta(days=364) <= pack.info.review_date - date.today() <= timedelta(days=366)
    front = (seeded / "handbook" / "4.10.md").read_text(encoding="utf-8")
    assert front.startswith(
        '---\nid: "4.10"\ntitle: "National Services"\naliases: []\npage: 43\nchapter: 4\naudience: []\nlinks: []\n'
    )
    assert "related: []\nlast_checked: null\n---\n" in front


# ---------------------------------------------------------------- text and Markdown


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


# ---------------------------------------------------------------- PDF


class Print(FPDF):
    """A PDF with a running header and footer, as a partnership's designer makes one."""

    def __init__(self, shift: int = 0):
        super().__init__()
        self.shift = shift
        self.set_font("Helvetica", size=11)

    def header(self):
        self.set_font("Helvetica", size=8)
        self.cell(0, 6, "Made Partnership | Handbook 2026", new_x="LMARGIN", new_y="NEXT")
        self.ln(4)

    def footer(self):
        self.set_y(-15)
        self.set_font("Helvetica", size=8)
        self.cell(0, 6, f"Page {self.page_no() + self.shift}", align="C")

    def heading(self, text: str, size: int):
        self.ln(3)
        self.set_font("Helvetica", "B", size)
        self.multi_cell(0, size * 0.5, text, new_x="LMARGIN", new_y="NEXT")
        self.set_font("Helvetica", size=11)
        self.ln(2)

    def paragraph(self, text: str):
        self.multi_cell(0, 5.5, text, new_x="LMARGIN", new_y="NEXT")
        self.ln(3)

    def ruled(self, rows: list[list[str]]):
        with self.table() as table:
            for cells in rows:
                row = table.row()
                for cell in cells:
                    row.cell(cell)
        self.ln(3)


def printed_handbook(leaders: bool = True) -> Print:
    pdf = Print()
    pdf.add_page()
    pdf.heading("Made Handbook", 28)
    pdf.add_page()
    pdf.heading("Contents", 18)
    for line in contents_lines():
        title, page = line.split("\t")
        if leaders:
            pdf.cell(0, 5.5, f"{title} {'.' * 40} {page}", new_x="LMARGIN", new_y="NEXT")
        else:
            pdf.cell(150, 5.5, title)
            pdf.cell(0, 5.5, page, new_x="LMARGIN", new_y="NEXT")
    pdf.add_page()
    pdf.heading("Foreword", 18)
    pdf.paragraph("We are glad that you read this.")
    for chapter, title in CHAPTERS.items():
        pdf.add_page()
        pdf.heading(f"Chapter {chapter}: {title}", 18)
        pdf.paragraph("This chapter says what comes next in a few words of its own.")
        for number, _, printed, _, paragraphs in SECTIONS:
            if number.startswith(str(chapter)):
                pdf.heading(f"{number} {printed}", 14)
                for paragraph in paragraphs:
                    pdf.paragraph(paragraph)
                if number == "1.1":
                    pdf.write(5.5, "Read the ")
                    pdf.write(5.5, "threshold document", LINK)
                    pdf.write(5.5, ".")
                    pdf.ln(8)
                if number == "2.1":
                    pdf.ruled(TABLE)
    pdf.add_page()
    # The core fonts have no dash; the en dash of Windows' code page is there.
    pdf.heading("Appendix 1 - Checklist", 14)
    pdf.paragraph("Pack a bag.")
    pdf.heading("References", 18)
    pdf.paragraph("Smith, J. (2020) A book about books.")
    return pdf


@pytest.mark.parametrize("leaders", [True, False])
def test_pdf(tmp_path: Path, leaders: bool):
    file = tmp_path / "made.pdf"
    printed_handbook(leaders).output(str(file))
    result = ingest(file, tmp_path / "pack")
    for path in (tmp_path / "pack" / "handbook").glob("A1.md"):
        path.write_text(path.read_text(encoding="utf-8").replace("Appendix 1 - ", "Appendix 1 – "), encoding="utf-8")
    check_made_handbook(tmp_path / "pack")
    sections = load(tmp_path / "pack").sections
    assert result.title == "Made Handbook"
    assert sections["1.1"].text.endswith(f"Read the [threshold document]({LINK}).")
    assert [(link.name, link.url) for link in sections["1.1"].front.links] == [("threshold document", LINK)]
    assert sections["2.1"].text.endswith("\n".join(" | ".join(row) for row in TABLE))
    everything = "".join(section.text for section in sections.values())
    assert "Made Partnership" not in everything
    assert "Page " not in everything


def test_pdf_without_contents_takes_numbers_and_printed_pages_from_the_body(tmp_path: Path):
    pdf = Print(shift=20)
    long = "Practitioners should write down what they saw, what they heard and what they did about it. " * 30
    for number in range(1, 5):
        pdf.add_page()
        pdf.heading(f"1.{number} Topic {'abcd'[number - 1]}", 14)
        pdf.paragraph(long)
        pdf.ruled([["Number", "Meaning"], ["1.9", "Not a heading"], ["2.2 Nor", "This"]])
    pdf.output(str(tmp_path / "made.pdf"))
    ingest(tmp_path / "made.pdf", tmp_path / "pack")
    sections = load(tmp_path / "pack").sections
    assert [(s.id, s.title, s.page) for s in sections.values()] == [
        (f"1.{n}", f"Topic {'abcd'[n - 1]}", 20 + n) for n in range(1, 5)
    ]
    assert sections["1.2"].text == long.strip() + "\n\nNumber | Meaning\n1.9 | Not a heading\n2.2 Nor | This"


def test_pdf_paragraphs_and_tables_go_over_the_page(tmp_path: Path):
    pdf = Print()
    pdf.add_page()
    pdf.heading("1.1 Recording", 14)
    sentence = (
        "practitioners who visit a family write down what they saw and what they heard and what they did about it, "
    )
    pdf.paragraph(sentence * 70 + "and that is all.")
    pdf.heading("1.2 Tools", 14)
    pdf.ruled([["Name", "Use"], *[[f"Tool {n}", f"Used for {n}"] for n in range(1, 60)]])
    pdf.output(str(tmp_path / "made.pdf"))
    ingest(tmp_path / "made.pdf", tmp_path / "pack")
    sections = sections_of(tmp_path / "pack")
    assert sections["1.1"] == sentence * 70 + "and that is all."
    assert sections["1.2"].splitlines() == ["Name | Use", *[f"Tool {n} | Used for {n}" for n in range(1, 60)]]


def test_pdf_without_numbers_is_cut_by_the_size_of_its_headings(tmp_path: Path):
    pdf = Print()
    pdf.add_page()
    pdf.heading("Made Handbook", 26)
    for title in ("Asking safely", "Telling others"):
        pdf.heading(title, 16)
        pdf.paragraph(f"How to do this: {title}. " * 5)
        pdf.heading("Tips", 13)
        pdf.paragraph("Take your time over it.")
    pdf.output(str(tmp_path / "made.pdf"))
    ingest(tmp_path / "made.pdf", tmp_path / "pack")
    sections = load(tmp_path / "pack").sections
    assert [(s.id, s.title) for s in sections.values()] == [
        ("1", "Asking safely"),
        ("2", "Tips"),
        ("3", "Telling others"),
        ("4", "Tips"),
    ]
    assert sections["4"].front.chapter == "Telling others"


def test_pdf_words_and_addresses_that_a_line_cut_are_whole(tmp_path: Path):
    pdf = Print()
    pdf.add_page()
    pdf.heading("1.1 Mail", 14)
    pdf.multi_cell(
        0,
        5.5,
        "Practitioners need multi-\nagency help, and prac-\ntitioners give it, "
        "pre- \nand post-natal; write to front.\n",
        align="L",
    )
    pdf.multi_cell(0, 5.5, "door@example.org.uk today. The practitioners know.", align="L")
    pdf.heading("1.2 More", 14)
    pdf.paragraph("More.")
    pdf.output(str(tmp_path / "made.pdf"))
    ingest(tmp_path / "made.pdf", tmp_path / "pack")
    text = re.sub(r"\s+", " ", sections_of(tmp_path / "pack")["1.1"])
    assert "multi-agency help" in text
    assert "and practitioners give" in text
    assert "pre- and post-natal" in text


def test_pdf_titles_over_two_lines_in_the_contents_list_and_in_print(tmp_path: Path):
    title = "Referrals to the Multi-Agency Risk Assessment Conference and to everything else that follows (MARAC)"
    pdf = Print()
    pdf.add_page()
    pdf.heading("Contents", 16)
    pdf.cell(0, 5.5, f"1.1 {title[:60]}", new_x="LMARGIN", new_y="NEXT")
    pdf.cell(0, 5.5, f"{title[60:]} ........ 2", new_x="LMARGIN", new_y="NEXT")
    pdf.cell(0, 5.5, "1.2 Other ........ 3", new_x="LMARGIN", new_y="NEXT")
    for number, name in (("1.1", title), ("1.2", "Other")):
        pdf.add_page()
        pdf.heading(f"{number} {name}", 15)
        pdf.paragraph("Words.")
    pdf.output(str(tmp_path / "made.pdf"))
    ingest(tmp_path / "made.pdf", tmp_path / "pack")
    sections = load(tmp_path / "pack").sections
    assert [(s.id, s.title, s.front.aliases, s.page, s.text) for s in sections.values()] == [
        ("1.1", title, [], 2, "Words."),
        ("1.2", "Other", [], 3, "Words."),
    ]


@pytest.mark.parametrize("borders", ["NONE", "MINIMAL", "HORIZONTAL_LINES", "ALL"])
def test_pdf_tables_are_read_by_row_however_they_are_ruled(tmp_path: Path, borders: str):
    rows = [
        ["Agency", "Tool", "Notes"],
        ["Health", "Routine enquiry", "Used by midwives"],
        ["Police", "PPN", "Same day"],
    ]
    pdf = Print()
    for number in ("1.1", "1.2"):
        pdf.add_page()
        pdf.heading(f"{number} Tools", 14)
        pdf.paragraph("Each agency has tools of its own. " * 10)
        with pdf.table(borders_layout=borders) as table:
            for cells in rows:
                row = table.row()
                for cell in cells:
                    row.cell(cell)
        pdf.ln(4)
        pdf.paragraph("Ask the agency about them. " * 10)
    pdf.output(str(tmp_path / "made.pdf"))
    ingest(tmp_path / "made.pdf", tmp_path / "pack")
    assert "\n\n" + "\n".join(" | ".join(row) for row in rows) + "\n\nAsk" in sections_of(tmp_path / "pack")["1.2"]


def test_pdf_columns_are_read_one_after_the_other(tmp_path: Path):
    pdf = Print()
    pdf.add_page()
    pdf.heading("1.1 Columns", 14)
    words = " ".join(f"Sentence {number} says a little more about what practitioners do." for number in range(60))
    with pdf.text_columns(ncols=2, gutter=8, balance=True) as columns:
        columns.write(words)
    pdf.heading("1.2 Other", 14)
    pdf.paragraph("Words.")
    pdf.output(str(tmp_path / "made.pdf"))
    ingest(tmp_path / "made.pdf", tmp_path / "pack")
    assert plain(sections_of(tmp_path / "pack")["1.1"]) == words


def test_a_page_that_is_a_picture_is_named(tmp_path: Path):
    pdf = Print()
    for number in (1, 2):
        pdf.add_page()
        pdf.heading(f"1.{number} Topic", 14)
        pdf.paragraph("Words come here, and some more of them.")
    pdf.header = pdf.footer = lambda: None
    pdf.add_page()
    pdf.image(picture(), w=100)
    pdf.output(str(tmp_path / "made.pdf"))
    assert any(
        "picture" in warning and "3" in warning for warning in ingest(tmp_path / "made.pdf", tmp_path / "pack").warnings
    )


def test_a_listed_section_without_text_is_named(tmp_path: Path):
    file = tmp_path / "made.txt"
    file.write_text(
        "Contents\n1.1 One\t2\n1.2 Two\t3\n1.3 Three\t4\n\n1.1 One\n\nText.\n\n1.2 Two\n\n1.3 Three\n\nText.\n",
        encoding="utf-8",
    )
    result = ingest(file, tmp_path / "pack")
    assert result.sections == ("1.1", "1.3")
    assert "1.2 'Two', page 3" in result.warnings[0]


# ---------------------------------------------------------------- DOCX


def add_link(paragraph, text: str, url: str):
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = OxmlElement("w:r")
    words = OxmlElement("w:t")
    words.text = text
    run.append(words)
    link.append(run)
    paragraph._p.append(link)


def word_handbook(numbers: bool = True) -> "docx.document.Document":
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Made Partnership"
    document.add_paragraph("Made Handbook", style="Title")
    document.add_paragraph(
        "Contents", style="TOC Heading"
    ) if "TOC Heading" in document.styles else document.add_paragraph("Contents")
    for line in contents_lines():
        document.add_paragraph(line)
    document.add_heading("Foreword", 1)
    document.add_paragraph("We are glad that you read this.")
    for chapter, title in CHAPTERS.items():
        document.add_heading(f"Chapter {chapter}: {title}", 1)
        document.add_paragraph("This chapter says what comes next in a few words of its own.")
        for number, _, printed, _, paragraphs in SECTIONS:
            if number.startswith(str(chapter)):
                document.add_heading(f"{number} {printed}" if numbers else printed, 2)
                for paragraph in paragraphs:
                    document.add_paragraph(paragraph)
                if number == "1.1":
                    add_link(document.add_paragraph("Read the "), "threshold document", LINK)
                    document.add_paragraph("Ask alone.", style="List Bullet")
                    document.add_paragraph("Write it down.", style="List Number")
                    document.add_paragraph("Tell your lead.", style="List Number")
                if number == "2.1":
                    table = document.add_table(rows=0, cols=3)
                    for cells in TABLE:
                        for cell, text in zip(table.add_row().cells, cells, strict=True):
                            cell.text = text
    document.add_heading("Appendix 1 – Checklist", 1)
    document.add_paragraph("Pack a bag.")
    document.add_heading("References", 1)
    document.add_paragraph("Smith, J. (2020) A book about books.")
    return document


@pytest.mark.parametrize("numbers", [True, False], ids=["numbers in the headings", "numbers only in the contents list"])
def test_docx(tmp_path: Path, numbers: bool):
    file = tmp_path / "made.docx"
    word_handbook(numbers).save(str(file))
    result = ingest(file, tmp_path / "pack")
    check_made_handbook(tmp_path / "pack")
    text = sections_of(tmp_path / "pack")
    assert result.title == "Made Handbook"
    assert f"Read the [threshold document]({LINK})\n- Ask alone.\n1. Write it down.\n2. Tell your lead." in text["1.1"]
    assert text["2.1"].endswith("\n".join(" | ".join(row) for row in TABLE))
    assert "Made Partnership" not in "".join(text.values())


def test_docx_numbers_that_word_prints_itself(tmp_path: Path):
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:pStyle w:val="Heading{at + 1}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, text in enumerate(("%1", "%1.%2"))
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for level in (1, 2):
        properties = document.styles[f"Heading {level}"].element.get_or_add_pPr()
        properties.insert(0, parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="90"/></w:numPr>'))
    for chapter in ("Together", "Apart"):
        document.add_heading(chapter, 1)
        for title in ("Asking", "Telling"):
            document.add_heading(f"{title} {chapter.lower()}", 2)
            document.add_paragraph("Words.")
    document.save(str(tmp_path / "made.docx"))
    ingest(tmp_path / "made.docx", tmp_path / "pack")
    sections = load(tmp_path / "pack").sections
    assert [(s.id, s.title) for s in sections.values()] == [
        ("1.1", "Asking together"),
        ("1.2", "Telling together"),
        ("2.1", "Asking apart"),
        ("2.2", "Telling apart"),
    ]


def test_docx_sections_of_one_title_take_their_numbers_from_the_order_of_the_contents_list(tmp_path: Path):
    document = docx.Document()
    for entry in ("Contents", "1.1 Introduction\t2", "1.2 Asking\t3", "2.1 Introduction\t4", "2.2 Telling\t5"):
        document.add_paragraph(entry)
    for title in ("Introduction", "Asking", "Introduction", "Telling"):
        document.add_heading(title, 2)
        document.add_paragraph(f"Words of {title}.")
    document.save(str(tmp_path / "made.docx"))
    ingest(tmp_path / "made.docx", tmp_path / "pack")
    assert [(s.id, s.title, s.page) for s in load(tmp_path / "pack").sections.values()] == [
        ("1.1", "Introduction", 2),
        ("1.2", "Asking", 3),
        ("2.1", "Introduction", 4),
        ("2.2", "Telling", 5),
    ]


def test_docx_without_numbers_is_cut_by_its_heading_styles(tmp_path: Path):
    document = docx.Document()
    for title in ("Asking", "Telling"):
        document.add_heading(title, 1)
        document.add_paragraph("Words.")
        document.add_heading("More", 3)
    document.add_paragraph("Last words.")
    document.save(str(tmp_path / "made.docx"))
    ingest(tmp_path / "made.docx", tmp_path / "pack")
    assert [(s.id, s.title, s.page) for s in load(tmp_path / "pack").sections.values()] == [
        ("1", "Asking", None),
        ("2", "Telling", None),
        ("3", "More", None),
    ]


def test_docx_merged_cells_boxes_fields_and_struck_out_words(tmp_path: Path):
    document = docx.Document()
    document.add_heading("1.1 Tables", 1)
    table = document.add_table(rows=3, cols=3)
    for row, texts in zip(
        table.rows, (["Who", "When", "How"], ["Police", "Day", "Phone"], ["", "Night", "Mail"]), strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    box = document.add_table(rows=1, cols=1)
    box.cell(0, 0).text = "Practitioner tip: ask twice."
    paragraph = document.add_paragraph()
    run = '<w:r {0}><w:fldChar w:fldCharType="begin"/></w:r><w:r {0}><w:instrText> HYPERLINK "{1}" </w:instrText></w:r>'
    run += '<w:r {0}><w:fldChar w:fldCharType="separate"/></w:r><w:r {0}><w:t>the form</w:t></w:r>'
    run += '<w:r {0}><w:fldChar w:fldCharType="end"/></w:r><w:del {0}><w:r><w:delText>gone</w:delText></w:r></w:del>'
    run += '<w:ins {0}><w:r><w:t xml:space="preserve"> is new</w:t></w:r></w:ins>'
    for element in parse_xml(f"<w:p {nsdecls('w')}>{run.format('', LINK)}</w:p>"):
        paragraph._p.append(element)
    document.add_heading("1.2 Other", 1)
    document.add_paragraph("Words.")
    document.save(str(tmp_path / "made.docx"))
    ingest(tmp_path / "made.docx", tmp_path / "pack")
    assert sections_of(tmp_path / "pack")["1.1"] == (
        "Who | When | How\nPolice | Day | Phone\nPolice | Night | Mail\n\n"
        f"Practitioner tip: ask twice.\n\n[the form]({LINK}) is new"
    )


def test_docx_contents_field_and_text_box(tmp_path: Path):
    document = docx.Document()
    entries = "".join(
        f'<w:p><w:hyperlink w:anchor="_Toc{at}"><w:r><w:t>{text}</w:t></w:r><w:r><w:tab/></w:r>'
        f"<w:r><w:t>{at + 4}</w:t></w:r></w:hyperlink></w:p>"
        for at, text in enumerate(("1.1 Asking", "1.2 Telling"))
    )
    title = "<w:p><w:r><w:t>Contents</w:t></w:r></w:p>"
    field = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent>{title}{entries}</w:sdtContent></w:sdt>")
    document.element.body.insert(0, field)
    document.add_heading("1.1 Asking", 2)
    paragraph = document.add_paragraph("Ask alone.")
    box = "<w:txbxContent><w:p><w:r><w:t>Practitioner tip: ask twice.</w:t></w:r></w:p></w:txbxContent>"
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:pict>{box}</w:pict></w:r>"))
    document.add_heading("1.2 Telling", 2)
    document.add_paragraph("Tell your lead.")
    document.save(str(tmp_path / "made.docx"))
    ingest(tmp_path / "made.docx", tmp_path / "pack")
    sections = load(tmp_path / "pack").sections
    assert [(s.id, s.page) for s in sections.values()] == [("1.1", 4), ("1.2", 5)]
    assert sections["1.1"].text == "Ask alone.\n\nPractitioner tip: ask twice."


# ---------------------------------------------------------------- what is refused


def picture() -> Image.Image:
    return Image.new("L", (400, 500), 200)


def scanned_pdf(path: Path) -> None:
    pdf = FPDF()
    for _ in range(2):
        pdf.add_page()
        pdf.image(picture(), w=180)
    pdf.output(str(path))


def encrypted_pdf(path: Path) -> None:
    pdf = printed_handbook()
    pdf.set_encryption(owner_password="owner", user_password="reader")
    pdf.output(str(path))


def uncopiable_pdf(path: Path) -> None:
    from fpdf.enums import AccessPermission

    pdf = printed_handbook()
    pdf.set_encryption(owner_password="owner", permissions=AccessPermission.PRINT_LOW_RES)
    pdf.output(str(path))


def damaged_pdf(path: Path) -> None:
    printed_handbook().output(str(path))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 3])


def blank_pdf(path: Path) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.output(str(path))


def plain_pdf(path: Path) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    pdf.multi_cell(0, 6, "These are words without any heading. " * 30)
    pdf.output(str(path))


def damaged_docx(path: Path) -> None:
    word_handbook().save(str(path))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def torn_docx(path: Path) -> None:
    whole = io.BytesIO()
    word_handbook().save(whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[:900] if name == "word/document.xml" else old.read(name))


def scanned_docx(path: Path) -> None:
    image = io.BytesIO()
    picture().save(image, "PNG")
    document = docx.Document()
    document.add_picture(image)
    document.save(str(path))


def other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("notes.txt", "1.1 Hello")


REFUSED = {
    "scanned.pdf": (scanned_pdf, "scanned.*OCR"),
    "encrypted.pdf": (encrypted_pdf, "encrypted.*without a password"),
    "uncopiable.pdf": (uncopiable_pdf, "protected against copying"),
    "damaged.pdf": (damaged_pdf, "damaged"),
    "blank.pdf": (blank_pdf, "no text"),
    "plain.pdf": (plain_pdf, "no headings"),
    "empty.pdf": (lambda path: path.write_bytes(b""), "empty"),
    "text.pdf": (lambda path: path.write_text("1.1 Hello\n\nWords."), "not what its name says"),
    "word.pdf": (lambda path: word_handbook().save(str(path)), "not what its name says"),
    "half.pdf": (lambda path: path.write_bytes(b"%PDF-1.7\nnothing more"), "damaged"),
    "damaged.docx": (damaged_docx, "damaged"),
    "torn.docx": (torn_docx, "damaged"),
    "scanned.docx": (scanned_docx, "scanned"),
    "blank.docx": (lambda path: docx.Document().save(str(path)), "no text"),
    "zip.docx": (other_zip, "no Word document"),
    "encrypted.docx": (
        lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        "encrypted, or an old Word file",
    ),
    "print.docx": (lambda path: printed_handbook().output(str(path)), r"rename it to end in \.pdf"),
    "old.doc": (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600), "save the document as"),
    "picture.png": (lambda path: picture().save(path), "save the document as"),
    "none": (lambda path: path.write_text("1.1 Hello\n\nWords."), "save the document as"),
    "empty.txt": (lambda path: path.write_text(""), "empty"),
    "blank.txt": (lambda path: path.write_text(" \n\n\f\n"), "no text"),
    "binary.txt": (lambda path: path.write_bytes(b"abc\0\1\2def"), "not plain text"),
    "garbled.txt": (lambda path: path.write_bytes(b"1.1 Hello\n\n\x81\x8d\xe9"), "save it as UTF-8"),
    "plain.txt": (lambda path: path.write_text("Words without a heading.\n\nMore of them."), "no headings"),
    "folder.txt": (lambda path: path.mkdir(), "no file"),
    "missing.txt": (lambda path: None, "no file"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_one_plain_sentence_and_nothing_written(tmp_path: Path, name: str):
    make, words = REFUSED[name]
    make(tmp_path / name)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(IngestError, match=words) as error:
        ingest(tmp_path / name, tmp_path / "packs" / "new")
    message = str(error.value)
    assert name in message
    assert "\n" not in message
    assert re.fullmatch(r"[^\n]+[.]", message)
    assert str(tmp_path) not in message
    assert sorted(tmp_path.iterdir()) == before


def test_too_large(tmp_path: Path):
    file = tmp_path / "large.pdf"
    with file.open("wb") as stream:
        stream.write(b"%PDF-1.7")
        stream.truncate(knowledge.ingest.LARGEST + 1)
    with pytest.raises(IngestError, match=r"large\.pdf is larger than 100 MB"):
        ingest(file, tmp_path / "pack")
    assert not (tmp_path / "pack").exists()


# ---------------------------------------------------------------- what is already there


@pytest.fixture
def made(tmp_path: Path) -> Path:
    file = tmp_path / "made.txt"
    file.write_text(text_document(contents_lines()), encoding="utf-8")
    return file


def test_the_same_document_again_changes_nothing(made: Path, tmp_path: Path):
    first = ingest(made, tmp_path / "pack")
    second = ingest(made, tmp_path / "pack")
    assert isinstance(second, Ingested)
    assert second.sections == first.sections
    assert not second.new_pack


def test_other_sections_are_refused_unless_replaced(made: Path, tmp_path: Path):
    pack = tmp_path / "pack"
    ingest(made, pack)
    (pack / "handbook" / "9.9.md").write_text("mine", encoding="utf-8")
    (pack / "handbook" / "1.1.questions.yml").write_text("- What is this?\n", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in (pack / "handbook").iterdir()}
    with pytest.raises(IngestError, match="already holds 6 sections"):
        ingest(made, pack)
    assert {path.name: path.read_bytes() for path in (pack / "handbook").iterdir()} == before
    ingest(made, pack, replace=True)
    assert not (pack / "handbook" / "9.9.md").exists()
    assert load(pack).sections["1.1"].questions == ("What is this?",)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_pack_that_is_there_keeps_its_own_description(made: Path, tmp_path: Path):
    pack = tmp_path / "pack"
    ingest(made, pack)
    text = (pack / "pack.yml").read_text(encoding="utf-8").replace("Made Handbook", "Our Handbook")
    (pack / "pack.yml").write_text(text, encoding="utf-8")
    ingest(made, pack, replace=True)
    assert load(pack).info.handbook == "Our Handbook"
    (pack / "pack.yml").write_text("id: 3\n", encoding="utf-8")
    with pytest.raises(IngestError, match=r"mend pack/pack\.yml first"):
        ingest(made, pack, replace=True)


def test_a_folder_that_cannot_be_written_is_named(made: Path, tmp_path: Path):
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(IngestError, match="taken is a file"):
        ingest(made, tmp_path / "taken")
    with pytest.raises(IngestError, match="name another folder"):
        ingest(made, tmp_path / "taken" / "below")
