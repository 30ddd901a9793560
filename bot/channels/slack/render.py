"""From a neutral message to Slack's: pure, and within Slack's limits. What does not fit goes on in a further message."""

from collections.abc import Iterator
from typing import Any

from bot.channels.message import Choice, Message
from bot.channels.rendering import Block as Read
from bot.channels.rendering import blocks as read
from bot.channels.slack import mrkdwn
from bot.channels.slack.limits import BLOCKS, BUTTON, SECTION, TOGETHER, Block, size

CHOICE, FEEDBACK, REASON = "choice", "feedback", "reason"  # how the action_ids begin
CHOSEN = "chosen"  # the block_id of what was chosen
_ROOM = 2  # blocks of a message left free, for what was chosen and for a reason


def render(message: Message, below: Block | None = None) -> list[dict[str, Any]]:
    """Slack's messages for one message: `text` for notifications and readers, `blocks` for the screen. Almost always one.
    `below` is a block that stands under the last."""
    blocks = [block for one in read(message) for block in _written(one)]
    blocks += _choices(message.choices)
    blocks += [below] if below else []
    return [{"text": as_text(some), "blocks": some} for some in _whole(blocks)]


def as_text(blocks: list[Block]) -> str:
    """All that the blocks say and offer, in words: for notifications, for readers, and if Slack refuses the blocks."""
    texts = list[str]()
    for block in blocks:
        match block["type"]:
            case "section":
                texts.append(block["text"]["text"])
            case "context":
                texts += [element["text"] for element in block["elements"]]
            case "actions":
                texts.append("\n".join(f"[{mrkdwn.escape(element['text']['text'])}]" for element in block["elements"]))
    return mrkdwn.unlinked("\n\n".join(texts))


def with_chosen(blocks: list[Block], action_id: str, title: str) -> list[Block]:
    """The blocks of a message of ours whose button `action_id` was pressed: it is no button any more, and `title` stands below.
    The other buttons stay: one may ask for the record, then for the reason."""
    kept = [_without(block, action_id) for block in blocks if block.get("block_id") != CHOSEN]
    before = [e["text"] for b in blocks if b.get("block_id") == CHOSEN for e in b["elements"]]
    told = before[0] + "; " if before else "Chosen: "
    line = {"type": "mrkdwn", "text": told + mrkdwn.escape(title)}
    return [*(block for block in kept if block), {"type": "context", "block_id": CHOSEN, "elements": [line]}]


def section(text: str) -> Block:
    # Always open: Slack would fold a long one away behind "See more", and what is folded away is not read.
    return {"type": "section", "expand": True, "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def button(action_id: str, title: str, value: str) -> Block:
    """A button; of a title that is too long for one it shows the beginning."""
    shown = title if len(title) <= BUTTON else title[: BUTTON - 1].rstrip() + "…"
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": shown}, "value": value}


def _written(block: Read) -> Iterator[Block]:
    """One block of the reply as Slack's, one for each 3,000 characters."""
    lines = [mrkdwn.line(line) for line in block.lines]
    match block.kind:
        case "list":
            lines = [f"•  {line}" for line in lines]
        case "numbers":
            lines = [f"{number}.  {line}" for number, line in enumerate(lines, block.first)]
        case "record":
            yield from (section(f"```\n{text}\n```") for text in _fitting(lines, SECTION - 8))
            return
        case "source":
            for text in _fitting(lines, SECTION):
                yield {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}
            return
    if block.lead:
        lines = [" ".join((mrkdwn.bold(block.lead), *lines[:1])), *lines[1:]]
    yield from (section(text) for text in _fitting(lines, SECTION))


def _choices(choices: tuple[Choice, ...]) -> Iterator[Block]:
    """The buttons; a title that is too long for one is read above them."""
    long = [f"•  {mrkdwn.escape(choice.title)}" for choice in choices if len(choice.title) > BUTTON]
    yield from (section(text) for text in _fitting(long, SECTION))
    buttons = [button(f"{CHOICE}-{n}", c.title, c.payload) for n, c in enumerate(choices)]
    for start in range(0, len(buttons), 25):
        yield {"type": "actions", "block_id": f"choices-{start}", "elements": buttons[start : start + 25]}


def _fitting(lines: list[str], most: int) -> Iterator[str]:
    """Lines joined into texts of at most `most` characters; a line longer than that is parted between words."""
    text = ""
    for line in (part for whole in lines for part in _parts(whole, most)):
        if text and len(text) + 1 + len(line) > most:
            yield text
            text = line
        else:
            text = f"{text}\n{line}" if text else line
    if text.strip():
        yield text


def _parts(line: str, most: int) -> Iterator[str]:
    while len(line) > most:
        cut = line.rfind(" ", 0, most)
        cut = cut if cut > 0 else most
        yield line[:cut]
        line = line[cut:].lstrip()
    yield line


def _whole(blocks: list[Block]) -> Iterator[list[Block]]:
    """The blocks by messages. A source never goes to another message than what it is the source of."""
    message: list[Block] = []
    for block in blocks:
        if message and (len(message) >= BLOCKS - _ROOM or size([*message, block]) > TOGETHER - SECTION // 2):
            # what a source is of goes with it
            carried = [message.pop()] if block["type"] == "context" and len(message) > 1 else []
            yield message
            message = carried
        message.append(block)
    yield message


def _without(block: Block, action_id: str) -> Block | None:
    if block.get("type") != "actions":
        return block
    left = [element for element in block["elements"] if element.get("action_id") != action_id]
    return {**block, "elements": left} if left else None
