"""The page's main states as pictures, from a real server: `python -m tests.browser.screenshots [ADDRESS] [NAME]`.

They go into docs/screenshots/. ADDRESS is of a Signpost that runs; one is started otherwise. NAME: only those with it in theirs. Nobody's case is in them. They are for looking at: no test compares them.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import ROOT, Server

INTO = ROOT / "docs" / "screenshots"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
CASE = "8 month old in Alfreton, police graded it medium"


def talk(*said: str) -> Callable[[Page], None]:
    """What types these words, one after another, and waits for each answer."""

    def type_them(page: Page) -> None:
        for number, words in enumerate(said, 1):
            page.get_by_label("Your message").fill(words)
            page.keyboard.press("Enter")
            expect(page.locator(".theirs:not(.typing):not(.notice)")).to_have_count(number + 1, timeout=30_000)
        page.wait_for_timeout(300)

    return type_them


def open_widget(page: Page) -> None:
    page.get_by_role("button", name="Ask about domestic abuse").click()
    expect(page.frame_locator("iframe").locator("html.scripted")).to_be_attached()
    page.wait_for_timeout(300)


def open_record(page: Page) -> None:
    talk(CASE)(page)
    page.locator("details.record summary").last.click()
    page.locator("details.record").last.scroll_into_view_if_needed()
    page.locator("details.record .keeping").last.scroll_into_view_if_needed()


def open_progress(page: Page) -> Page:
    """Somebody who always takes the first of a question's choices; what they see is the page that opens."""
    talk("fifteen questions", *["a"] * 15, "stop", "how am I doing")(page)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="As a chart").last.click()
    opened.value.set_viewport_size(page.viewport_size)
    return opened.value


def nothing(page: Page) -> None:
    pass


# Name, address, window, colours, and what is done there, with the page that it opens if it is another.
SHOTS: list[tuple[str, str, dict[str, int], str, Callable[[Page], Page | None]]] = [
    ("start-desktop-light", "/", DESK, "light", nothing),
    ("start-phone-light", "/", PHONE, "light", nothing),
    ("start-phone-dark", "/", PHONE, "dark", nothing),
    ("referral-desktop-light", "/", DESK, "light", talk(CASE)),
    ("referral-desktop-dark", "/", DESK, "dark", talk(CASE)),
    ("referral-phone-light", "/", PHONE, "light", talk(CASE)),
    ("danger-phone-light", "/", PHONE, "light", talk("he is hitting her right now")),
    ("danger-phone-dark", "/", PHONE, "dark", talk("he is hitting her right now")),
    ("question-phone-light", "/", PHONE, "light", talk("who can attend a strategy discussion")),
    ("record-phone-light", "/", PHONE, "light", open_record),
    ("section-phone-light", "/handbook/2.12?passage=2#passage", PHONE, "light", nothing),
    ("about-phone-light", "/about", PHONE, "light", nothing),
    ("widget-desktop-light", "/example", DESK, "light", open_widget),
    ("progress-desktop-light", "/", DESK, "light", open_progress),
    ("progress-desktop-dark", "/", DESK, "dark", open_progress),
    ("progress-phone-light", "/", PHONE, "light", open_progress),
    ("progress-phone-dark", "/", PHONE, "dark", open_progress),
    ("low-window-light", "/", {"width": 683, "height": 325}, "light", talk(CASE)),
]


def shoot(browser: Browser, base: str, only: str = "") -> None:
    INTO.mkdir(parents=True, exist_ok=True)
    for name, path, window, colours, do in SHOTS:
        if only not in name:
            continue
        page = browser.new_page(viewport=window, color_scheme=colours)
        page.goto(f"{base}{path}")
        shown = do(page) or page
        picture = Image.open(BytesIO(shown.screenshot())).convert("RGB")
        picture.quantize(64, dither=Image.Dither.NONE).save(INTO / f"{name}.png", optimize=True)
        page.close()


def main(arguments: list[str]) -> None:
    base = next((one for one in arguments if "://" in one), None)
    only = next((one for one in arguments if "://" not in one), "")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        server = None if base else Server(Path(folder)).start()
        try:
            shoot(browser, base or server.url, only)
        finally:
            browser.close()
            if server:
                server.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
