"""Every place says the same: what the bot really answers, through every renderer, read back as a person would read it."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.reply import Composed
from bot.channels import gate
from bot.channels.message import Choice, Message, Part
from bot.dialogue.buttons import payload
from bot.nlu import loading
from knowledge.pack import Pack
from tests.channels.places import PLACES, Place, Seen, line
from tests.conversations.player import Player

CONVERSATIONS = Path(__file__).parents[1] / "conversations"
OF_EACH_FILE = 4
NUMBER = re.compile(r"(?<=[ :])(?:0[\d ]{9,12}\d|999)(?=[.,;]?\s)")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
CHOICE = Choice("Why these?", payload("why"))
MADE = {  # what no pack of today says, and one may say tomorrow
    "signs that are markup": Message("Use *no* _stars_, ~tildes~ or `ticks` & <b>tags</b>.\n\n> 3 ticks <!here> &amp; <@U1>"),
    "a long reply": Message(
        "\n\n".join(f"{n}. A step.\n\n{'Words and words. ' * 60}" for n in range(30)) + "\n\nSource: Handbook 1.1, page 5."
    ),
    "one long line": Message("Words and words. " * 500),
    "a long list": Message("\n".join(f"- item {n} of many, with words" for n in range(200))),
    "many paragraphs": Message("\n\n".join(f"Paragraph {n}." for n in range(120))),
    "many choices": Message("Which?", tuple(Choice(f"The choice of number {n}", payload(f"c{n}")) for n in range(30))),
    "a long title": Message("Which?", (Choice("A title that goes on " * 6, payload("long")), CHOICE)),
    "a list at once": Message("- Speak to your lead.\n- Write it down.", (CHOICE,)),
    "a record": Message("Record of advice\nAdvice:\n- Ring 999\nReason: ____", record="Record of advice\nAdvice:\n- Ring 999\nReason: ____"),
}  # fmt: skip


def as_message(reply: Composed) -> Message:
    """A reply as it comes through Rasa."""
    custom = {"sources": reply.sources, "record": reply.record, "urgency": reply.urgency, "parts": reply.parts}
    buttons = [{"title": title, "payload": payload(choice)} for choice, title in reply.choices]
    return Message.of_rasa({"text": reply.text, "buttons": buttons, "custom": custom})


@pytest.fixture(scope="module")
def replies(pack: Pack) -> dict[str, Message]:
    """All replies of the first conversations of each file, played once."""
    said = {}
    for path in sorted(CONVERSATIONS.glob("*.yml")):
        for one in yaml.safe_load(path.read_text(encoding="utf-8"))[:OF_EACH_FILE]:
            player = Player(gate.shared(), loading.shared(), pack)
            for number, turn in enumerate(one["turns"], 1):
                reply = player.say(turn["say"]) if "say" in turn else player.press(turn["press"])
                said[f"{path.stem}: {one['name']}, turn {number}"] = as_message(reply)
    assert len({name.partition(", turn")[0] for name in said}) >= 60
    return said


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_what_the_bot_answers_is_the_same_in_every_place(replies: dict[str, Message], place: Place) -> None:
    missing = [f"{name}: {what}" for name, message in replies.items() for what in compare(place, message)]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_what_a_pack_may_say_tomorrow_is_the_same_in_every_place(place: Place, name: str) -> None:
    assert not list(compare(place, MADE[name]))


def test_the_comparison_finds_what_is_missing() -> None:
    """Each check of it can fail."""
    message = Message(
        "Call 999 now. Then:\n- ring 0800 1111\n- write to a@b.uk\n\nSource: Handbook 1.1, page 5.",
        (CHOICE,),
        ("Handbook 1.1, page 5",),
        parts=(Part("danger", "Call 999 now. Then:", ("Handbook 1.1, page 5",)),),
    )

    def found(change: Any) -> set[str]:
        def see(told: Any) -> Seen:
            seen = PLACES[1].see(told)
            change(seen)
            return seen

        place = Place("broken", PLACES[1].render, see, lambda _: [])
        return {what.partition(":")[0] for what in compare(place, message)}

    assert not found(lambda seen: None)
    assert "words" in found(lambda seen: seen.lines.pop(1))
    assert "list" in found(lambda seen: seen.lines.__setitem__(1, ("", seen.lines[1][1])))
    assert "links" in found(lambda seen: seen.links.clear())
    assert "choices" in found(lambda seen: seen.choices.clear())
    assert "lead" in found(lambda seen: seen.lines.reverse())
    assert "source" in found(lambda seen: seen.lines.pop())
    over = Place("over", PLACES[1].render, PLACES[1].see, lambda _: ["too long"])
    assert list(compare(over, message)) == ["limits: too long"]


def compare(place: Place, message: Message) -> list[str]:
    """What a person cannot read or press in the place as the message means it."""
    told = place.render(message)
    seen = [place.see(one) for one in told]
    missing = [f"limits: {problem}" for one in told for problem in place.problems(one)]
    said = " ".join(one.text for one in seen if one.text)  # a message may be buttons alone
    expected = [line(words) for words in message.text.split("\n") if words.strip()]
    choices = [choice for one in seen for choice in one.choices]
    long = {c.title for c in message.choices if len(c.title) > 75}
    if not long and said != " ".join(" ".join(words for _, words in expected).split()):
        missing.append(f"words: {said!r}")
    marked = [(mark, words.strip()) for one in seen for mark, words in one.lines if mark]
    if not long and marked != [(mark, words.strip()) for mark, words in expected if mark]:
        missing.append(f"list: {marked}")
    links = {link for one in seen for link in one.links}
    leads = {f"mailto:{address}" for address in ADDRESS.findall(_unrecorded(message))}
    leads |= {"tel:" + number.replace(" ", "") for number in NUMBER.findall(_unrecorded(message))}
    if lost := leads - links:
        missing.append(f"links: {lost}")
    if [title for title, _ in choices] != [c.title for c in message.choices] and not long:
        missing.append(f"choices: {choices}")
    if any(sent != c.payload for (_, sent), c in zip(choices, message.choices, strict=False) if sent is not None):
        missing.append(f"choices: {choices} send something else")
    missing += [f"choices: {title} is nowhere whole" for title in long if title.strip() not in said + str(choices)]
    if expected and not seen[0].text.startswith(expected[0][1][:40].strip()):
        missing.append(f"lead: {seen[0].text[:60]!r}")
    for part in message.parts:
        with_it = next((one.text for one in seen if _start(part.text) in one.text), "")
        missing += [
            f"source: {source} is not with {_start(part.text)!r}" for source in part.sources if source not in with_it
        ]
    return missing


def _unrecorded(message: Message) -> str:
    """The text without a record that was asked for: that is copied as it stands."""
    return message.text.removeprefix(message.record) if message.record else message.text


def _start(text: str) -> str:
    """How a part begins, as it is seen: without the mark of a list."""
    return line(text.split("\n", maxsplit=1)[0])[1][:40].strip()
