"""What is no document that can be read is refused in one plain sentence, and nothing is written."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from fpdf import FPDF

import knowledge.ingest
from knowledge.ingest import IngestError, ingest
from tests.knowledge.ingest.made_pdf import picture, printed_handbook
from tests.knowledge.ingest.made_word import word_handbook


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
