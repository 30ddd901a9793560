"""What is already there, when a document is taken in again."""

from pathlib import Path

import pytest

from knowledge.ingest import Ingested, IngestError, ingest
from knowledge.pack import load
from tests.knowledge.ingest.made import contents_lines, text_document


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
