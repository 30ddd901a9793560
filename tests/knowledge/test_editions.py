"""Two editions of a pack side by side: what changed, and which answers."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.editions import words
from knowledge.editions.differences import differences
from knowledge.editions.routes import routes
from knowledge.pack import DEFAULT, Pack, load
from knowledge.pathway import Case
from knowledge.schema import RISKS


@pytest.fixture
def edit(tmp_path: Path, pack: Pack):
    """Another edition, with one piece of a file replaced."""
    folder = shutil.copytree(DEFAULT, tmp_path / "pack")

    def edited(file: str, old: str, new: str) -> Pack:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return load(folder)

    return edited


def said(before: Pack, after: Pack) -> str:
    return "\n".join(words.lines(before, after))


def test_a_copy_does_not_differ(tmp_path: Path, pack: Pack):
    copy = load(shutil.copytree(DEFAULT, tmp_path / "pack"))
    assert differences(pack, copy) == [] and routes(pack, copy).differ == 0
    assert "Nothing that anybody is told differs" in said(pack, copy)
    assert copy.mark == pack.mark


def test_a_mailbox_changes_the_answers_of_those_it_is_for_and_no_others(pack: Pack, edit):
    after = edit("contacts.yml", "uhdb.safeguarding@nhs.net", "uhdb.other@nhs.net")
    found = routes(pack, after)
    [(change, cases)] = found.changes
    assert (change.gone, change.new) == (
        ("South midwives (uhdb.safeguarding@nhs.net)",),
        ("South midwives (uhdb.other@nhs.net)",),
    )
    [south] = cases
    assert south.areas == {area.id for area in pack.areas.areas if area.midwives == "south"}
    assert south.risks == set(RISKS) and len(south.flags) == 2 ** len(pack.pathway.automatic.flags)
    assert found.differ == len(south) and after.mark != pack.mark
    [one] = [d for d in differences(pack, after) if d.kind == "mailboxes"]
    assert (one.before, one.after) == ("uhdb.safeguarding@nhs.net", "uhdb.other@nhs.net")


def test_every_case_that_differs_is_told_and_none_that_does_not(pack: Pack, edit):
    """The groups, taken apart again, are the cases that the two tables decide otherwise."""
    after = edit(
        "pathway.yml",
        "    unless_flags: [not-in-school]\n",
        "    unless_flags: [threshold-met]\n    where: {authority: derbyshire}\n",
    )
    told = {
        (area, age.first, risk, flags)
        for change, groups in routes(pack, after).changes
        if change.of == "told"
        for one in groups
        for area in one.areas
        for age in one.ages
        for risk in one.risks
        for flags in one.flags
    }
    every = [f.id for f in pack.pathway.automatic.flags]
    for area in pack.area:
        for months in (5 * 12, 16 * 12, 17 * 12):
            for risk in RISKS:
                for flags in (
                    frozenset(),
                    frozenset(["not-in-school"]),
                    frozenset(["threshold-met"]),
                    frozenset(every),
                ):
                    case = Case(area, "5-17-years", risk, flags, months)
                    one, other = ([r.contact.id for r in p.table.told(case)] for p in (pack, after))
                    assert ((area, months, risk, flags) in told) == (set(one) != set(other)), case


def test_a_rule_that_moves_an_age_is_told_by_the_months_that_it_touches(pack: Pack, edit):
    after = edit("pathway.yml", "to_months: 18", "to_months: 23")
    after = edit("pathway.yml", "from_months: 19", "from_months: 24")
    text = said(pack, after)
    assert "19 months to 23 months" in text and "To age, months, inclusive: was 18, is now 23" in text


def test_a_flag_is_told_in_words(pack: Pack, edit):
    after = edit(
        "pathway.yml",
        '    - {id: threshold-met, name: "threshold met"',
        '    - {id: threshold-passed, name: "threshold met"',
    )
    text = said(pack, after)
    assert "Pathway 'threshold met', taken out" in text and "Pathway 'threshold met', new" in text


@pytest.mark.parametrize(
    ("file", "old", "new", "heading", "line"),
    [
        ("front_doors.yml", "01629 533190", "01629 533191", "Telephone numbers (1)", "Front door 'Call Derbyshire (Starting Point)', Telephone: was 01629 533190, is now 01629 533191"),
        ("pack.yml", "2027-11-30", "2028-05-31", "Editions and review dates (1)", "Review the pack by: was 2027-11-30, is now 2028-05-31"),
        ("pack.yml", "pack 1, November 2026", "pack 2, May 2027", "Editions and review dates (1)", "Edition of the pack: was Signpost pack 1, November 2026, is now Signpost pack 2, May 2027"),
        ("guides/human.yml", "title: My own lead", "title: Who leads here", "Guides and their advice (1)", "On a button: was My own lead, is now Who leads here"),
        ("services.yml", "    areas: [derby-city]\n", "    areas: [derby-city, erewash]\n", "Services and front doors (1)", "Areas it serves: erewash"),
    ],
)  # fmt: skip
def test_what_changed_is_told_under_its_heading(pack: Pack, edit, file, old, new, heading, line):
    text = said(pack, edit(file, old, new))
    assert heading in text and line in text, text


def test_a_number_inside_a_section_is_told_as_a_number(pack: Pack, edit, tmp_path: Path):
    old = pack.sections["3.4"].paragraphs[-1][-60:]
    text = said(pack, edit("handbook/3.4.md", old, f"{old} Ring 01332 000000 or write to desk@example.gov.uk."))
    assert "Section 3.4" in text and "in its text: 01332 000000" in text and "in its text: desk@example.gov.uk" in text


def test_a_section_and_a_service_that_are_gone(pack: Pack):
    after = replace(pack, sections={k: v for k, v in pack.sections.items() if k != "3.4"}, services=pack.services[1:])
    text = said(pack, after)
    assert "Section 3.4" in text and f"Service '{pack.services[0].name}', taken out. It was:" in text


def test_the_same_as_data(pack: Pack, edit):
    told = words.as_json(pack, edit("contacts.yml", "uhdb.safeguarding@nhs.net", "uhdb.other@nhs.net"))
    [change] = told["referrals"]["changes"]
    assert change["new"] == ["South midwives (uhdb.other@nhs.net)"] and told["referrals"]["differ"] > 0
    assert change["cases"][0]["ages"] == ["an unborn baby", "0 months to 18 months"]
    assert told["differences"][0]["kind"] == "mailboxes"
