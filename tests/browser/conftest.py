"""A browser, a server whose agent plays its part, and what tests of the page do again and again."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.doing import BIG, ELSEWHERE
from tests.channels.fakes import FakeAgent, served

CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="module")  # no longer: Playwright holds the thread's event loop, which other tests need
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("chromium is not on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield started
        started.close()


@pytest.fixture(scope="module")
def whole_site():
    with served(session_rate=1000, opening_rate=1000, address_rate=10_000) as site:
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

    def open_it(url=site[0], before=None, **options):
        context = browser.new_context(**{"viewport": BIG, **options})
        contexts.append(context)
        context.route(f"{ELSEWHERE}**", lambda route: route.fulfill(body="<title>BBC Weather</title>"))
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if "Content Security" in said.text else None)
        if before:
            before(page)
        page.goto(url)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not troubles


@pytest.fixture
def page(open_page):
    return open_page()
