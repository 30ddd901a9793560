"""How far a learner is, as a chart with its table on a page of its own: reached from the conversation, for whoever has its token."""

import re
from dataclasses import asdict
from datetime import UTC, datetime

import httpx
import pytest
from playwright.sync_api import Page, expect

from bot.channels.message import DANGER_LINE
from bot.dialogue.learning import Learning
from knowledge import standing
from knowledge.pack import Pack
from knowledge.progress import CaseDone, Progress, review
from tests.browser.doing import BIG, ELSEWHERE, SMALL, axe_finds_nothing, last, say

pytestmark = pytest.mark.slow

ASKS = "how am I doing"
OPENS = "As a chart on a page of its own"
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def learning(pack: Pack) -> Learning:
    """Somebody with something of everything: right, helped and wrong; lessons, and a case that went well and one that did not."""
    assert pack.lessons is not None
    done = Progress(lessons={one.id: "2026-11-30" for one in pack.lessons.tour("school", "short")[:2]})
    for at, id in enumerate(list(pack.quiz)[::9]):
        review(done, id, ("right", "right", "wrong", "helped")[at % 4], NOW)  # type: ignore[arg-type]
    one, other, *_ = pack.practice
    done.cases = {one: CaseDone("2026-11-30", 3, 3), other: CaseDone("2026-11-30", 1, 3)}
    return Learning(progress=done, role="school", length="short")


@pytest.fixture
def learner(site, pack) -> Learning:
    made = learning(pack)
    site[1].ctx.agent.tracker_store.learning = asdict(made)
    return made


def chart(page: Page) -> Page:
    """The page that opens from the newest reply, by keyboard."""
    button = last(page).get_by_role("button", name=OPENS)
    button.focus()
    with page.expect_popup() as opened:
        page.keyboard.press("Enter")
    opened.value.wait_for_load_state()
    return opened.value


@pytest.mark.parametrize("way", ["with scripts", "without"])
def test_the_table_has_every_figure_and_the_chart_every_row(open_page, learner, pack, way) -> None:
    page = open_page(java_script_enabled=way == "with scripts")
    page.get_by_label("Your message").fill(ASKS)
    page.get_by_role("button", name="Send").click()
    shown = chart(page)
    rows = standing.rows(learner.progress, "school", "short", pack)
    expected = [[f"{r.title}, {r.unit}", str(r.known), str(r.over), str(r.to_come)] for r in rows]
    told = [one.locator("th, td").all_inner_texts() for one in shown.locator("tbody tr").all()]
    assert told == expected and any(r.over for r in rows) and any(r.known for r in rows)
    expect(shown.get_by_role("img", name="A bar for each row")).to_be_visible()
    assert shown.locator(".chart[role=img] .all").count() == len(rows)
    assert shown.locator(".chart[role=img] .over").count() == sum(r.over > 0 for r in rows)
    expect(shown.locator("main")).to_contain_text("not accredited training")
    assert shown.locator("main").get_by_role("link").count() >= 1  # what to go over, to read
    assert "token" not in shown.url


def test_bars_are_as_long_as_the_figures_and_stand_beside_each_other(open_page, site, learner, pack) -> None:
    page = open_page()
    say(page, ASKS)
    shown = chart(page)
    for at, row in enumerate(standing.rows(learner.progress, "school", "short", pack)):
        whole = shown.locator(".chart[role=img] .all").nth(at).bounding_box()
        inside = [
            box
            for box in (one.bounding_box() for one in shown.locator(".chart[role=img] :is(.known, .over)").all())
            if box["y"] > whole["y"] - 2 and box["y"] < whole["y"] + whole["height"]
        ]
        wide = sum(box["width"] for box in inside)
        assert wide == pytest.approx(whole["width"] * (row.known + row.over) / row.of, abs=3)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [BIG, SMALL], ids=["1280", "320"])
def test_axe_finds_nothing(open_page, learner, size, scheme) -> None:
    page = open_page(viewport=size, color_scheme=scheme)
    say(page, ASKS)
    axe_finds_nothing(page)
    shown = chart(page)
    axe_finds_nothing(shown)
    assert shown.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_large_letters_cover_nothing(open_page, learner) -> None:
    page = open_page(viewport=SMALL)
    say(page, ASKS)
    shown = chart(page)
    shown.evaluate("document.documentElement.style.fontSize = '200%'")
    assert shown.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    tops = [one.bounding_box()["y"] for one in shown.locator(".chart[role=img] .all").all()]
    words = [one.bounding_box() for one in shown.locator(".chart[role=img] text").all()]
    assert all(box["y"] + box["height"] <= tops[at // 2] + 6 for at, box in enumerate(words))


def test_in_forced_colours_the_bars_can_be_told_apart(open_page, learner) -> None:
    page = open_page(forced_colors="active")
    say(page, ASKS)
    shown = chart(page)
    fills = {
        name: shown.locator(f".chart[role=img] .{name}").first.evaluate("one => getComputedStyle(one).fill")
        for name in ("all", "known", "over")
    }
    assert len(set(fills.values())) == 3 and fills["over"].startswith("url(")


def test_what_it_is_made_from_is_saved_as_files(open_page, learner, monkeypatch) -> None:
    monkeypatch.setenv("SIGNPOST_ADDRESS", "https://signpost.example")
    monkeypatch.setenv("SIGNPOST_LEARNER_SECRET", "a secret for these tests alone, and long enough")
    page = open_page()
    say(page, ASKS)
    shown = chart(page)
    for title, begins in (("a table (CSV)", "kind,id"), ("JSON", "{"), ("xAPI statements", "[")):
        with shown.expect_download() as got:
            shown.get_by_role("button", name=f"Save as {title}").click()
        assert re.fullmatch(r"signpost-learning-\d{4}-\d\d-\d\d\.(csv|json)", got.value.suggested_filename)
        assert got.value.path().read_text(encoding="utf-8").startswith(begins)


def test_who_has_not_begun_is_told_so(open_page) -> None:
    page = open_page()
    say(page, ASKS)
    shown = chart(page)
    expect(shown.locator("main")).to_contain_text("You have not begun yet")
    axe_finds_nothing(shown)
    shown.get_by_role("link", name="Leave this page quickly").click()
    shown.wait_for_url(f"{ELSEWHERE}**")


def test_nobody_sees_it_without_the_conversations_token(site, learner) -> None:
    told = httpx.post(f"{site[0]}/webhooks/web/progress", data={"token": "made up"})
    assert told.status_code == 401 and DANGER_LINE in told.text and "<table" not in told.text
    assert httpx.get(f"{site[0]}/webhooks/web/progress").status_code == 405
    elsewhere = httpx.post(f"{site[0]}/webhooks/web/progress", headers={"Origin": "https://evil.example"})
    assert elsewhere.status_code == 403
    for one in (told, elsewhere):
        assert one.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in one.headers["content-security-policy"]
