"""A real Sanic server on a free loopback port with the web channel, the pages, and an agent that plays its part."""

import asyncio
import itertools
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rasa.core.channels.channel import UserMessage, register
from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic

from bot import settings
from bot.channels.gate import Admitted, tidy
from bot.channels.message import Message
from bot.channels.web.channel import WebChannel
from bot.channels.web.pages import web_pages
from bot.channels.web.sessions import Sessions
from bot.locks import TurnLocks

RECORD = "Record of advice\nDate: 21 November 2026\nChild: 8 months, Amber Valley\nReason for decision: ____"
LONG = (
    "Is anyone in danger now? If so, call 999 first.\n\n"
    "For a baby of 8 months in Amber Valley, graded medium, tell these two today:\n"
    "- County community health: DCHST.StartingPoint@nhs.net\n"
    "- Children's social care: information.startingpoint@derbyshire.gov.uk\n\n"
    "Before that:\n1. Speak to your designated safeguarding lead.\n2. Ask for consent where that is safe.\n"
    "3. Write down what you saw and heard.\n\n"
    "The national helpline is 0808 2000 247, at any hour; the police are on 101. More at "
    "https://www.nationaldahelpline.org.uk/. If it were standard risk, community health alone would be told."
)

URDU = next(one for one in settings.pack().languages.languages if one.id == "ur").say
CITED = settings.pack().cite("3.4")
_SAID = settings.pack().sections["3.4"].paragraphs[1]
PREPARED = {
    "urdu": {"text": f"{URDU}\n\nIn English: call 999."},
    "cited": {
        "text": f"{_SAID}\n\nSource: {CITED}.",
        "sources": [CITED],
        "parts": [{"kind": "answer", "text": _SAID, "sources": [CITED]}],
    },
    "how am I doing": {"text": "Lessons done: 1. Practice cases: 2.", "progress": True},
}
_NUMBERS = itertools.count()


class FakeGate:
    """Lets a button's payload through and tidies words as the real gate does, and leaves out one name."""

    def admit(self, raw: str) -> Admitted:
        if raw.startswith("/pick{"):
            return Admitted(raw)
        masked = ("a name",) if "Sarah" in raw else ()
        return Admitted(tidy(raw).replace("Sarah", "[name]"), {"facts": {}}, masked)


class FakeStore:
    """Keeps of each conversation what a real one does: its turns' marks, what was replied, and the choices that are open."""

    def __init__(self):
        self.deleted: list[str] = []
        self.database: Any = None
        self.learning: dict[str, Any] = {}  # of everybody
        self._kept: dict[str, list[Event]] = {}
        self._ended: set[str] = set()

    def delete(self, sender: str, for_good: bool = False) -> None:
        self.deleted.append(sender)
        self._kept.pop(sender, None)
        self._ended |= {sender} if for_good else set()

    async def ended(self, sender: str) -> bool:
        return sender in self._ended

    async def retrieve(self, sender: str) -> DialogueStateTracker | None:
        kept = self._kept.get(sender)
        return DialogueStateTracker.from_events(sender, kept, [AnySlot("dialogue", [])]) if kept else None

    def save(self, message: UserMessage, replied: list[Message]) -> None:
        """One turn. The payloads of choices are those of a button, and `offers` holds what stands in them."""
        kept = self._kept.setdefault(message.sender_id, [])
        known = {k: v for event in kept if isinstance(event, SlotSet) for k, v in event.value["offers"].items()}
        new = {json.loads(c.payload.removeprefix("/pick"))["choice"]: c.title for m in replied for c in m.choices}
        kept.append(UserUttered(None, metadata=message.metadata))
        kept += [BotUttered(m.text, {"buttons": [vars(c) for c in m.choices]}) for m in replied]
        kept.append(SlotSet("dialogue", {"offers": known | new, "learning": self.learning}))


class FakeAgent:
    """Answers by what the message says, and remembers what reached it."""

    def __init__(self):
        self.tracker_store = FakeStore()
        self.lock_store = TurnLocks()
        self.heard: list[UserMessage] = []
        self.at_once = self.most_at_once = 0

    async def handle_message(self, message: UserMessage) -> None:
        self.heard.append(message)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self._answer(message)
            self.tracker_store.save(message, message.output_channel.messages)
        finally:
            self.at_once -= 1

    async def _answer(self, message: UserMessage) -> None:
        async def say(text: str, buttons: list[str] | None = None, **custom: Any) -> None:
            told = {"text": text, "custom": custom}
            if buttons:
                told["buttons"] = [{"title": b, "payload": f'/pick{{"choice": "{b.lower()}"}}'} for b in buttons]
            await message.output_channel.send_response(message.sender_id, told)

        match message.text:
            case said if said.split()[:1] == ["break"] and said != "break once":
                raise RuntimeError(f"secret words: {said}")
            case "break once" if sum(m.text == "break once" for m in self.heard) == 1:
                raise RuntimeError("secret words")
            case said if said.split()[:1] == ["silence"]:
                return
            case said if said.split()[:1] == ["slow"]:
                await asyncio.sleep(30)
            case "slowly":
                await asyncio.sleep(0.4)
                await say("There.")
            case "which":
                await say("Which risk did the police give?", ["Standard", "Medium", "High"])
            case "danger":
                await say("Call 999 now.\n\nStay on the line.", urgency="emergency", sources=["Handbook 1.2, page 7"])
            case "long":
                await say(LONG, ["Why?"], urgency="urgent", sources=["Handbook 2.12, page 23"], record=RECORD)
            case "long sourced":
                await say(LONG, ["Why?"], sources=["Handbook 2.12, page 23"])
            case "html":
                await say("<img src=x onerror=alert(1)> <b>bold</b>\n- one\n- two")
            case "urdu" | "cited" | "how am I doing" as prepared:
                await say(**PREPARED[prepared])
            case said:
                await say(f"You said: {said}")


@contextmanager
def served(app: Sanic | None = None, **limits: Any) -> Iterator[tuple[str, Sanic]]:
    """Serve the channel and the pages, and give their address and the app. Its agent is `app.ctx.agent`."""
    Sanic.test_mode = True  # several apps in one process: Sanic rewrites its own methods for each, from the originals
    app = app or Sanic(f"signpost_test_{next(_NUMBERS)}", configure_logging=False)
    app.config.ACCESS_LOG = False
    app.config.REQUEST_MAX_SIZE = 65_536  # as `serve` has it
    app.ctx.agent = FakeAgent()
    channel = WebChannel(gate=FakeGate(), sessions=Sessions("a key for these tests alone, long enough"), **limits)
    register([channel], app, route="/webhooks/")
    web_pages(app)
    with running(app) as address:
        yield address, app


@contextmanager
def running(app: Sanic) -> Iterator[str]:
    """Serve `app` from a thread, and give its address."""
    loop, ready, listening = asyncio.new_event_loop(), threading.Event(), socket.create_server(("127.0.0.1", 0))

    async def begin() -> Any:
        server = await app.create_server(sock=listening, return_asyncio_server=True)
        await server.startup()
        await server.before_start()
        await server.start_serving()
        ready.set()
        return server

    async def end(server: Any) -> None:
        server.close()
        for task in asyncio.all_tasks(loop) - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0.01)

    def run() -> None:
        asyncio.set_event_loop(loop)
        server = loop.run_until_complete(begin())
        loop.run_forever()
        loop.run_until_complete(end(server))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        assert ready.wait(20), "the fake server did not start"
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        listening.close()
        Sanic._app_registry.pop(app.name, None)
