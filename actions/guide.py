"""The guided flows: open one, press its buttons, conclude it. The flows themselves are data."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import conclusions, handbook
from actions.answers import asks_what_it_means, only_says_no
from actions.base import SURE, Domain, Heard, TalkAction
from actions.learning import KEPT_HOME, stays_at_home
from actions.passing import CLEARLY, asked_in_passing, explained, remark_of, said_in_passing
from actions.replies import Reply
from actions.steps import (
    MAIN_FLOW,
    PUT_RIGHT,
    SUPPOSED,
    child_of_stage,
    chosen_for,
    facts_for,
    open_guide,
    open_question,
    put_right,
    read_answers,
)
from actions.talk import Talk
from bot.nlu.controls import control_in, is_question, supposes
from bot.nlu.danger import DANGERS
from bot.nlu.entities.telling import CORRECTS

_A_WHOLE_QUESTION = 5  # words; fewer start the likeliest guide, which asks what is meant


class ActionOpenGuide(TalkAction):
    """Opens the guide that a message starts, or goes on with the one under way when it only adds facts."""

    def name(self) -> str:
        return "action_open_guide"

    def respond(self, talk: Talk, heard: Heard, dispatcher: CollectingDispatcher) -> str:
        if choice := talk.choice_for(heard.text):
            heard = Heard(heard.id, "", "pick", 1.0, {}, heard.danger, None, choice)
            return take_choice(self, talk, heard, dispatcher)
        if control := control_in(heard.text):
            if step := self._control(control, talk, heard, dispatcher):
                return step
        under_way = self.pack.guides.get(talk.flow or "")
        if under_way and talk.concluded and put_right(self.pack, talk, under_way, heard.text, heard.facts):
            return open_guide(self.pack, talk, under_way.id, PUT_RIGHT)
        if aside := asked_in_passing(self.pack, talk, heard):
            self.say(said_in_passing(aside, self.pack, talk), talk, heard, dispatcher)
            return "stay"
        if reply := self._not_a_guides_business(talk, heard):
            self.say(reply, talk, heard, dispatcher)
            return "stay"
        flow = self._flow(talk, heard)
        if flow is None:
            self.say(conclusions.nothing_understood(self.pack, talk), talk, heard, dispatcher)
            return "stay"
        only_facts = heard.flow == "inform" or flow != heard.flow
        guide = self.pack.guides[flow]
        if not only_facts and (talk.flow != flow or talk.concluded):
            talk.forget_answers([q.id for q in guide.questions if not q.lasting])
            talk.facts.pop("topics", None)
        before = (dict(talk.facts), list(talk.flags))
        changed = talk.learn(facts_for(guide, heard.facts), fresh=talk.concluded)
        if only_facts and stays_at_home(talk, heard.facts):
            talk.remark = KEPT_HOME
        elif only_facts and talk.concluded and before == (talk.facts, talk.flags):
            nothing = conclusions.anything_else if _adds_nothing(heard.text) else conclusions.nothing_understood
            self.say(nothing(self.pack, talk), talk, heard, dispatcher)
            return "stay"
        if not only_facts:
            read_answers(talk, guide, heard.text, self.pack)
        told = (SUPPOSED if supposes(heard.text) else PUT_RIGHT) if only_facts and changed else ""
        step = open_guide(self.pack, talk, flow, told)
        if step == "ask" and not only_facts and not talk.remark and is_question(heard.text):
            aside = asked_in_passing(self.pack, talk, heard, CLEARLY)
            if aside and not aside.first:  # the guide comes to what is said first by itself
                talk.remark = remark_of(aside, self.pack, talk)
        return step

    def _not_a_guides_business(self, talk: Talk, heard: Heard) -> Reply | None:
        """Signpost itself, a section by number, or another area's arrangements: no guide answers those."""
        if reply := handbook.asked_for(heard.text, self.pack, talk) or handbook.follow_up(
            heard.text, heard.facts, self.pack, talk
        ):
            return reply
        elsewhere = (heard.handbook or {}).get("elsewhere")
        if elsewhere and heard.flow != MAIN_FLOW and "children" not in heard.facts:
            return handbook.answer(self.pack, talk, heard.handbook)
        answered = (heard.handbook or {}).get("status") == "answered"
        in_passing = asks_what_it_means(heard.text) and open_question(self.pack, talk) is not None
        doubtful = (
            heard.confidence < SURE
            and heard.flow != talk.flow
            and is_question(heard.text)
            and len(heard.text.split()) >= _A_WHOLE_QUESTION
            and not about_a_case(heard.facts)
        )
        if in_passing and (said := explained(self.pack, heard)):
            return Reply(said)
        if answered and (in_passing or doubtful):
            return handbook.answer(self.pack, talk, heard.handbook)
        return None

    def _flow(self, talk: Talk, heard: Heard) -> str | None:
        """The flow meant: the message's own; for facts alone the one under way, else the main job."""
        only_facts = heard.flow == "inform" or (
            heard.confidence < SURE and len(heard.text.split()) <= 8 and heard.facts
        )
        if only_facts and talk.flow in self.pack.guides:
            return talk.flow
        if heard.flow == "inform":
            return MAIN_FLOW if about_a_case(heard.facts) else None
        return heard.flow if heard.flow in self.pack.guides else None

    def _control(self, control: str, talk: Talk, heard: Heard, dispatcher: CollectingDispatcher) -> str | None:
        if control == "new_case":
            talk.forget_case()
            talk.flow = None
            return open_guide(self.pack, talk, MAIN_FLOW)
        reply = conclusions.after(control, self.pack, talk)
        if reply is None:
            return None
        self.say(reply, talk, heard, dispatcher)
        return "stay"


class ActionPick(TalkAction):
    """Takes a button's payload, if this conversation offered it."""

    def name(self) -> str:
        return "action_pick"

    def respond(self, talk: Talk, heard: Heard, dispatcher: CollectingDispatcher) -> str:
        if heard.choice not in talk.offers:
            self.say(conclusions.not_offered(self.pack, talk), talk, heard, dispatcher)
            return "stay"
        return take_choice(self, talk, heard, dispatcher)


class ActionConclude(TalkAction):
    """Says what a guide comes to, with its sources, the record to copy, and the likeliest next steps."""

    def name(self) -> str:
        return "action_conclude_guide"

    def respond(self, talk: Talk, heard: Heard, dispatcher: CollectingDispatcher) -> None:
        if talk.facts.pop("stopped", None):
            talk.concluded = True
            self.say(conclusions.stopped(self.pack, talk), talk, heard, dispatcher)
            return
        aside, talk.aside = talk.aside, None
        guide = self.pack.guides[aside or talk.flow or MAIN_FLOW]
        reply = conclusions.conclude(guide, self.pack, talk)
        talk.remark = ""
        if aside is None:
            talk.concluded = True
            talk.tries = 0
        self.say(reply, talk, heard, dispatcher)

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> list[EventType]:
        return [*await super().run(dispatcher, tracker, domain), SlotSet("answer", None)]


def take_choice(action: TalkAction, talk: Talk, heard: Heard, dispatcher: CollectingDispatcher) -> str:
    """Does what a pressed button offers; gives the next step."""
    kind, _, value = (heard.choice or "").partition(":")
    names = value.partition(".")[0] if kind in ("flow", "more") else None
    talk.alarm = names if names in DANGERS else None
    if kind == "flow" and value in action.pack.guides:
        return open_guide(action.pack, talk, value)
    if kind == "flow" and value == "new-case":
        talk.forget_case()
        talk.flow = None
        return open_guide(action.pack, talk, MAIN_FLOW)
    if kind in ("area", "risk") or kind == "answer":
        fact, _, chosen = value.partition("=") if kind == "answer" else (kind, "", value)
        if fact == "children":
            talk.learn({"children": [child_of_stage(chosen)], "tells": CORRECTS})
        else:
            talk.facts[fact] = chosen
        if fact == "area":
            chosen_for(talk)
        return open_guide(action.pack, talk, talk.flow or MAIN_FLOW, PUT_RIGHT)
    reply = conclusions.offered(kind, value, action.pack, talk)
    action.say(reply, talk, heard, dispatcher)
    return "stay"


def _adds_nothing(text: str) -> bool:
    """'No', 'hmm', 'ok then': said after a conclusion, there is nothing in it to understand."""
    return only_says_no(text) or len(text.split()) <= 2


def about_a_case(facts: dict[str, Any]) -> bool:
    return any(
        k in facts for k in ("children", "area", "risk", "flags", "unsure", "areas", "outside", "dash", "judged")
    )
