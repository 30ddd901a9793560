"""What a person sees, hears and holds: where the page scrolls, what a screen reader is told, and whose the focus is."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.doing import answered, axe_finds_nothing, last, say
from tests.channels.fakes import URDU

pytestmark = pytest.mark.slow
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
LOW = [{"width": 683, "height": 325}, {"width": 844, "height": 390}, {"width": 320, "height": 256}]

WATCH = """() => {
    window.moved = [];
    document.addEventListener("focusin", (event) => window.moved.push(event.target.id || event.target.tagName));
    window.told = [];
    new MutationObserver((all) => all.forEach((one) => one.addedNodes.forEach((node) => window.told.push(node.textContent))))
        .observe(document.getElementById("announcer"), { childList: true });
}"""


def hold(page):
    """Keep the next answer back. Returns what lets it go."""
    held = []
    page.route("**/message", lambda route: held.append(route))  # noqa: PLW0108 (Playwright asks a function for its name)

    def let_go():
        page.wait_for_timeout(50)
        held.pop().continue_()
        page.unroute("**/message")

    return let_go


# --- where it scrolls


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("words", ["a long story " * 100, "danger"], ids=["long", "danger"])
def test_the_reply_is_in_sight_whatever_was_typed(open_page, size, words):
    page = open_page(viewport=size)
    say(page, "long")
    say(page, words)
    expect(last(page).locator(".speaker")).to_be_in_viewport(ratio=0.9)
    expect(last(page).locator("p").first).to_be_in_viewport(ratio=0.3)


def test_a_short_question_stays_above_its_reply(open_page):
    page = open_page(viewport=PHONE)
    say(page, "long")
    expect(page.locator(".ours").last).to_be_in_viewport(ratio=1)


def test_whoever_scrolls_up_is_left_there_and_told(open_page):
    page = open_page(viewport=PHONE)
    say(page, "long")
    let_go = hold(page)
    page.get_by_label("Your message").fill("long")
    page.keyboard.press("Enter")
    expect(page.locator(".typing")).to_have_count(1)
    page.locator("#log").evaluate("(log) => log.scrollTo(0, 40)")
    let_go()
    answered(page)
    assert page.locator("#log").evaluate("(log) => log.scrollTop") == 40
    below = page.get_by_role("button", name="New reply below")
    expect(below).to_be_visible()
    for _ in range(8):
        if below.is_visible():
            below.click()
            page.wait_for_timeout(100)
    expect(page.locator("#below")).to_be_hidden()
    expect(last(page)).to_be_in_viewport()


def test_more_below_is_shown_while_there_is_more(open_page):
    page = open_page(viewport=PHONE)
    expect(page.locator("#below")).to_be_hidden()
    say(page, "long")
    below = page.get_by_role("button", name="More below")
    below.focus()
    for _ in range(6):
        if page.locator("#below").is_visible():
            page.keyboard.press("Enter")
            page.wait_for_timeout(100)
    expect(page.locator("#below")).to_be_hidden()
    expect(page.locator("#log")).to_be_focused()  # not lost with the button


@pytest.mark.parametrize("size", LOW, ids=lambda size: f"{size['width']}x{size['height']}")
def test_leave_and_999_stay_in_sight_in_a_low_window(open_page, size):
    page = open_page(viewport=size)
    expect(page.locator("#greeting")).to_be_in_viewport()
    for _ in range(2):
        say(page, "long")
        for kept in (page.locator("#leave"), page.locator("header a[href='tel:999']")):
            expect(kept).to_be_in_viewport(ratio=1)
        expect(last(page).locator("p").first).to_be_in_viewport()
        bar = page.locator("header").bounding_box()
        assert bar["height"] <= 60
        assert last(page).locator(".speaker").bounding_box()["y"] >= bar["height"] - 1  # not under it
    page.locator("#menu summary").click()
    expect(page.get_by_role("button", name="Delete this conversation")).to_be_visible()
    axe_finds_nothing(page)


def test_the_page_takes_neither_focus_nor_scrolling_when_it_opens(open_page):
    page = open_page(viewport={"width": 683, "height": 325})
    assert page.evaluate("document.activeElement === document.body && scrollY === 0")


def test_a_mailbox_is_not_broken_where_there_is_room(open_page):
    page = open_page(viewport=DESK)
    say(page, "long")
    for mailbox in page.locator("a[href^='mailto:']").all():
        assert mailbox.evaluate("(a) => a.getClientRects().length") == 1
        assert mailbox.bounding_box()["height"] < 40


# --- whose the focus is


def test_a_reply_moves_no_focus(page):
    let_go = hold(page)
    page.get_by_label("Your message").fill("which")
    page.keyboard.press("Enter")
    page.locator("#menu summary").focus()
    page.evaluate(WATCH)
    let_go()
    answered(page)
    assert page.evaluate("window.moved") == []
    expect(page.locator("#menu summary")).to_be_focused()


def test_a_choice_moves_the_focus_at_once_and_not_again(page):
    say(page, "which")
    page.evaluate(WATCH)
    let_go = hold(page)
    medium = page.get_by_role("button", name="Medium")
    medium.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("[document.activeElement.id, window.moved.at(-1)]") == ["words", "words"]
    before = page.evaluate("window.moved.length")
    let_go()
    answered(page)
    assert page.evaluate("window.moved.length") == before


def test_on_a_touch_screen_a_choice_opens_no_keyboard(open_page):
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True)
    say(page, "which")
    page.get_by_role("button", name="Medium").tap()
    answered(page)
    expect(page.locator("#log")).to_be_focused()


def test_trying_again_keeps_the_focus(page):
    page.route("**/message", lambda route: route.abort(), times=1)
    say(page, "hello")
    page.get_by_role("button", name="Try again").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your message")).to_be_focused()
    answered(page)


# --- what a screen reader is told


def test_a_reply_is_told_once_as_one_string_with_its_choices_counted(page):
    expect(page.locator("#announcer")).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("log", name="Conversation")).to_have_attribute("aria-live", "off")
    page.evaluate(WATCH)
    say(page, "which")
    told = page.evaluate("window.told")
    assert [re.sub(r"\s+", " ", one).strip() for one in told] == [
        "Signpost: Which risk did the police give? 3 choices follow."
    ]


def test_danger_is_told_first_and_a_record_is_named(page):
    page.evaluate(WATCH)
    say(page, "danger")
    say(page, "long")
    danger, long = page.evaluate("window.told")
    assert danger.startswith("Signpost: Emergency. Call 999 now.")
    assert "A record can be copied. One choice follows." in long


def test_what_was_told_is_taken_away_again(page):
    page.clock.install()
    say(page, "which")
    expect(page.locator("#announcer p")).to_have_count(1)
    page.clock.fast_forward(11_000)
    expect(page.locator("#announcer p")).to_have_count(0)


def test_writing_is_told_only_of_a_slow_answer(page):
    page.clock.install()
    page.route("**/message", lambda route: None)
    page.get_by_label("Your message").fill("hello")
    page.keyboard.press("Enter")
    expect(page.locator(".typing")).to_be_visible()
    expect(page.locator("#state")).to_have_text("")
    page.clock.fast_forward(1_100)
    expect(page.locator("#state")).to_have_text("Signpost is writing")
    page.clock.fast_forward(4_000)
    expect(page.locator("#state")).to_contain_text("Still working on it")
    expect(page.locator("#state")).to_be_visible()


def test_each_message_has_its_speaker_as_a_heading(page):
    say(page, "which")
    for who in ("You", "Signpost"):
        heading = page.get_by_role("heading", level=2, name=re.compile(rf"^{who} \d\d:\d\d$")).last
        expect(heading).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(3)
    expect(page.get_by_role("group", name="3 choices follow.")).to_be_visible()


def test_words_in_another_language_are_marked_as_that(page):
    page.evaluate(WATCH)
    say(page, "urdu")
    paragraph = last(page).locator("p[lang]")
    expect(paragraph).to_have_attribute("lang", "ur")
    expect(paragraph).to_have_attribute("dir", "rtl")
    expect(paragraph).to_have_text(URDU)
    expect(page.locator("#announcer [lang=ur]")).to_contain_text(URDU)
    axe_finds_nothing(page)


def test_forced_colours_and_large_text(open_page):
    page = open_page(forced_colors="active", viewport=PHONE)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for text in ("which", "danger", "long"):
        say(page, text)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(page.locator("#leave")).to_be_in_viewport(ratio=1)
    axe_finds_nothing(page)
