"""The chat page in a real browser, against a server whose agent plays its part."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.doing import BIG, ELSEWHERE, SMALL, answered, axe_finds_nothing, last, say
from tests.channels.fakes import RECORD

pytestmark = pytest.mark.slow


# --- sending


def test_it_greets_and_a_starter_says_its_words(page, site):
    starters = page.locator(".choices button")
    expect(starters).to_have_text(
        [
            "I have had an Operation Encompass notification",
            "Which referral, and where?",
            "How do I ask about abuse safely?",
            "I am new: show me round",
        ]
    )
    expect(page.get_by_role("link", name="call 999")).to_have_attribute("href", "tel:999")
    starters.nth(1).click()
    answered(page)
    expect(page.locator(".ours")).to_contain_text("Which referral, and where?")
    assert site[1].ctx.agent.heard[-1].text == "Which referral, and where?"
    expect(starters.first).to_be_disabled()


def test_enter_sends_and_shift_enter_starts_a_line(page, site):
    box = page.get_by_label("Your message")
    low = box.bounding_box()["height"]
    box.press_sequentially("one")
    box.press("Shift+Enter")
    box.press_sequentially("two")
    box.press("Shift+Enter")
    assert box.bounding_box()["height"] > low
    box.press("Enter")
    answered(page)
    assert site[1].ctx.agent.heard[-1].text == "one\ntwo"
    expect(box).to_have_value("")
    expect(box).to_be_focused()
    assert box.bounding_box()["height"] == low
    box.press("Enter")
    box.fill("   ")
    box.press("Enter")
    assert len(site[1].ctx.agent.heard) == 1


def test_a_choice_is_pressed_shown_and_closed(page, site):
    say(page, "which")
    page.get_by_role("button", name="Medium").click()
    answered(page)
    expect(page.locator(".ours").last).to_contain_text("Medium")
    assert site[1].ctx.agent.heard[-1].text == '/pick{"choice": "medium"}'
    expect(page.get_by_role("button", name="High")).to_be_disabled()
    pressed = page.get_by_role("button", name="Chosen: Medium")
    expect(pressed).to_be_disabled()
    expect(pressed).to_contain_class("chosen")
    expect(page.get_by_label("Your message")).to_be_focused()


def test_a_message_is_shown_as_lists_and_links_and_never_as_html(page):
    say(page, "long")
    message = last(page)
    expect(message.locator("ul li")).to_have_count(2)
    expect(message.locator("ol li")).to_have_count(3)
    expect(message.locator("p.leads")).to_have_text([re.compile("two today:$"), "Before that:"])
    hrefs = [a.get_attribute("href") for a in message.locator("a:not(.sources a)").all()]
    assert hrefs == [
        "tel:999",
        "mailto:DCHST.StartingPoint@nhs.net",
        "mailto:information.startingpoint@derbyshire.gov.uk",
        "tel:08082000247",
        "tel:101",
        "https://www.nationaldahelpline.org.uk/",
    ]
    expect(message.locator(".sources")).to_have_text("Source: Handbook 2.12, page 23")
    expect(message.locator(".sources a")).to_have_attribute("href", re.compile(r"/handbook/2\.12"))
    say(page, "html")
    expect(last(page)).to_contain_text("<img src=x onerror=alert(1)> <b>bold</b>")
    expect(last(page).locator("img, b")).to_have_count(0)
    expect(last(page).locator("strong")).to_have_count(1)


LINKS = [
    ("page 101 and section 111", []),
    ("Ring 101.", ["tel:101"]),
    ("0800 1111 or 116 123", ["tel:08001111", "tel:116123"]),
    ("+44 1629 533190, 01629 533 190", ["tel:+441629533190", "tel:01629533190"]),
    ("on 0808 2000 247 24 hours a day", ["tel:08082000247"]),
    ("on 01-02-2024 at 10:30, £999, 1999, NHS 943 476 5919", []),
    ("see (https://a.example/x). www.b.example, http://c.example", ["https://a.example/x", "https://www.b.example"]),
    ("javascript:alert(1) data:text/html,x", []),
    ("see ddscp.org.uk/local, or www.x.uk. Not e.g. this", ["https://ddscp.org.uk/local", "https://www.x.uk"]),
    ("call 101/999 or call 999/101", ["tel:101", "tel:999", "tel:999", "tel:101"]),
    ("12/999, 2.10 and 3.5.", []),
    ("a.b-c@nhs.net.", ["mailto:a.b-c@nhs.net"]),
]


@pytest.mark.parametrize(("text", "hrefs"), LINKS)
def test_what_becomes_a_link(page, text, hrefs):
    found = page.evaluate(
        """async (text) => {
            const { linked } = await import("/assets/words.js");
            const nodes = linked(text);
            return [nodes.textContent, [...nodes.querySelectorAll("a")].map((a) => a.getAttribute("href"))];
        }""",
        text,
    )
    assert found == [text, hrefs]


def test_an_emergency_is_told_apart_by_more_than_colour(page):
    say(page, "danger")
    expect(last(page)).to_have_class(re.compile("emergency"))
    expect(last(page).locator(".pressing")).to_have_text("Emergency")


def test_what_was_masked_is_a_small_message_of_its_own(page):
    say(page, "Sarah is 4")
    expect(page.locator(".notice")).to_contain_text("a name")


def test_the_record_is_copied_and_its_button_stays(browser, site, open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    say(page, "long")
    say(page, "and then")
    page.locator("summary", has_text="Record of this advice").click()
    page.get_by_role("button", name="Copy the record").click()
    expect(page.locator(".record .copied")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(RECORD) and re.search(r"Taken from Signpost on \d+ \w+ \d{4} at \d\d:\d\d\.$", copied)


def test_the_record_is_copied_where_there_is_no_clipboard(page):
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
    page.evaluate("addEventListener('copy', () => { window.copied = String(getSelection()) })")
    say(page, "long")
    page.locator("summary", has_text="Record of this advice").click()
    copier = page.get_by_role("button", name="Copy the record")
    copier.click()
    expect(page.locator(".record .copied")).to_have_text("Copied")
    expect(copier).to_be_focused()
    assert page.evaluate("window.copied").startswith(RECORD)


def test_the_record_is_saved_with_its_hour_and_no_facts_in_its_name(page):
    say(page, "long")
    page.locator("summary", has_text="Record of this advice").click()
    with page.expect_download() as got:
        page.get_by_role("button", name="Save the record").click()
    assert re.fullmatch(r"signpost-record-\d{4}-\d\d-\d\d-\d{4}\.txt", got.value.suggested_filename)
    kept = got.value.path().read_text().replace("\r\n", "\n")
    assert kept.startswith(RECORD) and "Taken from Signpost on" in kept


def test_the_record_alone_is_printed(page):
    say(page, "long")
    page.locator("summary", has_text="Record of this advice").click()
    page.emulate_media(media="print")
    page.evaluate("""window.print = () => {
        const seen = (one) => document.querySelector(one).checkVisibility();
        window.seen = [seen(".kept"), seen(".ours"), seen("header"), seen(".theirs ul")];
        window.taken = document.getElementById("taken").textContent;
    }""")
    page.evaluate("[...document.querySelectorAll('button')].find((b) => b.textContent === 'Print the record').click()")
    assert page.evaluate("window.seen") == [True, False, False, False]


def test_the_conversation_is_printed_whole(page):
    say(page, "long")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator(".kept")).to_be_visible()  # a record that was folded away
    expect(page.get_by_role("heading", name=re.compile("^You "))).to_be_visible()
    expect(page.locator("#taken")).to_contain_text("Taken from Signpost on")
    expect(page.locator("#taken")).to_be_visible()
    for hidden in ("footer", "#leave", ".choices"):
        expect(page.locator(hidden).first).to_be_hidden()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".kept")).to_be_hidden()


def test_the_conversation_is_saved_as_text(page):
    say(page, "which")
    page.locator("#menu summary").click()
    with page.expect_download() as got:
        page.get_by_role("button", name="Save this conversation").click()
    kept = got.value.path().read_text()
    assert re.search(r"You, \d\d:\d\d:\s+which\s+Signpost, \d\d:\d\d:\s+Which risk did the police give", kept)


def test_a_reply_is_copied(open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    say(page, "which")
    last(page).get_by_role("button", name="Copy").click()
    expect(last(page).locator(".copied")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "Which risk did the police give?"


def test_too_long_a_message_stays_in_the_box(page, site):
    box = page.get_by_label("Your message")
    box.fill("a" * 4001)
    box.press("Enter")
    expect(page.locator("#state")).to_contain_text("4,001 characters")
    assert len(box.input_value()) == 4001
    assert not site[1].ctx.agent.heard
    box.fill("a" * 3)
    expect(page.locator("#state")).to_have_text("")


def test_a_long_answer_is_shown_from_its_beginning(open_page):
    page = open_page(viewport=SMALL)
    say(page, "long")
    box, log = last(page).bounding_box(), page.locator("#log").bounding_box()
    assert log["y"] <= box["y"] < log["y"] + 120


# --- keyboard alone


def test_a_conversation_by_keyboard_alone(page, site):
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to your message")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("which")
    page.keyboard.press("Enter")
    answered(page)
    for _ in range(6):  # back past the tools of the last message and its choices: High, Medium
        if page.evaluate("document.activeElement.textContent") == "Medium":
            break
        page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Medium")).to_be_focused()
    page.keyboard.press("Enter")
    answered(page)
    assert "medium" in site[1].ctx.agent.heard[-1].text
    page.locator("#menu summary").focus()
    page.keyboard.press("Enter")
    again = page.get_by_role("button", name="Start again")
    expect(again).to_be_visible()
    page.keyboard.press("Escape")
    expect(again).to_be_hidden()
    expect(page.locator("#menu summary")).to_be_focused()
    page.keyboard.press("Enter")
    again.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ours")).to_have_count(0)
    expect(page.get_by_label("Your message")).to_be_focused()


# --- when it goes wrong


def test_a_lost_connection_is_tried_again_and_done_once(page, site):
    lost = []

    def lose_the_answer(route):
        route.fetch()  # it arrives, and its answer is lost on the way back
        lost.append(1)
        route.abort()

    page.route("**/message", lose_the_answer, times=1)
    say(page, "hello")
    expect(last(page)).to_contain_text("call 999")
    page.get_by_role("button", name="Try again").click()
    expect(last(page)).to_contain_text("You said: hello")
    assert lost and len(site[1].ctx.agent.heard) == 1
    expect(page.locator(".ours")).to_have_count(1)
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)


def test_a_failed_turn_can_be_tried_again(page):
    say(page, "break once")
    expect(last(page)).to_contain_text("call 999")
    page.get_by_role("button", name="Try again").click()
    expect(last(page)).to_contain_text("You said: break once")


def test_offline_is_said_and_mended(page):
    page.context.set_offline(True)
    expect(page.locator("#state")).to_contain_text("You are offline")
    say(page, "hello")
    expect(last(page)).to_contain_text("did not get through")
    page.context.set_offline(False)
    expect(page.locator("#state")).to_have_text("")
    page.get_by_role("button", name="Try again").click()
    expect(last(page)).to_contain_text("You said: hello")


def test_a_session_that_has_ended_begins_anew(page):
    say(page, "hello")
    page.evaluate("sessionStorage.setItem('signpost-session', 'old')")
    say(page, "and on")
    expect(page.locator(".note")).to_contain_text("a new one")
    expect(last(page)).to_contain_text("You said: and on")


# --- the conversation as a whole


def test_a_reload_shows_what_was_said_without_the_name(page, site):
    say(page, "Sarah is 4")
    say(page, "which")
    page.get_by_label("Your message").fill("half a zebra")
    page.reload()
    expect(page.locator(".ours").first).to_contain_text("[name] is 4")
    expect(page.locator(".ours").last).to_contain_text("which")
    kept = page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie])")
    for gone in ("Sarah", "zebra"):
        assert gone not in kept and gone not in page.content()
    expect(page.get_by_label("Your message")).to_have_value("")
    page.get_by_role("button", name="Medium").click()  # the last reply's choices are still open
    answered(page)
    first, *_, last_heard = site[1].ctx.agent.heard
    assert last_heard.text == '/pick{"choice": "medium"}' and last_heard.sender_id == first.sender_id


def test_after_an_hour_of_silence_a_conversation_goes_on_and_is_not_shown_again(page, site):
    say(page, "hello zebra")
    page.evaluate("""() => {
        const kept = JSON.parse(sessionStorage.getItem("signpost-history"));
        sessionStorage.setItem("signpost-history", JSON.stringify(kept.map((one) => ({...one, at: one.at - 3.7e6}))));
    }""")
    page.reload()
    expect(page.locator("#log")).to_contain_text("Your conversation goes on")
    assert "zebra" not in page.content()
    page.get_by_role("button", name="Where were we?").click()
    answered(page)
    first, second = site[1].ctx.agent.heard
    assert second.text == "where were we" and second.sender_id == first.sender_id
    assert "zebra" not in page.evaluate("JSON.stringify({...sessionStorage})")


def test_starting_again_deletes_and_is_another_conversation(page, site):
    say(page, "hello")
    token = page.evaluate("sessionStorage.getItem('signpost-session')")
    page.locator("#menu summary").click()
    page.get_by_role("button", name="Start again").click()
    expect(page.locator(".note")).to_contain_text("has been deleted")
    expect(page.locator("#log")).not_to_contain_text("hello")
    assert len(site[1].ctx.agent.tracker_store.deleted) == 1
    told = page.request.post(f"{site[0]}/webhooks/web/message", data={"token": token, "text": "hello"})
    assert told.status == 401  # the old token leads nowhere
    say(page, "hello")
    first, second = site[1].ctx.agent.heard
    assert first.sender_id != second.sender_id


def delete(page):
    page.locator("#menu summary").click()
    page.get_by_role("button", name="Delete this conversation").click()


def test_deleting_asks_deletes_and_says_so(page, site):
    say(page, "hello")
    store = site[1].ctx.agent.tracker_store
    for answer, deleted in (("Keep it", 0), ("Delete it", 1)):
        delete(page)
        expect(page.get_by_role("button", name="Keep it")).to_be_focused()
        axe_finds_nothing(page)
        page.get_by_role("button", name=answer).click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        if deleted:
            expect(page.locator(".note")).to_contain_text("has been deleted")
        assert len(store.deleted) == deleted
    expect(page.locator(".ours")).to_have_count(0)
    assert page.evaluate("sessionStorage.length") == 0


def test_a_deletion_that_fails_can_be_tried_again(page, site):
    say(page, "hello")
    store, site[1].ctx.agent.tracker_store = site[1].ctx.agent.tracker_store, object()
    delete(page)
    page.get_by_role("button", name="Delete it").click()
    expect(last(page)).to_contain_text("could not be deleted")
    site[1].ctx.agent.tracker_store = store
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".note")).to_contain_text("has been deleted")


# --- leaving


def leave_by_link(page):
    page.get_by_role("link", name="Leave this page quickly").click()


def leave_by_shift(page):
    for _ in range(3):
        page.keyboard.press("Shift")


@pytest.mark.parametrize("leave", [leave_by_link, leave_by_shift])
def test_leaving_quickly_leaves_nothing(page, site, leave):
    say(page, "hello")
    length = page.evaluate("history.length")
    leave(page)
    page.wait_for_url(f"{ELSEWHERE}**")
    assert page.evaluate("history.length") == length  # Back does not come back here
    page.goto(site[0])
    expect(page.locator("#log")).to_contain_text("Hello. I am Signpost")
    assert page.evaluate("sessionStorage.length") == 0
    assert len(site[1].ctx.agent.tracker_store.deleted) == 1


def test_shift_is_counted_aloud_and_typing_is_not_leaving(page):
    page.get_by_label("Your message").focus()
    page.keyboard.press("Shift")
    expect(page.locator("#announcer")).to_contain_text("Shift, press 2 more times to leave this page.")
    page.keyboard.press("Shift")
    expect(page.locator("#announcer")).to_contain_text("press 1 more time")
    page.keyboard.type("A B C")  # each capital is Shift with another key
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    expect(page.get_by_label("Your message")).to_have_value("A B C")
    assert "bbc" not in page.url


# --- for everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [BIG, SMALL], ids=["1280", "320"])
def test_axe_finds_nothing(open_page, size, scheme):
    page = open_page(viewport=size, color_scheme=scheme)
    axe_finds_nothing(page)
    for text in ("which", "Sarah is 4", "danger", "long", "break"):
        say(page, text)
    page.locator("#menu summary").click()
    axe_finds_nothing(page)


@pytest.mark.parametrize("size", [SMALL, {"width": 320, "height": 256}, {"width": 640, "height": 400}])
def test_nothing_is_cut_off_where_there_is_little_room(open_page, size):
    """320 by 256 is 1280 by 1024 at 400%; 640 by 400 is 1280 by 800 at 200%."""
    page = open_page(viewport=size)
    say(page, "long")
    say(page, "w" * 300)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    for one in ("#send", "#menu summary", "#leave", "#person"):
        button = page.locator(one)
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
        assert box["width"] >= 24 and box["height"] >= 24
    expect(page.get_by_role("link", name="call 999")).to_be_in_viewport()


def test_nothing_moves_for_who_wants_that(open_page):
    page = open_page(reduced_motion="reduce")
    page.route("**/message", lambda route: None)
    page.get_by_label("Your message").fill("hello")
    page.keyboard.press("Enter")
    assert page.locator(".typing i").first.evaluate("(i) => getComputedStyle(i).animationName") == "none"
