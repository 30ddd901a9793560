"""The page of figures, in light and dark, on a phone and a desk: nothing for axe to find, and nothing that runs off the side."""

from datetime import date

import pytest

from bot.insights.page import page as report
from tests.browser.doing import axe_finds_nothing

_ROWS = [
    {"id": "3.3", "name": "3.3 " + "A long title of a section " * 4, "count": 12},
    {"id": "x", "name": "x", "count": None},
]
_WEEKS = [
    {"id": "2026-11-16", "name": "16 Nov 2026", "count": 0},
    {"id": "2026-11-23", "name": "23 Nov 2026", "count": 12},
]
_TABLES = [{"by": "section", "title": "Section", "rows": _ROWS}, {"by": "week", "title": "Week from", "rows": _WEEKS}]
_LEFT = {"id": "a.b", "guide": "a", "title": "a guide", "question": "Why?", "asked": 9, "went_on": None, "left": None}
FIGURES = {
    "pack": {"name": "Here", "edition": "one"},
    "from": "2026-11-16",
    "to": "2026-11-29",
    "least": 5,
    "measures": [{"id": "unanswered", "title": "Questions", "any": True, "total": None, "tables": _TABLES}],
    "guides": [_LEFT],
    "clusters": [{"at_least": 5, "kinds": [], "sections": ["3.3"], "questions": ["where do i park"]}],
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_of_figures(browser, tmp_path, scheme, width):
    (tmp_path / "report.html").write_text(report(FIGURES, date(2026, 11, 29)), encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"file://{tmp_path / 'report.html'}")
    axe_finds_nothing(page)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    axe_finds_nothing(page)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()
