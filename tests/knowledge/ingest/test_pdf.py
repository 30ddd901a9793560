"""PDF files, taken in."""

import re
from pathlib import Path

import pytest

from knowledge.ingest import ingest
from knowledge.pack import load
from tests.knowledge.ingest.made import LINK, TABLE, check_made_handbook, plain, sections_of
from tests.knowledge.ingest.made_pdf import Print, picture, printed_handbook


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
