"""A neutral message as Teams shows it: its text, with the sources as citations, and after it a card with its choices.

The card is a message of its own. Teams would make two of one that holds both, and of those only one can be changed later.
"""

import re
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

from microsoft_agents.activity import Activity

from bot import feedback
from bot.channels.message import Choice, Message
from bot.channels.rendering import Block, Line, blocks

MOST_BYTES = 36_000  # of one message, as UTF-16: Teams has refused 40 KB, and takes twice as much by now
CARD = "application/vnd.microsoft.card.adaptive"
CARD_VERSION = "1.5"
_SIDE_BY_SIDE = 20  # characters of the longest title with which buttons stand beside each other
_A_ROW = 4
_NAME, _ABSTRACT, _CITATIONS = 80, 160, 20  # Teams' own limits of a citation


@dataclass(frozen=True)
class Offer:
    """What a card offers: choices, or the title of the one that was `chosen`; and to say whether the answer, which is `about` a section,
    helped: that is asked, then why not, or it was said."""

    choices: tuple[Choice, ...] = ()
    about: str | None = None
    chosen: str | None = None
    helped: Literal["asked", "why", "said"] = "asked"


def activities(message: Message, cited: str, about: str | None = None) -> list[Activity]:
    """The messages that show `message`, the one with its card last. `cited` is the name of what is cited; `about`: the section of whose
    answer it is asked whether it helped."""
    texts = _in_parts([_html(block) for block in blocks(message)])
    cards = [offered(Offer(message.choices, about))] if message.choices or about else []
    return [*(_text(text, message, cited) for text in texts), *cards]


def offered(offer: Offer) -> Activity:
    """The card of an offer, as it stands now."""
    titles = "; ".join(choice.title for choice in offer.choices)
    body, without = list[dict[str, Any]](), list[str]()
    if offer.choices:
        body += [_words("Choose, or type your own words.", size="Small", isSubtle=True), *_rows(offer.choices)]
        without.append(f"Type one of these, or your own words: {titles}")
    if offer.chosen is not None:
        body.append(_words(f"Chosen: {offer.chosen}", weight="Bolder"))
        without.append(f"Chosen: {offer.chosen}")
    if offer.about:
        asked = _HELPED[offer.helped]
        body.append({**_words(asked, size="Small", isSubtle=True), "separator": bool(body)})
        body += [_opinions(row) for row in _opinion_rows(offer.about, offer.helped)]
        without += [] if without else [asked]
    return _card(body, ". ".join(without))


def problems(activity: Activity) -> list[str]:
    """What Teams would refuse of an activity, in words; none if it takes it."""
    told = activity.model_dump_json(by_alias=True, exclude_unset=True)
    found = [] if len(told.encode("utf-16")) <= MOST_BYTES else ["it is too long"]
    if not (activity.text or activity.attachments):
        found.append("it says nothing")
    return found


# --- text


def _text(text: str, message: Message, cited: str) -> Activity:
    marked, citations = _cited(text, message.sources, cited)
    told: dict[str, Any] = {"type": "message", "textFormat": "xml", "text": marked, "locale": "en-GB"}
    if citations:
        schema = {"type": "https://schema.org/Message", "@type": "Message", "@context": "https://schema.org"}
        told["entities"] = [{**schema, "citation": citations}]
    return Activity.model_validate(told)


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


_HELPED = {
    "asked": "Did this answer help?",
    "why": "I am sorry that it did not help. What was it? Only the answer's section and what you press are counted, and not who said so.",
    "said": "Thank you. It is counted, without anything of your conversation.",
}


def _opinion_rows(about: str, helped: str) -> list[dict[str, str]]:
    """What may be said of an answer, title by what it sends: one row, or each in its own."""
    match helped:
        case "asked":
            return [{f"yes:{about}": "Helpful", f"no:{about}": "Not helpful"}]
        case "why":
            return [{f"{reason}:{about}": told.capitalize()} for reason, told in feedback.REASONS.items()]
        case _:
            return []


def _opinions(row: dict[str, str]) -> dict[str, Any]:
    """Buttons that send an opinion. Unlike a choice's they say nothing in their presser's name."""
    actions = [
        {"type": "Action.Submit", "title": title, "data": {"opinion": opinion}} for opinion, title in row.items()
    ]
    return {"type": "ActionSet", "actions": actions}


def _card(body: list[dict[str, Any]], without: str) -> Activity:
    """A card; `without` is read in a notification, and where a client shows no card."""
    schema = "http://adaptivecards.io/schemas/adaptive-card.json"
    card = {"type": "AdaptiveCard", "$schema": schema, "version": CARD_VERSION, "body": body, "fallbackText": without}
    attached = [{"contentType": CARD, "content": card}]
    return Activity.model_validate({"type": "message", "summary": without, "locale": "en-GB", "attachments": attached})


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
