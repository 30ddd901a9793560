"""How somebody is doing, and the summary for a supervisor, which the learner alone gets."""

from datetime import UTC
from typing import Any

from actions.context import Context
from actions.learning import keeping
from actions.reply import Choice, Reply, listed
from bot.dialogue.state import DialogueState
from knowledge import learning_record, progress

_SHOWN = 5  # sections to go over that are named
_ON: list[Choice] = [("learn:quiz", "A quiz"), ("learn:practice", "A practice case"), ("learn:tour", "The tour")]


def summary(_: Any, state: DialogueState, context: Context) -> Reply:
    """The record, to copy."""
    learning = state.learning
    if not learning.progress.begun:
        text = "There is nothing to put in a summary yet. It begins with your first lesson, question or case."
        return Reply(choices=list(_ON)).add("answer", text)
    made = learning_record.record(learning.progress, learning.role, context.pack, context.now)
    text = learning_record.as_text(made)
    state.spoken.record = text
    reply = Reply(choices=list(_ON), record=text, progress=True)
    reply.add("answer", f"{text}\n\nIt names nobody. Copy it for your supervisor if you like; I send it to nobody.")
    return reply.extend(keeping.offer(state, context))


def progress_so_far(_: Any, state: DialogueState, context: Context) -> Reply:
    """How far somebody is, in a few lines."""
    done = state.learning.progress
    if not done.begun:
        text = "You have not begun yet. There is a tour, a quiz, and practice cases, whenever you like."
        return Reply(choices=list(_ON)).add("answer", text)
    made = learning_record.record(done, state.learning.role, context.pack, context.now)
    lines = [
        f"Lessons done: {len(made['lessons'])}. Practice cases: {len(made['cases'])}.",
        *learning_record.chapters(made),
    ]
    due = progress.due_again(done, context.now.astimezone(UTC))
    lines += [f"Questions that are due again: {due}."] if due else []
    over = [f"{one['section']} {one['title']}" for one in made["to_go_over"][:_SHOWN]]
    reply = Reply(choices=[*_ON, ("learn:summary", "Summary for my supervisor")], progress=True)
    return reply.add("answer", "\n".join(lines)).add("note", f"To go over: {listed(over)}." if over else "")
