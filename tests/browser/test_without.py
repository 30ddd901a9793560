"""When things are missing: the script, a sound answer, JavaScript altogether. And what leads elsewhere: links and opinions."""

import re

import pytest
from playwright.sync_api import expect

from bot.database import Database
from tests.browser.doing import BIG, ELSEWHERE, SMALL, answered, axe_finds_nothing, last, say
from tests.channels.opinions import counted as opinions_counted

pytestmark = pytest.mark.slow


def without_scripts(page):
    """A school's filter: the page comes, and no script does."""
    page.route("**/*.js", lambda route: route.abort())


@pytest.mark.parametrize("way", ["blocked", "switched off"])
def test_a_conversation_without_scripts(open_page, site, way):
    page = open_page(
        **({"before": without_scripts} if way == "blocked" else {"java_script_enabled": False}), viewport=SMALL
    )
    expect(page.locator("#log")).to_contain_text("If anyone is in danger now, call 999.")
    page.get_by_label("Your message").fill("which")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#log")).to_contain_text("Which risk did the police give?")
    page.get_by_role("button", name="Medium").click()
    expect(page.locator(".ours")).to_contain_text("Medium")
    assert [message.text for message in site[1].ctx.agent.heard] == ["which", '/pick{"choice": "medium"}']
    page.get_by_role("button", name="Talk to a person").click()
    expect(page.locator("#log")).to_contain_text("You said: I want to talk to a person")
    page.locator("#menu summary").click()
    page.get_by_role("button", name="Delete this conversation").click()
    expect(page.locator("#log")).to_contain_text("has been deleted")
    assert len(site[1].ctx.agent.tracker_store.deleted) == 1
    page.get_by_role("link", name="Leave this page quickly").click()
    page.wait_for_url(f"{ELSEWHERE}**")


def test_a_starter_without_scripts(open_page, site):
    page = open_page(before=without_scripts)
    page.get_by_role("button", name="Which referral, and where?").click()
    expect(page.locator("#log")).to_contain_text("You said: Which referral, and where?")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_without_scripts(open_page, scheme):
    page = open_page(before=without_scripts, color_scheme=scheme, viewport=SMALL)
    for text in ("which", "danger", "long"):
        page.get_by_label("Your message").fill(text)
        page.get_by_role("button", name="Send").click()
        axe_finds_nothing(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]


@pytest.mark.parametrize("body", ["{}", '{"messages": 7}', '{"messages": [{"words": 1}]}', "null", "not JSON"])
def test_a_senseless_answer_is_told_in_a_sentence(page, body):
    page.route("**/message", lambda route: route.fulfill(body=body, content_type="application/json"))
    say(page, "hello")
    expect(last(page)).to_contain_text("call 999")
    assert not re.search(r"undefined|TypeError|function|not iterable", last(page).inner_text())
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


# --- what leads elsewhere


def test_a_source_opens_its_section_with_the_passage_marked(page, pack):
    say(page, "cited")
    with page.expect_popup() as opened:
        last(page).get_by_role("link", name=pack.cite("3.4")).click()
    section = opened.value
    expect(section.locator("#passage")).to_be_in_viewport()
    expect(section.locator("main")).to_contain_text(pack.info.edition)
    axe_finds_nothing(section)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/about", "/handbook/2.12?passage=2", "/handbook/B-derby", "/?lang=ur", "/example"])
def test_axe_finds_nothing_on_the_pages_to_read(open_page, site, path, scheme):
    page = open_page(f"{site[0]}{path}", color_scheme=scheme, viewport=SMALL)
    axe_finds_nothing(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]


def test_leaving_from_a_page_to_read(open_page, site):
    page = open_page(f"{site[0]}/handbook/2.12")
    page.get_by_role("link", name="Leave this page quickly").click()
    page.wait_for_url(f"{ELSEWHERE}**")


def test_a_link_opens_a_guide_once(open_page, site, pack):
    page = open_page(f"{site[0]}/?start=operation_encompass")
    words = pack.page.start["operation_encompass"]
    expect(page.locator(".theirs").last).to_contain_text(f"You said: {words}")
    assert page.url == f"{site[0]}/"
    page.reload()
    expect(page.locator(".ours")).to_have_count(1)
    assert [message.text for message in site[1].ctx.agent.heard] == [words]


def test_a_person_is_always_a_press_away(page, site):
    say(page, "long")
    page.get_by_role("button", name="Talk to a person").click()
    answered(page)
    expect(page.locator(".ours").last).to_contain_text("Talk to a person")
    assert site[1].ctx.agent.heard[-1].text == "I want to talk to a person"


# --- opinions


def test_an_opinion_is_given_by_keyboard_and_counted(open_page, site, tmp_path):
    site[1].ctx.agent.tracker_store.database = database = Database(f"sqlite:///{tmp_path / 'counts.db'}")
    page = open_page(viewport=BIG)
    say(page, "cited")
    opinion = last(page).get_by_role("group", name="Was this helpful?")
    opinion.get_by_role("button", name="No").focus()
    page.keyboard.press("Enter")
    expect(opinion.get_by_text("What was wrong with it?")).to_be_focused()
    axe_finds_nothing(page)
    page.keyboard.press("Tab")
    with page.expect_response("**/feedback"):
        page.keyboard.press("Enter")
    expect(opinion.get_by_text("Thank you.")).to_be_focused()
    [one] = opinions_counted(database)
    assert (one["section"], one["reasons"]) == ("3.4", {"not-answered": 1})


def test_a_reply_with_no_source_asks_for_no_opinion(page):
    say(page, "which")
    expect(last(page).get_by_text("Was this helpful?")).to_have_count(0)
