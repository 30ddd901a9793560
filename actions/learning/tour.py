"""The tour: lessons for one's role and time, each ending in a question. It stops and goes on where it was."""

from datetime import UTC
from typing import Any

from actions import handbook
from actions.context import Context
from actions.learning import asking, keeping
from actions.reply import Choice, Reply
from bot.dialogue.learning import ANY_ROLE, Learning
from bot.dialogue.state import DialogueState, Spoken
from knowledge import progress
from knowledge.lessons import LENGTHS, Lesson, Lessons
from knowledge.pack import Pack

NEXT = "learn:next"
_STOP: Choice = ("learn:stop", "Stop here")
_QUIZ: Choice = ("learn:quiz", "A quiz")
_PRACTICE: Choice = ("learn:practice", "A practice case")
_SUMMARY: Choice = ("learn:summary", "Summary for my supervisor")


def tour(value: Any, state: DialogueState, context: Context) -> Reply:
    """The tour begins, or goes on: what is not known yet of role and time is asked first."""
    learning, lessons, told = state.learning, context.pack.lessons, value or {}
    if lessons is None:
        return Reply().add("answer", "This pack has no tour yet.")
    again = bool(learning.progress.lessons)
    learning.close()
    learning.doing = "tour"
    learning.role = told.get("role") or learning.role or lessons.role_of(state.facts.get("role"))
    learning.length = told.get("length") or learning.length
    lead = "" if again else lessons.opening
    return Reply().add("lead", lead).extend(_go_on(state, context))


def role(value: str, state: DialogueState, context: Context) -> Reply:
    """The learner's role, from now on."""
    known = {one.id for one in context.pack.lessons.roles} if context.pack.lessons else set()
    state.learning.role = value if value in known else ANY_ROLE
    return _go_on(state, context)


def length(value: str, state: DialogueState, context: Context) -> Reply:
    """How much time there is."""
    if value in LENGTHS:
        state.learning.length = value
    return _go_on(state, context)


def next_lesson(_: Any, state: DialogueState, context: Context) -> Reply:
    """The next lesson; 'skip' at a question about role or time leaves that open."""
    learning = state.learning
    if learning.open == "role":
        learning.role = ANY_ROLE
    elif learning.open == "length":
        learning.length = LENGTHS[0]
    learning.doing = "tour"
    return _go_on(state, context)


def stop(_: Any, state: DialogueState, context: Context) -> Reply:
    """Enough for now: how far one is, and that it goes on from there."""
    learning = state.learning
    done, of = _how_far(learning, context.pack)
    text = (
        f"We'll stop there. You have done {done} of {of} lessons; say 'tour' to go on." if of else "We'll stop there."
    )
    learning.close()
    reply = Reply(choices=[("learn:tour", "Go on with the tour"), _QUIZ, _PRACTICE, _SUMMARY]).add("lead", text)
    return reply.extend(keeping.offer(state, context))


def way_on(state: DialogueState, pack: Pack) -> list[Choice]:
    """The button back to a tour that was begun and not finished."""
    done, of = _how_far(state.learning, pack)
    return [("learn:tour", "Go on with the tour")] if 0 < done < of else []


def after_question(state: DialogueState, context: Context) -> Reply:
    """After a lesson's question: the lesson is done, and the next is offered."""
    learning = state.learning
    if learning.lesson:
        learning.progress.lessons[learning.lesson] = f"{context.now:%Y-%m-%d}"
    learning.lesson = None
    reply, pack = _done_so_far(state, context), context.pack
    for section in (one for one in state.spoken.sections[:1] if one in pack.sections):
        reply.choices.insert(1, (f"section:{section}", f"Read {handbook.short(pack.sections[section])}"))
    return reply


def _done_so_far(state: DialogueState, context: Context) -> Reply:
    learning, pack = state.learning, context.pack
    done, of = _how_far(learning, pack)
    following = _following(learning, pack)
    if following is None:
        return _end(state, context)
    learning.open = "next"
    reply = Reply(choices=[(NEXT, f"Next: {following.title}"), _STOP])
    return reply.add("question", f"{done} of {of} lessons done. Shall we go on to the next, {following.title}?")


def put(state: DialogueState, context: Context) -> Reply:
    """What the tour asks, once more."""
    if state.learning.open == "next":
        return _done_so_far(state, context)
    return _go_on(state, context)


def _go_on(state: DialogueState, context: Context) -> Reply:
    """The question about role or time, or the next lesson."""
    learning, pack = state.learning, context.pack
    assert pack.lessons is not None
    if learning.role is None:
        return _ask_role(state, pack.lessons)
    if learning.length is None:
        return _ask_length(state, pack.lessons)
    following = _following(learning, pack)
    if following is None:
        return _end(state, context)
    return _lesson(following, state, context)


def _ask_role(state: DialogueState, lessons: Lessons) -> Reply:
    state.learning.open = "role"
    reply = Reply(answers=[(f"learn:role={one.id}", one.name) for one in lessons.roles])
    return reply.add(
        "question", "What is your work? I'll pick the lessons that matter most for it. (None of these? Say 'other'.)"
    )


def _ask_length(state: DialogueState, lessons: Lessons) -> Reply:
    state.learning.open = "length"
    counts = {one.id: len(lessons.tour(state.learning.for_role, one.id)) for one in lessons.lengths}
    reply = Reply(answers=[(f"learn:length={one.id}", one.name) for one in lessons.lengths])
    ways = "; ".join(f"{one.name.lower()}: {counts[one.id]} lessons" for one in lessons.lengths)
    return reply.add("question", f"How much time do you have? ({ways}. You can stop at any point and go on later.)")


def _lesson(lesson: Lesson, state: DialogueState, context: Context) -> Reply:
    """A lesson, with its question. Where the pack has none for it, the lesson is done once it was read."""
    learning, pack = state.learning, context.pack
    done, of = _how_far(learning, pack)
    learning.doing, learning.lesson = "tour", lesson.id
    state.spoken = Spoken(sections=[lesson.section])  # what 'more' and 'read it' are about
    reply = Reply().add("lead", f"Lesson {done + 1} of {of}: {lesson.title}")
    reply.add("answer", lesson.say, [pack.cite(lesson.section)])
    question = _question(lesson, learning, context)
    if question is None:
        return reply.extend(after_question(state, context))
    learning.question, learning.open, learning.helped, learning.chosen = question, "question", False, []
    return reply.extend(asking.put(state, context))


def _question(lesson: Lesson, learning: Learning, context: Context) -> str | None:
    """The question that a lesson ends in: its own, or the one on its section whose turn it is."""
    if lesson.question in context.pack.quiz:
        return lesson.question
    found = progress.next_question(
        learning.progress,
        context.pack.quiz.values(),
        context.now.astimezone(UTC),
        context.pack,
        learning.for_role,
        [lesson.section],
    )
    return found.id if found else None


def _end(state: DialogueState, context: Context) -> Reply:
    """All lessons of this tour are done: what else there is, and the longer tour where there is one."""
    learning, pack = state.learning, context.pack
    assert pack.lessons is not None
    done, _ = _how_far(learning, pack)
    learning.close()
    reply = Reply(choices=[_QUIZ, _PRACTICE, _SUMMARY])
    longer = [one for one in pack.lessons.lengths if _left(learning, one.id, pack)]
    if longer:
        reply.choices.insert(0, (f"learn:length={longer[0].id}", f"Go on: {longer[0].name.lower()}"))
        learning.doing = "tour"
    reply.add(
        "answer",
        f"That was the tour: {done} lessons. {pack.lessons.closing}",
        [pack.cite(pack.lessons.closing_section)],
    )
    return reply.extend(keeping.offer(state, context))


def _left(learning: Learning, length: str, pack: Pack) -> list[Lesson]:
    assert pack.lessons is not None
    within = pack.lessons.tour(learning.for_role, length)  # type: ignore[arg-type]  # one of its lengths
    return [one for one in within if one.id not in learning.progress.lessons]


def _following(learning: Learning, pack: Pack) -> Lesson | None:
    return next(iter(_left(learning, learning.length or LENGTHS[0], pack)), None)


def _how_far(learning: Learning, pack: Pack) -> tuple[int, int]:
    """How many lessons of the tour are done, of how many."""
    if pack.lessons is None or learning.length is None:
        return 0, 0
    within = pack.lessons.tour(learning.for_role, learning.length)  # type: ignore[arg-type]  # one of its lengths
    return sum(one.id in learning.progress.lessons for one in within), len(within)
