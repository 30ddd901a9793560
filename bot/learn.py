"""The induction aid in the terminal, by typing: the same turns as on any channel, behind the same gate; and the learner's own
record as a file."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from actions import turn as turns
from actions.reply import Composed
from bot import exports, learners, settings
from bot.ask import Mistaken
from bot.channels.gate import Gate
from bot.database import Database
from bot.dialogue import learner_code
from bot.dialogue.state import DialogueState
from bot.nlu.meaning import Meaning
from bot.nlu.understanding import Understanding
from knowledge.pack import Pack

BEGIN = "the tour"
_ENDS = ("exit", "quit", "bye", "goodbye", "q")
_ON_ITS_OWN = ("learn:pick=", "learn:role=", "learn:length=")  # choices that stand one a line


@dataclass
class Terminal:
    """One conversation in the terminal. With a `database`, progress is kept there once the learner agrees."""

    gate: Gate
    understanding: Understanding
    pack: Pack
    database: Database | None = None
    state: DialogueState = field(default_factory=DialogueState)
    shown: list[tuple[str, str]] = field(default_factory=list)

    def say(self, words: str) -> str:
        """The reply to what was typed, as it is printed. A choice's title, typed as it stands, is that choice."""
        choice = next((c for c, title in self.shown if title.lower() == words.strip().lower()), None)
        admitted = self.gate.admit(words)
        if admitted.answer and choice is None:
            return admitted.answer
        facts = admitted.metadata.get("facts", {})
        meaning = Meaning("") if choice else self.understanding.read(admitted.text, facts)
        reply = self._take(meaning, choice)
        self.shown = list(reply.choices)
        return printed(reply)

    def _take(self, meaning: Meaning, choice: str | None) -> Composed:
        kept = learners.Learners(self.database) if self.database else None
        self.state, reply, _ = turns.take(meaning, self.state, self.pack, choice, datetime.now(), kept)
        if self.database:
            self.database.run(lambda db: learners.write(db, self.state.as_slot()))
        return reply


def play(terminal: Terminal, read: Callable[[str], str], write: Callable[[str], None], first: str = BEGIN) -> None:
    """Says and reads until the end of what is typed, or 'exit'. `read` raises EOFError at the end."""
    write(terminal.say(first))
    while True:
        try:
            words = read("> ").strip()
        except (EOFError, KeyboardInterrupt):
            return
        if words.lower() in _ENDS:
            return
        if words:
            write(terminal.say(words))


def printed(reply: Composed) -> str:
    """A reply in plain text: answers one a line, the other choices in brackets."""
    answers = [title for choice, title in reply.choices if choice.startswith(_ON_ITS_OWN)]
    others = [f"[{title}]" for choice, title in reply.choices if not choice.startswith(_ON_ITS_OWN)]
    return "\n\n".join(
        part for part in (reply.text, "\n".join(f"  {one}" for one in answers), " ".join(others)) if part
    )


def open_terminal(database: Database | None) -> Terminal:
    """A conversation with everything loaded."""
    from bot.channels import gate
    from bot.nlu import loading

    return Terminal(gate.shared(), loading.shared(), settings.pack(), database)


def export(database: Database | None, code: str, form: str) -> str:
    """The record kept under a code, in one of the forms of `bot.exports`. Raises Mistaken where there is none, or it can't be had so."""
    made = learner_code.find(code)
    if made is None:
        raise Mistaken("That is no learning code. It has four groups of four signs, such as 7KQ2-M4XN-0RTW-93HB.")
    key = learner_code.key_of(made)
    kept = learners.Learners(database).find(key) if database else None
    if kept is None:
        raise Mistaken("Nothing is kept under that code. Check it sign by sign.")
    try:
        return exports.written(form, kept.progress, kept.role, key)
    except exports.CannotExport as error:
        raise Mistaken(str(error)) from None
