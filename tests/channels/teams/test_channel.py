"""The Teams channel over HTTP, with Microsoft on loopback and an agent that plays its part."""

import asyncio
import itertools
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from rasa.core.channels.channel import register
from sanic import Sanic

from bot.channels.message import DANGER_LINE, FAILURE
from bot.channels.teams import sdk
from bot.channels.teams.channel import BODY, CANNOT_LISTEN, CANNOT_OPEN, INTRODUCTION, WORDS_ALONE, TeamsChannel
from bot.channels.teams.connector import Connector
from bot.channels.teams.identity import Door
from bot.channels.teams.registration import Registration
from bot.database import Database
from tests.channels.fakes import FakeAgent, FakeGate, served
from tests.channels.opinions import counted as opinions_counted
from tests.channels.teams.fakes import (
    APP,
    BOT,
    ELSEWHERE,
    PERSON,
    TENANT,
    FakeTokens,
    Loopback,
    Microsoft,
    activity,
    microsoft,
    token,
)

KEY = "a key for these tests alone, long enough"
PICK_MEDIUM = '/pick{"choice": "medium"}'
GROUP = {"id": "19:group@thread.v2", "conversationType": "groupChat", "isGroup": True, "tenantId": TENANT}
_NUMBERS = itertools.count()


class Teams:
    """Teams, as somebody who writes in it: `say` sends an activity, and what the bot sends is in `microsoft`."""

    def __init__(self, base: str, microsoft: Microsoft, app: Sanic, channel: TeamsChannel):
        self.microsoft, self.app, self.channel = microsoft, app, channel
        self.service_url = f"{microsoft.url}/teams/"
        self._http = httpx.Client(base_url=base, timeout=15)
        self._ids = itertools.count(1_700_000_000_001)

    @property
    def agent(self) -> Any:
        return self.app.ctx.agent

    def post(self, body: Any, authorization: str | None = None) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        bearer = f"Bearer {token(self.service_url)}" if authorization is None else authorization
        return self._http.post(
            "/webhooks/teams/api/messages",
            content=content,
            headers={"authorization": bearer, "content-type": "application/json"},
        )

    def say(self, text: str | None = "hello", **more: Any) -> httpx.Response:
        return self.post(activity(self.service_url, text, **{"id": str(next(self._ids)), **more}))

    def press(self, payload: str, card: str, **more: Any) -> httpx.Response:
        return self.say("Medium", value={"choice": payload}, replyToId=card, **more)

    def hears(self, number: int) -> list[dict[str, Any]]:
        """What the bot sent, once it is so many messages; fails if it is more, or less in a while."""
        until(lambda: len(self.microsoft.messages) >= number)
        time.sleep(0.05)
        assert len(self.microsoft.messages) == number
        return self.microsoft.messages

    def card(self) -> str:
        """The id of the last card that was sent."""
        until(lambda: bool(self.microsoft.cards))
        return self.microsoft.cards[-1][0]


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.01)


@contextmanager
def teams(folder: Path) -> Iterator[Teams]:
    with microsoft() as fake:
        app = Sanic(f"teams_test_{next(_NUMBERS)}", configure_logging=False)
        channel = TeamsChannel(
            Registration(APP, TENANT, "single-tenant", "a secret"),
            KEY,
            Database(f"sqlite:///{folder / 'a.db'}"),
            Door(APP, TENANT, sdk.Keys(f"{fake.url}/keys")),
            Connector(FakeTokens(), Loopback(fake.url)),
            FakeGate(),  # type: ignore[arg-type]
            "Handbook",
        )
        loops: list[asyncio.AbstractEventLoop] = []
        app.register_listener(lambda _, loop: loops.append(loop), "before_server_start")
        register([channel], app, route="/webhooks/")
        with served(app) as (base, _):
            running = Teams(base, fake, app, channel)
            try:
                yield running
            finally:
                running._http.close()
                asyncio.run_coroutine_threadsafe(channel._background.finish(), loops[0]).result(10)
                asyncio.run_coroutine_threadsafe(channel._connector.close(), loops[0]).result(10)
        assert not fake.wrong


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Teams]:
    with teams(tmp_path_factory.mktemp("teams")) as running:
        yield running


@pytest.fixture
def person(everywhere: Teams) -> Teams:
    """Somebody in Teams, with nothing said yet."""
    fake = everywhere.microsoft
    until(lambda: not everywhere.channel._background._tasks)
    fake.sent.clear(), fake.updated.clear(), fake.cards.clear(), fake.paths.clear(), fake.answers.clear()
    everywhere.app.ctx.agent = FakeAgent()
    return everywhere


# --- turns


def test_a_message_is_acknowledged_and_then_answered(person: Teams) -> None:
    told = person.say("she is 4")
    assert told.status_code == 202 and told.content == b""
    [message] = person.hears(1)
    assert message["text"] == "<strong>You said: she is 4</strong>"
    assert message["conversation"] == {"id": "a:1-chat"} and message["from"] == {"id": BOT["id"]}
    assert [sent["type"] for sent in person.microsoft.sent] == ["typing", "message"]
    assert person.agent.heard[-1].input_channel == "teams"


def test_an_answer_that_takes_long_is_not_waited_for(person: Teams) -> None:
    answers, may_go_on = person.agent.handle_message, threading.Event()

    async def held(message: Any) -> None:
        while not may_go_on.is_set():
            await asyncio.sleep(0.01)
        await answers(message)

    person.agent.handle_message = held
    assert person.say("she is 4").status_code == 202
    assert not person.microsoft.messages
    may_go_on.set()
    person.hears(1)


def test_what_is_sent_again_is_done_once(person: Teams) -> None:
    for _ in range(3):
        assert person.say("she is 4", id="sent-again").status_code == 202
    person.hears(1)
    assert len(person.agent.heard) == 1


def test_messages_are_answered_in_their_order(person: Teams) -> None:
    for words in ("slowly", "one", "two", "three", "four"):
        person.say(words)
    texts = [message["text"] for message in person.hears(5)]
    assert texts == [
        "<strong>There.</strong>",
        *(f"<strong>You said: {w}</strong>" for w in ["one", "two", "three", "four"]),
    ]


def test_the_name_of_nobody_goes_further(person: Teams) -> None:
    person.say("Sarah is 4", **{"from": {"id": "29:1-somebody-new"}})
    notice, message = person.hears(2)
    assert "a name" in notice["text"] and message["text"] == "<strong>You said: [name] is 4</strong>"


def test_mentions_and_markup_are_taken_off_before_anything_reads(person: Teams) -> None:
    mention = {"type": "mention", "mentioned": {"id": BOT["id"], "name": "Signpost"}, "text": "<at>Signpost</at>"}
    person.say("<at>Signpost</at>&nbsp;<b>danger</b>", entities=[mention])
    [message] = person.hears(1)
    assert person.agent.heard[-1].text == "danger"
    assert message["text"].startswith('<strong>Call <a href="tel:999">999</a> now.</strong>')


@pytest.mark.parametrize("typed", ["/restart", PICK_MEDIUM, "<p>/restart</p>", "&#47;restart"])
def test_typed_commands_are_only_words(person: Teams, typed: str) -> None:
    person.say("which")
    person.hears(1)
    person.say(typed)
    person.hears(2)
    assert not person.agent.heard[-1].text.startswith("/")


@pytest.mark.parametrize("words", ["break", "silence"])
def test_a_turn_that_fails_says_so_with_999(person: Teams, words: str, caplog: pytest.LogCaptureFixture) -> None:
    person.say(words)
    [message] = person.hears(1)
    assert "Something went wrong" in message["text"] and "999" in message["text"]
    assert "secret" not in json.dumps(person.microsoft.sent) + caplog.text


def test_a_fault_of_our_own_still_gets_an_answer(person: Teams, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(person.channel._conversations, "say", None)
        person.say("Ann is hurt")
        [message] = person.hears(1)
    assert "Something went wrong" in message["text"] and "999" in message["text"]
    assert "TypeError" in caplog.text and "Ann" not in caplog.text


def test_words_that_ask_for_it_delete_the_conversation(person: Teams) -> None:
    person.say("Delete my conversation")
    [message] = person.hears(1)
    assert "has been deleted" in message["text"]
    [sender] = person.agent.tracker_store.deleted
    assert sender.startswith("teams-")


def test_conversations_and_people_are_apart_and_nothing_names_them(person: Teams) -> None:
    for number, more in enumerate(
        ({}, {"conversation": GROUP}, {"conversation": GROUP, "from": {"id": "29:2"}}, {}), start=1
    ):
        person.say("hello", **more)
        person.hears(number)
    senders = [message.sender_id for message in person.agent.heard]
    assert len(set(senders)) == 3 and senders[0] == senders[3]
    assert not any(known in sender for sender in senders for known in ("a:1", "group", PERSON["id"]))


def test_a_channel_is_answered_in_its_thread_and_shows_no_typing(person: Teams) -> None:
    thread = {"id": "19:x@thread.tacv2;messageid=17", "conversationType": "channel", "tenantId": TENANT}
    person.say("hello", conversation=thread)
    person.hears(1)
    assert [sent["type"] for sent in person.microsoft.sent] == ["message"]
    assert person.microsoft.paths == [f"/teams/v3/conversations/{thread['id']}/activities"]


# --- opinions


def buttons(shown: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The buttons of a card by their titles."""
    sets = [one for one in shown["body"] if one["type"] == "ActionSet"]
    return {action["title"]: action["data"] for one in sets for action in one["actions"]}


def judged(person: Teams) -> tuple[int, int, dict[str, int]]:
    found = [one for one in opinions_counted(person.channel._database) if one["section"] == "2.12"]
    return (found[0]["helpful"], found[0]["not_helpful"], found[0]["reasons"]) if found else (0, 0, {})


def judge(person: Teams, title: str, card: str, shown: dict[str, Any]) -> None:
    person.say(None, value=buttons(shown)[title], replyToId=card)


def changed(person: Teams, number: int) -> dict[str, Any]:
    """What stands in a card's place after so many changes."""
    until(lambda: len(person.microsoft.updated) >= number)
    return person.microsoft.updated[number - 1][1]["attachments"][0]["content"]


def test_why_an_answer_did_not_help_is_asked_in_its_card_and_counted_once(person: Teams) -> None:
    before = judged(person)
    person.say("long sourced")
    person.hears(1)
    card, asked = person.microsoft.cards[-1] if person.card() else ("", {})
    for _ in range(2):
        judge(person, "Not helpful", card, asked)
    why = changed(person, 1)
    assert "Why?" in buttons(why)  # the choices are still there
    judge(person, "It was hard to follow", card, why)
    thanks = changed(person, 2)
    assert "Thank you" in json.dumps(thanks) and list(buttons(thanks)) == ["Why?"]
    after = judged(person)
    assert (after[0] - before[0], after[1] - before[1]) == (0, 1)
    assert after[2]["hard-to-follow"] - before[2].get("hard-to-follow", 0) == 1
    person.say("and on")
    assert "and on" in person.hears(2)[1]["text"]  # no word was answered to an opinion
    assert [one.text for one in person.agent.heard] == ["long sourced", "and on"]


def test_an_answer_is_judged_after_its_choice_was_made(person: Teams) -> None:
    before = judged(person)[0]
    person.say("long sourced")
    person.hears(1)
    card, _ = person.microsoft.cards[-1] if person.card() else ("", {})
    person.press('/pick{"choice": "why?"}', card)
    person.hears(2)
    chosen = changed(person, 1)
    assert "Chosen: Why?" in json.dumps(chosen) and list(buttons(chosen)) == ["Helpful", "Not helpful"]
    judge(person, "Helpful", card, chosen)
    thanks = changed(person, 2)
    assert "Chosen: Why?" in json.dumps(thanks) and "Thank you" in json.dumps(thanks)
    assert judged(person)[0] == before + 1


def test_an_opinion_of_a_card_that_another_instance_sent_is_counted_and_its_choices_stay(person: Teams) -> None:
    before = judged(person)[1]
    person.say("long sourced")
    person.hears(1)
    card, asked = person.microsoft.cards[-1] if person.card() else ("", {})
    person.channel._cards.clear()
    judge(person, "Not helpful", card, asked)
    until(lambda: len(person.microsoft.cards) == 2)
    assert "It was hard to follow" in buttons(person.microsoft.cards[-1][1])
    assert not person.microsoft.updated and judged(person)[1] == before + 1


@pytest.mark.parametrize("opinion", ["yes:9.9", "perhaps:2.12", "Sarah said so:2.12", "yes", ""])
def test_no_other_opinion_is_counted(person: Teams, opinion: str) -> None:
    before = judged(person)
    person.say(None, value={"opinion": opinion or "no"}, replyToId="sent-9")
    person.say("and on")
    person.hears(1)
    assert judged(person) == before and not person.microsoft.cards


def test_in_danger_nobody_is_asked_for_an_opinion(person: Teams) -> None:
    person.say("danger")
    person.hears(1)
    assert not person.microsoft.cards


# --- buttons


def test_a_pressed_button_is_answered_and_its_card_shows_it(person: Teams) -> None:
    person.say("which")
    person.hears(1)
    card = person.card()
    person.press(PICK_MEDIUM, card)
    person.hears(2)
    assert person.agent.heard[-1].text == PICK_MEDIUM
    until(lambda: bool(person.microsoft.updated))
    [(changed, now)] = person.microsoft.updated
    assert changed == card
    shown = json.dumps(now["attachments"])
    assert "Chosen: Medium" in shown and "Action.Submit" not in shown


def test_a_button_that_is_pressed_twice_counts_once(person: Teams) -> None:
    person.say("which")
    person.hears(1)
    card = person.card()
    person.press(PICK_MEDIUM, card)
    person.press(PICK_MEDIUM, card)
    person.hears(2)
    assert [message.text for message in person.agent.heard].count(PICK_MEDIUM) == 1


@pytest.mark.parametrize("payload", ['/pick{"choice": "other"}', "/restart", "hello"])
def test_a_choice_that_was_not_offered_does_nothing(person: Teams, payload: str) -> None:
    person.say("which")
    person.hears(1)
    person.press(payload, person.card())
    [_, message] = person.hears(2)
    assert "no longer open" in message["text"] and "999" in message["text"]
    assert len(person.agent.heard) == 1 and not person.microsoft.updated


def test_a_choice_of_somebody_else_does_nothing(person: Teams) -> None:
    person.say("which", conversation=GROUP)
    person.hears(1)
    person.press(PICK_MEDIUM, person.card(), conversation=GROUP, **{"from": {"id": "29:2-else"}})
    assert "no longer open" in person.hears(2)[1]["text"]
    assert not person.microsoft.updated


def test_a_turn_that_fails_leaves_its_button(person: Teams) -> None:
    person.say("which")
    person.hears(1)
    card = person.card()
    heard = person.agent.handle_message

    async def broken(message: Any) -> None:
        raise RuntimeError("secret")

    person.agent.handle_message = broken
    person.press(PICK_MEDIUM, card)
    person.hears(2)
    assert not person.microsoft.updated
    person.agent.handle_message = heard
    person.press(PICK_MEDIUM, card)
    person.hears(3)
    until(lambda: len(person.microsoft.updated) == 1)


def test_what_is_deleted_is_not_remembered_as_a_card(person: Teams) -> None:
    person.say("which")
    person.hears(1)
    person.say("delete this chat")
    person.hears(2)
    assert "a:1-chat" not in [conversation for conversation, _ in person.channel._cards]


# --- what is no message


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("application/vnd.microsoft.teams.file.download.info", CANNOT_OPEN),
        ("image/*", CANNOT_OPEN),
        ("audio/mp4", CANNOT_LISTEN),
    ],
)
def test_a_file_alone_is_asked_for_in_words(person: Teams, kind: str, said: Any) -> None:
    person.say(None, attachments=[{"contentType": kind, "contentUrl": "https://x.sharepoint.com/secret"}])
    [message] = person.hears(1)
    assert said.text.split(".")[0].split("'")[-1] in message["text"] and "999" in message["text"]
    assert not person.agent.heard


def test_words_beside_a_file_are_answered(person: Teams) -> None:
    person.say("she is 4", attachments=[{"contentType": "image/*"}])
    [answer, note] = person.hears(2)
    assert "she is 4" in answer["text"] and WORDS_ALONE.text[-20:] in note["text"]


def test_an_edit_is_read_as_a_new_message_and_once(person: Teams) -> None:
    person.say("she is 4", id="edited")
    person.hears(1)
    for when in ("one", "one", "two"):
        person.say(
            "danger",
            id="edited",
            type="messageUpdate",
            timestamp=when,
            channelData={"eventType": "editMessage", "tenant": {"id": TENANT}},
        )
    assert "Call" in person.hears(3)[-1]["text"]


@pytest.mark.parametrize(
    "more",
    [
        {"type": "messageDelete"},
        {"type": "messageUpdate", "channelData": {"eventType": "undeleteMessage"}},
        {"type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
        {"type": "conversationUpdate", "membersAdded": [PERSON]},
        {"type": "conversationUpdate", "membersRemoved": [BOT]},
        {"type": "conversationUpdate", "membersAdded": [BOT]},  # in a chat with one person the prompts are shown
        {"type": "installationUpdate", "action": "add"},
        {"type": "typing"},
        {"type": "somethingNew"},
    ],
)
def test_what_asks_for_nothing_gets_nothing(person: Teams, more: dict[str, Any]) -> None:
    assert person.say(None, **more).status_code in (200, 202)
    person.hears(0)
    assert not person.agent.heard


def test_added_to_a_group_it_says_what_it_is(person: Teams) -> None:
    person.say(None, type="conversationUpdate", membersAdded=[BOT], conversation=GROUP)
    [message] = person.hears(1)
    assert INTRODUCTION.text.split(".")[0] in message["text"]
    assert "automated assistant" in message["text"] and "999" in message["text"]


def test_an_invoke_is_answered_in_its_request(person: Teams) -> None:
    assert person.say(None, type="invoke", name="adaptiveCard/action").status_code == 501
    person.hears(0)


# --- refusals


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer abc", "Basic abc"])
def test_without_a_token_nothing_is_heard(person: Teams, authorization: str) -> None:
    told = person.post(activity(person.service_url), authorization)
    assert told.status_code == 401
    assert told.json() == {"error": "This request is not from Teams."}
    assert not person.agent.heard


def test_an_answer_goes_only_where_the_token_says(person: Teams) -> None:
    signed = f"Bearer {token(person.service_url)}"
    for address in ("https://smba.trafficmanager.net/uk/", "https://evil.example/", f"{person.service_url}more"):
        assert person.post(activity(address), signed).status_code == 403


def test_an_address_that_is_not_microsofts_is_refused_though_signed(person: Teams) -> None:
    for address in ("https://evil.example/", "http://smba.trafficmanager.net/", "https://127.0.0.1/"):
        assert person.post(activity(address), f"Bearer {token(address)}").status_code == 403
    assert not person.agent.heard


@pytest.mark.parametrize(
    "more",
    [
        {"conversation": {"id": "c", "tenantId": ELSEWHERE}},
        {"channelData": {"tenant": {"id": ELSEWHERE}}},
        {"conversation": {"id": "c"}, "channelData": {}},
    ],
)
def test_another_organisations_people_are_refused(person: Teams, more: dict[str, Any]) -> None:
    assert person.say("hello", **more).status_code == 403
    assert not person.agent.heard


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"7",
        b"[" * 100_000,
        b'{"type": "message"}',
        b'{"text": "Ann is hurt", "conversation": "c"}',
        b" " * (BODY + 1),
    ],
)
def test_what_is_malformed_is_told_so(person: Teams, body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told = person.post(body)
    assert told.status_code == 400
    assert "Ann" not in told.text + caplog.text


def test_a_long_message_gets_an_answer(person: Teams) -> None:
    words = "She is 4. " * 2_800
    html = {"contentType": "text/html", "content": f"<p>{words}</p>" * 3}
    assert person.say(words, attachments=[html]).status_code == 202
    [message] = person.hears(1)
    assert "more than I can read" in message["text"] and "999" in message["text"]


# --- delivery


def test_what_cannot_be_delivered_is_counted_and_holds_up_nothing(
    person: Teams, caplog: pytest.LogCaptureFixture
) -> None:
    before = person.channel._connector.failures
    person.microsoft.answers = [(500, {}), (500, {})]  # for the sign of typing, and for the answer
    person.say("Ann is hurt")
    until(lambda: person.channel._connector.failures == before + 1)
    person.say("she is 4")
    assert "she is 4" in person.hears(1)[0]["text"]
    assert "not delivered (500)" in caplog.text and "Ann" not in caplog.text and "a:1-chat" not in caplog.text


def test_no_words_are_logged_by_anybody(person: Teams, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    person.say("Xylophonia is hurt")
    person.hears(1)
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    said = " ".join(record.getMessage() for record in ours)
    assert "Xylophonia" not in said and "a:1-chat" not in said and PERSON["id"] not in said


def test_a_server_that_ends_finishes_what_it_began_and_takes_no_more(tmp_path: Path) -> None:
    with teams(tmp_path) as ending:
        ending.say("slowly")
        until(lambda: bool(ending.agent.heard))
        ending.channel._background.ending = True
        assert ending.say("more").status_code == 503
    assert "There." in ending.microsoft.messages[0]["text"]


def test_the_failure_text_is_one_that_a_person_can_use() -> None:
    assert DANGER_LINE in FAILURE.text


def test_who_writes_alone_is_known_by_a_hash_and_in_a_group_nobody_is(person, monkeypatch):
    monkeypatch.setenv("SIGNPOST_LEARNER_SECRET", "a secret for these tests alone, and long enough")
    person.say("which")
    person.hears(1)
    known = person.agent.heard[-1].metadata["account"]
    assert len(known) == 64 and PERSON["id"] not in known
    person.press(PICK_MEDIUM, person.card())
    person.hears(2)
    assert person.agent.heard[-1].metadata["account"] == known
    person.say("hello", conversation=GROUP)
    person.hears(3)
    assert "account" not in person.agent.heard[-1].metadata
