"""What the server gives a browser besides the conversation: sections, the plain form, opinions, small files."""

import gzip
import re

import httpx
import pytest

from bot import feedback
from bot.channels.message import DANGER_LINE, Message, Part
from bot.channels.web import handbook, templates
from bot.channels.web.assets import read
from bot.channels.web.pages import PAGE
from bot.channels.web.plain import html
from bot.channels.web.wire import as_seen
from bot.database import Database, purge
from tests.channels.fakes import FakeAgent, served
from tests.channels.opinions import counted as opinions_counted


@pytest.fixture(scope="module")
def whole_site():
    with served(session_rate=1000, opening_rate=1000, address_rate=10_000) as site:
        yield site


@pytest.fixture
def site(whole_site, tmp_path):
    base, app = whole_site
    app.ctx.agent = FakeAgent()
    app.ctx.agent.tracker_store.database = Database(f"sqlite:///{tmp_path / 'counts.db'}")
    with httpx.Client(base_url=base, timeout=15) as client:
        client.agent = app.ctx.agent
        yield client


# --- sources


def test_a_source_leads_to_its_section_with_the_passage(pack):
    section = pack.sections["3.4"]
    number = 2
    message = Message(
        "Something else.\n\nAnd this.",
        sources=(pack.cite("3.4"), "A source of somebody else's"),
        parts=(Part("answer", section.paragraphs[number], (pack.cite("3.4"),)),),
    )
    assert as_seen(message)["links"] == [
        {"text": pack.cite("3.4"), "href": f"handbook/3.4?passage={number}#passage"},
    ]
    assert as_seen(message)["about"] == "3.4"


def test_an_opinion_is_about_the_answer_and_not_the_line_of_danger_before_it(pack):
    danger, answer = pack.cite("3.7"), pack.cite("2.12")
    parts = (Part("danger", "Call 999.", (danger,)), Part("contacts", "Tell them.", (answer,)))
    assert as_seen(Message("…", sources=(danger, answer), parts=parts))["about"] == "2.12"


def test_every_section_can_be_named_and_read(pack, site):
    for section_id in (*pack.sections, "about"):
        found = handbook.cited(pack.cite(section_id), "")
        assert found and found[0] == section_id
        told = site.get(f"/{found[1]}")
        assert told.status_code == 200 and "call 999" in told.text


def test_a_section_is_read_with_its_edition_and_the_passage_marked(pack, site):
    told = site.get("/handbook/3.4?passage=1").text
    assert pack.info.edition in told and f"page {pack.sections['3.4'].page}" in told
    assert told.count('id="passage"') == 1
    assert 'id="passage"' not in site.get("/handbook/3.4?passage=9999").text
    assert site.get("/handbook/3.4?passage=x").status_code == 200


def test_what_a_reply_shares_no_words_with_marks_nothing(pack):
    assert handbook.passage(pack.sections["3.4"], "Quite other things.") is None


@pytest.mark.parametrize("path", ["/handbook/9.9", "/handbook/..%2F..%2Fpack.yml", "/handbook/", "/logo"])
def test_nothing_else_can_be_read(site, path):
    assert site.get(path).status_code == 404


def test_html_in_a_section_is_shown_as_written():
    told = handbook._html("<script>alert(1)</script> [x](javascript:alert(1))")
    assert "<script" not in told and "href" not in told


# --- the plain form


def form(site, **fields):
    return site.post("/webhooks/web/plain", data=fields)


def hidden(told, name):
    return re.search(rf'name="{name}" value="([^"]+)"', told.text)[1].replace("&#34;", '"')


def test_a_conversation_by_form_alone(site):
    first = form(site, text="which")
    assert "Which risk did the police give?" in first.text
    token = hidden(first, "token")
    second = form(site, token=token, turn=hidden(first, "turn"), choice=hidden(first, "choice"), text="Standard")
    assert "You said: /pick" in second.text and "<p>Standard</p>" in second.text
    assert len({message.sender_id for message in site.agent.heard}) == 1
    assert "<script" not in second.text.partition("</head>")[0]


def test_a_form_sent_twice_is_one_turn(site):
    token = hidden(form(site, text="hello"), "token")
    for _ in range(2):
        form(site, token=token, turn="t", text="and on")
    assert [message.text for message in site.agent.heard] == ["hello", "and on"]


def test_the_form_passes_the_gate(site):
    told = form(site, text="Sarah is 4")
    assert "Sarah" not in told.text and "[name] is 4" in told.text
    assert site.agent.heard[-1].text == "[name] is 4"


def test_a_form_never_shows_words_as_html(site):
    told = form(site, text="<img src=x onerror=alert(1)>")
    assert "<img" not in told.text


def test_a_form_that_is_refused_keeps_its_words(site, monkeypatch):
    told = site.post("/webhooks/web/plain", data={"text": "my words"}, headers={"Origin": "https://evil.example"})
    assert told.status_code == 403 and DANGER_LINE in told.text
    site.agent.tracker_store.delete = None
    token = hidden(form(site, text="hello"), "token")
    told = form(site, token=token, do="delete", text="my words")
    assert told.status_code == 503 and "could not be deleted" in told.text and "my words</textarea>" in told.text


def test_a_form_begins_again_and_deletes(site):
    token = hidden(form(site, text="hello"), "token")
    told = form(site, token=token, do="again")
    assert "Hello. I am Signpost" in told.text and 'name="token"' not in told.text
    told = form(site, token=hidden(form(site, text="hello"), "token"), do="delete")
    assert "has been deleted" in told.text
    assert len(site.agent.tracker_store.deleted) == 2
    assert "a new one" in form(site, token=token, text="hello").text


def test_the_form_stands_in_the_page_for_whoever_has_no_script(site):
    told = site.get("/").text
    assert 'action="./webhooks/web/plain"' in told
    assert re.search(r'<a [^>]*id="leave" href="https://', told)
    assert "If anyone is in danger now, call 999." in told.partition("<main>")[2]


def test_a_form_that_is_no_form_is_told_so(site):
    told = site.post("/webhooks/web/plain", content=b"\xff" * 10)
    assert told.status_code == 400 and DANGER_LINE in told.text
    assert site.post("/webhooks/web/plain", content=b"a" * 70_000).status_code == 413


def test_words_are_shown_as_by_the_script(pack):
    say = next(one for one in pack.languages.languages if one.id == "ur").say
    message = Message(
        f"Call 999 now. Then wait.\n\n- one: a@b.gov.uk\n- two\n\n{say}\n\nSource: {pack.cite('3.4')}.",
        sources=(pack.cite("3.4"),),
    )
    told = html(message)
    assert '<strong>Call <a href="tel:999">999</a> now.</strong>' in told
    assert '<li>one: <a href="mailto:a@b.gov.uk">a@b.gov.uk</a></li>' in told
    assert '<p lang="ur" dir="rtl">' in told
    assert '<a href="../../handbook/3.4' in told


# --- languages, links and starts


def test_words_in_another_language_are_said_to_be(pack):
    for one in pack.languages.languages:
        told = as_seen(Message(f"{one.say}\n\nIn English: …"))
        assert told["languages"] == [{"text": one.say, "lang": one.id, "dir": one.dir}]
    assert {one.dir for one in pack.languages.languages} == {"ltr", "rtl"}


def test_the_page_begins_in_a_language_that_was_asked_for(pack, site):
    urdu = next(one for one in pack.languages.languages if one.id == "ur")
    assert f'lang="ur" dir="rtl"><p>{urdu.say}</p>' in site.get("/?lang=ur").text
    assert site.get("/?lang=%22%3E").text == site.get("/").text


def test_a_link_opens_a_guide_and_nothing_else(pack, site):
    assert f'data-start="{pack.page.start["marac"]}"' in site.get("/?start=marac").text
    assert "data-start" not in site.get("/?start=%22%3E%3Cscript%3E").text


def test_the_page_says_whose_it_is(pack, site):
    assert pack.info.publisher in site.get("/").text
    about = site.get("/about").text
    for told in (pack.info.edition, templates.signpost_version(), pack.info.contact.phone, "privacy", "accessibility"):
        assert told in about


# --- opinions


def judge(site, **given):
    return site.post("/webhooks/web/feedback", json=given).status_code


def test_an_opinion_is_counted_by_section_and_without_a_conversation(site):
    assert judge(site, section="3.4", helpful=True) == 200
    assert judge(site, section="3.4", helpful=False, reason="hard-to-follow") == 200
    assert judge(site, section="2.12", helpful=False) == 200
    database = site.agent.tracker_store.database
    first, second = opinions_counted(database)
    assert first["not_helpful"] == second["not_helpful"] == 1
    told = {one["section"]: one for one in (first, second)}
    assert told["3.4"] == {
        "section": "3.4",
        "helpful": 1,
        "not_helpful": 1,
        "reasons": {"hard-to-follow": 1},
        "channels": {"web"},
    }
    purge(database, days=0, now=4e9)
    assert opinions_counted(database) == []


WRONG = [
    {"section": "9.9", "helpful": True},
    {"section": "3.4"},
    {"section": "3.4", "helpful": "yes"},
    {"section": "3.4", "helpful": False, "reason": "Sarah said so"},
    {"section": "3.4", "helpful": True, "reason": "hard-to-follow"},
    {"section": ["3.4"], "helpful": True},
]


@pytest.mark.parametrize("given", WRONG)
def test_no_other_word_is_taken(site, given):
    assert judge(site, **given) == 400
    assert opinions_counted(site.agent.tracker_store.database) == []


def test_the_page_offers_the_reasons_that_are_counted():
    block = (PAGE / "strings.js").read_text().partition("REASONS = {")[2].partition("}")[0]
    assert set(re.findall(r'"([\w-]+)":', block)) == set(feedback.REASONS)


# --- small files


def test_the_page_and_the_widget_are_small_and_compressed(site):
    sizes = {name: len(asset.packed) for name, asset in read(PAGE).items()}
    page = len(gzip.compress(site.get("/").content))
    assert page + sum(sizes.values()) < 60_000
    assert sizes["widget.js"] < 6_000
    told = site.get("/assets/chat.css", headers={"Accept-Encoding": "gzip"})
    assert told.headers["content-encoding"] == "gzip" and told.headers["vary"] == "Accept-Encoding"
    plain = site.get("/assets/chat.css", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers and plain.text == told.text
    assert plain.headers["etag"] != told.headers["etag"]
