"""The seed's handbook, taken in: its sections have the printed numbers, titles, pages and words."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from knowledge.ingest import ingest
from knowledge.pack import load
from knowledge.passages import passages
from tests.knowledge.ingest.made import SEED, sections_of


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
