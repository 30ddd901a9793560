"""What Teams sends, read: each kind of activity is something decided, and an odd one is never lost or a crash."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.teams.incoming import Malformed, read
from tests.channels.teams.fakes import BOT, PERSON, TENANT, activity

URL = "https://smba.trafficmanager.net/uk/"
PAYLOAD = '/pick{"choice": "medium"}'


def test_a_message_is_read() -> None:
    told = read(activity(URL, "she is 4"))
    assert (told.what, told.words, told.scope, told.conversation) == ("said", "she is 4", "personal", "a:1-chat")
    assert (told.person, told.service_url, told.tenants) == (PERSON["id"], URL, {TENANT})


@pytest.mark.parametrize(
    ("what", "more"),
    [
        ("said", {}),
        ("said", {"type": "messageUpdate", "channelData": {"eventType": "editMessage"}}),
        ("nothing", {"type": "messageUpdate", "channelData": {"eventType": "undeleteMessage"}}),
        ("nothing", {"type": "messageDelete", "channelData": {"eventType": "softDeleteMessage"}, "text": None}),
        ("nothing", {"type": "messageReaction", "reactionsAdded": [{"type": "like"}], "text": None}),
        ("added", {"type": "conversationUpdate", "membersAdded": [PERSON, BOT], "text": None}),
        ("nothing", {"type": "conversationUpdate", "membersAdded": [PERSON], "text": None}),
        ("nothing", {"type": "conversationUpdate", "membersRemoved": [BOT], "text": None}),
        ("nothing", {"type": "installationUpdate", "action": "add", "text": None}),
        ("nothing", {"type": "installationUpdate", "action": "remove", "text": None}),
        ("nothing", {"type": "typing", "text": None}),
        ("nothing", {"type": "event", "name": "application/vnd.microsoft.readReceipt", "text": None}),
        ("nothing", {"type": "somethingNew", "text": None}),
        ("invoked", {"type": "invoke", "name": "adaptiveCard/action", "text": None}),
    ],
)
def test_each_kind_is_something_decided(what: str, more: dict[str, Any]) -> None:
    assert read(activity(URL, **more)).what == what


@pytest.mark.parametrize(
    "value",
    [
        {"choice": PAYLOAD},
        {"choice": PAYLOAD, "msteams": {"type": "messageBack"}},
        json.dumps({"choice": PAYLOAD}),
    ],
)
def test_a_pressed_button_is_read(value: Any) -> None:
    told = read(activity(URL, "Medium", value=value, replyToId="sent-1"))
    assert (told.what, told.choice, told.card, told.words) == ("pressed", PAYLOAD, "sent-1", "Medium")


@pytest.mark.parametrize("value", [7, [], {}, "{", "[" * 9_000, {"choice": 7}, {"other": PAYLOAD}, None])
def test_a_value_that_is_no_button_of_ours_leaves_the_words(value: Any) -> None:
    told = read(activity(URL, "she is 4", value=value))
    assert (told.what, told.words) == ("said", "she is 4")


def test_an_opinion_is_told_from_a_choice() -> None:
    for value in ({"opinion": "yes:2.12"}, '{"opinion": "yes:2.12"}'):
        told = read(activity(URL, None, value=value, replyToId="sent-1"))
        assert (told.what, told.opinion, told.choice, told.card) == ("judged", "yes:2.12", "", "sent-1")
    assert read(activity(URL, "she is 4", value={"opinion": 7})).what == "said"


@pytest.mark.parametrize(
    ("kind", "what", "voice"),
    [
        ("application/vnd.microsoft.teams.file.download.info", "attached", False),
        ("image/*", "attached", False),
        ("audio/mp4", "attached", True),
        ("video/mp4", "attached", True),
        ("text/html", "said", False),
        ("messageReference", "said", False),
        ("application/vnd.microsoft.card.adaptive", "said", False),
    ],
)
def test_what_is_attached_is_told_apart(kind: str, what: str, voice: bool) -> None:
    told = read(activity(URL, None, attachments=[{"contentType": kind, "content": {}}]))
    assert (told.what, told.voice) == (what, voice)


def test_words_beside_a_file_are_read() -> None:
    told = read(activity(URL, "he is here", attachments=[{"contentType": "image/*"}]))
    assert (told.what, told.words, told.files) == ("said", "he is here", True)


def test_the_bots_mention_goes_by_its_id() -> None:
    mentions = [
        {"type": "mention", "mentioned": {"id": BOT["id"], "name": "Sign"}, "text": "<at>Sign</at>"},
        {"type": "mention", "mentioned": {"id": BOT["id"], "name": "post"}, "text": "<at>post</at>"},
        {"type": "mention", "mentioned": {"id": "29:2", "name": "Ann Lee"}, "text": "<at>Ann Lee</at>"},
    ]
    told = read(activity(URL, "<at>Sign</at> <at>post</at> ask <at>Ann Lee</at>", entities=mentions))
    assert told.words == "ask Ann Lee"


@pytest.mark.parametrize(
    ("conversation", "scope"),
    [
        ({"conversationType": "personal"}, "personal"),
        ({"conversationType": "groupChat", "isGroup": True}, "groupChat"),
        ({"conversationType": "channel", "isGroup": True}, "channel"),
        ({"isGroup": True}, "groupChat"),
        ({}, "personal"),
        ({"conversationType": 7}, "personal"),
    ],
)
def test_scopes_are_told_apart(conversation: dict[str, Any], scope: str) -> None:
    assert read(activity(URL, conversation={"id": "c", **conversation})).scope == scope


def test_an_edit_is_told_from_what_was_edited() -> None:
    edited = activity(URL, type="messageUpdate", channelData={"eventType": "editMessage"}, timestamp="later")
    assert read(edited).again == "later"
    assert read(activity(URL)).again == ""


@pytest.mark.parametrize(
    "bad",
    [
        [],
        "words",
        None,
        7,
        {},
        {"type": "message"},
        {**activity(URL), "type": 7},
        {**activity(URL), "type": ""},
        {**activity(URL), "serviceUrl": None},
        {**activity(URL), "channelId": "webchat"},
        {**activity(URL), "conversation": "c"},
        {**activity(URL), "conversation": {"id": 7}},
        {**activity(URL), "from": "Ann"},
        {**activity(URL), "id": 7},
        {**activity(URL), "text": {"words": "Ann"}},
        {**activity(URL), "text": ["Ann"]},
    ],
)
def test_what_is_malformed_is_refused_without_its_words(bad: Any) -> None:
    with pytest.raises(Malformed) as refused:
        read(bad)
    assert "Ann" not in str(refused.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = [
    "type",
    "id",
    "text",
    "value",
    "from",
    "recipient",
    "conversation",
    "channelData",
    "entities",
    "attachments",
    "membersAdded",
    "replyToId",
    "timestamp",
]


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=6))
def test_nothing_odd_is_a_crash(odd: dict[str, Any]) -> None:
    with contextlib.suppress(Malformed):
        read({**activity(URL), **odd})
