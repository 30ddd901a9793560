"""Slack's limits, its markup both ways, and what is made of messages that come near either."""

from dataclasses import replace

import pytest

from bot.channels.message import Choice, Message
from bot.channels.rendering import pieces
from bot.channels.slack import limits, mrkdwn, opinions
from bot.channels.slack.render import CHOSEN, as_text, button, render, section, with_chosen
from bot.database import Database
from tests.channels.opinions import counted as opinions_counted

FEEDBACK = {"type": "feedback_buttons", "action_id": "feedback", "positive_button": {}, "negative_button": {}}


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def buttons(number):
    return [button(f"a{n}", "x", "v") for n in range(number)]


@pytest.mark.parametrize(
    "blocks",
    [
        [section("x" * 3_000)],
        [section("x")] * 50,
        [actions(*buttons(25))],
        [actions(button("a", "x" * 75, "v" * 2_000))],
        [{"type": "header", "text": {"type": "plain_text", "text": "x" * 150}}, {"type": "divider"}],
    ],
)
def test_what_slack_takes(blocks):
    assert limits.problems({"text": "x", "blocks": blocks}) == []


@pytest.mark.parametrize(
    ("blocks", "why"),
    [
        ([section("x" * 3_001)], "A section takes 1 to 3,000 characters."),
        ([section("")], "A section takes 1 to 3,000 characters."),
        ([section("x")] * 51, "There are 51 blocks"),
        ([section("x" * 2_900)] * 5, "more than 13,200 characters together"),
        ([actions(*buttons(26))], "26 elements"),
        ([actions()], "0 elements"),
        ([actions(button("a", "x", "v" * 2_001))], "value has more than 2,000"),
        ([actions({**button("a", "x", "v"), "text": {"type": "plain_text", "text": "x" * 76}})], "text takes 1 to 75"),
        ([actions(*buttons(1), *buttons(1))], "The action_id 'a0' stands twice."),
        ([actions(*buttons(1)), actions(*buttons(1))], "The action_id 'a0' stands twice."),
        ([{**section("x"), "block_id": "b"}] * 2, "The block_id 'b' stands twice."),
        ([{**section("x"), "block_id": "b" * 256}], "more than 255 characters"),
        ([actions({"type": "button", "text": {"text": "x"}})], "no action_id"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "A header takes 1 to 150"),
        ([{"type": "context", "elements": [{"type": "mrkdwn", "text": ""}]}], "A text takes 1 to 3,000"),
        ([{"type": "context_actions", "elements": [FEEDBACK]}], "text takes 1 to 75"),
        ([{"type": "carousel"}], "A block of the kind 'carousel'"),
        ([actions({"type": "datepicker", "action_id": "a"})], "An element of the kind 'datepicker'"),
    ],
)
def test_what_slack_refuses(blocks, why):
    assert any(why in problem for problem in limits.problems({"text": "x", "blocks": blocks}))


@pytest.mark.parametrize("text", ["", None, "x" * 40_001])
def test_a_message_needs_a_text(text):
    assert limits.problems({"text": text, "blocks": []})


@pytest.mark.parametrize(
    "words",
    [
        "a < b & c > d",
        "<@U1>",
        "<!here>",
        "*not bold*",
        "_not slanted_",
        "~kept~",
        "`no code`",
        "> no quote",
        "*",
        "2 * 3",
    ],
)
def test_words_are_shown_as_they_are(words):
    written = mrkdwn.escape(words)
    assert mrkdwn.typed(written).replace("\u2060", "") == words
    assert not any(f"{mark}{letter}" in written for mark in "*_~`" for letter in "nk")  # no mark before a letter
    assert "<" not in written and not written.startswith("&gt;")


def test_a_lead_is_bold_and_its_links_go_on():
    assert mrkdwn.bold(pieces("Call 999 now.")) == "*Call <tel:999|999> now.*"
    assert mrkdwn.bold(pieces("2 * 3")) == "2 * 3"


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("<@U1> hello", "hello"),
        ("<@U1|sarah.jones> said so", "said so"),
        ("<!subteam^S1|@team> and <!here>", "@team and"),
        ("see <#C1|general>", "see general"),
        ("<mailto:a@b.uk|a@b.uk>", "a@b.uk"),
        ("<mailto:a@b.uk>", "a@b.uk"),
        ("<tel:0800|0800> <https://x.uk|x.uk> <https://y.uk>", "0800 x.uk https://y.uk"),
        ("3 &lt; 4 &amp;amp; 5", "3 < 4 &amp; 5"),
        ("a > b < c", "a > b < c"),
        ("<", "<"),
        ("", ""),
    ],
)
def test_what_slack_made_of_somebodys_words_is_undone(sent, typed):
    assert mrkdwn.typed(sent) == typed


def test_a_message_is_usually_one_and_always_open():
    [told] = render(Message("Call 999.\n\n- a\n- b\n\nSource: Handbook 1.2, page 3.", (Choice("Why?", "/pick"),)))
    kinds = [block["type"] for block in told["blocks"]]
    assert kinds == ["section", "section", "context", "actions"]
    assert all(block["expand"] for block in told["blocks"] if block["type"] == "section")
    assert told["text"] == "*Call 999.*\n\n•  a\n•  b\n\nSource: Handbook 1.2, page 3.\n\n[Why?]"


def test_a_source_goes_on_with_what_it_is_the_source_of():
    text = "\n\n".join(["x " * 1_400] * 4 + ["The warning. " * 100, "Source: Handbook 1.2, page 3."])
    told = render(Message(text))
    assert len(told) > 1 and not any(limits.problems(one) for one in told)
    [last] = [one for one in told if "Source:" in one["text"]]
    assert "The warning." in last["text"]


def test_an_opinion_is_asked_of_an_answer_alone(pack):
    source = pack.cite("2.12")
    answer = Message("Yes.", sources=("published by the council", source))
    assert opinions.about(answer, pack) == "2.12"
    assert opinions.about(replace(answer, urgency="urgent"), pack) is None
    assert opinions.about(Message("Hello."), pack) is None
    [told] = render(answer, below=opinions.asked("2.12"))
    assert told["blocks"][-1]["type"] == "context_actions" and told["text"] == "*Yes.*"
    assert not limits.problems(told) and not limits.problems(opinions.reasons("B-solihull"))


def test_opinions_are_counted_by_section_and_reason(pack, tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")

    def press(action, value):
        return opinions.count(database, pack, action, value)

    assert press("feedback", "yes:2.12") is None
    assert "What was it?" in press("feedback", "no:2.12")["text"]
    assert press("feedback", "no:2.12")
    assert press("reason-not-answered", "not-answered:2.12") is None
    for forged in ("no:9.99", "maybe:2.12", "yes", ""):
        assert press("feedback", forged) is None
    press("reason-x", "words of my own:2.12")
    [one] = opinions_counted(database)
    assert (one["helpful"], one["not_helpful"], one["reasons"]) == (1, 2, {"not-answered": 1})
    for _ in range(2):
        press("reason-seems-wrong", "seems-wrong:2.12")
    [one] = opinions_counted(database)
    assert (one["not_helpful"], one["reasons"]) == (3, {"not-answered": 1, "seems-wrong": 2})


def test_what_was_chosen_is_no_button_any_more():
    [asked] = render(Message("Which?", tuple(Choice(title, f"/{title}") for title in ("Why?", "Record", "More"))))
    once = with_chosen(asked["blocks"], "choice-0", "Why?")
    twice = with_chosen(once, "choice-1", "Record & more")
    assert next(block for block in once if block.get("block_id") == CHOSEN)["elements"][0]["text"] == "Chosen: Why?"
    assert as_text(twice) == "*Which?*\n\n[More]\n\nChosen: Why?; Record &amp; more"
    last = with_chosen(twice, "choice-2", "More")
    assert [block["type"] for block in last] == ["section", "context"]
    assert not any(limits.problems({"text": "x", "blocks": blocks}) for blocks in (once, twice, last))
