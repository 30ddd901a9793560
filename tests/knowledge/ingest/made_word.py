"""The same handbook as a Word document."""

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.knowledge.ingest.made import CHAPTERS, LINK, SECTIONS, TABLE, contents_lines


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
