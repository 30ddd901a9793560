"""Greetings, help, thanks and goodbye; and saying honestly that nothing was understood."""

from actions.context import Context
from actions.guide import likely_next, open_question
from actions.reply import Reply, listed
from actions.wording import case_in_words, starters
from bot.dialogue.acts import SmallTalk, Unclear
from bot.dialogue.state import DialogueState
from knowledge.pack import Pack


def small_talk(act: SmallTalk, state: DialogueState, context: Context) -> Reply:
    """The conversation itself."""
    pack = context.pack
    match act.kind:
        case "greet":
            reply = welcome(pack, "Hello. ")
            return reply.extend(still_open(reply, state, pack))
        case "help":
            reply = help_text(pack)
            return reply.extend(still_open(reply, state, pack))
        case "thanks":
            reply = Reply(choices=likely_next(state, pack))
            still = open_question(state, pack)
            return reply.add("answer", "You are welcome." if still else "You are welcome. Is there anything else?").add(
                "question", still
            )
        case "goodbye":
            return Reply().add("answer", "Goodbye, and take care of yourself too. If anyone is in danger, call 999.")
        case "restart":
            state.__dict__.update(DialogueState(learning=state.learning).__dict__)  # what was learnt is of no case
            state.learning.close()
            text = "We start afresh. What you told me about the case is gone. What has happened, or what would you like to know?"
            return Reply(choices=starters(pack)).add("question", text)
        case _:
            reply = Reply(choices=likely_next(state, pack))
            return reply.add("answer", "All right. You can ask anything else, or correct a fact.")


def still_open(reply: Reply, state: DialogueState, pack: Pack, answered: bool = True) -> Reply:
    """The guide's open question with its buttons, once something else was said; nothing where the reply asks already. `answered`:
    whether what was said is an answer."""
    question, one = open_question(state, pack), pack.guides.get(state.flow or "")
    if one is None or not question or any(part.kind == "question" for part in reply.parts):
        return Reply()
    # Where a decision waits for the answer, the question is put again; where only advice does, its buttons are enough.
    return Reply(answers=likely_next(state, pack)).add("question", question if one.decides or not answered else "")


def unclear(act: Unclear, state: DialogueState, context: Context) -> Reply:
    """What was taken from the message, and the likeliest meanings as buttons."""
    pack = context.pack
    known = case_in_words(state, pack)
    took = f"I have kept: {known}. " if known else ""
    likely = [(f"flow:{flow}", f"About {pack.guides[flow].title}") for flow in act.likely]
    text = f"{took}I am not sure what you mean. Say in a few words what has happened, or what you need to know; or is it one of these?"
    return Reply(choices=[*likely, *starters(pack)][:6], gap=("not_understood", None)).add("question", text)


def welcome(pack: Pack, before: str = "") -> Reply:
    """Hello, with what Signpost can do."""
    text = (
        f"{before}I help practitioners in {pack.info.name} who meet children and families affected by domestic abuse. "
        "Tell me what has happened, or ask a question. If anyone is in danger now, call 999."
    )
    return Reply(choices=starters(pack)).add("answer", text)


def help_text(pack: Pack) -> Reply:
    """What Signpost can do, and how to steer it."""
    topics = [g.title for g in pack.guides.values() if g.questions]
    learning = " For anyone new there is a tour, a quiz and practice cases." if pack.lessons else ""
    text = (
        f"I answer from the {pack.info.handbook}, and say so when it has no answer. I can guide you through "
        f"{listed(topics[:8])}, and more.{learning} You can press a button or type in your own words, correct a fact at any time, "
        "and say 'why', 'back', 'skip', 'stop' or 'start again'. Please leave out names: I don't need them."
    )
    return Reply(choices=starters(pack)).add("answer", text)
