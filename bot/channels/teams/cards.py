"""A neutral message as Teams shows it: its text, the sources as citations, and a card with its choices.

The text holds all that is to be read, so that a client which shows no cards loses the buttons alone.
"""

import re
from html import escape
from typing import Any

from microsoft_agents.activity import Activity

from bot.channels.message import Choice, Message
from bot.channels.rendering import Block, Line, blocks

MOST_BYTES = 36_000  # of one message, as UTF-16: Teams has refused 40 KB, and takes twice as much by now
CARD = "application/vnd.microsoft.card.adaptive"
CARD_VERSION = "1.5"
_SIDE_BY_SIDE = 20  # characters of the longest title with which buttons stand beside each other
_A_ROW = 4
_NAME, _ABSTRACT, _CITATIONS = 80, 160, 20  # Teams' own limits of a citation


def activities(message: Message, cited: str) -> list[Activity]:
    """The messages that show `message`: one, unless it is longer than Teams takes. `cited` is the name of what is cited."""
    texts = _in_parts([_html(block) for block in blocks(message)])
    shown = [_activity(text, message, cited) for text in texts[:-1]]
    return [*shown, _activity(texts[-1], message, cited, _offer(message.choices))]


def chosen(message: Message, choice: str, cited: str) -> Activity:
    """What stands in the place of `message`'s last activity once the choice with this title was made."""
    text = _in_parts([_html(block) for block in blocks(message)])[-1]
    return _activity(text, message, cited, _card([_words(f"Chosen: {choice}", weight="Bolder")], f"Chosen: {choice}"))


def problems(activity: Activity) -> list[str]:
    """What Teams would refuse of an activity, in words; none if it takes it."""
    told = activity.model_dump_json(by_alias=True, exclude_unset=True)
    found = [] if len(told.encode("utf-16")) <= MOST_BYTES else ["it is too long"]
    if activity.type == "message" and not activity.text:
        found.append("it has no text")
    return found


def _activity(text: str, message: Message, cited: str, card: dict[str, Any] | None = None) -> Activity:
    marked, citations = _cited(text, message.sources, cited)
    told: dict[str, Any] = {"type": "message", "textFormat": "xml", "text": marked, "locale": "en-GB"}
    if citations:
        told["entities"] = [
            {
                "type": "https://schema.org/Message",
                "@type": "Message",
                "@context": "https://schema.org",
                "citation": citations,
            }
        ]
    if card:
        told["attachments"] = [{"contentType": CARD, "content": card}]
    return Activity.model_validate(told)


# --- text


def _html(block: Block) -> str:
    """A block in the few tags that every Teams client shows; its lists are lines, for phones show no other."""
    lines = [_line(line) for line in block.lines]
    match block.kind:
        case "list":
            lines = [f"\N{BULLET} {line}" for line in lines]
        case "numbers":
            lines = [f"{number}. {line}" for number, line in enumerate(lines, block.first)]
        case "record":
            return f"<pre>{'<br>'.join(lines)}</pre>"
    lead = f"<strong>{_line(block.lead)}</strong>" if block.lead else ""
    joined = "<br>".join(lines)
    return f"{lead} {joined}" if lead and joined else lead or joined


def _line(line: Line) -> str:
    return "".join(
        f'<a href="{escape(piece.to)}">{escape(piece.text)}</a>' if piece.to else escape(piece.text) for piece in line
    )


def _in_parts(told: list[str]) -> list[str]:
    """The blocks joined, in as few parts as Teams takes. No block is ever parted: the longest of a reply is far shorter."""
    parts = [""]
    for block in told:
        joined = f"{parts[-1]}<br><br>{block}" if parts[-1] else block
        if len(joined.encode("utf-16")) <= MOST_BYTES // 2 or not parts[-1]:
            parts[-1] = joined
        else:
            parts.append(block)
    return parts


def _cited(text: str, sources: tuple[str, ...], cited: str) -> tuple[str, list[dict[str, Any]]]:
    """The text with a number behind each source's first mention, and what Teams shows of each."""
    citations: list[dict[str, Any]] = []
    for source in sources[:_CITATIONS]:
        number = len(citations) + 1
        text, found = re.subn(rf"{re.escape(escape(source))}(?!\d)", rf"\g<0> [{number}]", text, count=1)
        if found:
            appearance = {
                "@type": "DigitalDocument",
                "name": source[:_NAME],
                "abstract": f"{cited}: {source}"[:_ABSTRACT],
            }
            citations.append({"@type": "Claim", "position": number, "appearance": appearance})
    return text, citations


# --- cards


def _offer(choices: tuple[Choice, ...]) -> dict[str, Any] | None:
    if not choices:
        return None
    titles = "; ".join(choice.title for choice in choices)
    body = [_words("Choose, or type your own words.", size="Small", isSubtle=True), *_rows(choices)]
    return _card(body, f"Type one of these, or your own words: {titles}")


def _card(body: list[dict[str, Any]], without: str) -> dict[str, Any]:
    """A card; `without` is read where a client shows none."""
    schema = "http://adaptivecards.io/schemas/adaptive-card.json"
    told = {"type": "AdaptiveCard", "$schema": schema, "version": CARD_VERSION}
    return {**told, "body": body, "fallbackText": without}


def _rows(choices: tuple[Choice, ...]) -> list[dict[str, Any]]:
    """The buttons: short ones beside each other, long ones each in a row, for Teams cuts titles off."""
    a_row = _A_ROW if all(len(choice.title) <= _SIDE_BY_SIDE for choice in choices) else 1
    rows = [choices[at : at + a_row] for at in range(0, len(choices), a_row)]
    return [{"type": "ActionSet", "actions": [_button(choice) for choice in row]} for row in rows]


def _button(choice: Choice) -> dict[str, Any]:
    """A button whose title is then shown as what its presser said."""
    back = {
        "type": "messageBack",
        "displayText": choice.title,
        "text": choice.title,
        "value": {"choice": choice.payload},
    }
    return {"type": "Action.Submit", "title": choice.title, "data": {"choice": choice.payload, "msteams": back}}


def _words(words: str, **look: Any) -> dict[str, Any]:
    """Words as they are: a TextBlock would read them as Markdown."""
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": words, **look}]}
