"""What Teams shows of a reply: text, citations and a card, each as Microsoft's schema has it."""

import importlib.resources
import json
from functools import cache
from typing import Any

import jsonschema
import pytest

from bot import feedback
from bot.channels.message import Choice, Message
from bot.channels.teams.cards import MOST_BYTES, Offer, activities, problems
from bot.channels.teams.cards import offered as shown

HANDBOOK = "Derby and Derbyshire Domestic Abuse Handbook"
SOURCE = "Handbook 2.12, page 23"
CHOICES = (Choice("Standard", '/pick{"a": 1}'), Choice("High", '/pick{"a": 2}'))


def told(message: Message) -> dict[str, Any]:
    """The text that shows `message`, as it goes over the wire."""
    return sent(activities(message, HANDBOOK)[0])


def offered(message: Message) -> dict[str, Any]:
    """The card that offers its choices, and what it is in."""
    wire = sent(activities(message, HANDBOOK)[-1])
    assert "text" not in wire
    return card(wire)


def sent(activity: Any) -> dict[str, Any]:
    assert problems(activity) == []
    wire: dict[str, Any] = json.loads(activity.model_dump_json(by_alias=True, exclude_unset=True))
    return wire


def card(wire: dict[str, Any]) -> dict[str, Any]:
    [attachment] = wire["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    content: dict[str, Any] = attachment["content"]
    assert faults(content) == []
    return content


@cache
def schema() -> Any:
    """Microsoft's own, as a package of the registry has it."""
    text = (importlib.resources.files("adaptive_cards") / "schemas" / "schema-1.5.json").read_text(encoding="utf-8")
    known = json.loads(text)
    return jsonschema.validators.validator_for(known)(known)


def faults(content: dict[str, Any]) -> list[str]:
    return [error.message for error in schema().iter_errors(content)]


def test_the_schema_finds_faults() -> None:
    good = offered(Message("Which?", CHOICES))
    assert faults({**good, "body": [{"type": "TextBlok", "text": "x"}]})
    assert faults({**good, "bodi": []})


def test_a_reply_is_its_text() -> None:
    wire = told(Message("Call 999 now. Say where.\n\n- Ring 0800 1111\n- Write to a@b.uk\n\n1. First\n2. Next"))
    assert wire["textFormat"] == "xml"
    assert wire["text"] == (
        '<strong>Call <a href="tel:999">999</a> now.</strong> Say where.<br><br>'
        '• Ring <a href="tel:08001111">0800 1111</a><br>• Write to <a href="mailto:a@b.uk">a@b.uk</a><br><br>'
        "1. First<br>2. Next"
    )
    assert "attachments" not in wire and "entities" not in wire


def test_signs_of_markup_are_only_signs() -> None:
    message = Message('A <b>"b"</b> & <at>all</at> *c*', (Choice("<i>*x*</i>", "/pick"),))
    wire = told(message)
    assert wire["text"] == "<strong>A &lt;b&gt;&quot;b&quot;&lt;/b&gt; &amp; &lt;at&gt;all&lt;/at&gt; *c*</strong>"
    assert offered(message)["body"][1]["actions"][0]["title"] == "<i>*x*</i>"


def test_a_record_can_be_copied_line_by_line() -> None:
    record = "Record of advice\nAdvice:\n- Ring 999"
    assert told(Message(f"{record}\n\nIt names nobody.", record=record))["text"].startswith(
        "<pre>Record of advice<br>Advice:<br>- Ring 999</pre><br><br>"
    )


def test_sources_are_citations() -> None:
    text = f"Tell health.\n\nSource: {SOURCE}; Handbook 2.1, page 2."
    wire = told(Message(text, sources=("Handbook 2.1, page 2", SOURCE, "Handbook 9, page 9")))
    assert wire["text"].endswith(f"Source: {SOURCE} [2]; Handbook 2.1, page 2 [1].")
    [entity] = wire["entities"]
    assert entity["type"] == "https://schema.org/Message" and "additionalType" not in entity  # no label of AI
    assert [(c["position"], c["appearance"]["name"]) for c in entity["citation"]] == [
        (1, "Handbook 2.1, page 2"),
        (2, SOURCE),
    ]
    assert all(len(c["appearance"]["abstract"]) <= 160 for c in entity["citation"])


def test_choices_are_buttons_that_stay_visible_as_what_was_said() -> None:
    body = offered(Message("Which risk?", CHOICES))["body"]
    [first, second] = body[1]["actions"]
    assert (first["type"], first["title"]) == ("Action.Submit", "Standard")
    assert first["data"]["choice"] == CHOICES[0].payload
    assert first["data"]["msteams"] == {
        "type": "messageBack",
        "displayText": "Standard",
        "text": "Standard",
        "value": {"choice": CHOICES[0].payload},
    }
    assert second["title"] == "High"


def test_a_client_without_cards_reads_the_choices() -> None:
    assert "Standard; High" in offered(Message("Which risk?", CHOICES))["fallbackText"]


@pytest.mark.parametrize(("title", "rows"), [("Short", 3), ("A title that is rather longer", 10)])
def test_long_titles_have_rows_of_their_own_and_none_is_lost(title: str, rows: int) -> None:
    choices = tuple(Choice(f"{title} {number}", f"/pick{number}") for number in range(10))
    sets = offered(Message("Which?", choices))["body"][1:]
    assert len(sets) == rows
    assert [action["title"] for one in sets for action in one["actions"]] == [choice.title for choice in choices]


def test_what_was_chosen_stands_in_the_cards_place() -> None:
    body = card(sent(shown(Offer(chosen="18 *months* to <4> years"))))["body"]
    assert body[0]["inlines"][0]["text"] == "Chosen: 18 *months* to <4> years" and "actions" not in json.dumps(body)


def opinions(content: dict[str, Any]) -> dict[str, str]:
    actions = [action for one in content["body"] if one["type"] == "ActionSet" for action in one["actions"]]
    return {a["data"]["opinion"]: a["title"] for a in actions if "opinion" in a["data"]}


def test_under_an_answer_it_is_asked_whether_it_helped() -> None:
    wire = sent(activities(Message("Tell them.", CHOICES), HANDBOOK, "2.12")[-1])
    assert opinions(card(wire)) == {"yes:2.12": "Helpful", "no:2.12": "Not helpful"}
    assert wire["attachments"][0]["content"]["fallbackText"].startswith("Type one of these")
    alone = sent(activities(Message("Tell them."), HANDBOOK, "2.12")[-1])
    assert opinions(card(alone)) == opinions(card(wire)) and alone["summary"] == "Did this answer help?"
    assert len(activities(Message("Tell them."), HANDBOOK)) == 1


def test_why_it_did_not_help_is_one_of_the_fixed_reasons() -> None:
    told = card(sent(shown(Offer(CHOICES, "2.12", helped="why"))))
    assert [key.partition(":")[0] for key in opinions(told)] == list(feedback.REASONS)
    assert [action["title"] for action in told["body"][1]["actions"]] == ["Standard", "High"]  # the choices stay open
    said = card(sent(shown(Offer(CHOICES, "2.12", helped="said"))))
    assert not opinions(said) and "Thank you" in json.dumps(said)


def test_what_is_longer_than_teams_takes_is_several_messages() -> None:
    paragraphs = [f"Paragraph {number}. {'Words. ' * 200}".strip() for number in range(40)]
    message = Message("\n\n".join(paragraphs), CHOICES)
    several = [sent(activity) for activity in activities(message, HANDBOOK)]
    assert len(several) > 2
    assert all("attachments" not in wire for wire in several[:-1]) and card(several[-1])
    joined = "".join(wire["text"] for wire in several[:-1])
    assert [f"Paragraph {number}." in joined for number in range(40)] == [True] * 40


def test_what_teams_would_refuse_is_found() -> None:
    [activity] = activities(Message("Hello."), HANDBOOK)
    assert problems(activity) == []
    assert problems(activity.model_copy(update={"text": ""})) == ["it says nothing"]
    assert problems(activity.model_copy(update={"text": "x" * MOST_BYTES})) == ["it is too long"]
