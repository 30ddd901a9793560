"""A guide under way: its general advice at once, what each answer adds, then the question that refines it most."""

from actions import referral, services
from actions.advice import in_words, sources
from actions.context import Context
from actions.places import place_reply
from actions.reply import MOST_CHOICES, Choice, Reply, record
from actions.wording import answer_in_words, facts_for_record
from bot.dialogue.acts import Answer, Guide, NotUnderstood
from bot.dialogue.answering import child_of_stage
from bot.dialogue.answers import told_in_passing
from bot.dialogue.facts import PLACE, merge
from bot.dialogue.state import UNKNOWN, DialogueState, Spoken
from bot.nlu.labels import MAIN_FLOW
from knowledge import guides
from knowledge.conditions import facts_named, holds
from knowledge.pack import Pack

RECORD: Choice = ("record:", "Record to copy")
CHANGE: Choice = ("change:", "Change an answer")
OFTEN_ENOUGH = 2  # times that a question is asked again
_AT_ONCE = 560  # characters of a guide's advice beside its question; without one, twice as many
_MOST_OFFERED, _MOST_AT_THE_END = 5, 7  # of its other advice as buttons
_A_REMARK = 7  # words: what is longer and answers nothing was told in passing


def guide(act: Guide, state: DialogueState, context: Context) -> Reply:
    """What is new of the guide's advice and decision, then its next question; at its end the record and the next steps."""
    pack = context.pack
    one = pack.guides[act.id]
    if act.opens:
        _open(one, state, context)
    progress = state.guide if state.guide and state.guide.id == one.id else state.start(one.id)
    progress.anew = None
    state.facts.update(one.settle(state.view(pack)))
    question = _next_question(one, state, pack)
    reply = Reply()
    if one.decides != "pathway" and "child_harmed" in context.meaning.facts:  # it can't wait for another guide's steps
        reply.extend(referral.today(state, context))
    if act.opens and one.opening and one.decides != "pathway" and not one.questions:
        reply.add("lead", one.opening)
    match one.decides:
        case "pathway":
            reply.extend(referral.decide(one, state, context))
        case "services":
            reply.extend(services.decide(one, state, context, still_asking=question is not None))
        case _:
            reply.extend(_advise(one, state, pack, still_asking=question is not None))
    state.spoken.guide = one.id
    progress.concluded = question is None
    if question is None:
        _conclude(one, reply, state, pack)
    else:
        _ask(question, reply, state, pack)
    return reply


def _open(one: guides.Guide, state: DialogueState, context: Context) -> None:
    """Begins the guide; answers of an earlier time are forgotten, and those that the message gives already are taken."""
    pack = context.pack
    implied = dict(one.implies)
    if context.meaning.notification == "denied" or state.facts.get("after_notification") == "no":
        implied.pop("after_notification", None)
    state.case.implied |= implied
    if state.flow != one.id or (state.guide and state.guide.concluded):
        if one.id not in state.paused:  # what was answered before it was left still stands
            state.forget_answers([q.id for q in one.questions if not q.lasting and q.id != "after_notification"])
        state.start(one.id)
    state.spoken = Spoken(guide=one.id)
    for question in one.questions:
        wanted = question.kind == "choice" and question.id not in state.facts and holds(question.when, state.view(pack))
        if wanted and (value := told_in_passing(question, context.meaning.text)):
            state.facts[question.id] = value
            if state.guide:
                state.guide.answered.append(question.id)


def _next_question(one: guides.Guide, state: DialogueState, pack: Pack) -> guides.Question | None:
    """The open question; of the pathway's, the one that settles most."""
    view = state.view(pack)
    if one.decides == "pathway":
        wanted = None if _is_settled(state) else referral.asks_next(state, pack)
        question = one.question(wanted)
        return question if question and holds(question.when, view) else None
    return one.next_question(view)


def _is_settled(state: DialogueState) -> bool:
    """An adult, or a child of another partnership's: nothing more to ask."""
    return referral.is_adults_alone(state) or "outside" in state.facts


def _advise(one: guides.Guide, state: DialogueState, pack: Pack, still_asking: bool) -> Reply:
    """The advice that fits what is known and was not said yet."""
    assert state.guide is not None
    advice = one.advice_for(state.view(pack))
    fresh = [a for a in advice if a.id not in state.guide.said]
    first = [a for a in fresh if a.first] or ([] if still_asking else [a for a in advice if a.first])
    room = _AT_ONCE if still_asking else 2 * _AT_ONCE
    reply = Reply()
    for a in first:
        if reply.parts and len(in_words(a)) > room:
            continue
        room -= len(in_words(a))
        state.guide.said.append(a.id)
        reply.add("decision", in_words(a), sources([a], pack))
    said = set(state.guide.said)
    most = _MOST_OFFERED if still_asking else _MOST_AT_THE_END
    reply.choices = [(f"more:{one.id}.{a.id}", a.title) for a in advice if a.offered and a.id not in said][:most]
    return reply


def _conclude(one: guides.Guide, reply: Reply, state: DialogueState, pack: Pack) -> None:
    """The record, the next steps, and the way back to a guide that was left."""
    said = [line.removeprefix("- ") for line in reply.text.split("\n") if line.strip()]
    cited = list(dict.fromkeys(source for part in reply.parts for source in part.sources))
    reply.record = record(pack, one.title, facts_for_record(state, one, pack), said, cited)
    state.spoken.record = reply.record
    state.spoken.sections = list(one.sections)
    if state.guide:
        state.guide.asked = None
    change = [CHANGE] if may_be_changed(one, state) else []
    reply.choices += [*_back_to(one, state, pack), *next_steps(one, state, pack), *change, RECORD]


def _ask(question: guides.Question, reply: Reply, state: DialogueState, pack: Pack) -> None:
    """The question, with what its answer would change, and its usual answers as buttons."""
    assert state.guide is not None
    again = state.guide.asked == question.id
    state.guide.asked = question.id
    if special := place_reply(pack, state, question):
        text, choices = special
    elif state.guide.chosen:
        text, choices = "Noted. Anything else?", question_choices(question, pack, state.guide.chosen)
    else:
        number = _number(question, state, pack)
        text = question.ask if again else " ".join(part for part in (number, question.ask, question.why) if part)
        choices = question_choices(question, pack, [])
    if question.id not in state.guide.put:
        state.guide.put.append(question.id)
    reply.add("question", text)
    reply.answers = list(choices)
    room = (
        len(reply.answers) + len(reply.choices) < MOST_CHOICES
    )  # it pushes no advice out; it can be typed in any case
    if room and may_be_changed(pack.guides[state.guide.id], state):
        reply.choices.append(CHANGE)


def _number(question: guides.Question, state: DialogueState, pack: Pack) -> str:
    """`Question 2 of 4.` where nothing that may be answered changes how many there are; nothing where there is one alone."""
    assert state.guide is not None
    one, view = pack.guides[state.guide.id], state.view(pack)
    left, put = one.left(view), (one.question(id) for id in state.guide.put if id != question.id)
    before = [q for q in put if q and q.tells & view.keys()]
    of = len(before) + (left or 0)
    return f"Question {len(before) + 1} of {of}." if left is not None and of > 1 else ""


def may_be_changed(one: guides.Guide, state: DialogueState) -> list[guides.Question]:
    """The guide's questions whose answers are known."""
    return [q for q in one.questions if q.id in state.facts]


def put_anew(question: guides.Question, state: DialogueState, context: Context) -> Reply:
    """The question once more, so that its answer can be changed: until then that stands."""
    assert state.guide is not None
    progress = state.guide
    progress.anew = progress.asked = question.id
    progress.concluded, progress.tries, progress.chosen, progress.said = False, 0, [], []
    reply = Reply(answers=question_choices(question, context.pack, []))
    said = answer_in_words(question, state, context.pack)
    return reply.add("lead", f"So far: {said}." if said else "").add("question", question.ask)


def forget_what_hung_on(question: guides.Question, one: guides.Guide, state: DialogueState, pack: Pack) -> None:
    """Forgets the answers to questions that would not have been asked, had this one been answered as it is now."""
    view = state.view(pack)
    for other in one.questions:
        hangs = question.tells & facts_named(other.when)
        if other is not question and hangs and other.id in state.facts and not other.lasting:
            if not holds(other.when, {name: value for name, value in view.items() if name != other.id}):
                state.forget_answers([other.id])


def ask_again(act: NotUnderstood, state: DialogueState, context: Context) -> Reply:
    """The open question in other words, with what it is for; asked three times, it is left open, and the guide goes on."""
    one = context.pack.guides[state.flow or MAIN_FLOW]
    question = one.question(act.question)
    assert state.guide is not None
    if question is None:
        return Reply()
    if state.guide.tries >= OFTEN_ENOUGH:
        left = leave(question, state)
        return Reply().add("lead", left).extend(guide(Guide(one.id), state, context))
    state.guide.tries += 1
    if len(context.meaning.text.split()) > _A_REMARK:  # told in passing: nothing of it was asked for
        reply = Reply(answers=question_choices(question, context.pack, state.guide.chosen))
        return reply.add("lead", "Thank you, I have read that.").add("note", question.why).add("question", question.ask)
    text = f"I did not follow that. {question.again or question.ask}"
    if state.guide.tries > 1:
        text = (
            f"I am still not sure what you mean, and that is my fault. {question.again or question.ask} You can press one of "
            "the buttons, say 'skip' to leave it out, or 'stop' to ask something else."
        )
    reply = Reply(answers=question_choices(question, context.pack, state.guide.chosen))
    return reply.add("note", question.why).add("question", text)


def answer(act: Answer, state: DialogueState, context: Context) -> Reply:
    """Takes an answer in; says what is to be said to 'I don't know', and what a correction changed."""
    one = context.pack.guides.get(state.flow or "")
    question = one.question(act.question) if one else None
    if question is None or state.guide is None:
        return Reply()
    value = act.value
    if question.kind == "many" and state.guide.chosen and isinstance(value, list):
        value = list(dict.fromkeys([*state.guide.chosen, *value]))
    put_right = question.id in state.facts
    if question.kind == "area" and value == UNKNOWN and not state.guide.tries and "unsure" not in state.facts:
        state.guide.tries = 1
        return Reply().add("lead", question.unknown or "")
    fill(question, value, state)
    if put_right and one:
        forget_what_hung_on(question, one, state, context.pack)
        return Reply().add("lead", "I have put that right.")
    return Reply().add("lead", question.unknown if value == UNKNOWN and question.unknown else "")


def leave(question: guides.Question, state: DialogueState) -> str:
    """Leaves the question without an answer, or with the one that it has; gives what is said to that."""
    if state.guide and state.guide.anew == question.id:
        return "I will leave it as it was."
    fill(question, UNKNOWN, state)
    return "I will leave that open."


def fill(question: guides.Question, value: object, state: DialogueState) -> None:
    """The answer as a fact of the case."""
    assert state.guide is not None
    if question.kind == "age" and isinstance(value, list):
        merge(state, {"children": value, "tells": "corrects"} if state.children else {"children": value})
    elif question.kind == "age" and isinstance(value, str) and value != UNKNOWN:
        merge(state, {"children": [child_of_stage(value)]})
    else:
        state.facts[question.id] = value
    if question.id == "area":
        unsure = state.facts.get("unsure")
        for name in PLACE[1:]:
            state.facts.pop(name, None)
        if unsure:
            state.facts["place"] = unsure
    state.guide.answered = [q for q in state.guide.answered if q != question.id] + [question.id]
    state.guide.tries, state.guide.chosen = 0, []


def question_choices(question: guides.Question, pack: Pack, chosen: list[str]) -> list[Choice]:
    """The usual answers as buttons."""
    match question.kind:
        case "age":
            stages = [s for s in pack.pathway.stages if not question.stages or s.id in question.stages]
            return [(f"answer:{question.id}={s.id}", s.short.capitalize()) for s in stages]
        case "area":
            return [(f"area:{a.id}", a.name) for a in pack.areas.areas]
        case "risk":
            grades = [(f"risk:{r}", r.capitalize()) for r in ("standard", "medium", "high")]
            return [*grades, ("risk:unknown", "Nobody graded it")]
        case _:
            done = [(f"answer:{question.id}=that-is-all", "That is all")] if chosen else []
            return [(f"answer:{question.id}={o.id}", o.label) for o in question.options if o.id not in chosen] + done


def next_steps(one: guides.Guide, state: DialogueState, pack: Pack) -> list[Choice]:
    return [(f"flow:{step.flow}", step.label) for step in one.next_steps(state.view(pack))][:3]


def open_question(state: DialogueState, pack: Pack) -> str:
    """The question that is open, in words; nothing where none is."""
    one = pack.guides.get(state.flow or "")
    question = one.question(state.guide.asked) if one and state.guide and state.answering else None
    return question.ask if question else ""


def likely_next(state: DialogueState, pack: Pack) -> list[Choice]:
    """The buttons that fit once a guide has concluded: its next steps and the record; before, the open question's."""
    one = pack.guides.get(state.flow or "")
    if one is None or state.guide is None:
        return []
    if state.guide.concluded:
        return [*next_steps(one, state, pack), *([RECORD] if state.spoken.record else [])]
    question = one.question(state.guide.asked)
    return question_choices(question, pack, state.guide.chosen) if question else []


def _back_to(one: guides.Guide, state: DialogueState, pack: Pack) -> list[Choice]:
    paused = pack.guides[state.paused[-1]] if state.paused else None
    return [(f"flow:{paused.id}", f"Back to {paused.title}")] if paused and paused.id != one.id else []
