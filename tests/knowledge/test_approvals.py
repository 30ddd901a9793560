"""What the partnership approved: noted with a role and a day, and no longer once the wording changes."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from knowledge.approvals import NotApprovable, approvable, approve, waits
from knowledge.check import check
from knowledge.pack import DEFAULT, load

DAY = date(2026, 11, 29)
CHAIR = "Chair of the procedures group"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEFAULT, tmp_path / "pack"))


def waiting(folder: Path) -> str:
    return "\n".join(str(p) for p in check(folder, DAY) if p.waits)


@pytest.mark.parametrize(
    "what", ["front_doors:call-derbyshire", "languages:pl", "glossary:CSC", "guides/accused:today", "areas:clay-cross"]
)
def test_what_is_approved_waits_no_longer_and_says_who_and_when(copy: Path, what: str):
    assert what.partition(":")[2] in waiting(copy)
    approve(load(copy), what, CHAIR, DAY)
    pack = load(copy)
    assert not waits(dict(approvable(pack))[what])
    assert f'approve "{what}"' not in waiting(copy)
    kept = (copy / "approvals.yml").read_text(encoding="utf-8")
    assert CHAIR in kept and "2026-11-29" in kept and what in kept
    assert [p for p in check(copy, DAY) if not p.waits] == []


def test_an_approval_lapses_when_the_wording_changes(copy: Path):
    approve(load(copy), "front_doors:call-derbyshire", CHAIR, DAY)
    doors = copy / "front_doors.yml"
    doors.write_text(doors.read_text(encoding="utf-8").replace("01629 533190", "01629 533191", 1), encoding="utf-8")
    [line] = [line for line in waiting(copy).splitlines() if "call-derbyshire" in line]
    assert f"changed since {CHAIR} approved it on 29 November 2026" in line
    assert not next(d for d in load(copy).front_doors if d.id == "call-derbyshire").approved
    approve(load(copy), "front_doors:call-derbyshire", "Deputy chair", DAY)
    assert "call-derbyshire" not in waiting(copy)


@pytest.mark.parametrize(
    ("what", "by", "why"),
    [
        ("front_doors:nowhere", CHAIR, "nothing in the pack is called that"),
        ("areas:derby-city", CHAIR, "waits for no approval"),
        ("languages:pl", "ring 01332 000000", "not a role"),
        ("languages:pl", "somebody@example.org", "not a role"),
        ("languages:pl", " ", "not a role"),
        ("languages:pl", 'a: "b"\nc', "not a role"),
    ],
)
def test_what_can_not_be_approved_is_said_and_nothing_is_written(copy: Path, what: str, by: str, why: str):
    with pytest.raises(NotApprovable, match=why):
        approve(load(copy), what, by, DAY)
    assert not (copy / "approvals.yml").exists()


def test_approvals_of_nothing_are_to_mend(copy: Path):
    (copy / "approvals.yml").write_text(
        'approvals:\n  - {what: "services:gone", by: Chair, day: 2026-11-29, wording: "0"}\n', encoding="utf-8"
    )
    [problem] = [p for p in check(copy, DAY) if not p.waits]
    assert "approvals.yml: line 2" in str(problem) and "services:gone" in problem.mend
