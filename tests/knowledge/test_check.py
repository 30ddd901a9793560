"""`pack check`: a copy of the pack is broken in one way, and the problem names the file, the line and the mend."""

import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from knowledge.check import check
from knowledge.check.numbers import digits, emails, is_uk_phone, phones
from knowledge.pack import DEFAULT, PackError, Problem, load

TODAY = date(2026, 11, 21)
KEPT_SECTIONS = (
    "1.4",
    "2.2",
    "2.10",
    "2.12",
    "3.2",
    "3.3",
    "3.4",
    "3.5",
    "3.6",
    "3.7",
    "3.10",
    "4.7",
    "4.8",
    "4.9",
    "4.10",
    "B-derby",
)
KEPT_GUIDES = ("human", "marac")
PAGE = """
logo: logo.svg
privacy_notice: https://partnership.example/privacy
starters: [human]
start:
  human: I want to talk to a person
  find_service: I need a service
"""
FINDER = """
id: find_service
title: a service
sections: ["4.7"]
decides: services
questions:
  - id: need
    ask: "What is needed?"
    why: "It decides which service fits."
    options:
      - {id: outreach, label: Outreach}
      - {id: other, label: Something else}
advice:
  - {id: say, title: Services, first: true, say: "The nearest service comes first.", source: "4.7"}
next:
  - {flow: marac, label: MARAC}
"""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our pack cut down to a few sections, services and guides, so that each copy is checked in no time."""
    folder = tmp_path_factory.mktemp("packs") / "sound"
    shutil.copytree(
        DEFAULT,
        folder,
        ignore=shutil.ignore_patterns(
            "uncovered.yml", "quiz", "practice", "lessons.yml", "audits.yml", "page.yml", ".*"
        ),
    )
    for path in [*(folder / "handbook").iterdir(), *(folder / "briefings").iterdir()]:
        section = re.sub(r"\.(questions\.yml|md)$", "", path.name)
        if section not in KEPT_SECTIONS:
            path.unlink()
        elif path.suffix == ".yml":
            path.write_text('- "who is told"\n')
        else:
            path.write_text(re.sub(r"(?m)^related: .*$", "related: []", path.read_text(encoding="utf-8")))
    about = folder / "about.md"
    about.write_text(re.sub(r"(?m)^related: .*$", 'related: ["2.12"]', about.read_text(encoding="utf-8")))
    for path in (folder / "guides").iterdir():
        if path.stem in KEPT_GUIDES:
            path.write_text(path.read_text(encoding="utf-8").partition("\nnext:")[0] + "\n")
        else:
            path.unlink()
    (folder / "guides/find_service.yml").write_text(FINDER)
    (folder / "page.yml").write_text(PAGE)
    (folder / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    for name, start in (("services.yml", "  - id:"), ("glossary.yml", "  - {term:")):
        path = folder / name
        entries = re.split(rf"(?m)(?=^{re.escape(start)})", path.read_text(encoding="utf-8"))
        path.write_text("".join(entries[:5]))
    areas = folder / "areas.yml"
    areas.write_text(areas.read_text(encoding="utf-8").partition("\n# Other areas")[0] + "\n")
    return folder


@pytest.fixture
def copy(sound: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sound, tmp_path / "pack")


def to_mend(folder: Path) -> list[Problem]:
    return [problem for problem in check(folder, TODAY) if not problem.waits]


def edit(folder: Path, file: str, old: str, new: str) -> int:
    """Replaces the first `old` of a file; gives the number of the first line that changed."""
    path = folder / file
    before = path.read_text(encoding="utf-8")
    assert old in before, f"{file} has no {old!r}"
    after = before.replace(old, new, 1)
    path.write_text(after, encoding="utf-8")
    changed = next(i for i, (a, b) in enumerate(zip(before + "\0", after + "\1", strict=False)) if a != b)
    return after[:changed].count("\n") + 1


@dataclass(frozen=True)
class Break:
    """One way to break a pack: an edit, and what must be said of it."""

    name: str
    file: str
    old: str
    new: str
    mend: str
    place: str = ""  # what follows the line number
    at: str | None = None  # text of the line that is named, where it is not the edited one
    others: int = 0  # problems that follow from it


ROW = "  - id: {id}\n    stages: [{stage}]\n    risks: [{risk}]\n    tell: {tell}\n    reason: Because.\n"
SAME = (
    ROW.format(id="midwives-too", stage="pregnant", risk="standard", tell="south-midwives") + "  - id: midwives-north\n"
)
LOSS_GAP = "  - id: loss-outside-north\n"
FULL_GAP = "  - id: none-missing\n    stages: [pregnant]\n    risks: [high]\n    say: Nothing.\n"
BREAKS = [
    # What the schemas find
    Break("unknown key", "contacts.yml", "    kind: midwives", "    kinds: midwives", "key is not known", "contacts[2].kinds", others=1),
    Break("missing key", "contacts.yml", "    name: North midwives\n", "", "missing and is needed", "contacts[2].name", at="  - id: north-midwives"),
    Break("no e-mail", "contacts.yml", "uhdb.safeguarding@nhs.net", "uhdb.safeguarding", "not an e-mail address; correct it", "contacts[3].email"),
    Break("two e-mails", "contacts.yml", "uhdb.safeguarding@nhs.net", "a@nhs.net b@nhs.net", "not an e-mail address", "contacts[3].email"),
    Break("id as a number", "pathway.yml", 'source: {section: "2.12"', "source: {section: 2.10", 'in quotes, as in "2.10"', "source.section"),
    Break("front matter id as a number", "handbook/2.10.md", 'id: "2.10"', "id: 2.10", 'in quotes, as in "2.10"', "id"),
    Break("related id as a number", "handbook/2.12.md", "related: []", "related: [3.10]", 'as in "3.10"', "related[0]"),
    Break("yes as an answer", "guides/marac.yml", '{id: "yes"', "{id: yes", 'in quotes, as in "yes"', "questions[3].options[0].id"),
    Break("unknown risk", "pathway.yml", "risks: [standard, medium, high]", "risks: [standard, severe]", "'severe' is not one of", "rows[0].risks[1]"),
    Break("no YAML", "areas.yml", "    aliases: [", "    aliases: [[", "not YAML that can be read", at="    outcodes: [DE1,"),
    Break("empty file", "pack.yml", (DEFAULT / "pack.yml").read_text(encoding="utf-8"), "", "the file is empty", at=""),
    Break("no date", "pack.yml", "2027-11-30", "soon", "must be a date, as in 2027-11-30", "review_date"),
    Break("words for a number", "pathway.yml", "high_risk_from_ticks: 14", "high_risk_from_ticks: many", "whole number", "high_risk_from_ticks"),
    Break("words for a list", "pathway.yml", "stages: [pregnancy-loss]", "stages: pregnancy-loss", "must be a list", "rows[5].stages"),
    Break("list for words", "contacts.yml", "name: North midwives", "name: [North, midwives]", "one piece", "contacts[2].name"),
    Break("no words", "contacts.yml", "name: North midwives", "name:", "empty and needs words", "contacts[2].name"),
    Break("no front matter", "handbook/3.4.md", "---\n", "", "front matter", at="id:"),
    Break("section id twice", "handbook/3.4.md", 'id: "3.4"', 'id: "3.3"', "already the id of handbook/3.3.md", "id"),
    Break("wrong encoding", "handbook/3.4.md", "## ", "## \ufffd", "save the file as UTF-8"),
    # The pathway
    Break("contact that no row tells", "contacts.yml", "contacts:\n", "contacts:\n  - {id: spare, name: Spare, kind: health, email: a@b.uk, source: {section: \"2.12\", page: 23}}\n", "no row of pathway.yml tells 'spare'", "contacts[0]"),
    Break("rule for an unknown contact", "pathway.yml", "tell: north-midwives", "tell: nort-midwives", "no contact has the id 'nort-midwives'", "rows[3].tell"),
    Break("rule for an unknown area", "pathway.yml", "where: {authority: derby}", "where: {authority: derbi}", "no area has the authority 'derbi'", "rows[1].where.authority", others=3),
    Break("rule on an unknown fact of an area", "pathway.yml", "where: {midwives: north}", "where: {midwife: north}", "'midwife' is not known", "rows[3].where.midwife"),
    Break("rule for an unknown stage", "pathway.yml", "stages: [5-17-years]\n    risks: [medium", "stages: [5-16-years]\n    risks: [medium", "stage '5-16-years' is not known", "rows[2].stages[0]"),
    Break("rule for an unknown flag", "pathway.yml", "unless_flags: [not-in-school]", "unless_flags: [not-at-school]", "flag 'not-at-school' is not known", "rows[8].unless_flags", others=1),
    Break("gap for an unknown stage", "pathway.yml", "    stages: [pregnancy-loss]\n    risks: [medium, high]\n    say", "    stages: [loss]\n    risks: [medium, high]\n    say", "stage 'loss' is not known", "gaps[1].stages[0]", others=2),
    Break("high risk at an unknown stage", "pathway.yml", "id: high-risk-with-child\n    stages: [pregnant,", "id: high-risk-with-child\n    stages: [unborn,", "stage 'unborn' is not known", "automatic.high_risk.stages[0]"),
    Break("note on an unknown fact", "pathway.yml", "when: {risk: high}", "when: {risc: high}", "nothing sets the fact 'risc'; perhaps risk", "notes[2].when.risc"),
    Break("note on an unknown value", "pathway.yml", "when: {risk: high}", "when: {risk: highest}", "'risk' is never 'highest'; perhaps high", "notes[2].when.risk"),
    Break("note without keys", "pathway.yml", "when: {risk: high}", "when: {not: high}", "has keys of its own", "notes[2].when.not"),
    Break("rules that disagree", "pathway.yml", "  - id: midwives-north\n", SAME, "'midwives-too' tells south-midwives, both of kind midwives, for pregnant in high-peak at standard risk", "rows[4]", at="  - id: midwives-north"),
    Break("rules that disagree under a flag", "pathway.yml", "    unless_flags: [not-in-school]\n", "", "not-in-school; let only one of them fit", "rows[9]", at="  - id: education-not-in-school"),
    Break("combination without a contact", "pathway.yml", "stages: [5-17-years]\n    risks: [standard, medium, high]\n    unless", "stages: [5-17-years]\n    risks: [medium, high]\n    unless", "no row tells anybody at standard risk in derby-city, high-peak", "stages[4]", at="  - {id: 5-17-years"),
    Break("missing gap", "pathway.yml", LOSS_GAP + "    stages: [pregnancy-loss]\n    risks: [standard,", LOSS_GAP + "    stages: [pregnancy-loss]\n    risks: [", "at standard risk in derby-city, amber-valley, erewash, swadlincote; add a row, or a gap", "stages[0]", at="  - {id: pregnancy-loss"),
    Break("gap that is none", "pathway.yml", "gaps:\n", "gaps:\n" + FULL_GAP, "every combination of this gap has a contact", "gaps[0]"),
    Break("rule id twice", "pathway.yml", "  - id: midwives-south\n", "  - id: midwives-north\n", "'midwives-north' stands twice", "rows[4].id"),
    Break("unknown kind for automatic referrals", "pathway.yml", "  kind: social-care", "  kind: social-work", "no contact is of the kind 'social-work'", "automatic.kind"),
    Break("no contact for automatic referrals", "pathway.yml", "where: {authority: derby}\n    tell: derby-city-social-care", "where: {id: high-peak}\n    tell: derby-city-social-care", "kind 'social-care' in derby-city", "automatic", at="automatic:", others=1),
    Break("ages that overlap", "pathway.yml", "from_months: 19", "from_months: 18", "months 18 to 18 are in the stage before too; begin at 19", "stages[3]"),
    Break("hole between ages", "pathway.yml", "from_months: 60", "from_months: 61", "no stage holds a child of 60 to 60 months; begin at 60", "stages[4]"),
    Break("no stage from birth", "pathway.yml", "from_months: 0,", "from_months: 1,", "child of 0 to 0 months", "stages[2]"),
    Break("no stage up to 18", "pathway.yml", "to_months: 215", "to_months: 191", "until the 18th birthday", "stages[4]"),
    Break("half an age", "pathway.yml", ", to_months: 18}", "}", "both from_months and to_months", "stages[2]", others=1),
    # Areas
    Break("alias under two areas", "areas.yml", "aldwark, alkmonton", "aldwark, Belper", "'belper' stands under derbyshire-dales too (line", "areas[5].aliases[9]", at="      bargate, belper"),
    Break("alias under an area and unsure", "areas.yml", "  - names: [pilsley]", "  - names: [pilsley, alfreton]", "'alfreton' stands under amber-valley too", "unsure[6].names[1]"),
    Break("outcode under two areas", "areas.yml", "outcodes: [SK13, SK22, SK23]", "outcodes: [SK13, SK22, DE65]", "'de65' stands under high-peak too", "areas[7].outcodes[0]", at="    outcodes: [DE65]"),
    Break("no outcode", "areas.yml", "outcodes: [DE5, DE56, DE75]", "outcodes: [DE5, DEE56, DE75]", "'dee56' is not the first half of a postcode", "areas[5].outcodes[1]"),
    Break("unknown candidate", "areas.yml", "candidates: [clay-cross, chesterfield]", "candidates: [clay-cross, bolsover]", "no area has the id 'bolsover'", "unsure[0].candidates[1]"),
    Break("unknown certain fact", "areas.yml", "certain: {authority: derbyshire}", "certain: {council: derbyshire}", "use authority or midwives", "unsure[0].certain.council"),
    Break("unknown certain value", "areas.yml", "certain: {authority: derbyshire}", "certain: {authority: bolsover}", "no area has the authority 'bolsover'", "unsure[0].certain.authority"),
    Break("certain against a candidate", "areas.yml", "certain: {authority: derbyshire}", "certain: {authority: derby}", "authority is not 'derby' in clay-cross, chesterfield", "unsure[0].certain.authority"),
    Break("area of an unknown authority", "areas.yml", "authority: derby\n", "authority: derbee\n", "'derbee' is none of the authorities at the top", "areas[0].authority", others=12),
    Break("area id twice", "areas.yml", "  - id: erewash", "  - id: swadlincote", "'swadlincote' stands twice", "areas[7].id", at="  - id: swadlincote\n    name: Swad", others=9),
    # Sections, services, glossary
    Break("review date gone by", "pack.yml", "2027-11-30", "2026-11-20", "20 November 2026, has gone by", "review_date"),
    Break("key twice", "contacts.yml", "    name: North midwives\n", "    name: North midwives\n    name: Midwives\n", "'name' stands twice here, and the first is lost"),
    Break("related section that is not there", "about.md", 'related: ["2.12"]', 'related: ["2.13"]', "no section '2.13'; correct the id, perhaps to one of 2.10, 2.12, 2.2", "related[0]"),
    Break("source that is not there", "contacts.yml", 'section: "2.12"', 'section: "9.9"', "no section '9.9'", "contacts[0].source.section"),
    Break("source of a rule that is not there", "pathway.yml", 'source: {section: "3.3", page: 28}', 'source: {section: "B-x", page: 28}', "no section 'B-x'", "notes[2].source.section"),
    Break("source of a flag that is not there", "pathway.yml", '[{section: "3.7", page: 30}', '[{section: "3.77", page: 30}', "no section '3.77'", "automatic.flags[4].sources[0].section"),
    Break("page of a source", "contacts.yml", "page: 23", "page: 32", "section 2.12 begins on page 23, not on 32", "contacts[0].source.page"),
    Break("service in an unknown section", "services.yml", 'section: "4.7"', 'section: "5.7"', "no section '5.7'", "services[0].source.section"),
    Break("service in an unknown area", "services.yml", "areas: [derby-city]", "areas: [derby-town]", "no area has the id 'derby-town'", "services[0].areas[0]"),
    Break("phone of a service", "services.yml", '"0800 085 3481"', '"0800 085 34"', "'0800 085 34' is no telephone number of the UK", "services[0].phone"),
    Break("phone of the partnership", "pack.yml", '"01332 642351"', '"642351"', "'642351' is no telephone number of the UK", "contact.phone"),
    Break("service id twice", "services.yml", "id: glow-derby", "id: refuge-derby", "'refuge-derby' stands twice", "services[1].id"),
    Break("term twice", "glossary.yml", "{term: IDVA", "{term: marac", "'marac' stands twice; join the two", "terms[1].term"),
    Break("term in an unknown section", "glossary.yml", 'section: "3.3"', 'section: "3.30"', "no section '3.30'", "terms[0].section"),
    Break("term added without a source", "glossary.yml", 'section: "3.3"}', 'section: "3.3", addition: true}', "'MARAC' is an addition without a source", "terms[0].addition"),
    # The page
    Break("logo that is not there", "page.yml", "logo: logo.svg", "logo: crest.svg", "'crest.svg' is not an SVG or PNG file in the pack's own folder", "logo"),
    Break("logo elsewhere", "page.yml", "logo: logo.svg", "logo: ../logo.svg", "'../logo.svg' is not an SVG or PNG file in the pack's own folder", "logo"),
    Break("notice without https", "page.yml", "https://partnership", "partnership", "is not a web address that begins with https://", "privacy_notice"),
    Break("start of an unknown flow", "page.yml", "  find_service: I", "  find_services: I", "no guide has the id 'find_services'", "start.find_services"),
    Break("starter without words", "page.yml", "starters: [human]", "starters: [marac]", "'marac' has no words under start", "starters[0]"),
    # Front doors
    Break("door of an unknown council", "front_doors.yml", "authority: derbyshire", "authority: nottingham", "no area has the authority 'nottingham'", "front_doors[0].authority"),
    Break("door of an unknown contact", "front_doors.yml", "contact: derbyshire-social-care", "contact: starting-point", "no contact has the id 'starting-point'", "front_doors[0].contact"),
    Break("phone of a door", "front_doors.yml", '"01629 533190"', '"533190"', "'533190' is no telephone number of the UK", "front_doors[0].phone"),
    Break("other phone of a door", "front_doors.yml", '"01629 532600"', '"532600"', "'532600' is no telephone number of the UK", "front_doors[0].also_printed[0].phone"),
    Break("no time of day", "front_doors.yml", 'to: "18:00"', 'to: "6pm"', "'6pm' is not a time of day", "front_doors[1].hours[0].to"),
    Break("no day of the week", "front_doors.yml", "[mon, tue, wed, thu, fri], from", "[monday], from", "'monday' is not one of", "front_doors[1].hours[0].days[0]"),
    Break("door that never answers", "front_doors.yml", "[mon, tue, wed, thu, fri], from", "[], from", "no day is named", "front_doors[1].hours[0].days"),
    Break("door id twice", "front_doors.yml", "id: derbyshire-consultation-line", "id: call-derbyshire", "'call-derbyshire' stands twice", "front_doors[1].id"),
    # Guides
    Break("id against the file's name", "guides/marac.yml", "id: marac\n", "id: marrac\n", "make it 'marac', or rename the file", "id", others=1),
    Break("guide on an unknown section", "guides/marac.yml", 'sections: ["3.3"', 'sections: ["3.33"', "no section '3.33'", "sections[0]"),
    Break("advice from an unknown section", "guides/human.yml", 'source: "3.5"', 'source: "3.50"', "no section '3.50'", "advice[0].source"),
    Break("scene without 999", "guides/human.yml", "    first: true\n    say: |-\n      I'm a computer and can't put a call through, but people can help. If a child is in danger now, call 999.\n", "    scene: true\n    say: |-\n      I'm a computer and can't put a call through, but people can help.\n", "the scene 'lead' is the whole first reply to a danger", "advice[0].say", at="    say: |-"),
    Break("advice without a source", "guides/human.yml", '    source: "3.5"\n', "", "the advice 'lead' has no source", "advice[0]", at="  - id: lead"),
    Break("next to an unknown flow", "guides/find_service.yml", "flow: marac", "flow: marak", "no guide for the flow 'marak'; perhaps marac", "next[0].flow"),
    Break("condition on a fact that nothing sets", "guides/human.yml", "when: {authority: [derbyshire, unknown]}", "when: {county: derbyshire}", "nothing sets the fact 'county'", "advice[2].when.county"),
    Break("condition on a value that nothing gives", "guides/marac.yml", "dash_band: [under-14, not-done]", "dash_band: [under-14, none-done]", "'dash_band' is never 'none-done'; perhaps not-done", "questions[2].when.dash_band"),
    Break("condition deep within", "guides/marac.yml", "either: [{household_child: \"yes\"}", "either: [{household_child: perhaps}", "'household_child' is never 'perhaps'", "advice[18].when.either[0].household_child"),
    Break("question on a fact that nothing sets", "guides/marac.yml", "reads: dash", "reads: dashes", "nothing sets the fact 'dashes'", "questions[1].reads"),
    Break("ages that the pathway does not have", "guides/marac.yml", "    reads: dash\n", "    stages: [toddler]\n    reads: dash\n", "the pathway has no stage 'toddler'", "questions[1].stages[0]"),
    Break("implied value that nothing gives", "guides/marac.yml", "questions:\n", "implies: {victim_age: child}\nquestions:\n", "'victim_age' is never 'child'", "implies.victim_age"),
    Break("question without options", "guides/find_service.yml", "    options:\n      - {id: outreach, label: Outreach}\n      - {id: other, label: Something else}\n", "", "the question 'need' has no options", "questions[0]", at="  - id: need"),
    Break("advice id twice", "guides/human.yml", "  - id: social-worker", "  - id: lead", "the advice 'lead' stands twice", "advice[1].id"),
    Break("need that no service has", "guides/find_service.yml", "id: outreach", "id: outrage", "no service of services.yml has 'outrage' under needs", "questions[0].options[0].id"),
    Break("phone number of its own", "guides/human.yml", "0800 085 3481", "0800 085 3482", "0800 085 3482 stands in no contact, service or section", "advice[3].say", at="    say: |-\n      A domestic abuse specialist in Derby city"),
    Break("e-mail of its own", "guides/human.yml", "ddscp@derby.gov.uk", "dscp@derby.gov.uk", "dscp@derby.gov.uk stands in no contact", "advice[4].say", at="    say: |-\n      About the handbook"),
]  # fmt: skip


def test_our_own_pack_is_sound_and_says_what_awaits_approval():
    problems = check(DEFAULT, TODAY)
    assert [str(p) for p in problems if not p.waits] == []
    waiting = {(p.file, p.mend.partition(" ")[0]) for p in problems}
    assert ("areas.yml", "that") in waiting
    assert any(p.file == "guides/human.yml" and "'My lead isn't here'" in p.mend for p in problems)
    assert any(p.file == "glossary.yml" and "DSL" in p.mend for p in problems)


def test_the_small_copy_is_sound(sound: Path):
    assert to_mend(sound) == []


@pytest.mark.parametrize("case", BREAKS, ids=lambda case: case.name)
def test_a_broken_pack_is_told_what_to_mend_and_where(copy: Path, case: Break):
    line = edit(copy, case.file, case.old, case.new)
    if case.file.endswith(".md") and "\ufffd" in case.new:
        path = copy / case.file
        path.write_bytes(path.read_bytes().replace("\ufffd".encode(), b"\xa3"))
    found = to_mend(copy)
    told = [p for p in found if case.mend in p.mend and case.place in p.place and p.file == case.file]
    assert len(told) == 1, found
    if case.at is not None:
        text = (copy / case.file).read_text(encoding="utf-8", errors="replace")
        line = text[: text.index(case.at)].count("\n") + 1 if case.at else 0
    expected = ", ".join(filter(None, (f"line {line}" if line else "", case.place)))
    assert told[0].place == expected or (case.place and told[0].place.startswith(f"line {line}, {case.place}")), told[0]
    assert len(found) <= 1 + case.others, found


def test_everything_is_found_at_once(copy: Path):
    chosen = {
        "no e-mail",
        "advice without a source",
        "review date gone by",
        "outcode under two areas",
        "no front matter",
    }
    for case in BREAKS:
        if case.name in chosen:
            edit(copy, case.file, case.old, case.new)
    assert {problem.file for problem in to_mend(copy)} >= {"contacts.yml", "pack.yml", "areas.yml", "handbook/3.4.md"}


def test_what_can_not_be_read_does_not_make_others_wrong(copy: Path):
    edit(copy, "contacts.yml", "contacts:\n", "contacts: [\n")
    assert [problem.file for problem in to_mend(copy)] == ["contacts.yml"]


def test_a_gap_may_stand_by_a_row_that_fills_an_empty_cell(copy: Path):
    edit(copy, "pathway.yml", "gaps:\n", "gaps:\n" + FULL_GAP.replace("none-missing", "pregnant-empty-cell"))
    assert to_mend(copy) == []


def test_a_section_without_questions_is_told_only_where_others_have_them(copy: Path):
    (copy / "handbook/3.4.questions.yml").unlink()
    assert [(p.file, "3.4.questions.yml" in p.mend) for p in to_mend(copy)] == [("handbook/3.4.md", True)]
    for path in copy.glob("*/*.questions.yml"):
        path.unlink()
    assert to_mend(copy) == []


def test_questions_beside_no_section(copy: Path):
    (copy / "handbook/3.4.questions.yml").rename(copy / "handbook/3.44.questions.yml")
    problems = {p.file: p.mend for p in to_mend(copy)}
    assert "no 3.44.md beside it" in problems["handbook/3.44.questions.yml"]


def test_an_empty_section(copy: Path):
    path = copy / "handbook/3.4.md"
    path.write_text("---".join(path.read_text(encoding="utf-8").split("---")[:2]) + "---\n")
    assert [(p.file, p.place, p.mend.startswith("the section has no text")) for p in to_mend(copy)] == [
        ("handbook/3.4.md", "3.4", True)
    ]


def test_a_missing_folder_and_an_empty_one(tmp_path: Path):
    assert "no such folder" in str(check(tmp_path / "none")[0])
    assert [(p.file, "the file is missing" in p.mend) for p in check(tmp_path)] == [("pack.yml", True)]


def test_a_pack_of_sections_alone_is_sound(copy: Path):
    for name in (
        "pathway.yml",
        "areas.yml",
        "contacts.yml",
        "services.yml",
        "glossary.yml",
        "languages.yml",
        "front_doors.yml",
        "page.yml",
        "about.md",
    ):
        (copy / name).unlink()
    shutil.rmtree(copy / "guides")
    edit(copy, "pack.yml", "section: about, page: 46", 'section: "2.12", page: 23')
    assert check(copy, TODAY) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("guides/human.yml", '    source: "3.5"\n', "    addition: {source: Working Together}\n", "'My own lead' is not in the print (source: Working Together)"),
        ("services.yml", "    areas: [derby-city]\n", "    areas: [derby-city]\n    addition: {source: Its website}\n", "(source: Its website); approve it once"),
        ("glossary.yml", 'section: "3.3"}', 'section: "3.3", addition: true, source: usage}', "1 meanings are not in the print: MARAC"),
        ("front_doors.yml", "    approved: false\n", "    approved: false  # not yet\n", "'Call Derbyshire (Starting Point)', 01629 533190, is published by Derbyshire Dales"),
        ("areas.yml", "reading: certain", "reading: ours", "that CITY means Derby city is our reading"),
    ],
)  # fmt: skip
def test_additions_wait_until_they_are_approved(copy: Path, file: str, old: str, new: str, says: str):
    before = check(copy, TODAY)
    line = edit(copy, file, old, new)
    waiting = [p for p in check(copy, TODAY) if says in p.mend]
    assert [(p.file, p.waits) for p in waiting] == [(file, True)]
    assert f"line {line}" in waiting[0].place
    assert to_mend(copy) == []
    if "addition" in new:
        edit(copy, file, new, re.sub(r"source: ([^}]+)\}", r"source: \1, approved: true}", new))
        assert check(copy, TODAY) == before


def test_errors_come_before_what_waits(copy: Path):
    edit(copy, "pack.yml", "2027-11-30", "2020-01-01")
    waits = [problem.waits for problem in check(copy, TODAY)]
    assert waits == sorted(waits)
    assert waits[0] is False


def test_the_command_lists_every_problem_and_says_how_many(copy: Path):
    edit(copy, "contacts.yml", "uhdb.safeguarding@nhs.net", "uhdb")
    edit(copy, "pack.yml", "2027-11-30", "2020-01-01")
    answer = CliRunner().invoke(app, ["pack", "check", str(copy)])
    assert answer.exit_code == 1
    assert "contacts.yml: line " in answer.output
    assert "pack.yml: line " in answer.output
    assert "awaits approval: areas.yml" in answer.output
    assert answer.output.endswith("2 to mend.\n")


def test_loading_raises_with_the_files_own_problems(copy: Path):
    edit(copy, "contacts.yml", "uhdb.safeguarding@nhs.net", "uhdb")
    with pytest.raises(PackError) as caught:
        load(copy)
    assert [problem.file for problem in caught.value.problems] == ["contacts.yml"]
    assert str(caught.value).startswith("contacts.yml: line ")


@pytest.mark.parametrize(
    "phone",
    [
        "0800 085 3481",
        "08000 198 668",
        "01332 642351",
        "0808 1111",
        "07887 488 464",
        "+44 1332 642351",
        "(01773) 746115",
        "999",
        "116 123",
    ],
)
def test_numbers_of_the_uk(phone: str):
    assert is_uk_phone(phone)


@pytest.mark.parametrize(
    "phone",
    [
        "",
        "642351",
        "0800 085 34",
        "0800 085 34811",
        "1332 642351",
        "00332 642351",
        "+33 1 42 34 51 00",
        "01332 ext 5",
        "0101 2345678901",
    ],
)
def test_numbers_that_are_none_of_the_uk(phone: str):
    assert not is_uk_phone(phone)


def test_numbers_and_addresses_in_a_text():
    text = (
        "Ring 0800 085 3481, 116 123 or +44 1332 642351 (not 999), write to Ddscp@derby.gov.uk. By 2024-25, 14 ticks."
    )
    assert [digits(n) for n in phones(text)] == ["08000853481", "116123", "01332642351"]
    assert list(emails(text)) == ["Ddscp@derby.gov.uk"]
