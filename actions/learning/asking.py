"""A question as it is put, its hint, and what is said to an answer."""

from collections.abc import Sequence

from actions.context import Context
from actions.reply import Choice, Reply, listed
from bot.dialogue.choosing import LETTERS
from bot.dialogue.state import DialogueState
from knowledge.pack import Pack
from knowledge.posed import Option, Posed

STEER: list[Choice] = [("learn:hint", "Hint"), ("learn:skip", "Skip"), ("learn:stop", "Stop")]
DONE: Choice = ("learn:pick=done", "That is all")
_HOW = {
    "several": "Choose all that fit.",
    "true-false": "True or false?",
    "order": "Give the letters in order, or press them one after the other.",
}


def put(state: DialogueState, context: Context, number: str = "") -> Reply:
    """The open question, with its choices as buttons. Of one with several answers, those that are chosen are said. `number`:
    which one of how many, if that is to be said."""
    posed = state.learning.posed(context.pack)
    if posed is None:
        return Reply()
    chosen = state.learning.chosen
    if chosen:
        letters = [letter(posed, one) for one in chosen]
        said = f"{', then '.join(letters)} so far." if posed.kind == "order" else f"{listed(letters)} so far."
        ask = f"{said} {'What comes next?' if posed.kind == 'order' else 'Any more?'}"
    else:
        how = _HOW.get(posed.kind, "")
        ask = " ".join(part for part in (number, posed.ask, how if how not in posed.ask else "") if part)
    reply = Reply(answers=_buttons(posed, chosen), choices=list(STEER)).add("question", ask)
    if state.learning.helped:
        reply.choices.remove(STEER[0])
    return reply


def _buttons(posed: Posed, chosen: Sequence[str]) -> list[Choice]:
    left = [one for one in posed.options if one.id not in chosen]
    done = [DONE] if chosen and posed.kind == "several" else []
    numbers = _numbers(posed)
    return [(f"learn:pick={posed.id}={numbers[one.id]}", f"{letter(posed, one.id)}. {one.say}") for one in left] + done


def _numbers(posed: Posed) -> dict[str, str]:
    """Each option's number in what its button sends: short, and the same however they are shuffled."""
    return {id: str(number) for number, id in enumerate(sorted(one.id for one in posed.options))}


def letter(posed: Posed, option_id: str) -> str:
    """`b`, as the option stands now."""
    return LETTERS[next(i for i, one in enumerate(posed.options) if one.id == option_id)]


def pressed(given: str, state: DialogueState, pack: Pack) -> tuple[str, ...] | None:
    """The options that are chosen once a button was pressed; of a question that is not open any more, None. One with several
    answers is answered when that is all, or nothing is left to choose."""
    posed, learning = state.learning.posed(pack), state.learning
    if posed is None:
        return None
    if given == "done":
        return tuple(learning.chosen)
    question, _, number = given.rpartition("=")
    option = next((id for id, one in _numbers(posed).items() if one == number), None)
    if question != posed.id or option is None:
        return None
    if not posed.takes_several:
        return (option,)
    learning.chosen = [*(one for one in learning.chosen if one != option), option]
    enough = len(learning.chosen) >= len(posed.options) - (posed.kind == "order")
    if not enough:
        return None
    rest = [one.id for one in posed.options if one.id not in learning.chosen]
    return (*learning.chosen, *(rest if posed.kind == "order" else ()))


def hint(state: DialogueState, context: Context) -> Reply:
    """Something to go by: right after it counts as right with help."""
    posed = state.learning.posed(context.pack)
    if posed is None:
        return Reply().add("answer", "There is no question open for me to help with.")
    state.learning.helped = True
    where = f"Read {context.pack.cite(posed.section)}." if posed.section else ""
    return Reply().add("answer", f"{where} {_pointer(posed)}".strip()).extend(put(state, context))


def _pointer(posed: Posed) -> str:
    wrong = [one for one in posed.options if not one.right]
    match posed.kind:
        case "true-false":
            return ""
        case "order":
            first = next(one for one in posed.options if one.id == posed.right[0])
            return f"{letter(posed, first.id)} comes first."
        case "several":
            return f"{len(posed.right)} of the {len(posed.options)} are right."
        case _:
            not_these = [letter(posed, one.id) for one in wrong[: max(1, len(wrong) - 1)]]
            return f"It is not {listed(not_these, 'or')}."


def feedback(posed: Posed, chosen: Sequence[str], helped: bool, pack: Pack) -> Reply:
    """What is said to an answer: whether it was right, and why, of what was chosen and of what was missed."""
    right = posed.is_right(chosen)
    lead = ("Right, with a hint." if helped else "Right.") if right else "Not quite."
    lines = _ordered(posed) if posed.kind == "order" else _because(posed, chosen, right)
    text = f"{lead} {lines[0]}" if right and len(lines) == 1 else "\n".join([lead, *lines])
    return Reply().add("answer", text, _sources(posed, pack))


def _because(posed: Posed, chosen: Sequence[str], right: bool) -> list[str]:
    options = {one.id: one for one in posed.options}
    if right and len(posed.right) == 1:
        return [options[posed.right[0]].why]
    wrong = [options[one] for one in chosen if one not in posed.right]
    wanted = [options[one] for one in posed.right]
    return [f"- {_quoted(one)} {one.why}" for one in wrong] + [f"- Right: {_plain(one)} {one.why}" for one in wanted]


def _ordered(posed: Posed) -> list[str]:
    options = {one.id: one for one in posed.options}
    return [f"{i}. {_plain(options[one])} {options[one].why}" for i, one in enumerate(posed.right, 1)]


def _plain(option: Option) -> str:
    return f"{option.say.rstrip('.')}."


def _quoted(option: Option) -> str:
    return f"'{option.say.rstrip('.')}':"


def _sources(posed: Posed, pack: Pack) -> list[str]:
    return [pack.cite(posed.section)] if posed.section else []
