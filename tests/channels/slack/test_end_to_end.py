"""A whole Signpost with Slack open: a case in a thread, a restart in the middle of it, and an end that loses no answer."""

import sqlite3

import httpx
import pytest

from tests.channels.slack.fake import TOKEN, fake_slack
from tests.channels.slack.sent import SECRET, as_form, as_json, headers, message, press
from tests.faults.running import Fragile, eventually, written

pytestmark = pytest.mark.slow
CONTACT = "DCHST.StartingPoint@nhs.net"


@pytest.fixture(scope="module")
def slack():
    with fake_slack() as process:
        yield process


@pytest.fixture(scope="module")
def server(slack, tmp_path_factory):
    env = {"SIGNPOST_SLACK_TOKEN": TOKEN, "SIGNPOST_SLACK_SECRET": SECRET, "SIGNPOST_SLACK_API": slack.api}
    env["SIGNPOST_LEARNER_SECRET"] = "a secret for these tests alone, and long enough"
    running = Fragile(tmp_path_factory.mktemp("slack"), **env).start()
    yield running
    assert running.stop() == 0
    for sign in ("Task was destroyed", "Traceback", "never retrieved", "CRITICAL"):
        assert sign not in running.said, running.said


def send(server, given, path="events"):
    form = path == "actions"
    body = as_form(given) if form else as_json(given)
    sent = {**headers(body), **({"Content-Type": "application/x-www-form-urlencoded"} if form else {})}
    told = httpx.post(f"{server.url}/webhooks/slack/{path}", content=body, headers=sent, timeout=3)
    assert told.status_code == 200


def answers(slack, number):
    """The first `number` posts, each of them one that Slack takes."""
    found = eventually(lambda: len(slack.of("chat.postMessage")) >= number and slack.of("chat.postMessage"))
    assert not [call["wrong"] for call in slack.calls if call["wrong"]]
    return found


def test_a_case_goes_on_by_buttons_and_over_a_restart_and_leaves_no_word(server, slack):
    slack.plan()
    asked = message(
        "Which referral do I make for Zebedee Quillfeather, a baby of 8 months in Ripley?", channel="D0UNMISTAKABLE"
    )
    send(server, asked)
    notice, question = answers(slack, 2)
    assert "a name" in notice["text"] and "if the risk was graded" in question["text"].lower()
    server.kill()
    server.restart()
    send(server, press({**question, "ts": "9.000001"}, "Medium"), "actions")
    decided = answers(slack, 3)[2]
    assert CONTACT in decided["text"] and decided["thread_ts"] == asked["event"]["ts"]
    assert "Chosen: Medium" in slack.of("chat.update")[0]["text"]
    send(server, message("actually she's 3", channel="D0UNMISTAKABLE", thread_ts=asked["event"]["ts"]))
    assert "3" in answers(slack, 4)[3]["text"]
    kept = [
        path
        for path, content in written(server.folder)
        for word in (b"Quillfeather", b"UNMISTAKABLE")
        if word in content
    ]
    assert not kept


def test_who_learns_goes_on_in_another_thread_and_is_forgotten_in_all(server, slack):
    """And their account's id is nowhere, nor its hash before they agree."""

    def tell(text, thread=None, user="U0QUILLFEATHER", channel="D0UNMISTAKABLE"):
        begun = len(slack.of("chat.postMessage"))
        given = message(text, channel=channel, user=user, **({"thread_ts": thread} if thread else {}))
        send(server, given)
        return answers(slack, begun + 1)[begun]["text"], given["event"]["ts"]

    def keys():
        return sqlite3.connect(server.database).execute("SELECT key FROM learners").fetchall()

    slack.plan()
    _, first = tell("quiz me on 3.3")
    tell("skip", first)
    asked, _ = tell("stop", first)
    assert "a name made from your account" in asked and not keys()
    told, _ = tell("yes", first)
    assert "kept from now on" in told and len(keys()) == 1
    told, second = tell("my progress")
    assert "So far: 0 lessons, 1 question and 0 cases." in told
    assert "You have not begun yet" in tell("my progress", user="U0OTHER")[0]
    tell("delete my progress", second)
    assert "is deleted" in tell("yes", second)[0] and not keys()
    tell("thanks", first)  # which has it all still
    assert not keys()
    assert "You have not begun yet" in tell("my progress", first)[0]
    for path, content in written(server.folder):
        assert not any(word in content for word in (b"QUILLFEATHER", b"UNMISTAKABLE")), path


def test_a_database_that_lets_nobody_in_is_told_of_and_no_word_is_logged(server, slack):
    slack.plan()
    other = sqlite3.connect(server.database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        send(server, message("what is MARAC, Quillfeather?", channel="D0UNMISTAKABLE"))
        assert "999" in answers(slack, 1)[0]["text"]
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert "ERROR" in server.said
    for path, content in written(server.folder):
        assert not any(word in content for word in (b"Quillfeather", b"UNMISTAKABLE")), path


def test_what_was_begun_is_answered_before_the_server_ends(server, slack):
    slack.plan()
    send(server, message("he's smashing the house up now and she's in there"))
    assert server.stop() == 0
    [told] = answers(slack, 1)
    assert told["text"].startswith("*Call 999 now")
    server.restart()
