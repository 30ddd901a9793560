"""The quiz: rounds of a few questions, each chosen by what was known so far."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from actions.context import Context
from actions.learning import asking, keeping, tour
from actions.reply import Choice, Reply, listed
from actions.wording import starters
from bot.dialogue.learning import ROUND, Learning
from bot.dialogue.state import DialogueState
from knowledge import progress
from knowledge.pack import Pack

MORE: Choice = ("learn:quiz", "More questions")
PRACTICE: Choice = ("learn:practice", "A practice case")
SUMMARY: Choice = ("learn:summary", "Summary for my supervisor")
_SHOWN = 3  # sections to go over that are named


def quiz(value: Any, state: DialogueState, context: Context) -> Reply:
    """A round begins: `sections` narrows it down, `count` is how many questions."""
    wanted: dict[str, Any] = value or {}
    learning = state.learning
    learning.close()
    learning.doing, learning.round = "quiz", {}
    learning.sections, learning.wanted = wanted.get("sections"), wanted.get("count") or ROUND
    on = _on(learning, context.pack)
    lead = f"A quiz{on}: {_questions(learning.wanted)}. Ask me anything on the way: the quiz waits."
    return Reply().add("lead", lead).extend(_next(state, context))


def scope_of(given: str, state: DialogueState, pack: Pack) -> dict[str, Any]:
    """What a button's round is on: `weak`, sections with a dot between, or as before."""
    if given == "weak":
        return {"sections": [mark.id for mark in progress.to_go_over(state.learning.progress, pack)] or None}
    known = [one for one in given.split(",") if one in pack.sections]
    return {"sections": known or state.learning.sections}


def answer(chosen: Sequence[str], state: DialogueState, context: Context) -> Reply:
    """An answer: what was right and why, and when the question comes back is settled; then the next one."""
    learning = state.learning
    posed = learning.posed(context.pack)
    assert posed is not None
    reply = asking.feedback(posed, chosen, learning.helped, context.pack)
    right = posed.is_right(chosen)
    _note(learning, "wrong" if not right else "helped" if learning.helped else "right", context)
    return reply.extend(_after(state, context))


def skip(_: Any, state: DialogueState, context: Context) -> Reply:
    """The question is left out, with its answer; it counts as not known."""
    learning = state.learning
    posed = learning.posed(context.pack)
    assert posed is not None
    told = asking.feedback(posed, (), False, context.pack)
    reply = Reply()
    for part in told.parts:
        reply.add(part.kind, part.text.replace("Not quite.", "Left out. The answer:", 1), part.sources)
    _note(learning, "wrong", context)
    return reply.extend(_after(state, context))


def _note(learning: Learning, outcome: progress.Outcome, context: Context) -> None:
    assert learning.question is not None
    progress.review(learning.progress, learning.question, outcome, context.now.astimezone(UTC))
    learning.round[learning.question] = outcome
    learning.question, learning.open, learning.helped, learning.chosen = None, None, False, []


def _after(state: DialogueState, context: Context) -> Reply:
    return tour.after_question(state, context) if state.learning.doing == "tour" else _next(state, context)


def _next(state: DialogueState, context: Context) -> Reply:
    """The next question of the round, or its score."""
    learning, pack = state.learning, context.pack
    if len(learning.round) >= learning.wanted:
        return _end(state, context)
    question = progress.next_question(
        learning.progress,
        pack.quiz.values(),
        context.now.astimezone(UTC),
        pack,
        learning.for_role,
        learning.sections,
        learning.round,
    )
    if question is None:
        return _end(state, context)
    learning.question, learning.open, learning.doing = question.id, "question", "quiz"
    number = f"Question {len(learning.round) + 1} of {learning.wanted}."
    return asking.put(state, context, number)


def stop(_: Any, state: DialogueState, context: Context) -> Reply:
    """Enough for now: the score, and the ways on."""
    return Reply().add("lead", "We'll stop there.").extend(_end(state, context, stopped=True))


def _end(state: DialogueState, context: Context, stopped: bool = False) -> Reply:
    learning = state.learning
    reply = Reply().add("steps", score(learning, context.pack))
    learning.close()
    weak = progress.to_go_over(learning.progress, context.pack)
    over: list[Choice] = [("learn:quiz=weak", "Questions on what to go over")] if weak else []
    practice = [PRACTICE] if context.pack.practice else []
    reply.choices = [MORE, *over, *practice, *tour.way_on(state, context.pack), SUMMARY]
    if stopped and state.paused and (guide := context.pack.guides.get(state.paused[-1])):
        reply.choices.insert(0, (f"flow:{guide.id}", f"Back to {guide.title}"))
    if stopped and not learning.progress.begun:
        reply.choices += starters(context.pack)
    return reply.extend(keeping.offer(state, context))


def score(learning: Learning, pack: Pack) -> str:
    """How the round went, and which sections to go over."""
    outcomes = list(learning.round.values())
    if not outcomes:
        nothing = "There's nothing to ask you just now. What you know comes back when it is time for another look."
        return nothing if learning.doing == "quiz" and learning.progress.cards else "You can go on whenever you like."
    right, helped = outcomes.count("right"), outcomes.count("helped")
    text = f"You had {right} of {_questions(len(outcomes))} right{f', and {helped} with a hint' if helped else ''}."
    missed = {pack.quiz[id].section for id, outcome in learning.round.items() if outcome != "right" and id in pack.quiz}
    if missed:
        named = [f"{one} {pack.sections[one].title}" for one in pack.sections if one in missed]
        text += f" To go over: {listed(named[:_SHOWN])}. Those questions come back soon."
    return text


def _on(learning: Learning, pack: Pack) -> str:
    """` on chapter 2`, ` on 3.3 Referrals to MARAC`; nothing where it is on everything."""
    sections = learning.sections
    if not sections:
        return ""
    chapters = {progress.chapter_of(one, pack) for one in sections}
    if len(sections) > 2 and len(chapters) == 1:
        return f" on {progress.chapter_title(chapters.pop()).lower()}"
    named = [
        f"{one} {pack.sections[one].title}" if one[0].isdigit() else pack.sections[one].title for one in sections[:2]
    ]
    return f" on {listed(named)}" if len(sections) <= 2 else " on what to go over"


def _questions(count: int) -> str:
    return f"{count} question{'' if count == 1 else 's'}"
