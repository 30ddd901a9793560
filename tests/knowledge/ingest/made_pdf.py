"""The same handbook as a PDF file, and a page that is a picture."""

from fpdf import FPDF
from PIL import Image

from tests.knowledge.ingest.made import CHAPTERS, LINK, SECTIONS, TABLE, contents_lines


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


def picture() -> Image.Image:
    return Image.new("L", (400, 500), 200)
