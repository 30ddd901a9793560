"""Word documents, taken in."""

from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from knowledge.ingest import ingest
from knowledge.pack import load
from tests.knowledge.ingest.made import LINK, TABLE, check_made_handbook, sections_of
from tests.knowledge.ingest.made_word import word_handbook


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
