"""Questions in passing: what is asked while a guide is under way, or just after it, and its own advice answers."""

from actions.advice import in_words
from actions.answers import asks_what_it_means
from actions.base import SURE, Heard
from actions.conclusions import likely_next
from actions.replies import Reply
from actions.steps import answer_first
from actions.talk import Talk
from knowledge.conditions import holds
from knowledge.guides import Advice, Guide
from knowledge.pack import Pack

ALIKE = 0.58  # how like a question written beside the advice one must be
CLEARLY = 0.75  # from here even where the message could start another guide
_OF_THE_CASE = {"children", "area", "risk", "dash"}
_NO_OTHER_GUIDE = ("inform", "handbook_question", "out_of_scope", "help", "human", "thanks")


def asked_in_passing(pack: Pack, talk: Talk, heard: Heard, alike: float = ALIKE) -> Advice | None:
    """The advice of the guide under way, or just concluded, that answers the message; None where it tells of the case,
    starts something else, asks what a word means, or asks what that guide has no advice on. `alike`: how like a question
    written beside the advice it must be, where no topic is named and no other guide is meant."""
    guide = pack.guides.get(talk.flow or "")
    if guide is None or heard.choice or heard.facts.keys() & _OF_THE_CASE or asks_what_it_means(heard.text):
        return None
    topics = heard.facts.get("topics")
    if topics and heard.flow in _NO_OTHER_GUIDE and (found := _on(topics, guide, talk, pack)):
        return found
    elsewhere = heard.flow not in (*_NO_OTHER_GUIDE, guide.id) and heard.confidence >= SURE
    alike = CLEARLY if elsewhere or topics else alike
    near = [one for one in heard.asides if one["guide"] == guide.id and one["like"] >= alike]
    fitting = (advice for one in near if (advice := _fitting(guide, one["advice"], talk, pack)))
    return next(fitting, None)


def said_in_passing(advice: Advice, pack: Pack, talk: Talk) -> Reply:
    """The advice, with where it comes from, and the steps that were offered before."""
    talk.said = [*(one for one in talk.said if one != advice.id), advice.id]
    return Reply(in_words(advice), likely_next(pack, talk), [pack.cite(advice.source)] if advice.source else [])


def remark_of(advice: Advice, pack: Pack, talk: Talk) -> str:
    """The same as one remark, to be said before the guide's next question."""
    reply = said_in_passing(advice, pack, talk)
    return f"{reply.text} ({reply.sources[0]}.)" if reply.sources else reply.text


def explained(pack: Pack, heard: Heard) -> str | None:
    """What a guide says at once of the thing whose meaning is asked, the guide that is meant before all others; or None."""
    meant = [pack.guides[heard.flow]] if heard.flow in pack.guides else []
    for guide in (*meant, *pack.guides.values()):
        asked = Talk(facts={"topics": heard.facts.get("topics", [])})
        if answer_first(pack, asked, guide):
            return asked.remark
    return None


def _on(topics: list[str], guide: Guide, talk: Talk, pack: Pack) -> Advice | None:
    """The guide's first advice on one of the topics, for the case's facts."""
    view = {**talk.view(pack), "topics": topics}
    return next((one for one in guide.advice_for(view) if one.first and "topics" in one.when), None)


def _fitting(guide: Guide, advice_id: str, talk: Talk, pack: Pack) -> Advice | None:
    """That advice, unless it is for other facts than the case's. What it is about was just asked, so any topic fits."""
    advice = next((one for one in guide.advice if one.id == advice_id), None)
    if advice is None:
        return None
    of_the_case = {fact: wanted for fact, wanted in advice.when.items() if fact != "topics"}
    return advice if holds(of_the_case, talk.view(pack)) else None
