"""What a guide comes to, and what its buttons say afterwards."""

from actions import handbook, referral, services
from actions.advice import in_words, sources, together
from actions.replies import Reply, listed, record
from actions.talk import Talk
from actions.wording import case_in_words, facts_for_record
from knowledge.guides import Guide
from knowledge.pack import Pack

RECORD = ("record:", "Record to copy")
_TAKEN = "Taken into account:"
_MOST_TOGETHER = 1_150  # characters of advice said at once
_MOST_OFFERED = 5


def conclude(guide: Guide, pack: Pack, talk: Talk) -> Reply:
    """A guide's answer for the facts: by the pathway's rules, by the directory, or by the guide's own advice."""
    match guide.decides:
        case "pathway":
            reply = referral.conclude(guide, pack, talk)
        case "services":
            reply = services.conclude(guide, pack, talk)
        case _:
            reply = _advise(guide, pack, talk)
    said = [line.removeprefix("- ") for line in reply.text.split("\n") if line.strip() and not _is_heading(line)]
    reply.record = record(pack, guide.title, facts_for_record(talk, guide, pack), said, reply.sources)
    talk.last = {"flow": guide.id, "record": reply.record, "sections": guide.sections, "read": None}
    reply.choices += [*_back_to(pack, talk, guide), *_steps(guide, pack, talk), RECORD]
    return reply


def _is_heading(line: str) -> bool:
    """'For the 8 month old …:' or 'Taken into account: …', which the record's facts say already."""
    return (line.startswith("For ") and line.endswith(":")) or line.startswith(_TAKEN)


def _advise(guide: Guide, pack: Pack, talk: Talk) -> Reply:
    advice = guide.advice_for(talk.view(pack))
    fresh = [one for one in advice if one.id not in talk.said]
    now, later, length = [], [], 0
    for one in fresh if any(one.first for one in fresh) else advice:
        fits = one.first and (not now or length + len(one.say) <= _MOST_TOGETHER)
        (now if fits else later).append(one)
        length += len(one.say) if fits else 0
    parts = [talk.remark]
    if case := case_in_words(talk, pack):
        parts.append(f"For {case}:" if talk.facts.get("children") else f"{_TAKEN} {case}.")
    if not guide.questions and guide.opening:
        parts.append(guide.opening)
    parts += together(now)
    choices = [(f"more:{guide.id}.{one.id}", one.title) for one in later[:_MOST_OFFERED]]
    talk.said = [*talk.said, *(one.id for one in now)]
    return Reply("\n\n".join(p for p in parts if p), choices, sources(now, pack))


def _steps(guide: Guide, pack: Pack, talk: Talk) -> list[tuple[str, str]]:
    return [(f"flow:{step.flow}", step.label) for step in guide.next_steps(talk.view(pack))][:3]


def _back_to(pack: Pack, talk: Talk, guide: Guide) -> list[tuple[str, str]]:
    if not talk.paused or talk.aside:
        return []
    paused = pack.guides[talk.paused[-1]]
    return [(f"flow:{paused.id}", f"Back to {paused.title}")] if paused.id != guide.id else []


def offered(kind: str, value: str, pack: Pack, talk: Talk) -> Reply:
    """What a button that is no answer says: more advice, a section, the record."""
    match kind:
        case "more":
            return advice_of(value, pack, talk)
        case "section":
            return handbook.read(value, pack, talk)
        case "record":
            return _record(pack, talk)
        case "helpful":
            return handbook.helpful(value, pack, talk)
        case "why":
            return referral.why(pack, talk)
        case _:
            return not_offered(pack, talk)


def after(control: str, pack: Pack, talk: Talk) -> Reply | None:
    """What 'why', 'more', 'record' or 'where were we' say outside a question, or None where they say nothing."""
    guide = pack.guides.get(talk.flow or "")
    match control:
        case "record":
            return _record(pack, talk)
        case "why" | "sure" if guide and guide.decides == "pathway" and talk.concluded:
            return referral.why(pack, talk)
        case "sure" if talk.last.get("sections"):
            return _sure(pack, talk)
        case "more" if talk.last.get("sections"):
            return handbook.more(pack, talk)
        case "where":
            return conclude(guide, pack, talk) if guide and talk.concluded else welcome(pack)
        case "back" | "skip" | "stop":
            return welcome(pack, "There is nothing open to leave. ")
        case _:
            return None


def advice_of(value: str, pack: Pack, talk: Talk) -> Reply:
    """One piece of a guide's advice, `emergency.hurt`, and what else that guide offers."""
    flow, _, advice_id = value.partition(".")
    guide = pack.guides.get(flow)
    advice = next((a for a in guide.advice if a.id == advice_id), None) if guide else None
    if advice is None:
        return not_offered(pack, talk)
    talk.said = [*(one for one in talk.said if one != advice_id), advice_id]
    offered_now = [a for a in guide.advice_for(talk.view(pack)) if a.id not in talk.said]
    others = [(f"more:{flow}.{a.id}", a.title) for a in sorted(offered_now, key=lambda a: a.first)][:_MOST_OFFERED]
    kept = [RECORD] if talk.last.get("flow") == flow else []  # the record is of the work, not of a danger's reply
    return Reply(in_words(advice), [*others, *_steps(guide, pack, talk), *kept], sources([advice], pack))


def _record(pack: Pack, talk: Talk) -> Reply:
    kept = talk.last.get("record")
    if not kept:
        return Reply("There is nothing to record yet. Tell me about the case first.")
    steps = [choice for choice in likely_next(pack, talk) if choice != RECORD]
    return Reply(f"{kept}\n\nIt names nobody. Add what your own record needs.", steps, record=kept)


def _sure(pack: Pack, talk: Talk) -> Reply:
    """To 'are you sure?': where it stands, and who can judge the case."""
    stands = listed([pack.cite(section) for section in talk.last["sections"][:2]])
    text = (
        f"It is what I take from {stands}, and I may have taken your question wrongly. Tell me if a fact is different. For a "
        "decision about the case, check with your designated or named person."
    )
    return Reply(text, likely_next(pack, talk))


def stopped(pack: Pack, talk: Talk) -> Reply:
    guide = pack.guides.get(talk.flow or "")
    again = [(f"flow:{guide.id}", f"Back to {guide.title}")] if guide else []
    return Reply("We have stopped there. What would you like to do instead?", [*again, *_starters(pack)])


def not_offered(pack: Pack, talk: Talk) -> Reply:
    return Reply(
        "That choice belongs to something earlier, so I have left things as they are. What would you like to do?",
        _starters(pack),
    )


def anything_else(pack: Pack, talk: Talk) -> Reply:
    """To 'no', 'hmm' or 'ok' after a conclusion: nothing was told, so nothing is said again."""
    return Reply("All right. You can ask anything else, or correct a fact.", likely_next(pack, talk))


def nothing_understood(pack: Pack, talk: Talk) -> Reply:
    return Reply(
        "I am not sure what you mean. Could you say it another way: what has happened, or what do you need to know?",
        _starters(pack),
        gap=("not_understood", None),
    )


def welcome(pack: Pack, before: str = "") -> Reply:
    """Hello, with what Signpost can do."""
    text = (
        f"{before}I help practitioners in {pack.info.name} who meet children and families affected by domestic abuse. "
        "Tell me what has happened, or ask a question. If anyone is in danger now, call 999."
    )
    return Reply(text, _starters(pack))


def _starters(pack: Pack) -> list[tuple[str, str]]:
    wanted = {
        "referral": "Which referral, and where?",
        "operation_encompass": "Operation Encompass notification",
        "routine_enquiry": "How to ask safely",
        "find_service": "Find a service",
    }
    return [(f"flow:{flow}", title) for flow, title in wanted.items() if flow in pack.guides]


def instead_of(danger: str, pack: Pack) -> list[tuple[str, str]]:
    """What it may be, once somebody said that it is not that danger."""
    other = [] if danger == "emergency" else [("flow:emergency", "Someone is in danger now")]
    return [*other, *_starters(pack)]


def started_again(pack: Pack) -> Reply:
    text = (
        "We start afresh. What you told me about the case is gone. What has happened, or what would you like to know?"
    )
    return Reply(text, _starters(pack))


def likely_next(pack: Pack, talk: Talk) -> list[tuple[str, str]]:
    """The buttons that fit once a guide has concluded: its next steps and the record; before, none."""
    guide = pack.guides.get(talk.flow or "")
    return [*_steps(guide, pack, talk), RECORD] if guide and talk.concluded and talk.last.get("record") else []


def help_text(pack: Pack) -> Reply:
    topics = [g.title for g in pack.guides.values() if g.questions]
    text = (
        f"I answer from the {pack.info.handbook}, and say so when it has no answer. I can guide you through "
        f"{listed(topics[:8])}, and more. You can press a button or type in your own words, correct a fact at any time, "
        "and say 'why', 'back', 'skip', 'stop' or 'start again'. Please leave out names: I don't need them."
    )
    return Reply(text, _starters(pack))
