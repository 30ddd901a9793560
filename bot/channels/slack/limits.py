"""What Slack takes: the limits of a message of Block Kit, as Slack refuses it. `problems` says what is over them."""

import json
from collections.abc import Iterator
from typing import Any

BLOCKS = 50  # in one message
SECTION = 3_000  # characters of a section's or a context's text
ELEMENTS = {"actions": 25, "context": 10, "context_actions": 5}
BUTTON, VALUE, ID = 75, 2_000, 255  # characters
TEXT = 40_000  # characters of the text beside the blocks
TOGETHER = 13_200  # characters of all blocks: in no page of Slack's; more is refused as msg_blocks_too_long

Block = dict[str, Any]


def size(blocks: list[Block]) -> int:
    """Characters of all blocks together, counted with everything around them: rather too many than too few."""
    return len(json.dumps(blocks, ensure_ascii=False))


def problems(message: dict[str, Any]) -> list[str]:
    """What Slack would refuse in a message (`text`, `blocks`), each as a plain sentence; none if it is fine."""
    blocks = message.get("blocks") or []
    found = [problem for block in blocks for problem in _of_block(block)]
    if not message.get("text"):
        found.append("A message needs a text beside its blocks, for notifications and screen readers.")
    elif len(message["text"]) > TEXT:
        found.append(f"The text has more than {TEXT:,} characters.")
    if len(blocks) > BLOCKS:
        found.append(f"There are {len(blocks)} blocks, and {BLOCKS} at most may be.")
    if size(blocks) > TOGETHER:
        found.append(f"The blocks have more than {TOGETHER:,} characters together.")
    for key, named in (("block_id", blocks), ("action_id", [e for b in blocks for e in b.get("elements", [])])):
        ids = [one[key] for one in named if key in one]
        found += [f"The {key} '{twice}' stands twice." for twice in sorted({i for i in ids if ids.count(i) > 1})]
        found += [f"A {key} has more than {ID} characters." for i in ids if len(i) > ID]
    return found


def _of_block(block: Block) -> Iterator[str]:
    match block.get("type"):
        case "section":
            yield from _of_text(block.get("text"), "A section")
        case "actions" | "context" | "context_actions" as kind:
            elements = block.get("elements") or []
            if not 1 <= len(elements) <= ELEMENTS[kind]:
                yield f"A block of {kind} has {len(elements)} elements, and takes 1 to {ELEMENTS[kind]}."
            for element in elements:
                yield from _of_element(element)
        case "header":
            if not 1 <= len(block.get("text", {}).get("text", "")) <= 150:
                yield "A header takes 1 to 150 characters."
        case "divider":
            pass
        case kind:
            yield f"A block of the kind '{kind}' is not one that Signpost sends."


def _of_element(element: dict[str, Any]) -> Iterator[str]:
    match element.get("type"):
        case "button":
            yield from _of_button(element)
            if "action_id" not in element:
                yield "A button has no action_id."
        case "feedback_buttons":
            for which in ("positive_button", "negative_button"):
                yield from _of_button(element.get(which) or {})
        case "mrkdwn" | "plain_text":
            yield from _of_text(element, "A text")
        case kind:
            yield f"An element of the kind '{kind}' is not one that Signpost sends."


def _of_button(button: dict[str, Any]) -> Iterator[str]:
    if not 1 <= len((button.get("text") or {}).get("text", "")) <= BUTTON:
        yield f"A button's text takes 1 to {BUTTON} characters."
    if len(button.get("value", "")) > VALUE:
        yield f"A button's value has more than {VALUE:,} characters."


def _of_text(text: dict[str, Any] | None, what: str) -> Iterator[str]:
    if not 1 <= len((text or {}).get("text", "")) <= SECTION:
        yield f"{what} takes 1 to {SECTION:,} characters."
