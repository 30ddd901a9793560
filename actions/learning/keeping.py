"""Progress beyond a conversation: only once somebody agreed, and gone when they say so. It stands under a code that they alone keep; where
the place knows their account, under a keyed hash of that, and they need no code."""

from actions.context import Context, Kept
from actions.reply import Choice, Reply, listed
from bot.dialogue import learner_code
from bot.dialogue.learning import Learning
from bot.dialogue.state import DialogueState
from knowledge.progress import Progress

_MOST_GUESSES = 5  # codes tried in one conversation
_ASK = (
    "Shall I keep your place, so that you can go on another day? I would keep which lessons, questions and cases you did "
    "and how they went, under {name}. None of your words, and nothing of a case. You can have it deleted at any time."
)
_A_CODE = "a code that only you have"
_AN_ACCOUNT = "a name made from your account here with a secret key: neither your own name nor the account's"
_YES_NO: list[Choice] = [("learn:keep=yes", "Yes, keep it"), ("learn:keep=no", "No")]


def offer(state: DialogueState, context: Context) -> Reply:
    """Asks for consent, once, when there is something to keep and a place to keep it, and nothing else is open."""
    learning = state.learning
    if (
        learning.open is not None
        or learning.consent is not None
        or context.learners is None
        or not learning.progress.begun
    ):
        return Reply()
    learning.consent, learning.open = "asked", "consent"
    return put(state, context)


def put(state: DialogueState, context: Context) -> Reply:
    """What is asked about keeping, once more."""
    if state.learning.open == "forget":
        return Reply(answers=[("learn:forget=yes", "Yes, delete it"), ("learn:forget=no", "No, keep it")]).add(
            "question", "Shall I delete your learning progress, here and where it is kept? It can't be brought back."
        )
    ask = _ASK.format(name=_AN_ACCOUNT if _account(context) else _A_CODE)
    return Reply(answers=list(_YES_NO)).add("question", ask)


def keep(value: str | None, state: DialogueState, context: Context) -> Reply:
    """Yes: it is kept from now on. No: it ends with this conversation."""
    learning = state.learning
    if learning.open == "consent":
        learning.open = None
    if value == "no":
        learning.consent = "refused"
        return Reply(choices=_on()).add(
            "answer", "That's fine: it ends with this conversation. You can still copy a summary."
        )
    if context.learners is None:
        return Reply(choices=_on()).add(
            "answer", "Nothing can be kept here beyond this conversation. You can copy a summary."
        )
    if learning.key:
        return Reply(choices=_on()).add("answer", "Your progress is kept already.")
    learning.consent, learning.forgets, learning.since = "given", None, context.now.timestamp()
    if account := _account(context):
        learning.key = account
        text = (
            "It is kept from now on. Whenever you write to me here, on your own, you go on where you were. Say 'delete my progress' to "
            "end that."
        )
        return Reply(choices=_on()).add("answer", text)
    code = learner_code.new()
    learning.key = learner_code.key_of(code)
    text = (
        f"It is kept from now on. Your code is {code}. Write it down: I show it this once, and can't find it again. To go on "
        "another day, type it. Whoever has it can see your progress. Say 'delete my progress' to end that."
    )
    return Reply(choices=_on()).add("answer", text)


def join(key: str, state: DialogueState, context: Context) -> Reply:
    """A code was typed: the progress kept under it is taken in. A code that is none gets nothing."""
    learning = state.learning
    if context.learners is None:
        return Reply().add("answer", "Nothing is kept here beyond a conversation, so there is nothing to go on from.")
    if learning.guesses >= _MOST_GUESSES:
        return Reply().add("answer", "That is as many codes as I can try in one conversation. Please start a new one.")
    kept = context.learners.find(key)
    if kept is None:
        learning.guesses += 1
        text = "I find nothing under that code. Check it letter by letter. What nobody has gone on with for a long time is deleted."
        return Reply(choices=_on()).add("answer", text)
    _take_in(kept, key, state, context)
    return Reply(choices=_on()).add("answer", f"{_welcome(learning)} Go on where you like.")


def recall(state: DialogueState, context: Context) -> Reply:
    """Who is known by their account goes on with what is kept of them, in whichever of their conversations it was reached; that is said
    once in each. Had they it deleted in another, nothing of it goes on here."""
    learning, account = state.learning, _account(context)
    if account is None or context.learners is None or learning.consent == "refused":
        return Reply()
    if learning.key not in (None, account):
        return Reply()  # a code was typed here, and is gone on with
    kept = context.learners.find(account)
    if learning.key == account:  # what is kept holds all that was reached here
        learning.progress = kept.progress if kept else Progress()
        if kept is None:
            learning.key = learning.consent = learning.since = None
        return Reply()
    if kept is None:
        return Reply()
    _take_in(kept, account, state, context)
    return Reply().add("lead", _welcome(learning))


def _take_in(kept: Kept, key: str, state: DialogueState, context: Context) -> None:
    learning = state.learning
    learning.progress = learning.progress.joined(kept.progress)
    learning.role, learning.length = kept.role or learning.role, kept.length or learning.length
    learning.key, learning.consent, learning.since = key, "given", context.now.timestamp()


def _welcome(learning: Learning) -> str:
    done = learning.progress
    counts = (len(done.lessons), "lesson"), (len(done.cards), "question"), (len(done.cases), "case")
    return f"Welcome back. So far: {listed([_many(count, what) for count, what in counts])}."


def _account(context: Context) -> str | None:
    return context.learners.account if context.learners else None


def forget(value: str | None, state: DialogueState, context: Context) -> Reply:
    """Asks, and then deletes."""
    learning = state.learning
    if value is None:
        if not learning.progress.begun and learning.key is None:
            return Reply(choices=_on()).add(
                "answer", "I have no progress of yours here. If you have a code, type it first."
            )
        learning.close()
        learning.open = "forget"
        return put(state, context)
    learning.close()
    if value == "no":
        return Reply(choices=_on()).add("answer", "That's fine, it stays.")
    forgets = learning.key or learning.forgets
    state.learning = Learning(forgets=forgets, forgot=context.now.timestamp(), consent="refused")
    return Reply(choices=_on()).add("answer", "Your progress is deleted, here and where it was kept.")


def _on() -> list[Choice]:
    return [("learn:tour", "The tour"), ("learn:quiz", "A quiz"), ("learn:practice", "A practice case")]


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
