"""Questions to the handbook, small talk, and danger: the actions that need no guide."""

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, Restarted
from rasa_sdk.executor import CollectingDispatcher

from actions import conclusions, handbook
from actions.advice import sources, together
from actions.base import SURE, Domain, Heard, TalkAction
from actions.guide import take_choice
from actions.passing import asked_in_passing, said_in_passing
from actions.replies import Reply, with_danger_line
from actions.talk import Talk
from bot.nlu.controls import control_in
from bot.nlu.danger import OWN_LIFE
from knowledge.guides import Guide


class ActionAnswer(TalkAction):
    """Answers a question from the handbook, or says honestly that it does not cover it."""

    def name(self) -> str:
        return "action_answer"

    def respond(self, talk: Talk, heard: Heard, dispatcher: CollectingDispatcher) -> str:
        if choice := talk.choice_for(heard.text):
            heard = Heard(heard.id, "", "pick", 1.0, {}, heard.danger, None, choice)
            return take_choice(self, talk, heard, dispatcher)
        self.say(self._reply(talk, heard), talk, heard, dispatcher)
        return "stay"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> list[EventType]:
        events = await super().run(dispatcher, tracker, domain)
        step = next((e["value"] for e in events if e.get("name") == "next_step"), None)
        follows = {"ask": "guide_form", "conclude": "action_conclude_guide"}.get(str(step))
        return [*events, FollowupAction(follows)] if follows else events

    def _reply(self, talk: Talk, heard: Heard) -> Reply:
        text = heard.text
        if control := control_in(text):
            if reply := conclusions.after(control, self.pack, talk):
                return reply
        if reply := handbook.asked_for(text, self.pack, talk):
            return reply
        if aside := asked_in_passing(self.pack, talk, heard):
            return said_in_passing(aside, self.pack, talk)
        if reply := self._more_of_the_case(talk, heard):
            return reply
        if reply := handbook.follow_up(text, heard.facts, self.pack, talk):
            return reply
        return handbook.answer(self.pack, talk, heard.handbook)

    def _more_of_the_case(self, talk: Talk, heard: Heard) -> Reply | None:
        """Facts told after a conclusion, which the search can't answer, belong to the case: it is concluded anew."""
        guide = self.pack.guides.get(talk.flow or "")
        answered = (heard.handbook or {}).get("status") == "answered"
        if (
            guide is None
            or not talk.concluded
            or answered
            or not heard.facts.keys() & {"children", "area", "risk", "flags"}
        ):
            return None
        talk.learn(heard.facts)
        return (
            conclusions.conclude(guide, self.pack, talk) if guide.next_question(talk.view(self.pack)) is None else None
        )


class ActionSmallTalk(TalkAction):
    """Greetings, help, thanks and goodbye."""

    def name(self) -> str:
        return "action_small_talk"

    def respond(self, talk: Talk, heard: Heard, dispatcher: CollectingDispatcher) -> None:
        match heard.flow:
            case _ if asked := handbook.asked_for(heard.text, self.pack, talk):
                reply = asked
            case _ if aside := asked_in_passing(self.pack, talk, heard):
                reply = said_in_passing(aside, self.pack, talk)
            case _ if heard.confidence < SURE and len(heard.text.split()) > 2:
                reply = conclusions.nothing_understood(self.pack, talk)
            case "greet":
                reply = conclusions.welcome(self.pack, "Hello. ")
            case "help":
                reply = conclusions.help_text(self.pack)
            case "thanks":
                reply = Reply("You are welcome. Is there anything else?", conclusions.likely_next(self.pack, talk))
            case _:
                reply = Reply("Goodbye, and take care of yourself too. If anyone is in danger, call 999.")
        self.say(reply, talk, heard, dispatcher)


class ActionStartAgain(TalkAction):
    """Forgets the case and the flow, and says so. It stands in for Rasa's own `action_restart`."""

    def name(self) -> str:
        return "action_restart"

    def respond(self, talk: Talk, heard: Heard, dispatcher: CollectingDispatcher) -> None:
        talk.forget_all()
        self.say(conclusions.started_again(self.pack), talk, heard, dispatcher)

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> list[EventType]:
        return [Restarted(), *await super().run(dispatcher, tracker, domain)]


class ActionDanger(TalkAction):
    """Danger and disclosure, before anything else, and what is said as long as that alarm lasts: the pack's guide for it,
    and the way back to the work."""

    def name(self) -> str:
        return "action_danger"

    def respond(self, talk: Talk, heard: Heard, dispatcher: CollectingDispatcher) -> None:
        if heard.denied and heard.denied not in talk.denied:
            talk.denied.append(heard.denied)
        if heard.alarm in ("emergency", "suicidal"):
            talk.learn(heard.facts)
        if heard.advice:
            reply = self._afterwards(heard.advice, talk)
        else:
            reply = self._now(heard.danger if heard.danger in self.pack.guides else "emergency", talk)
        self.say(reply, talk, heard, dispatcher)

    def _now(self, kind: str, talk: Talk) -> Reply:
        """All that is said at once."""
        guide = self.pack.guides[kind]
        now = [a for a in guide.advice_for(talk.view(self.pack)) if a.first]
        parts = [guide.opening, *together(now)]
        cited = [] if kind == "child_user" else sources(now, self.pack)
        return Reply("\n\n".join(p for p in parts if p), self._ways_on(guide, talk), cited, urgency="emergency")

    def _afterwards(self, advice: str, talk: Talk) -> Reply:
        """One piece of the alarm's own advice, with 999 in view as long as it lasts."""
        kind = advice.partition(".")[0]
        reply = conclusions.advice_of(advice, self.pack, talk)
        if talk.alarm is None:
            reply.choices = conclusions.instead_of(kind, self.pack)
        else:
            reply.text = with_danger_line(reply.text) if kind not in OWN_LIFE else reply.text
            reply.choices = [c for c in self._ways_on(self.pack.guides[kind], talk) if c[0] != f"more:{advice}"]
        return reply

    def _ways_on(self, guide: Guide, talk: Talk) -> list[tuple[str, str]]:
        """The rest of the guide's advice, its next steps, and the way back to the work."""
        view = talk.view(self.pack)
        choices = [(f"more:{guide.id}.{a.id}", a.title) for a in guide.advice_for(view) if not a.first][:6]
        choices += [(f"flow:{step.flow}", step.label) for step in guide.next_steps(view)][:2]
        under_way = self.pack.guides.get(talk.flow or "")
        back = [(f"flow:{under_way.id}", f"Back to {under_way.title}")] if under_way and not talk.concluded else []
        return [*choices, *back]
