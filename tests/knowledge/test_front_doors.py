"""Whom to ring about a child, at any hour of the week, and whose the number is."""

from datetime import UTC, datetime, timedelta

import pytest

from knowledge.check import check
from knowledge.front_doors import provenance, who_answers
from knowledge.pack import DEFAULT, Pack
from knowledge.pathway import UnknownFact

FRIDAY_EVENING = datetime(2026, 12, 4, 19, 0)
TUESDAY_MORNING = datetime(2026, 12, 8, 10, 0)


def ids(pack: Pack, authority: str | None, when: datetime) -> list[str]:
    return [door.id for door in who_answers(pack, authority, when)]


@pytest.mark.parametrize(
    ("authority", "when", "doors"),
    [
        ("derbyshire", FRIDAY_EVENING, ["call-derbyshire"]),
        ("derby", FRIDAY_EVENING, ["derby-city-care-line"]),
        ("city", FRIDAY_EVENING, ["derby-city-care-line"]),
        (None, FRIDAY_EVENING, ["call-derbyshire", "derby-city-care-line"]),
        ("county", TUESDAY_MORNING, ["call-derbyshire", "derbyshire-consultation-line"]),
        ("derby", TUESDAY_MORNING, ["derby-initial-response-team"]),
        (None, TUESDAY_MORNING, ["call-derbyshire", "derby-initial-response-team", "derbyshire-consultation-line"]),
        ("derby", datetime(2026, 12, 7, 8, 59), ["derby-city-care-line"]),  # Monday, before nine: Sunday's night
        ("derby", datetime(2026, 12, 7, 9, 0), ["derby-initial-response-team"]),
        ("derby", datetime(2026, 12, 5, 12, 0), ["derby-city-care-line"]),  # Saturday noon
        ("derby", datetime(2026, 12, 7, 17, 0), ["derby-city-care-line"]),
        ("derbyshire", datetime(2026, 12, 7, 18, 0), ["call-derbyshire"]),
        ("derbyshire", datetime(2026, 12, 7, 17, 59), ["call-derbyshire", "derbyshire-consultation-line"]),
    ],
)
def test_who_answers(pack: Pack, authority: str | None, when: datetime, doors: list[str]):
    assert ids(pack, authority, when) == doors


def test_a_time_with_a_zone_is_turned_into_the_uks(pack: Pack):
    summer = datetime(2026, 7, 6, 16, 30, tzinfo=UTC)  # half past five in Derby
    assert ids(pack, "derby", summer) == ["derby-city-care-line"]


def test_somebody_takes_referrals_at_every_hour_of_the_week_in_each_council(pack: Pack):
    for hour in range(7 * 48):
        when = FRIDAY_EVENING + timedelta(minutes=30 * hour)
        for authority in ("derby", "derbyshire"):
            doors = who_answers(pack, authority, when)
            assert [d.kind for d in doors].count("referral") == 1, when
            assert {d.authority for d in doors} == {authority}


def test_an_unknown_council_is_named(pack: Pack):
    with pytest.raises(UnknownFact, match="'leicester' is not in the pack"):
        who_answers(pack, "leicester", FRIDAY_EVENING)


def test_no_number_is_the_handbooks_or_approved_by_itself(pack: Pack):
    printed = " ".join(section.text for section in pack.sections.values())
    for door in pack.front_doors:
        assert not door.approved
        assert door.phone is None or door.phone not in printed
        assert provenance(door).startswith("published by ")
        assert provenance(door).endswith("not in the handbook, to be confirmed")
    assert next(d for d in pack.front_doors if d.id == "derby-city-care-line").phone is None


def test_every_door_awaits_confirmation_in_pack_check(pack: Pack):
    waiting = [p.mend for p in check(DEFAULT) if p.file == "front_doors.yml" and p.waits]
    assert len(waiting) == len(pack.front_doors)
    assert any("01629 532600" in mend for mend in waiting)
