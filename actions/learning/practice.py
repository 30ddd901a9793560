"""Practice cases: a story, and two or three turns over what one does, scored by the rules that answer real cases."""

from collections.abc import Sequence
from typing import Any

from actions.context import Context
from actions.learning import asking, keeping, tour
from actions.learning.quiz import MORE, SUMMARY
from actions.reply import Choice, Reply, listed
from bot.dialogue.state import DialogueState
from knowledge.pack import Pack
from knowledge.posed import Option, Posed
from knowledge.practice import PracticeCase
from knowledge.progress import CaseDone

_SAID = {"right": "Yes", "wrong": "Not this", "never": "Never", "late": "Not yet"}
ANOTHER: Choice = ("learn:practice", "Another case")


def practice(value: Any, state: DialogueState, context: Context) -> Reply:
    """A case begins: one for the learner's role that was not done yet, the plain ones first."""
    learning = state.learning
    if lessons := context.pack.lessons:
        known = {one.id for one in lessons.roles}
        learning.role = value if value in known else learning.role or lessons.role_of(state.facts.get("role"))
    case = _next_case(state, context.pack)
    if case is None:
        return Reply().add("answer", "This pack has no practice cases yet.")
    learning.close()
    learning.doing, learning.case, learning.open, learning.at = "practice", case.id, "turn", 0
    return put(state, context)


def _next_case(state: DialogueState, pack: Pack) -> PracticeCase | None:
    """Not done before done, then the oldest; plain before hard."""
    done = state.learning.progress.cases
    fitting = [one for one in pack.practice.values() if one.matters_to(state.learning.for_role)] or list(
        pack.practice.values()
    )
    return min(
        (one for one in fitting if one.id != state.learning.case),
        key=lambda one: (done[one.id].day if one.id in done else "", one.level == "hard"),
        default=None,
    )


def put(state: DialogueState, context: Context, story: bool = True) -> Reply:
    """The open turn, after the story; without it where the case moves on."""
    learning = state.learning
    case = context.pack.practice[learning.case or ""]
    reply = Reply()
    if story:
        reply.add("lead", f"Practice case: {case.title}").add("answer", case.story)
    return reply.extend(asking.put(state, context))


def answer(chosen: Sequence[str], state: DialogueState, context: Context) -> Reply:
    """What is said to what one does, and how the case moves on."""
    learning = state.learning
    posed = learning.posed(context.pack)
    assert posed is not None
    right = posed.is_right(chosen) and not learning.helped
    missed = (
        "" if posed.is_right(chosen) else context.pack.practice[learning.case or ""].turns[learning.at].missed or ""
    )
    return _feedback(posed, chosen, missed, context.pack).extend(_on(chosen, right, state, context))


def skip(_: Any, state: DialogueState, context: Context) -> Reply:
    """The turn is left out: what would have been right, and on."""
    posed = state.learning.posed(context.pack)
    assert posed is not None
    missed = context.pack.practice[state.learning.case or ""].turns[state.learning.at].missed or ""
    return _feedback(posed, (), missed, context.pack).extend(_on((), False, state, context))


def _feedback(posed: Posed, chosen: Sequence[str], missed: str, pack: Pack) -> Reply:
    """What was chosen, each with its verdict and why; then what was missed."""
    options = {one.id: one for one in posed.options}
    lines = [f"{_SAID[options[one].verdict]}: {_say(options[one])}" for one in chosen]
    overlooked = [options[one] for one in posed.right if one not in chosen]
    if overlooked:
        lines += [f"Right: {_say(one)}" for one in overlooked]
    if missed and overlooked:
        lines.append(missed)
    sections = [o.section for o in (*(options[one] for one in chosen), *overlooked) if o.section]
    text = lines[0] if len(lines) == 1 else "\n".join(f"- {line}" for line in lines)
    return Reply().add("answer", text, [pack.cite(one) for one in dict.fromkeys(sections)])


def _say(option: Option) -> str:
    return f"{option.say.rstrip('.')}. {option.why}"


def _on(chosen: Sequence[str], right: bool, state: DialogueState, context: Context) -> Reply:
    """The next turn that comes after this, or the end of the case."""
    learning = state.learning
    case = context.pack.practice[learning.case or ""]
    learning.path, learning.went = [*learning.path, *chosen], [*learning.went, right]
    learning.helped, learning.chosen = False, []
    following = case.turn_after(learning.at + 1, learning.path)
    if following is None:
        return _end(case, state, context)
    learning.at = following
    return asking.put(state, context)


def _end(case: PracticeCase, state: DialogueState, context: Context) -> Reply:
    learning = state.learning
    right, of = sum(learning.went), len(learning.went)
    learning.progress.cases[case.id] = CaseDone(f"{context.now:%Y-%m-%d}", right, of)
    learning.doing = learning.open = None
    text = f"That's the end of this case: {right} of {of} as the handbook has it."
    if sections := [one for one in case.sections if one in context.pack.sections]:
        text += f" To read: {listed([f'{one} {context.pack.sections[one].title}' for one in sections[:3]])}."
    reply = Reply(choices=[ANOTHER, MORE, *tour.way_on(state, context.pack), SUMMARY]).add("steps", text)
    return reply.extend(keeping.offer(state, context))
