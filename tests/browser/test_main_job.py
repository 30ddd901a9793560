"""The main job by keyboard, in a real browser against the real server: every area and every stage."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

COUNTY_HEALTH, CITY_HEALTH = "DCHST.StartingPoint@nhs.net", "dmh-tr.SafeguardingChildrenUnit@nhs.net"
COUNTY_CARE, CITY_CARE = "information.startingpoint@derbyshire.gov.uk", "DV.referrals@derby.gov.uk"
NORTH, SOUTH = "crhft.maternitysafeguarding@nhs.net", "uhdb.safeguarding@nhs.net"
EVERY = {COUNTY_HEALTH, CITY_HEALTH, COUNTY_CARE, CITY_CARE, NORTH, SOUTH}

CASES = [
    (["8 month old in Alfreton, police graded it medium"], {COUNTY_HEALTH, COUNTY_CARE, SOUTH}),
    (["unborn baby, Glossop, standard risk"], {COUNTY_HEALTH, NORTH}),
    (["3 yr old, lives in Matlock, high risk"], {COUNTY_HEALTH, COUNTY_CARE}),
    (["Year 4 boy in Chesterfield, graded standard"], set()),
    (["15 year old, Derby, medium risk"], {CITY_CARE, CITY_HEALTH}),
    (["newborn in Clay Cross, standard"], {COUNTY_HEALTH, NORTH}),
    (["12 year old home educated in Ilkeston, standard risk"], {COUNTY_CARE}),
    (["2 year old in Swadlincote, standard, open to social care"], {COUNTY_HEALTH, COUNTY_CARE}),
    (["miscarriage last month, lives in Buxton, standard risk"], {NORTH}),
    (["who do I tell about a child", "4 years old", "Heanor", "high"], {COUNTY_HEALTH, COUNTY_CARE}),
    (["31/40 pregnant, Derby city, high risk"], {CITY_HEALTH, CITY_CARE, SOUTH}),
    (["which referral for a 6 week old baby", "Long Eaton", "medium"], {COUNTY_HEALTH, COUNTY_CARE, SOUTH}),
]


@pytest.mark.parametrize(("said", "told"), CASES, ids=[" / ".join(said) for said, _ in CASES])
def test_a_case_typed_in_the_page(server, browser, said, told):
    page = browser.new_page()
    page.goto(server.url)
    replies = page.locator("#log .message.theirs:not(.typing):not(.notice)")
    already = replies.count()
    page.locator("#words").focus()
    for number, words in enumerate(said, 1):
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        expect(page.locator("#log")).to_contain_text(words)
        expect(replies).to_have_count(already + number, timeout=20_000)
    decision = replies.last.inner_text()  # what was said before the case was whole named some under a condition
    assert {mailbox for mailbox in EVERY if mailbox in decision} == told
    assert "999" in page.locator("#log").inner_text()
    page.close()
