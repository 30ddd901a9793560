"""What platforms share: a turn that is always answered, choices that count once offered, and deletion by words."""

import asyncio

import pytest

from bot.channels.conversation import DELETED, EMPTY, QUEUE, TOO_LONG, Conversations, Ended
from bot.channels.message import DANGER_LINE, FAILURE
from bot.channels.secret import pseudonym
from tests.channels.fakes import FakeAgent, FakeGate

PICK_MEDIUM = '/pick{"choice": "medium"}'


@pytest.fixture
def agent():
    return FakeAgent()


@pytest.fixture
def conversations():
    return Conversations("slack", turn_seconds=1, gate=FakeGate())


def say(conversations, agent, *args, **more):
    return asyncio.run(conversations.say(agent, "slack-1", *args, **more))


def test_words_are_answered(conversations, agent):
    [message] = say(conversations, agent, "long")
    assert message.urgency == "urgent" and message.choices[0].title == "Why?"
    assert agent.heard[-1].input_channel == "slack" and agent.heard[-1].sender_id == "slack-1"


def test_what_was_masked_is_told_once(conversations, agent):
    notice, _ = say(conversations, agent, "Sarah is 4")
    assert notice.notice and "a name" in notice.text
    assert len(say(conversations, agent, "Sarah again")) == 1


def test_a_choice_counts_only_once_it_was_offered(conversations, agent):
    [refused] = say(conversations, agent, choice=PICK_MEDIUM)
    assert "no longer open" in refused.text and DANGER_LINE in refused.text and not agent.heard
    say(conversations, agent, "which")
    say(conversations, agent, choice=PICK_MEDIUM)
    assert agent.heard[-1].text == PICK_MEDIUM


def test_a_typed_payload_is_only_words(conversations, agent):
    say(conversations, agent, "which")
    say(conversations, agent, PICK_MEDIUM)
    assert not agent.heard[-1].text.startswith("/")


@pytest.mark.parametrize(
    ("words", "told"), [("", EMPTY), (" / ", EMPTY), ("a" * 5_000, TOO_LONG), ("break", FAILURE), ("slow", FAILURE)]
)
def test_everything_gets_an_answer_with_the_emergency_line(conversations, agent, words, told):
    assert say(conversations, agent, words) == [told]
    assert DANGER_LINE in told.text


def test_turns_of_one_conversation_go_in_order_and_a_pile_is_told_to_wait(conversations, agent):
    async def pile():
        said = (conversations.say(agent, "slack-1", f"{number} slowly") for number in range(QUEUE + 1))
        return [messages[0].text for messages in await asyncio.gather(*said)]

    *answered, refused = asyncio.run(pile())
    assert answered == [f"You said: {number} slowly" for number in range(QUEUE)]
    assert [m.text for m in agent.heard] == [f"{number} slowly" for number in range(QUEUE)] and agent.most_at_once == 1
    assert "Please wait" in refused and DANGER_LINE in refused


def test_nothing_of_a_conversation_stays_in_memory_once_its_turns_are_done(conversations, agent):
    for said in ("which", "break", "delete my conversation"):
        say(conversations, agent, said)
    assert not conversations._here and not agent.lock_store._order._locks


def test_another_instance_knows_what_was_offered_answered_told_and_deleted(conversations, agent):
    other = Conversations("slack", turn_seconds=1, gate=FakeGate())
    say(conversations, agent, "which")
    say(other, agent, choice=PICK_MEDIUM)
    assert agent.heard[-1].text == PICK_MEDIUM

    first = asyncio.run(conversations.answer(agent, "slack-1", "Sarah is 4", mark="0a1b"))
    heard = len(agent.heard)
    again = asyncio.run(other.answer(agent, "slack-1", "Sarah is 4", mark="0a1b"))
    assert [m.text for m in again.messages] == [m.text for m in first.messages] and len(agent.heard) == heard
    assert len(say(other, agent, "Sarah again")) == 1 and len(say(conversations, agent, "Sarah again")) == 1

    asyncio.run(conversations.delete(agent, "slack-1", for_good=True))
    with pytest.raises(Ended):
        asyncio.run(other.answer(agent, "slack-1", "hello"))
    with pytest.raises(Ended):
        asyncio.run(other.delete(agent, "slack-1", for_good=True))


@pytest.mark.parametrize("words", ["delete my conversation", "Delete this chat.", " please erase our  messages "])
def test_words_that_ask_for_it_delete_the_conversation(conversations, agent, words):
    say(conversations, agent, "which")
    assert say(conversations, agent, words) == [DELETED]
    assert agent.tracker_store.deleted == ["slack-1"]
    assert "no longer open" in say(conversations, agent, choice=PICK_MEDIUM)[0].text
    assert say(conversations, agent, "hello")[0].text == "You said: hello"


@pytest.mark.parametrize("words", ["he made me delete my messages", "delete my conversation with him?", "delete"])
def test_other_words_about_deleting_are_a_message(conversations, agent, words):
    say(conversations, agent, words)
    assert agent.heard[-1].text == words and not agent.tracker_store.deleted


def test_a_deletion_that_fails_says_so(conversations, agent):
    class Store:
        async def delete(self, sender):
            raise RuntimeError

    agent.tracker_store = Store()
    [told] = say(conversations, agent, "delete my conversation")
    assert "could not be deleted" in told.text


def test_a_name_is_the_same_everywhere_and_tells_nothing():
    name = pseudonym("key", "slack", "T1", "C1", "1.0")
    assert name == pseudonym("key", "slack", "T1", "C1", "1.0") and name.startswith("slack-")
    others = [
        ("key", "slack", "T1", "C11", ".0"),
        ("key2", "slack", "T1", "C1", "1.0"),
        ("key", "teams", "T1", "C1", "1.0"),
    ]
    assert len({name, *(pseudonym(*other) for other in others)}) == 4
