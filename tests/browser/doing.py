"""What tests of the page do again and again."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

ELSEWHERE = "https://www.bbc.co.uk/weather"
BIG, SMALL = {"width": 1280, "height": 800}, {"width": 320, "height": 640}


def say(page: Page, text: str) -> None:
    """Type and send, and wait for the answer."""
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")
    answered(page)


def answered(page: Page) -> None:
    expect(page.locator(".typing")).to_have_count(0, timeout=20_000)
    expect(page.locator(".message").last).to_contain_class("message")
    expect(page.locator(".message").last).not_to_contain_class("ours")


def last(page: Page):
    return page.locator(".message").last


def axe_finds_nothing(page: Page) -> None:
    page.wait_for_load_state()  # a press only waits until the next page begins: without its stylesheet it has no colours
    found = Axe().run(page)
    assert len(found.response["passes"]) > 10  # it did look
    wrong = [(v["id"], [(n["target"], n["html"][:200]) for n in v["nodes"]]) for v in found.response["violations"]]
    assert not wrong, wrong
