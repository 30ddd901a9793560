"""The web channel over real HTTP, with an agent that plays its part."""

import asyncio
import json
import re
import socket
import stat
import time
from pathlib import Path

import httpx
import pytest
from rasa.core.run import _create_app_without_api

from bot.channels.message import DANGER_LINE
from bot.channels.secret import signing_key
from bot.channels.web.limits import Limit
from bot.channels.web.pages import PAGE
from bot.channels.web.sessions import Sessions
from tests.channels.fakes import LONG, RECORD, FakeAgent, served

PICK_MEDIUM = '/pick{"choice": "medium"}'
OTHER = "https://school.example"


@pytest.fixture(scope="module")
def whole_site():
    with served(session_rate=1000, address_rate=10_000) as site:
        yield site


@pytest.fixture
def site(whole_site):
    base, app = whole_site
    app.ctx.agent = FakeAgent()
    with httpx.Client(base_url=f"{base}/webhooks/web", timeout=15) as client:
        client.agent = app.ctx.agent
        yield client


@pytest.fixture
def token(site):
    return new_token(site)


def new_token(site):
    return site.post("/session").json()["token"]


def say(site, token, text, **more):
    return site.post("/message", json={"token": token, "text": text, **more})


def assert_refused(told, status):
    assert told.status_code == status
    assert set(told.json()) == {"error"}
    assert DANGER_LINE in told.json()["error"]
    assert told.headers["cache-control"] == "no-store"


# --- turns


def test_a_turn_gives_its_messages_whole(site, token):
    [message] = say(site, token, "long").json()["messages"]
    assert message["text"] == LONG
    assert message["sources"] == ["Handbook 2.12, page 23"]
    assert message["record"] == RECORD
    assert message["urgency"] == "urgent"
    assert message["choices"] == [{"title": "Why?", "payload": '/pick{"choice": "why?"}'}]


def test_what_was_masked_is_told_first_and_the_name_goes_no_further(site, token):
    notice, message = say(site, token, "Sarah is 4").json()["messages"]
    assert notice["notice"] is True and "a name" in notice["text"]
    assert message["text"] == "You said: [name] is 4"
    assert site.agent.heard[-1].metadata == {"facts": {}, "left_out": ["a name"]}
    assert site.agent.heard[-1].input_channel == "web"


def test_a_choice_counts_once_it_was_offered(site, token):
    say(site, token, "which")
    told = site.post("/message", json={"token": token, "choice": PICK_MEDIUM})
    assert told.status_code == 200
    assert site.agent.heard[-1].text == PICK_MEDIUM


def test_a_choice_that_was_not_offered_is_refused_or_is_only_its_words(site, token):
    say(site, new_token(site), "which")  # offered to somebody else
    assert_refused(site.post("/message", json={"token": token, "choice": PICK_MEDIUM}), 409)
    assert not any(m.text == PICK_MEDIUM for m in site.agent.heard)
    site.post("/message", json={"token": token, "choice": PICK_MEDIUM, "text": "Medium"})
    assert site.agent.heard[-1].text == "Medium"


@pytest.mark.parametrize("typed", ["/restart", PICK_MEDIUM, "/ /restart", " \n//restart", '/inform{"area":"x"}'])
def test_typed_commands_are_only_words(site, token, typed):
    say(site, token, "which")
    say(site, token, typed)
    assert not site.agent.heard[-1].text.startswith("/")


def test_a_command_that_shows_only_after_tidying_is_only_words(site, token):
    say(site, token, f"\u200b/ {PICK_MEDIUM}")
    assert site.agent.heard[-1].text == PICK_MEDIUM.lstrip("/")


def test_long_text_is_asked_to_be_shorter(site, token):
    told = say(site, token, "a" * 4001)
    assert told.status_code == 200
    assert told.json()["messages"][0]["text"].startswith(DANGER_LINE)
    assert not site.agent.heard
    assert "You said" in say(site, token, "a" * 4000).json()["messages"][0]["text"]


def test_empty_text_gets_a_reply(site, token):
    for blank in ("", "  \n ", "/"):
        assert DANGER_LINE in say(site, token, blank).json()["messages"][0]["text"]
    assert not site.agent.heard


@pytest.mark.parametrize("text", ["break", "silence"])
def test_a_turn_that_fails_gets_a_plain_reply(site, token, text, caplog):
    told = say(site, token, text)
    assert told.status_code == 200
    assert told.json()["failed"] is True
    assert DANGER_LINE in told.json()["messages"][0]["text"]
    assert "secret" not in told.text
    assert "secret" not in caplog.text
    assert "You said" in say(site, token, "and on").json()["messages"][0]["text"]


def test_a_turn_that_takes_too_long_gets_a_plain_reply():
    with served(turn_seconds=0.3) as (base, app), httpx.Client(base_url=f"{base}/webhooks/web") as site:
        token = new_token(site)
        told = say(site, token, "slow").json()
        assert told["failed"] is True and DANGER_LINE in told["messages"][0]["text"]
        assert app.ctx.agent.at_once == 0  # cancelled, so that trying again does not do it twice
        assert "You said" in say(site, token, "and on").json()["messages"][0]["text"]


def test_what_is_left_out_is_told_once_and_told_again_only_to_a_turn_sent_again(site, token):
    first = say(site, token, "Sarah is 4", turn="t1").json()
    assert say(site, token, "Sarah is 4", turn="t1").json() == first and first["messages"][0]["notice"]
    [message] = say(site, token, "and Sarah lives in Ripley", turn="t2").json()["messages"]
    assert message["text"] == "You said: and [name] lives in Ripley"
    assert site.agent.heard[-1].metadata["facts"] == {} and "left_out" not in site.agent.heard[-1].metadata


def test_the_same_turn_again_gets_the_same_answer_and_is_done_once(site, token):
    first = say(site, token, "hello", turn="t1").json()
    assert say(site, token, "hello", turn="t1").json() == first
    assert len(site.agent.heard) == 1
    say(site, token, "hello", turn="t2")
    assert len(site.agent.heard) == 2


def test_a_turn_named_again_with_other_words_is_another_turn(site, token):
    first = say(site, token, "hello", turn="t1").json()
    assert say(site, token, "and on", turn="t1").json() != first
    assert [message.text for message in site.agent.heard] == ["hello", "and on"]


def test_typed_words_come_back_as_they_passed_the_gate(site, token):
    assert say(site, token, "Sarah is 4").json()["said"] == "[name] is 4"
    say(site, token, "which")
    assert "said" not in site.post("/message", json={"token": token, "choice": PICK_MEDIUM}).json()


def test_a_failed_turn_is_tried_again(site, token):
    assert say(site, token, "break once", turn="t1").json()["failed"] is True
    assert "failed" not in say(site, token, "break once", turn="t1").json()


def together(site, token, texts):
    async def all_of_them():
        async with httpx.AsyncClient(base_url=site.base_url, timeout=15) as client:
            return await asyncio.gather(*(client.post("/message", json={"token": token, "text": t}) for t in texts))

    return asyncio.run(all_of_them())


def test_one_turn_at_a_time(site, token):
    told = together(site, token, ["slowly", "slowly"])
    assert [t.status_code for t in told] == [200, 200]
    assert site.agent.most_at_once == 1


def test_a_pile_of_turns_is_refused(site, token):
    told = together(site, token, ["slowly"] * 6)
    statuses = sorted(t.status_code for t in told)
    assert statuses == [200, 200, 200, 429, 429, 429]
    assert all(DANGER_LINE in t.text for t in told if t.status_code == 429)


def test_two_conversations_go_on_together(site, token):
    other = new_token(site)

    async def both():
        async with httpx.AsyncClient(base_url=site.base_url, timeout=15) as client:
            await asyncio.gather(
                *(client.post("/message", json={"token": t, "text": "slowly"}) for t in (token, other))
            )

    asyncio.run(both())
    assert site.agent.most_at_once == 2


# --- who speaks


def test_the_sender_comes_from_the_token_alone(site, token):
    say(site, token, "hello", sender="mallory", sender_id="mallory", session_id="mallory", metadata={"a": 1})
    message = site.agent.heard[-1]
    assert re.fullmatch(r"web-[0-9a-f]{32}", message.sender_id)
    assert message.metadata == {"facts": {}}
    say(site, new_token(site), "hello")
    assert site.agent.heard[-1].sender_id != message.sender_id


@pytest.mark.parametrize("forged", ["", "x", None, 7, ["a"], "web-1.a.b", "é.ü.ß", "\ud800", "a" * 30_000])
def test_a_wrong_token_is_refused(site, forged):
    body = json.dumps({"token": forged, "text": "hello"})
    for path in ("/message", "/delete"):
        assert_refused(site.post(path, content=body), 401)
    assert not site.agent.heard


def test_a_token_signed_with_another_key_is_refused(site):
    assert_refused(say(site, Sessions("another key, as long as the first").issue(), "hello"), 401)


def test_a_token_is_good_for_its_time_only(monkeypatch):
    sessions = Sessions("key", lasts=60)
    token = sessions.issue()
    assert sessions.sender(token).startswith("web-")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 62)
    assert sessions.sender(token) is None


def test_the_key_is_made_once_and_nobody_else_can_read_it(tmp_path, monkeypatch):
    monkeypatch.delenv("SIGNPOST_SECRET", raising=False)
    key = signing_key(tmp_path / "var")
    kept = tmp_path / "var" / "secret"
    assert signing_key(tmp_path / "var") == key == kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert list(kept.parent.iterdir()) == [kept]
    kept.write_text("")
    with pytest.raises(OSError, match="damaged"):
        signing_key(tmp_path / "var")
    monkeypatch.setenv("SIGNPOST_SECRET", "from the environment, and long enough")
    assert signing_key(tmp_path / "var") == "from the environment, and long enough"


# --- deleting


def test_deleting_deletes_and_ends_the_conversation(site, token):
    say(site, token, "hello")
    told = site.post("/delete", json={"token": token}).json()
    assert told["deleted"] is True and "deleted" in told["messages"][0]["text"]
    assert site.agent.tracker_store.deleted == [site.agent.heard[-1].sender_id]
    assert_refused(say(site, token, "hello again"), 401)


def test_deleting_reaches_a_store_that_rasa_has_wrapped(site, token):
    class Wrapped:
        _tracker_store = site.agent.tracker_store

    inner, site.agent.tracker_store = site.agent.tracker_store, Wrapped()
    assert site.post("/delete", json={"token": token}).status_code == 200
    assert len(inner.deleted) == 1


def test_a_deletion_that_fails_says_so(site, token):
    site.agent.tracker_store = object()
    assert_refused(site.post("/delete", json={"token": token}), 503)
    assert say(site, token, "hello").status_code == 200


# --- limits


def test_a_session_has_its_rate():
    with served(session_rate=3) as (base, _), httpx.Client(base_url=f"{base}/webhooks/web") as site:
        token = new_token(site)
        assert [say(site, token, "hello").status_code for _ in range(3)] == [200] * 3
        told = say(site, token, "hello")
        assert_refused(told, 429)
        assert 1 <= int(told.headers["retry-after"]) <= 20
        assert say(site, new_token(site), "hello").status_code == 200


def test_a_school_behind_one_address_is_served():
    with served() as (base, _), httpx.Client(base_url=f"{base}/webhooks/web") as site:
        told = [say(site, new_token(site), "hello").status_code for _ in range(50)]
        assert told == [200] * 50


def test_an_address_opens_only_so_many_conversations():
    with served(opening_rate=3) as (base, _), httpx.Client(base_url=f"{base}/webhooks/web") as site:
        token = new_token(site)
        assert [site.post("/session").status_code for _ in range(3)] == [200, 200, 429]
        assert say(site, token, "hello").status_code == 200  # who is in a conversation goes on


def test_an_address_has_its_rate():
    with served(address_rate=4) as (base, _), httpx.Client(base_url=f"{base}/webhooks/web") as site:
        assert [site.post("/session").status_code for _ in range(4)] == [200] * 4
        assert_refused(site.post("/session"), 429)


def test_tokens_come_back_evenly_and_old_keys_are_forgotten():
    now = [0.0]
    limit = Limit(60, most=2, clock=lambda: now[0])
    assert [limit.wait("a") for _ in range(60)] == [0.0] * 60
    assert limit.wait("a") == pytest.approx(1)
    now[0] = 1.0
    assert limit.wait("a") == 0
    now[0] = 0.5  # a clock that jumps back gives nothing and breaks nothing
    assert limit.wait("a") > 0
    for key in "bc":
        limit.wait(key)
    assert len(limit._buckets) == 2


@pytest.mark.parametrize("path", ["/session", "/message", "/delete"])
def test_a_big_body_is_refused(site, path):
    assert_refused(site.post(path, content=b'{"text": "' + b"a" * 70_000 + b'"}'), 413)
    assert site.post("/session").status_code == 200


def test_a_body_sent_in_pieces_is_counted_too(site):
    assert_refused(site.post("/message", content=(b"a" * 1000 for _ in range(80))), 413)


BAD = [b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b"[" * 50_000, b"{}", b'{"a":' * 9_000, b"1" * 5_000, b"NaN"]


@pytest.mark.parametrize("body", BAD)
def test_a_body_that_is_not_a_message_is_refused(site, body):
    told = site.post("/message", content=body)
    assert told.status_code in (400, 401)
    assert DANGER_LINE in told.json()["error"]


@pytest.mark.parametrize("wrong", [{}, {"text": 7}, {"text": None}, {"choice": ["a"]}, {"choice": {"a": 1}}])
def test_a_message_without_words_is_refused(site, token, wrong):
    assert_refused(site.post("/message", json={"token": token, **wrong}), 400)


@pytest.mark.parametrize("path", ["/message", "/nowhere", "/../../secret"])
def test_other_addresses_and_methods_are_refused_in_words(site, path):
    told = site.get(path)
    assert told.status_code in (404, 405)
    assert DANGER_LINE in told.json()["error"]
    assert "content-security-policy" in told.headers


def test_what_is_not_http_gets_a_sentence(site):
    with socket.create_connection((site.base_url.host, site.base_url.port), timeout=10) as raw:
        raw.sendall(b"POST /webhooks/web/message HTTP/1.1\r\nhost: x\r\ncontent-length: many\r\n\r\n")
        told = raw.recv(65_536).decode()
    assert " 400 " in told.splitlines()[0]
    assert DANGER_LINE in told and "Traceback" not in told


def test_a_client_that_hangs_up_ends_its_turn(site, token):
    with pytest.raises(httpx.TimeoutException):
        site.post("/message", json={"token": token, "text": "slow"}, timeout=0.5)
    deadline = time.monotonic() + 5
    while site.agent.at_once and time.monotonic() < deadline:
        time.sleep(0.05)
    assert site.agent.at_once == 0
    assert "You said" in say(site, token, "and on").json()["messages"][0]["text"]


# --- other sites


@pytest.mark.parametrize("origin", [OTHER, "null", "http://127.0.0.1:1", "https://[", ""])
def test_other_sites_are_refused(site, token, origin):
    for path in ("/session", "/message", "/delete"):
        told = site.post(path, json={"token": token, "text": "hello"}, headers={"Origin": origin})
        assert_refused(told, 403)
        assert "access-control-allow-origin" not in told.headers
    told = site.options("/message", headers={"Origin": origin, "Access-Control-Request-Method": "POST"})
    assert told.status_code == 403
    assert not site.agent.heard


def test_our_own_page_is_not_another_site(site):
    own = str(site.base_url.copy_with(path="/")).rstrip("/")
    assert site.post("/session", headers={"Origin": own}).status_code == 200
    proxied = {"Origin": "https://chat.example", "Sec-Fetch-Site": "same-origin"}
    assert site.post("/session", headers=proxied).status_code == 200


def test_an_allowed_site_may_ask_and_no_other(site, monkeypatch):
    monkeypatch.setenv("SIGNPOST_ORIGINS", f"{OTHER}/, https://third.example")
    told = site.post("/session", headers={"Origin": OTHER})
    assert told.status_code == 200
    assert told.headers["access-control-allow-origin"] == OTHER
    assert told.headers["vary"] == "Origin"
    asked = site.options("/message", headers={"Origin": OTHER, "Access-Control-Request-Method": "POST"})
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-headers"] == "Content-Type"
    assert site.post("/session", headers={"Origin": "https://bad.example"}).status_code == 403
    assert site.post("/session", headers={"Origin": "https://evil.example"}).status_code == 403


def test_only_an_allowed_site_may_frame_the_page_and_only_the_widgets(site, monkeypatch):
    def ancestors(path):
        policy = site.get(str(site.base_url.copy_with(path="/")) + path).headers["content-security-policy"]
        return policy.split("frame-ancestors ")[1]

    assert ancestors("?embed=1") == "'self'"  # the example page
    monkeypatch.setenv("SIGNPOST_ORIGINS", OTHER)
    assert ancestors("?embed=1") == f"'self' {OTHER}"
    assert ancestors("") == "'none'"


# --- the pages


def page(site, path):
    return site.get(str(site.base_url.copy_with(path=path)))


def test_every_answer_has_its_security_headers(site, token):
    for told in (page(site, "/"), page(site, "/widget.js"), page(site, "/nowhere"), say(site, token, "hello")):
        policy = told.headers["content-security-policy"]
        assert "default-src 'self'" in policy and "unsafe" not in policy
        assert told.headers["x-content-type-options"] == "nosniff"
        assert told.headers["referrer-policy"] == "same-origin"
        assert "camera=()" in told.headers["permissions-policy"]
    assert say(site, token, "hello").headers["cache-control"] == "no-store"


def test_the_page_has_no_inline_script_or_style(site):
    html = page(site, "/").text
    assert "call 999" in html
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)", html)
    for script in PAGE.glob("*.js"):
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", script.read_text())


def test_assets_and_nothing_else(site):
    assert page(site, "/assets/chat.css").headers["content-type"].startswith("text/css")
    assert page(site, "/assets/chat.js").headers["content-type"].startswith("text/javascript")
    assert page(site, "/widget.js").headers["cross-origin-resource-policy"] == "cross-origin"
    assert page(site, "/assets/chat.js").headers["cross-origin-resource-policy"] == "same-origin"
    for path in (
        "/assets/__init__.py",
        "/assets/..%2Fsettings.py",
        "/assets/../settings.py",
        "/assets/",
        "/bot/channels/web/",
    ):
        assert page(site, path).status_code == 404


def test_a_copy_that_is_still_right_is_not_sent_again(site):
    tag = page(site, "/assets/chat.css").headers["etag"]
    again = site.get(str(site.base_url.copy_with(path="/assets/chat.css")), headers={"If-None-Match": tag})
    assert again.status_code == 304 and not again.content


def test_it_works_in_the_app_that_rasa_makes(monkeypatch):
    monkeypatch.setenv("SIGNPOST_ORIGINS", OTHER)
    with served(_create_app_without_api(None)) as (base, _), httpx.Client(base_url=base) as site:
        assert "Signpost" in site.get("/").text
        told = site.post("/webhooks/web/session", headers={"Origin": OTHER})
        assert told.headers["access-control-allow-origin"] == OTHER
        refused = site.post("/webhooks/web/session", headers={"Origin": "https://evil.example"})
        assert refused.status_code == 403
        assert "access-control-allow-origin" not in refused.headers
        preflight = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
        assert "access-control-allow-origin" not in site.options("/webhooks/web/session", headers=preflight).headers
        asked = site.options("/webhooks/web/message", headers={**preflight, "Origin": OTHER})
        assert asked.headers["access-control-allow-origin"] == OTHER
        assert "content-security-policy" in site.get("/nowhere").headers


def test_nothing_typed_is_logged(site, token, caplog):
    with caplog.at_level("DEBUG"):
        for text in ("hello zebra", "break", "zebra" * 2000):
            say(site, token, text)
        site.post("/message", json={"token": "zebra", "text": "zebra"})
    ours = [r for r in caplog.records if not r.name.startswith(("httpx", "httpcore"))]
    assert not any("zebra" in r.getMessage() for r in ours)


def test_the_assets_that_the_pages_ask_for_are_there(site):
    asked = re.findall(r'(?:href|src)="\./assets/([^"]+)"', page(site, "/").text)
    for script in PAGE.glob("*.js"):
        asked += re.findall(r'from "\./([^"]+)"', script.read_text())
    assert asked and all(Path(PAGE / name).is_file() for name in asked)
