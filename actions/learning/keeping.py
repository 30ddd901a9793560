"""Progress beyond a conversation: only once somebody agreed, under a code that they alone keep, and gone when they say so."""

from actions.context import Context
from actions.reply import Choice, Reply, listed
from bot.dialogue import learner_code
from bot.dialogue.state import DialogueState

_MOST_GUESSES = 5  # codes tried in one conversation
ACCOUNT = "learner_account"  # the fact by which a channel that knows its accounts tells the learner's key
_ASK = (
    "Shall I keep how far you are, so that you can go on another day? I would keep which lessons, questions and cases you did "
    "and how they went, {under}. None of your words, and nothing of a case. You can have it deleted at any time."
)
_YES_NO: list[Choice] = [("learn:keep=yes", "Yes, keep it"), ("learn:keep=no", "No")]


def recall(state: DialogueState, context: Context) -> None:
    """Takes in the progress of an account that agreed to it before."""
    learning, account = state.learning, context.meaning.facts.get(ACCOUNT)
    if account and learning.key is None and learning.consent is None and context.learners:
        if kept := context.learners.find(account):
            learning.progress = learning.progress.joined(kept.progress)
            learning.role, learning.length = learning.role or kept.role, learning.length or kept.length
            learning.key, learning.consent = account, "given"


def offer(state: DialogueState, context: Context) -> Reply:
    """Asks for consent, once, when there is something to keep and a place to keep it."""
    learning = state.learning
    if learning.consent is not None or context.learners is None or not learning.progress.begun:
        return Reply()
    learning.consent, learning.open = "asked", "consent"
    return put(state, context)


def put(state: DialogueState, context: Context) -> Reply:
    """What is asked about keeping, once more."""
    if state.learning.open == "forget":
        return Reply(answers=[("learn:forget=yes", "Yes, delete it"), ("learn:forget=no", "No, keep it")]).add(
            "question", "Shall I delete your learning progress, here and where it is kept? It can't be brought back."
        )
    under = (
        "with your account here, in a form that does not show it"
        if _account(context)
        else "under a code that only you have"
    )
    return Reply(answers=list(_YES_NO)).add("question", _ASK.format(under=under))


def _account(context: Context) -> str | None:
    account = context.meaning.facts.get(ACCOUNT)
    return account if isinstance(account, str) else None


def keep(value: str | None, state: DialogueState, context: Context) -> Reply:
    """Yes: it is kept from now on. No: it ends with this conversation."""
    learning = state.learning
    if learning.open == "consent":
        learning.open = None
    if value == "no":
        learning.consent = "refused"
        return Reply(choices=_on()).add(
            "answer", "All right: it ends with this conversation. You can still copy a summary."
        )
    if context.learners is None:
        return Reply(choices=_on()).add(
            "answer", "Nothing can be kept here beyond this conversation. You can copy a summary."
        )
    if learning.key:
        return Reply(choices=_on()).add("answer", "Your progress is kept already.")
    learning.consent, learning.forgets = "given", None
    if account := _account(context):
        learning.key = account
        return Reply(choices=_on()).add("answer", "It is kept from now on. Say 'delete my progress' to end that.")
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
        return Reply().add("answer", "That is as many codes as I take in one conversation. Please begin a new one.")
    kept = context.learners.find(key)
    if kept is None:
        learning.guesses += 1
        text = "Nothing is kept under that code. Check it sign by sign; what nobody went on with for long is deleted."
        return Reply(choices=_on()).add("answer", text)
    learning.progress = learning.progress.joined(kept.progress)
    learning.role, learning.length = kept.role or learning.role, kept.length or learning.length
    learning.key, learning.consent = key, "given"
    done = listed(
        [
            _many(len(learning.progress.lessons), "lesson"),
            _many(len(learning.progress.cards), "question"),
            _many(len(learning.progress.cases), "case"),
        ]
    )
    return Reply(choices=_on()).add("answer", f"Welcome back. So far: {done}. Go on where you like.")


def forget(value: str | None, state: DialogueState, context: Context) -> Reply:
    """Asks, and then deletes."""
    learning = state.learning
    if value is None:
        if not learning.progress.begun and learning.key is None:
            return Reply(choices=_on()).add(
                "answer", "There is no progress of yours here. If you have a code, type it first."
            )
        learning.close()
        learning.open = "forget"
        return put(state, context)
    learning.close()
    if value == "no":
        return Reply(choices=_on()).add("answer", "All right, it stays.")
    forgets = learning.key or learning.forgets
    state.learning = type(learning)(forgets=forgets, consent="refused")
    return Reply(choices=_on()).add("answer", "Your progress is deleted, here and where it was kept.")


def _on() -> list[Choice]:
    return [("learn:tour", "The tour"), ("learn:quiz", "A quiz"), ("learn:practice", "A practice case")]


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
