"""How somebody is doing, and the summary for a supervisor: what was covered, when, how it went, and what to go over. It says
what it is: practice, and no accredited training."""

from datetime import UTC, datetime
from typing import Any

from actions.context import Context
from actions.learning import keeping
from actions.reply import Choice, Reply, listed
from bot.dialogue.learning import Learning
from bot.dialogue.state import DialogueState
from knowledge import progress
from knowledge.pack import Pack
from knowledge.progress import Progress

_SHOWN = 5  # sections to go over that are named
_ON: list[Choice] = [("learn:quiz", "A quiz"), ("learn:practice", "A practice case"), ("learn:tour", "The tour")]


def summary(_: Any, state: DialogueState, context: Context) -> Reply:
    """The record, to copy."""
    learning = state.learning
    if not learning.progress.begun:
        return Reply(choices=list(_ON)).add(
            "answer", "There is nothing to put in a summary yet: it begins with your first lesson, question or case."
        )
    text = in_words(learning.progress, role_in_words(learning, context.pack), context.pack, context.now)
    state.spoken.record = text
    reply = Reply(choices=list(_ON), record=text)
    reply.add("answer", f"{text}\n\nIt names nobody. Copy it for your supervisor if you like; nobody gets it from me.")
    return reply.extend(keeping.offer(state, context))


def progress_so_far(_: Any, state: DialogueState, context: Context) -> Reply:
    """How far somebody is, in a few lines."""
    learning, pack = state.learning, context.pack
    if not learning.progress.begun:
        return Reply(choices=list(_ON)).add(
            "answer", "You have not begun yet. There is a tour, a quiz, and practice cases."
        )
    lines = [
        f"Lessons done: {len(learning.progress.lessons)}.",
        f"Practice cases: {len(learning.progress.cases)}.",
        *_chapters(learning.progress, pack),
    ]
    due = progress.due_again(learning.progress, context.now.astimezone(UTC))
    lines += [f"Questions that are due again: {due}."] if due else []
    reply = Reply(choices=[*_ON, ("learn:summary", "Summary for my supervisor")])
    over = _go_over(learning.progress, pack)
    return reply.add("answer", "\n".join(lines)).add("note", f"To go over: {listed(over)}." if over else "")


def in_words(done: Progress, role: str, pack: Pack, now: datetime) -> str:
    """The summary as text. Every line is a fact of the record."""
    info = pack.info
    titles = {one.id: one.title for one in pack.lessons.lessons} if pack.lessons else {}
    lessons = [f"- {titles[id]} ({_day(day)})" for id, day in done.lessons.items() if id in titles]
    cases = [
        f"- {pack.practice[id].title}: {one.right} of {one.of} as the handbook has it ({_day(one.day)})"
        for id, one in done.cases.items()
        if id in pack.practice
    ]
    over = _go_over(done, pack)
    lines = [
        f"Learning record, {now:%-d %B %Y}",
        WHAT_IT_IS,
        *([f"Role: {role}"] if role else []),
        *([f"Lessons ({len(lessons)}):", *lessons] if lessons else ["Lessons: none yet"]),
        *(
            ["Quiz, by the last answer to each question:", *(f"- {line}" for line in _chapters(done, pack))]
            if done.cards
            else ["Quiz: none yet"]
        ),
        *([f"Practice cases ({len(cases)}):", *cases] if cases else ["Practice cases: none yet"]),
        f"To go over: {listed(over)}" if over else "To go over: nothing at present",
        f"Courses: {pack.cite(courses(pack))}",
        f"Pack: {info.name}, {info.edition} (review by {info.review_date:%-d %B %Y})",
    ]
    return "\n".join(lines)


WHAT_IT_IS = (
    "Practice with Signpost, an automated assistant. It is not accredited training, and no proof of competence."
)


def courses(pack: Pack) -> str:
    """The section that lists the courses."""
    return pack.lessons.closing_section if pack.lessons else ""


def role_in_words(learning: Learning, pack: Pack) -> str:
    roles = {one.id: one.name for one in pack.lessons.roles} if pack.lessons else {}
    return roles.get(learning.role or "", "")


def _chapters(done: Progress, pack: Pack) -> list[str]:
    return [
        f"{mark.title}: {mark.right} of {mark.seen} right ({mark.of} questions in all)"
        for mark in progress.by_chapter(done, pack)
        if mark.seen
    ]


def _go_over(done: Progress, pack: Pack) -> list[str]:
    return [f"{mark.id} {mark.title}" for mark in progress.to_go_over(done, pack)][:_SHOWN]


def _day(day: str) -> str:
    return f"{datetime.fromisoformat(day):%-d %B %Y}"
