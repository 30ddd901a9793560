"""The widget on other people's pages: plain ones, hostile ones, and ones that it may not be on."""

import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.browser.doing import BIG, ELSEWHERE, axe_finds_nothing

pytestmark = pytest.mark.slow
PHONE = {"width": 390, "height": 844}
HOSTILE = """
* { position: relative !important; all: unset !important; color: pink !important; float: left !important; font: 4px serif !important }
.cms div, div { position: relative !important; display: inline !important }
button, dialog, iframe { display: none !important; transform: rotate(9deg) !important; opacity: 0.1 !important }
"""


class School(BaseHTTPRequestHandler):
    """A school's site. `page` gives the head and the body of each address."""

    def __init__(self, pages, policy, *given):
        self.pages, self.policy = pages, policy
        super().__init__(*given)

    def do_GET(self):
        head, body = self.pages.get(self.path, ("", ""))
        html = (
            f'<!doctype html><html lang="en-GB"><head><meta name="viewport" content="width=device-width">'
            f'<title>A school</title>{head}</head><body><main class="cms">'
            f'<h1>A school</h1><p><a href="/other">Another page</a></p></main>{body}</body></html>'
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", self.policy)
        self.end_headers()
        self.wfile.write(html.encode())

    def log_message(self, *given):
        pass


@pytest.fixture
def school(site, monkeypatch):
    """Serve a school's site with this head and body, allowed unless said otherwise. Gives its address."""
    running = []

    def serve(head="", body=None, policy="", allowed=True, server=site[0], host="localhost"):
        body = f'<script src="{server}/widget.js" defer></script>' if body is None else body
        page = (head, body)
        strict = f"default-src 'none'; script-src {server}; frame-src {server}; {policy}"
        handler = partial(School, {"/": page, "/other": page}, strict)
        http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=http.serve_forever, daemon=True).start()
        running.append(http)
        address = f"http://{host}:{http.server_port}"
        monkeypatch.setenv("SIGNPOST_ORIGINS", address if allowed else "")
        return address

    yield serve
    for http in running:
        http.shutdown()
        http.server_close()


def opener(page, name="Ask Signpost"):
    return page.get_by_role("button", name=name)


def chat(page):
    return page.frame_locator("iframe[title='Signpost chat']")


def hello(page):
    expect(chat(page).locator("html.scripted")).to_be_attached()
    chat(page).get_by_label("Your message").fill("hello")
    page.keyboard.press("Enter")
    expect(chat(page).locator(".theirs").last).to_contain_text("You said: hello")


def test_it_opens_talks_and_closes_by_keyboard_under_a_strict_policy(open_page, school):
    page = open_page(school())
    axe_finds_nothing(page)
    opener(page).press("Enter")
    expect(chat(page).get_by_label("Your message")).to_be_focused()
    axe_finds_nothing(page)
    page.keyboard.type("hello")
    page.keyboard.press("Enter")
    expect(chat(page).locator(".theirs").last).to_contain_text("You said: hello")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Signpost")).to_be_hidden()
    expect(opener(page)).to_be_focused()
    opener(page).press("Enter")
    expect(chat(page).locator(".theirs").last).to_contain_text("You said: hello")
    chat(page).get_by_role("button", name="Close Signpost").click()
    expect(opener(page)).to_be_focused()


def test_escape_closes_the_menu_before_the_widget(open_page, school):
    page = open_page(school())
    opener(page).click()
    expect(chat(page).locator("html.scripted")).to_be_attached()
    menu = chat(page).locator("#menu")
    menu.locator("summary").click()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(page.get_by_role("dialog", name="Signpost")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Signpost")).to_be_hidden()


def test_a_hostile_page_changes_nothing(open_page, school):
    plain, hostile = school(), school(f"<style>{HOSTILE}</style>", policy="style-src 'unsafe-inline'")
    seen = []
    for address in (plain, hostile):
        page = open_page(address)
        button = opener(page)
        look = button.evaluate(
            "(b) => [getComputedStyle(b).font, getComputedStyle(b).color, getComputedStyle(b).opacity]"
        )
        closed = button.bounding_box()
        seen.append((look, closed["x"], closed["y"], closed["width"]))
    assert seen[0] == seen[1]


def test_a_hostile_page_has_the_chat_where_it_belongs(open_page, school):
    page = open_page(school(f"<style>{HOSTILE}</style>", policy="style-src 'unsafe-inline'"))
    opener(page).click()
    hello(page)
    box = page.get_by_role("dialog", name="Signpost").bounding_box()
    assert box["width"] == 440 and box["height"] == 720
    assert box["x"] == BIG["width"] - 440 - 16 and box["y"] == BIG["height"] - 720 - 16


TAGS = {
    "module": '<script type="module" src="{}/widget.js"></script>',
    "twice": '<script src="{0}/widget.js"></script><script src="{0}/widget.js" defer></script>',
    "element": '<script src="{0}/widget.js" defer></script><signpost-chat></signpost-chat>',
}


@pytest.mark.parametrize("tag", TAGS.values(), ids=TAGS.keys())
def test_each_way_of_putting_it_there_gives_one(open_page, school, site, tag):
    page = open_page(school(body=tag.format(site[0])))
    expect(opener(page)).to_have_count(1)
    opener(page).click()
    hello(page)


def test_it_wears_what_its_attributes_say(open_page, school, site, pack):
    attributes = (
        'data-title="Ask about domestic abuse" data-colour="#ffd166" data-position="left" data-language="ur" '
        'data-greeting="Welcome to our school\'s helper." data-start="marac"'
    )
    page = open_page(school(body=f'<script src="{site[0]}/widget.js" {attributes} defer></script>'))
    button = opener(page, "Ask about domestic abuse")
    assert button.bounding_box()["x"] == 16
    colours = "(b) => [getComputedStyle(b).backgroundColor, getComputedStyle(b).color]"
    assert button.evaluate(colours) == ["rgb(255, 209, 102)", "rgb(0, 0, 0)"]
    axe_finds_nothing(page)
    button.click()
    expect(chat(page).get_by_role("heading", level=1)).to_have_text("Ask about domestic abuse")
    expect(chat(page).locator("[lang=ur]")).to_be_visible()
    expect(chat(page).locator("#greeting")).to_have_text("Welcome to our school's helper.")
    expect(chat(page).locator(".ours")).to_contain_text(pack.page.start["marac"])
    assert chat(page).locator(".bar").evaluate(colours) == ["rgb(255, 209, 102)", "rgb(0, 0, 0)"]
    axe_finds_nothing(page)


def test_nobody_else_can_put_words_into_the_page(open_page, site):
    page = open_page(f"{site[0]}/?embed=1")
    page.evaluate("postMessage({ signpost: 'setup', title: 'Ring this number', greeting: 'Ring this number' }, '*')")
    page.wait_for_timeout(200)
    expect(page.locator("body")).not_to_contain_text("Ring this number")


def test_on_a_phone_it_is_modal_and_fills_the_screen(open_page, school):
    page = open_page(school(), viewport=PHONE, has_touch=True, is_mobile=True)
    opener(page).tap()
    expect(chat(page).locator("#log")).to_be_visible()
    assert page.get_by_role("dialog", name="Signpost").bounding_box() == {"x": 0, "y": 0, **PHONE}
    behind = "document.querySelector('a').focus() || document.activeElement.tagName"
    assert page.evaluate(behind) != "A"  # the rest is inert
    axe_finds_nothing(page)


def test_it_stays_open_on_the_sites_next_page_and_takes_no_focus_there(open_page, school):
    page = open_page(school(host="127.0.0.1"))  # of another site altogether, this browser's frames may keep nothing
    opener(page).click()
    hello(page)
    page.get_by_role("link", name="Another page").click()
    page.wait_for_url("**/other")
    expect(chat(page).locator(".theirs").last).to_contain_text("You said: hello")
    page.wait_for_timeout(300)
    assert page.evaluate("document.activeElement === document.body")
    chat(page).get_by_role("button", name="Close Signpost").click()
    page.reload()
    expect(opener(page)).to_be_visible()
    expect(page.get_by_role("dialog", name="Signpost")).to_be_hidden()


@pytest.mark.parametrize("by", ["link", "shift in the chat", "shift on the page"])
def test_it_leaves_the_schools_page(open_page, school, site, by):
    page = open_page(school())
    opener(page).click()
    hello(page)
    if by == "link":
        chat(page).get_by_role("link", name="Leave this page quickly").click()
    else:
        if by == "shift on the page":
            page.get_by_role("link", name="Another page").focus()
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url(f"{ELSEWHERE}**")
    page.wait_for_timeout(200)
    assert len(site[1].ctx.agent.tracker_store.deleted) == 1


def test_keys_on_the_schools_page_do_nothing_while_it_is_closed(open_page, school):
    page = open_page(school())
    expect(opener(page)).to_be_visible()
    for key in ("Shift", "Shift", "Shift", "Escape"):
        page.keyboard.press(key)
    page.wait_for_timeout(400)
    assert "bbc" not in page.url


def test_a_reply_that_came_while_it_was_closed_is_shown(open_page, school, site):
    page = open_page(school())
    opener(page).click()
    expect(chat(page).locator("html.scripted")).to_be_attached()
    chat(page).get_by_label("Your message").fill("slowly")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(opener(page, "New reply")).to_be_visible()
    opener(page).click()
    expect(chat(page).locator(".theirs").last).to_contain_text("There.")


def fails(page):
    opener(page).click()
    dialog = page.get_by_role("dialog", name="Signpost")
    expect(dialog).to_contain_text("can’t be shown here just now", timeout=15_000)
    expect(dialog.get_by_role("link", name="call 999")).to_have_attribute("href", "tel:999")
    expect(dialog.get_by_role("link", name="Open it in its own window")).to_be_visible()
    axe_finds_nothing(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener(page)).to_be_focused()


def test_a_site_that_is_not_allowed_is_told_999_and_a_way(browser, school):
    page = browser.new_page()
    page.goto(school(allowed=False))
    fails(page)
    page.close()


def test_a_server_that_is_down_is_told_999_and_can_be_tried_again(browser, school, site):
    page = browser.new_page()
    page.route("**/?embed=1*", lambda route: route.abort())
    page.goto(school())
    fails(page)
    page.unroute("**/?embed=1*")
    opener(page).click()
    page.get_by_role("button", name="Try again").click()
    hello(page)
    page.close()


def test_under_a_path_that_a_proxy_puts_in_front(open_page, site, monkeypatch):
    """The page and all that it asks for are found from where it stands."""
    monkeypatch.setenv(
        "SIGNPOST_ORIGINS", "https://council.example"
    )  # what a browser says of itself gets lost in between
    base = site[0]

    def proxied(page):
        page.route(
            "https://council.example/help/**",
            lambda route: route.fulfill(
                response=route.fetch(url=route.request.url.replace("https://council.example/help", base))
            ),
        )

    page = open_page("https://council.example/help/", before=proxied)
    page.get_by_label("Your message").fill("cited")
    page.keyboard.press("Enter")
    source = page.locator(".theirs").last.locator(".sources a")
    expect(source).to_have_attribute("href", "https://council.example/help/handbook/3.4?passage=1#passage")
    assert page.locator("#form").evaluate("(form) => form.action") == "https://council.example/help/webhooks/web/plain"


def test_the_example_page_shows_it(open_page, site):
    page = open_page(f"{site[0]}/example")
    opener(page, "Ask about domestic abuse").click()
    hello(page)
