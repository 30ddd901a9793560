"""The chat page and the widget in a real browser, against a server whose agent plays its part."""

import re
import shutil
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from tests.channels.fakes import RECORD, FakeAgent, served

CHROMIUM = shutil.which("chromium")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CHROMIUM, reason="chromium is not on this machine")]
ELSEWHERE = "https://www.bbc.co.uk/weather"
BIG, SMALL = {"width": 1280, "height": 800}, {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def whole_site():
    with served(session_rate=1000, address_rate=10_000) as site:
        yield site


@pytest.fixture
def site(whole_site):
    base, app = whole_site
    app.ctx.agent = FakeAgent()
    return base, app


@pytest.fixture
def open_page(browser, site):
    """Open the page (or another) in a fresh context. Afterwards: nothing went wrong in the browser's console."""
    contexts, troubles = [], []

    def open_it(url=site[0], **options):
        context = browser.new_context(**{"viewport": BIG, **options})
        contexts.append(context)
        context.route(f"{ELSEWHERE}**", lambda route: route.fulfill(body="<title>BBC Weather</title>"))
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if "Content Security" in said.text else None)
        page.goto(url)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not troubles


@pytest.fixture
def page(open_page):
    return open_page()


def say(page, text):
    """Type and send, and wait for the answer."""
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")
    answered(page)


def answered(page):
    expect(page.locator(".typing")).to_have_count(0, timeout=20_000)
    expect(page.locator(".message").last).not_to_have_class(re.compile("ours"))


def last(page):
    return page.locator(".message").last


def axe_finds_nothing(page):
    found = Axe().run(page)
    assert len(found.response["passes"]) > 10  # it did look
    assert found.violations_count == 0, found.generate_report()


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
    expect(page.get_by_label("Your message")).to_be_focused()


def test_a_message_is_shown_as_lists_and_links_and_never_as_html(page):
    say(page, "long")
    message = last(page)
    expect(message.locator("ul li")).to_have_count(2)
    expect(message.locator("ol li")).to_have_count(3)
    hrefs = [a.get_attribute("href") for a in message.locator("a").all()]
    assert hrefs == [
        "tel:999",
        "mailto:DCHST.StartingPoint@nhs.net",
        "mailto:information.startingpoint@derbyshire.gov.uk",
        "tel:08082000247",
        "tel:101",
        "https://www.nationaldahelpline.org.uk/",
    ]
    expect(message.locator(".sources")).to_have_text("Source: Handbook 2.12, page 23")
    say(page, "html")
    expect(last(page)).to_contain_text("<img src=x onerror=alert(1)> <b>bold</b>")
    expect(last(page).locator("img, b")).to_have_count(0)


LINKS = [
    ("page 101 and section 111", []),
    ("Ring 101.", ["tel:101"]),
    ("0800 1111 or 116 123", ["tel:08001111", "tel:116123"]),
    ("+44 1629 533190, 01629 533 190", ["tel:+441629533190", "tel:01629533190"]),
    ("on 0808 2000 247 24 hours a day", ["tel:08082000247"]),
    ("on 01-02-2024 at 10:30, £999, 1999, NHS 943 476 5919", []),
    ("see (https://a.example/x). www.b.example, http://c.example", ["https://a.example/x", "https://www.b.example"]),
    ("javascript:alert(1) data:text/html,x", []),
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
    page.locator("summary", has_text="Record to copy").click()
    page.get_by_role("button", name="Copy the record").click()
    expect(page.locator(".copied")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == RECORD


def test_the_record_is_copied_where_there_is_no_clipboard(page):
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
    page.evaluate("addEventListener('copy', () => { window.copied = String(getSelection()) })")
    say(page, "long")
    page.locator("summary", has_text="Record to copy").click()
    page.get_by_role("button", name="Copy the record").click()
    expect(page.locator(".copied")).to_have_text("Copied")
    assert page.evaluate("window.copied").strip() == RECORD


def test_too_long_a_message_stays_in_the_box(page, site):
    box = page.get_by_label("Your message")
    box.fill("a" * 4001)
    box.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("4,001 characters")
    assert len(box.input_value()) == 4001
    assert not site[1].ctx.agent.heard


def test_a_long_answer_is_shown_from_its_beginning(open_page):
    page = open_page(viewport=SMALL)
    say(page, "long")
    box, log = last(page).bounding_box(), page.locator("#log").bounding_box()
    assert log["y"] <= box["y"] < log["y"] + 120


# --- keyboard alone


def test_a_conversation_by_keyboard_alone(page, site):
    page.keyboard.type("which")
    page.keyboard.press("Enter")
    answered(page)
    for _ in range(3):  # back past the choices of the last message: High, Medium
        if page.evaluate("document.activeElement.textContent") == "Medium":
            break
        page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Medium")).to_be_focused()
    page.keyboard.press("Enter")
    answered(page)
    assert "medium" in site[1].ctx.agent.heard[-1].text
    page.get_by_role("button", name="Menu").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Start again")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Start again")).to_be_hidden()
    expect(page.get_by_role("button", name="Menu")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".ours")).to_have_count(0)
    expect(page.get_by_label("Your message")).to_be_focused()


def test_the_log_is_announced(page):
    log = page.get_by_role("log", name="Conversation")
    expect(log).to_have_attribute("aria-live", "polite")
    page.route("**/message", lambda route: None)
    page.get_by_label("Your message").fill("hello")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Signpost is writing")
    expect(page.locator(".typing")).to_be_visible()


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
    expect(page.get_by_role("status")).to_contain_text("You are offline")
    say(page, "hello")
    expect(last(page)).to_contain_text("did not get through")
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_have_text("")
    page.get_by_role("button", name="Try again").click()
    expect(last(page)).to_contain_text("You said: hello")


def test_a_session_that_has_ended_begins_anew(page):
    say(page, "hello")
    page.evaluate("sessionStorage.setItem('signpost-session', 'old')")
    say(page, "and on")
    expect(page.locator(".note")).to_contain_text("a new one")
    expect(last(page)).to_contain_text("You said: and on")


# --- the conversation as a whole


def test_a_reload_goes_on_and_keeps_no_words(page, site):
    say(page, "hello zebra")
    kept = page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie])")
    assert "zebra" not in kept
    page.get_by_label("Your message").fill("half a zebra")
    page.reload()
    expect(page.locator("#log")).to_contain_text("Your conversation goes on")
    assert "zebra" not in page.content()
    expect(page.get_by_label("Your message")).to_have_value("")
    page.get_by_role("button", name="Where were we?").click()
    answered(page)
    first, second = site[1].ctx.agent.heard
    assert second.text == "where were we" and second.sender_id == first.sender_id


def test_starting_again_is_another_conversation(page, site):
    say(page, "hello")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Start again").click()
    expect(page.locator("#log")).not_to_contain_text("hello")
    say(page, "hello")
    first, second = site[1].ctx.agent.heard
    assert first.sender_id != second.sender_id


def test_deleting_asks_deletes_and_says_so(page, site):
    say(page, "hello")
    store = site[1].ctx.agent.tracker_store
    for answer, deleted in (("Keep it", 0), ("Delete it", 1)):
        page.get_by_role("button", name="Menu").click()
        page.get_by_role("button", name="Delete this conversation").click()
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
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Delete this conversation").click()
    page.get_by_role("button", name="Delete it").click()
    expect(last(page)).to_contain_text("could not be deleted")
    site[1].ctx.agent.tracker_store = store
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".note")).to_contain_text("has been deleted")


# --- leaving


def leave_by_button(page):
    page.get_by_role("button", name="Leave this page quickly").click()


def leave_by_escape(page):
    for _ in range(3):
        page.keyboard.press("Escape")


@pytest.mark.parametrize("leave", [leave_by_button, leave_by_escape])
def test_leaving_quickly_leaves_nothing(page, site, leave):
    say(page, "hello")
    length = page.evaluate("history.length")
    leave(page)
    page.wait_for_url(f"{ELSEWHERE}**")
    assert page.evaluate("history.length") == length  # Back does not come back here
    page.goto(site[0])
    expect(page.locator("#log")).to_contain_text("Hello. I am Signpost")
    assert len(site[1].ctx.agent.tracker_store.deleted) == 1


def test_two_escapes_stay(page):
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert "bbc" not in page.url


# --- for everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [BIG, SMALL], ids=["1280", "320"])
def test_axe_finds_nothing(open_page, size, scheme):
    page = open_page(viewport=size, color_scheme=scheme)
    axe_finds_nothing(page)
    for text in ("which", "Sarah is 4", "danger", "long", "break"):
        say(page, text)
    page.get_by_role("button", name="Menu").click()
    axe_finds_nothing(page)


@pytest.mark.parametrize("size", [SMALL, {"width": 320, "height": 256}, {"width": 640, "height": 400}])
def test_nothing_is_cut_off_where_there_is_little_room(open_page, size):
    """320 by 256 is 1280 by 1024 at 400%; 640 by 400 is 1280 by 800 at 200%."""
    page = open_page(viewport=size)
    say(page, "long")
    say(page, "w" * 300)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    for name in ("Send", "Menu", "Leave this page quickly"):
        button = page.get_by_role("button", name=name)
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


# --- the widget


class School(BaseHTTPRequestHandler):
    """A school's page with the widget's one tag."""

    def __init__(self, signpost, *given):
        self.signpost = signpost
        super().__init__(*given)

    def do_GET(self):
        body = (
            '<!doctype html><html lang="en-GB"><title>A school</title><style>button { float: left; color: pink }</style>'
            f'<main><h1>A school</h1></main><script src="{self.signpost}/widget.js" defer></script></html>'
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", f"style-src {self.signpost} 'unsafe-inline'")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *given):
        pass


@pytest.fixture
def school(site):
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(School, site[0])) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


@pytest.fixture
def widget(open_page, school, monkeypatch):
    monkeypatch.setenv("SIGNPOST_ORIGINS", school)
    return open_page(school)


def test_the_widget_opens_talks_and_closes_by_keyboard(widget, site):
    opener = widget.get_by_role("button", name="Ask Signpost")
    axe_finds_nothing(widget)
    opener.press("Enter")
    chat = widget.frame_locator("iframe[title='Signpost chat']")
    box = chat.get_by_label("Your message")
    expect(box).to_be_focused()
    axe_finds_nothing(widget)
    widget.keyboard.type("hello")
    widget.keyboard.press("Enter")
    expect(chat.locator(".theirs").last).to_contain_text("You said: hello")
    widget.keyboard.press("Escape")
    expect(widget.get_by_role("dialog", name="Signpost")).to_be_hidden()
    expect(opener).to_be_focused()
    opener.press("Enter")
    expect(chat.locator(".theirs").last).to_contain_text("You said: hello")
    widget.get_by_role("button", name="Close Signpost").click()
    expect(opener).to_be_focused()


@pytest.mark.parametrize("by", ["button", "escape"])
def test_the_widget_leaves_the_schools_page(widget, site, by):
    widget.get_by_role("button", name="Ask Signpost").click()
    chat = widget.frame_locator("iframe")
    expect(chat.get_by_label("Your message")).to_be_focused()  # the frame is ready
    chat.get_by_label("Your message").fill("hello")
    widget.keyboard.press("Enter")
    expect(chat.locator(".theirs").last).to_contain_text("You said: hello")
    if by == "button":
        chat.get_by_role("button", name="Leave this page quickly").click()
    else:
        for _ in range(3):
            widget.keyboard.press("Escape")
            widget.wait_for_timeout(100)
    widget.wait_for_url(f"{ELSEWHERE}**")
    widget.wait_for_timeout(200)
    assert len(site[1].ctx.agent.tracker_store.deleted) == 1


def test_escape_on_the_schools_page_does_nothing_while_the_widget_is_closed(widget):
    expect(widget.get_by_role("button", name="Ask Signpost")).to_be_visible()
    for _ in range(4):
        widget.keyboard.press("Escape")
    widget.wait_for_timeout(400)
    assert "bbc" not in widget.url


def test_a_site_that_is_not_allowed_gets_no_chat(browser, school, site):
    page = browser.new_page()
    page.goto(school)
    page.get_by_role("button", name="Ask Signpost").click()
    expect(page.frame_locator("iframe").get_by_label("Your message")).to_have_count(0)
    page.close()
