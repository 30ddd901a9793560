"""The Slack channel over real HTTP, between an agent that plays its part and a Slack in another process."""

import time

import httpx
import pytest
from rasa.core.channels.channel import register
from sanic import Sanic

from bot.channels.message import DANGER_LINE
from bot.channels.slack import channel as slack_channel
from bot.channels.slack.channel import SlackChannel
from bot.database import Database
from tests.channels.counting import sent as counted
from tests.channels.fakes import FakeAgent, FakeGate, running
from tests.channels.opinions import counted as opinions_counted
from tests.channels.slack.fake import TOKEN, fake_slack
from tests.channels.slack.sent import SECRET, action, as_form, as_json, headers, mention, message, number, opened, press
from tests.faults.running import eventually

KEY = "a key for these tests alone, long enough"


@pytest.fixture(scope="module")
def slack():
    with fake_slack() as process:
        yield process


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    return Database(f"sqlite:///{tmp_path_factory.mktemp('slack') / 'a.db'}")


@pytest.fixture(scope="module")
def two(slack, database):
    """Two instances over one database."""
    Sanic.test_mode = True
    apps = [Sanic(f"slack_test_{n}", configure_logging=False) for n in range(2)]
    for app in apps:
        register([SlackChannel(TOKEN, SECRET, slack.api, FakeGate(), KEY)], app, route="/webhooks/")
    with running(apps[0]) as one, running(apps[1]) as other:
        yield list(zip(apps, (one, other), strict=True))


class Site:
    """An instance, as Slack sends to it, and what came of it."""

    def __init__(self, two, slack, database):
        (self.app, self.base), (self.other_app, self.other_base) = two
        self.slack, self.agent = slack, FakeAgent()
        self.agent.tracker_store.database = database
        self.app.ctx.agent = self.other_app.ctx.agent = self.agent
        slack.plan()

    def post(self, body, path="events", base=None, **how):
        sent = {**headers(body), **how.pop("headers", {})}
        return httpx.post(f"{base or self.base}/webhooks/slack/{path}", content=body, headers=sent, timeout=15, **how)

    def event(self, given, **how):
        told = self.post(as_json(given), **how)
        assert told.status_code == 200 and not told.content
        return given

    def act(self, given, **how):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        told = self.post(as_form(given), "actions", headers=form, **how)
        assert told.status_code == 200 and not told.content

    def said(self, number=1, method="chat.postMessage"):
        """The first `number` calls of a method, once they are there; every call must have been one that Slack takes."""
        found = eventually(lambda: len(self.slack.of(method)) >= number and self.slack.of(method), 10)
        assert not [call["wrong"] for call in self.slack.calls if call["wrong"]]
        return found

    def nothing_came(self):
        """A message that is answered stands for the time that another would have taken."""
        self.event(message("the one that is answered"))
        [only] = self.said()
        assert "the one that is answered" in only["text"]
        assert [call["method"] for call in self.slack.calls] == ["chat.postMessage"]


@pytest.fixture
def site(two, slack, database):
    return Site(two, slack, database)


# --- who may come in

HELLO = as_json(message("hello"))


def now(later: int = 0) -> str:
    return str(int(time.time()) + later)


# What is sent, what makes its headers once it is sent (a signature holds for five minutes), and the status.
REFUSED = [
    (HELLO, lambda body: headers(body, secret="another secret"), 401),
    (HELLO, lambda body: headers(body, at=now(-400)), 401),
    (HELLO, lambda body: headers(body, at=now(3_600)), 401),
    (HELLO, lambda body: headers(body, at="abc"), 401),
    (HELLO, lambda body: headers(body, at="1e400"), 401),
    (HELLO, lambda body: headers(body, at=""), 401),
    (HELLO, lambda body: {}, 401),
    (HELLO, lambda body: {"X-Slack-Request-Timestamp": now()}, 401),
    (HELLO, lambda body: {"X-Slack-Request-Timestamp": now(), "X-Slack-Signature": ""}, 401),
    (HELLO, lambda body: {"X-Slack-Request-Timestamp": now(), "X-Slack-Signature": b"v0=\xe9"}, 401),
    (HELLO + " ", lambda body: headers(HELLO), 401),
    (b"\xff\xfe", headers, 400),
    *((body, headers, 400) for body in ("", "{", "[]", "null", "7", '"text"', "[" * 50_000)),
    ('{"type": "event_callback"}', headers, 400),
    ('{"event": 7}', headers, 400),
    ('{"event": {"type": "app_mention", "user": "U1"}}', headers, 400),
    ("a" * 600_000, headers, 413),
]


@pytest.mark.parametrize(("body", "signed", "status"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_not_slacks_is_refused(site, body, signed, status):
    told = httpx.post(f"{site.base}/webhooks/slack/events", content=body, headers=signed(body), timeout=15)
    assert (told.status_code, set(told.json())) == (status, {"error"})
    assert not site.agent.heard


@pytest.mark.parametrize(
    "body", ["", "payload=", "payload=7", "other=1", "payload=%7B", "payload=%7B%22type%22%3A1", "a&b"]
)
def test_a_pressed_button_that_is_none_is_refused(site, body):
    assert site.post(body, "actions").status_code == 400


def test_slack_asks_whether_this_is_the_place(site):
    told = site.post(as_json({"type": "url_verification", "challenge": "abc", "token": "x"}))
    assert told.status_code == 200 and told.json() == {"challenge": "abc"}


# --- messages


def test_a_message_is_answered_in_its_thread(site):
    sent = site.event(message("long"))
    [told] = site.said()
    assert (told["channel"], told["thread_ts"]) == ("D1", sent["event"]["ts"])
    assert "*Is anyone in danger now?*" in told["blocks"][0]["text"]["text"]
    assert "<mailto:DCHST.StartingPoint@nhs.net|DCHST.StartingPoint@nhs.net>" in str(told["blocks"])
    assert "health: DCHST.StartingPoint@nhs.net" in told["text"] and "<" not in told["text"]
    assert site.agent.heard[-1].input_channel == "slack"


def test_what_is_stored_names_nothing_of_slacks(site):
    sent = site.event(message("hello"))
    site.said()
    sender = site.agent.heard[-1].sender_id
    assert sender.startswith("slack-") and not any(part in sender for part in ("T1", "D1", "U1", sent["event"]["ts"]))


def test_a_thread_is_a_conversation(site):
    first = site.event(message("hello"))
    site.said()
    site.event(message("and on", thread_ts=first["event"]["ts"]))
    assert site.said(2)[1]["thread_ts"] == first["event"]["ts"]
    site.event(message("another thread"))
    site.said(3)
    one, same, other = (heard.sender_id for heard in site.agent.heard)
    assert one == same != other


def test_what_slack_made_of_the_words_is_undone(site):
    site.event(
        mention("<@UBOT> is 3 &lt; 4 &amp; <mailto:a@b.uk|a@b.uk> <tel:101|101> <https://x.uk|x.uk> <#C1|team> <!here>")
    )
    site.said()
    assert site.agent.heard[-1].text == "is 3 < 4 & a@b.uk 101 x.uk team"


def test_a_name_is_told_to_be_left_out(site):
    site.event(message("Sarah is 4"))
    notice, told = site.said(2)
    assert "a name" in notice["text"] and "Sarah" not in told["text"]


@pytest.mark.parametrize("text", ["break", "silence", "", "<@UBOT>"])
def test_what_can_not_be_answered_gets_the_emergency_line(site, text):
    site.event(message(text))
    assert DANGER_LINE in site.said()[0]["text"]


def test_a_message_that_comes_again_is_answered_once_on_either_instance(site):
    sent = message("hello once")
    for base in (site.base, site.other_base, site.base):
        site.event(sent, base=base, headers={"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"})
    site.event(message("the last", thread_ts=sent["event"]["ts"]))
    eventually(lambda: any("the last" in call["text"] for call in site.slack.of("chat.postMessage")))
    assert sum("hello once" in call["text"] for call in site.slack.of("chat.postMessage")) == 1


def test_slack_is_answered_at_once_however_long_the_turn(site, monkeypatch):
    monkeypatch.setattr(slack_channel, "STATUS_AFTER", 0.05)
    began = time.monotonic()
    site.event(message("slowly"))
    assert not site.slack.of("chat.postMessage") and time.monotonic() - began < 3
    [status] = site.said(method="assistant.threads.setStatus")
    assert status["status"] == "is reading…"
    assert site.said()[0]["text"]


IGNORED = {
    "our own": message("hello", user="UBOT"),
    "another bot's": message("hello", bot_id="B2"),
    "a bot's subtype": message("hello", subtype="bot_message"),
    "deleted": message("", subtype="message_deleted", previous_message={"text": "x", "ts": "1.0"}),
    "a preview of a link": message("", subtype="message_changed", message={"text": "a", "ts": "1.0", "user": "U1"}),
    "our own, changed": message(
        "", subtype="message_changed", message={"text": "a", "ts": "1.0", "bot_id": "B1", "edited": {"ts": "2"}}
    ),
    "somebody joined": message("joined", subtype="channel_join"),
    "nobody's": message("hello", user=None),
    "a channel's, without a mention": message("hello", channel_type="channel"),
    "another event": {**message("hello"), "event": {"type": "reaction_added"}},
    "the about tab": opened("about"),
}


@pytest.mark.parametrize("name", IGNORED)
def test_what_is_not_for_signpost_gets_no_answer(site, name):
    site.event(IGNORED[name])
    site.nothing_came()


def test_a_message_that_was_changed_is_told_to_be_sent_anew(site):
    changed = {"text": "he has a knife", "ts": number(), "user": "U1", "edited": {"user": "U1", "ts": number()}}
    before = {"text": "he has", "ts": changed["ts"]}
    for _ in range(2):
        site.event(message("", subtype="message_changed", message=changed, previous_message=before))
    [told] = site.said()
    assert "as a new message" in told["text"] and DANGER_LINE in told["text"]
    assert told["thread_ts"] == changed["ts"] and not site.agent.heard


@pytest.mark.parametrize("subtype", [None, "file_share"])
def test_files_are_not_read_and_words_beside_them_are(site, subtype):
    files = {"files": [{"id": "F1"}], **({"subtype": subtype} if subtype else {})}
    site.event(message("", **files))
    [told] = site.said()
    assert "can't read files" in told["text"] and DANGER_LINE in told["text"] and not site.agent.heard
    site.event(message("which", **files))
    _, answer, told = site.said(3)
    assert "Which risk" in answer["text"] and "can't read files" in told["text"]
    assert site.agent.heard[-1].text == "which"


def test_the_words_that_ask_for_it_delete_the_conversation(site):
    first = site.event(mention("<@UBOT> hello"))
    site.said()
    site.event(mention("<@UBOT> delete my conversation", thread_ts=first["event"]["ts"]))
    assert "has been deleted" in site.said(2)[1]["text"]
    assert site.agent.tracker_store.deleted == [site.agent.heard[-1].sender_id]


# --- buttons


def test_a_button_is_taken_and_the_message_shows_what_was_chosen(site):
    site.event(message("which"))
    [asked] = site.said()
    site.act(press({**asked, "ts": "9.000001"}, "Medium"))
    assert site.said(2)[1]["thread_ts"] == asked["thread_ts"]
    assert site.agent.heard[-1].text == '/pick{"choice": "medium"}'
    assert site.agent.heard[-1].sender_id == site.agent.heard[0].sender_id
    [changed] = site.said(method="chat.update")
    assert (changed["channel"], changed["ts"]) == ("D1", "9.000001")
    assert "Chosen: Medium" in changed["text"]
    left = [e["text"]["text"] for block in changed["blocks"] if block["type"] == "actions" for e in block["elements"]]
    assert left == ["Standard", "High"]


def test_a_button_pressed_twice_is_once(site):
    site.event(message("which"))
    [asked] = site.said()
    for base in (site.base, site.other_base):
        site.act(press({**asked, "ts": "9.000002"}, "High"), base=base)
    site.said(2)
    site.event(message("and on", thread_ts=asked["thread_ts"]))
    site.said(3)
    assert [heard.text for heard in site.agent.heard] == ["which", '/pick{"choice": "high"}', "and on"]


def test_a_button_that_was_not_offered_is_no_command(site):
    site.event(message("which"))
    [asked] = site.said()
    site.act(press({**asked, "ts": "9.000003"}, "High", value='/pick{"choice": "forged"}'))
    assert "no longer open" in site.said(2)[1]["text"]
    site.act(press({**asked, "ts": "9.000004", "thread_ts": "7.7"}, "High"))
    assert "no longer open" in site.said(3)[2]["text"]
    assert len(site.agent.heard) == 1 and not site.slack.of("chat.update")


def test_a_button_whose_turn_failed_may_be_pressed_again(site):
    async def broken(message):
        raise RuntimeError

    site.event(message("which"))
    [asked] = site.said()
    take, site.agent.handle_message = site.agent.handle_message, broken
    site.act(press({**asked, "ts": "9.000005"}, "High"))
    assert DANGER_LINE in site.said(2)[1]["text"] and not site.slack.of("chat.update")
    site.agent.handle_message = take
    site.act(press({**asked, "ts": "9.000005"}, "High"))
    site.said(3)
    assert site.agent.heard[-1].text == '/pick{"choice": "high"}'


def test_a_button_of_somebody_elses_is_nothing(site):
    shown = {"channel": "D1", "thread_ts": "1.0", "blocks": []}
    site.act(action(shown, {"type": "button", "action_id": "other", "value": "x"}))
    site.act({"type": "view_submission", "user": {"id": "U1"}})
    site.nothing_came()


def test_an_opinion_is_counted_once_by_each_and_why_is_asked(site, database):
    def counted():
        found = [one for one in opinions_counted(database) if one["section"] == "2.12"]
        return (found[0]["helpful"], found[0]["not_helpful"], found[0]["reasons"]) if found else None

    site.event(message("long sourced"))
    [answer] = site.said()
    [element] = [e for block in answer["blocks"] if block["type"] == "context_actions" for e in block["elements"]]
    shown = {**answer, "ts": "9.000006"}
    no = {"type": "feedback_buttons", "action_id": "feedback", "value": element["negative_button"]["value"]}
    for _ in range(2):
        site.act(action(shown, no))
    why = site.said(2)[1]
    site.act(press({**why, "ts": "9.000007"}, "It was hard to follow"))
    [changed] = site.said(method="chat.update")
    assert "Chosen: It was hard to follow" in changed["text"]
    assert counted() == (0, 1, {"hard-to-follow": 1})
    site.event(message("and on"))
    assert "and on" in site.said(3)[2]["text"]


# --- Signpost's own page


def test_signposts_page_says_what_it_does_and_keeps(site):
    site.event(opened("home"))
    [told] = site.said(method="views.publish")
    words = " ".join(block["text"]["text"] for block in told["view"]["blocks"])
    assert told["user_id"] == "U1" and words.startswith("If anyone is in danger now, call 999.")
    assert "delete my conversation" in words and "automated assistant" in words and "{" not in words


def test_somebody_new_is_shown_what_to_ask(site):
    site.event(opened("messages"))
    [told] = site.said(method="assistant.threads.setSuggestedPrompts")
    assert told["channel_id"] == "D1" and 1 <= len(told["prompts"]) <= 4
    assert set(told["prompts"][0]) == {"title", "message"}


# --- when something goes wrong


def test_a_fault_of_our_own_still_gets_an_answer(site, monkeypatch, caplog):
    def broken(*_):
        raise KeyError("unmistakable words")

    monkeypatch.setattr(slack_channel.opinions, "about", broken)
    site.event(message("hello"))
    assert DANGER_LINE in site.said()[0]["text"]
    assert "KeyError" in caplog.text and "unmistakable" not in caplog.text


def test_a_server_that_ends_takes_nothing_new(slack):
    channel = SlackChannel(TOKEN, SECRET, slack.api, FakeGate(), KEY)
    app = Sanic("slack_test_ending", configure_logging=False)
    register([channel], app, route="/webhooks/")
    with running(app) as base:
        channel._background.ending = True
        body = as_json(message("hello"))
        told = httpx.post(f"{base}/webhooks/slack/events", content=body, headers=headers(body))
    assert told.status_code == 503


def test_a_rate_that_is_refused_is_waited_for(site):
    tried, delivered = counted("slack", "tried again"), counted("slack", "delivered")
    site.slack.plan(chat_postMessage=["ratelimited"])
    site.event(message("hello"))
    one, again = site.said(2)
    assert one == again and tried() == 1
    assert eventually(lambda: delivered() == 1, 5)


@pytest.mark.parametrize("error", ["msg_blocks_too_long", "invalid_blocks"])
def test_blocks_that_are_refused_go_as_words(site, error):
    bare, delivered = counted("slack", "without its form"), counted("slack", "delivered")
    site.slack.plan(chat_postMessage=[error])
    site.event(message("which"))
    one, again = site.said(2)
    assert bare() == 1 and eventually(lambda: delivered() == 1, 5)
    assert "blocks" not in again and again["text"] == one["text"]
    assert all(part in again["text"] for part in ("Which risk", "[Standard]", "[Medium]", "[High]"))


def test_a_thread_that_is_gone_begins_another(site):
    site.slack.plan(chat_postMessage=["thread_not_found"])
    site.event(message("hello"))
    _, again = site.said(2)
    assert "thread_ts" not in again and "hello" in again["text"]


@pytest.mark.parametrize("error", ["channel_not_found", "not json"])
def test_what_could_not_be_delivered_is_logged_without_words_and_ends_nothing(site, error, caplog):
    lost = counted("slack", "not delivered")
    site.slack.plan(chat_postMessage=[error])
    site.event(message("unmistakable words"))
    site.said()
    assert eventually(lambda: lost() == 1, 5)
    site.event(message("hello"))
    site.said(2)
    eventually(lambda: "did not take a call" in caplog.text)
    assert "so far" in caplog.text and "unmistakable" not in caplog.text and TOKEN not in caplog.text


def test_nothing_of_what_is_said_is_logged(site, caplog):
    with caplog.at_level("DEBUG"):
        for text in ("zebra hello", "break", "zebra" * 2_000):
            site.event(message(text))
        site.said(3)
        site.post("zebra", headers={"X-Slack-Signature": "zebra"})
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert not any("zebra" in record.getMessage() for record in ours)


# --- who learns


def test_who_writes_alone_is_known_by_a_hash_and_in_a_channel_nobody_is(site, monkeypatch):
    monkeypatch.setenv("SIGNPOST_LEARNER_SECRET", "a secret for these tests alone, and long enough")
    site.event(message("which"))
    site.said(1)
    known = site.agent.heard[-1].metadata["account"]
    site.event(mention("<@UBOT> which"))
    site.said(2)
    assert "account" not in site.agent.heard[-1].metadata
    site.event(message("hello again"))  # another thread, days later
    site.said(3)
    assert site.agent.heard[-1].metadata["account"] == known
    assert len({one.sender_id for one in site.agent.heard}) == 3
