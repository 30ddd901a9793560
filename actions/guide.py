"""The guided flows: open one, ask what is missing, read the answers, conclude. The flows themselves are data."""

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import conclusions, handbook
from actions.answers import answer_to, bare_years, says_unknown, told_in_passing
from actions.base import Domain, Heard, TalkAction
from actions.places import place_reply
from actions.replies import Reply
from actions.talk import UNKNOWN, Talk
from actions.wording import case_in_words
from bot.nlu.controls import control_in
from knowledge.conditions import holds
from knowledge.guides import Guide, Question
from knowledge.pack import Pack

MAIN_FLOW = "referral"
_SMALL_TALK = ("greet", "help", "thanks", "goodbye", "human")
_SURE = 0.45  # confidence from which another flow's words leave the guide under way
_AN_ANSWER_IS_SHORT = 5  # words; fewer than these are an answer, unless another flow is quite certain


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
        if reply := self._not_a_guides_business(talk, heard):
            self.say(reply, talk, heard, dispatcher)
            return "stay"
        flow = self._flow(talk, heard)
        if flow is None:
            conclusions.nothing_understood(self.pack, talk).send(dispatcher, talk, heard.danger == "possible")
            return "stay"
        only_facts = heard.flow == "inform" or flow != heard.flow
        guide = self.pack.guides[flow]
        if not only_facts and (talk.flow != flow or talk.concluded):
            talk.forget_answers([q.id for q in guide.questions])
            talk.facts.pop("topics", None)
        changed = talk.learn(heard.facts, heard.text, fresh=talk.concluded)
        if not only_facts:
            read_answers(talk, guide, heard.text, self.pack)
        return open_guide(self.pack, talk, flow, corrected=bool(changed) and flow == talk.flow)

    def _not_a_guides_business(self, talk: Talk, heard: Heard) -> Reply | None:
        """Signpost itself, a section by number, or another area's arrangements: no guide answers those."""
        if reply := handbook.asked_for(heard.text, self.pack, talk) or handbook.follow_up(
            heard.text, heard.facts, self.pack, talk
        ):
            return reply
        elsewhere = (heard.handbook or {}).get("elsewhere")
        if elsewhere and heard.flow != MAIN_FLOW and "children" not in heard.facts:
            return handbook.answer(self.pack, talk, heard.handbook)
        return None

    def _flow(self, talk: Talk, heard: Heard) -> str | None:
        """The flow meant: the message's own; for facts alone the one under way, else the main job."""
        only_facts = heard.flow == "inform" or (
            heard.confidence < _SURE and len(heard.text.split()) <= 8 and heard.facts
        )
        if only_facts and talk.flow in self.pack.guides:
            return talk.flow
        if heard.flow == "inform":
            return MAIN_FLOW if _about_a_case(heard.facts) else None
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


def open_guide(pack: Pack, talk: Talk, flow: str, corrected: bool = False) -> str:
    """Makes `flow` the guide under way, or says it in passing when it has nothing to ask; gives the next step."""
    guide = pack.guides[flow]
    settle(talk, guide, pack)
    asks = guide.next_question(talk.view(pack)) is not None
    mid_guide = (
        talk.flow is not None and talk.flow != flow and not talk.concluded and _open_question(pack, talk) is not None
    )
    if mid_guide and not asks:
        talk.aside = flow
        return "conclude"
    if corrected:
        talk.remark = "Thank you, I have taken that in."
    if talk.flow != flow or talk.concluded:
        talk.start(flow)
        talk.opened = corrected
    if asks and not corrected:
        _answer_first(pack, talk, guide)
    return "ask" if asks else "conclude"


def _answer_first(pack: Pack, talk: Talk, guide: Guide) -> None:
    """What was asked is answered before anything is asked back: the advice for what the message speaks of."""
    topical = [
        a for a in guide.advice_for(talk.view(pack)) if a.first and "topics" in a.when and a.id not in talk.said
    ][:1]
    talk.said += [a.id for a in topical]
    talk.remark = "\n\n".join(
        [
            *(
                f"{conclusions.in_words(a)} ({pack.cite(a.source)}.)" if a.source else conclusions.in_words(a)
                for a in topical
            ),
            talk.remark,
        ]
    ).strip()


def read_answers(talk: Talk, guide: Guide, text: str, pack: Pack) -> None:
    """Fills the guide's open questions that the opening message has answered in plain words already."""
    for question in guide.questions:
        asked = question.kind == "choice" and question.id not in talk.facts and holds(question.when, talk.view(pack))
        if asked and (value := told_in_passing(question, text)):
            talk.facts[question.id] = value
            talk.answered.append(question.id)


def take_choice(action: TalkAction, talk: Talk, heard: Heard, dispatcher: CollectingDispatcher) -> str:
    """Does what a pressed button offers; gives the next step."""
    kind, _, value = (heard.choice or "").partition(":")
    if kind == "flow" and value in action.pack.guides:
        return open_guide(action.pack, talk, value)
    if kind == "flow" and value == "new-case":
        talk.forget_case()
        talk.flow = None
        return open_guide(action.pack, talk, MAIN_FLOW)
    if kind in ("area", "risk") or kind == "answer":
        fact, _, chosen = value.partition("=") if kind == "answer" else (kind, "", value)
        talk.facts[fact] = chosen
        if fact == "area":
            chosen_for(talk)
        return open_guide(action.pack, talk, talk.flow or MAIN_FLOW, corrected=True)
    reply = conclusions.offered(kind, value, action.pack, talk)
    action.say(reply, talk, heard, dispatcher)
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


class ValidateGuideForm(TalkAction):
    """Reads a message as an answer to the open question.

    Sets the slot `talk` when the message was an answer, a correction or a control. Sets nothing when it is
    something else, so that Rasa rejects the form and the rule for that flow takes over.
    """

    def name(self) -> str:
        return "validate_guide_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> list[EventType]:
        talk, heard = Talk.of(tracker.get_slot("talk")), Heard.of(tracker)
        guide = self.pack.guides.get(talk.flow or "")
        if talk.heard == heard.id or guide is None:
            return [] if guide else [SlotSet("answer", "none")]
        taken = self._take(talk, heard, guide, dispatcher)
        if not taken:
            return []
        talk.heard = heard.id
        settle(talk, guide, self.pack)
        done = guide.next_question(talk.view(self.pack)) is None or taken == "stop"
        return [SlotSet("talk", talk.as_slot()), SlotSet("answer", "done" if done else None)]

    def _take(self, talk: Talk, heard: Heard, guide: Guide, dispatcher: CollectingDispatcher) -> str | None:
        question = guide.next_question(talk.view(self.pack))
        if question is None:
            return "answered"
        typed = talk.choice_for(heard.text) or ""
        if typed.startswith("answer:") and not typed.startswith(f"answer:{question.id}="):
            typed = ""  # 'No' was a button of an earlier question; here it is a word
        if choice := heard.choice or typed:
            return self._choice(choice, talk, question)
        if control := control_in(heard.text):
            return self._control(control, talk, guide, question)
        if self._answered(talk, heard, question):
            return "answered"
        if self._asked_in_passing(talk, heard, guide):
            return "answered"
        if self._is_something_else(talk, heard, question):
            return None
        talk.tries += 1
        return "not understood"

    def _choice(self, choice: str, talk: Talk, question: Question) -> str | None:
        kind, _, value = choice.partition(":")
        if choice not in talk.offers or kind not in ("answer", "area", "risk", "control"):
            return None
        if kind == "answer" and question.kind == "many" and value.startswith(f"{question.id}="):
            return self._one_of_many(value.partition("=")[2], talk, question)
        if kind == "control":
            return self._control(value, talk, self.pack.guides[talk.flow or ""], question)
        fact, _, chosen = value.partition("=") if kind == "answer" else (kind, "", value)
        self._fill(talk, question, [chosen] if question.kind == "many" and fact == question.id else chosen, fact)
        return "answered"

    def _one_of_many(self, chosen: str, talk: Talk, question: Question) -> str:
        if chosen != "that-is-all":
            talk.chosen = [c for c in talk.chosen if c != chosen] + [chosen]
        if chosen in ("that-is-all", "none") or len(talk.chosen) == len(question.options):
            self._fill(talk, question, talk.chosen or ["none"])
            talk.chosen = []
        else:
            talk.remark = "Noted. Anything else?"
        return "answered"

    def _control(self, control: str, talk: Talk, guide: Guide, question: Question) -> str | None:
        match control:
            case "why":
                talk.remark = question.why
            case "skip":
                talk.tries += 1
                self._fill(talk, question, UNKNOWN)
            case "back":
                self._back(talk, guide)
            case "where":
                talk.remark = f"We were on {guide.title}."
            case "stop":
                talk.facts["stopped"] = "yes"
                return "stop"
            case "new_case":
                talk.forget_case()
                talk.remark = "A new case, then: I have put the last one's facts aside."
            case _:
                return None
        return control

    def _back(self, talk: Talk, guide: Guide) -> None:
        known = [q for q in talk.answered if guide.question(q)]
        if not known:
            talk.remark = "This is the first question."
            return
        talk.answered.remove(known[-1])
        forget(talk, known[-1])
        talk.remark = "Going back one."

    def _answered(self, talk: Talk, heard: Heard, question: Question) -> bool:
        """Takes in the message's facts and its answer; True if it told anything that this guide can use."""
        before = talk.as_slot()
        found = dict(heard.facts)
        if question.kind == "age" and "children" not in found and (years := bare_years(heard.text)) is not None:
            months = years * 12
            stage = self.pack.table.stage_at(months)
            found["children"] = [{"stage": stage, "age": f"{years} years", "months": months}]
        asks_something = (
            heard.flow in ("handbook_question", "out_of_scope")
            and heard.confidence >= _SURE
            and _is_question(heard.text)
        )
        if asks_something and not says_unknown(heard.text) and answer_to(question, heard.text, found) is None:
            if not any(k in found for k in _told_by(question)):
                return False
        changed = talk.learn(found, heard.text)
        if question.id in talk.view(self.pack) and before["facts"] != talk.facts:
            self._note_answer(talk, question)
            return True
        value = answer_to(question, heard.text, found)
        if value is not None:
            self._fill(talk, question, value)
            return True
        if place_reply(self.pack, talk, question):
            return True
        if changed or (before["facts"], before["flags"]) != (talk.facts, talk.flags):
            noted = case_in_words(talk, self.pack)
            talk.remark = f"{'I have put that right' if changed else 'Noted'}: {noted}." if noted else ""
            return not self._is_something_else(talk, heard, question)
        return False

    def _asked_in_passing(self, talk: Talk, heard: Heard, guide: Guide) -> bool:
        """A question that this guide itself answers is answered before its own question comes again."""
        if not heard.facts.get("topics") or not _is_question(heard.text):
            return False
        talk.learn({"topics": heard.facts["topics"]}, heard.text, fresh=True)
        _answer_first(self.pack, talk, guide)
        return bool(talk.remark)

    def _fill(self, talk: Talk, question: Question, value: Any, fact: str | None = None) -> None:
        fact = fact or question.id
        if question.kind == "area" and value == UNKNOWN and talk.tries == 0 and "unsure" not in talk.facts:
            talk.tries, talk.remark = 1, question.unknown or ""
            return
        if question.kind == "age" and fact == question.id and value != UNKNOWN:
            value = [{"stage": value, "age": None, "months": None}]
        talk.facts[fact] = value
        if fact == "area":
            chosen_for(talk)
        if value == UNKNOWN and question.unknown:
            talk.remark = question.unknown
        self._note_answer(talk, question)

    @staticmethod
    def _note_answer(talk: Talk, question: Question) -> None:
        talk.answered = [q for q in talk.answered if q != question.id] + [question.id]
        talk.tries = 0

    def _is_something_else(self, talk: Talk, heard: Heard, question: Question) -> bool:
        if heard.choice:
            return True
        if heard.flow in ("inform", talk.flow) or says_unknown(heard.text):
            return False
        if heard.flow in _SMALL_TALK:
            return heard.confidence >= _SURE
        short = len(heard.text.split()) < _AN_ANSWER_IS_SHORT and not _is_question(heard.text)
        return heard.confidence >= (0.75 if short else _SURE) or _is_question(heard.text)


class ActionAsk(TalkAction):
    """Asks the open question of the guide under way, in other words when it was not understood."""

    def name(self) -> str:
        return "action_ask_guide_form_answer"

    def respond(self, talk: Talk, heard: Heard, dispatcher: CollectingDispatcher) -> None:
        guide = self.pack.guides[talk.flow or MAIN_FLOW]
        question = guide.next_question(talk.view(self.pack))
        if question is None:
            return
        parts = []
        if not talk.opened and talk.flow != MAIN_FLOW:
            parts.append(guide.opening)
        if not talk.opened and (case := case_in_words(talk, self.pack)):
            parts.append(f"So far: {case}.")
        special = place_reply(self.pack, talk, question)
        parts.append(talk.remark)
        parts.append(special.text if special else "" if talk.chosen else self._words(question, talk.tries, talk.remark))
        talk.opened, talk.remark = True, ""
        choices = special.choices if special else question_choices(question, self.pack, talk.chosen)
        text = "\n\n".join(part for part in parts if part)
        sources = special.sources if special else []
        self.say(Reply(text, choices, sources), talk, heard, dispatcher)

    @staticmethod
    def _words(question: Question, tries: int, remark: str) -> str:
        if tries == 0 or (question.kind == "area" and remark):
            return question.ask
        if tries == 1:
            return f"I did not follow that. {question.again or question.ask}"
        return (
            f"I am still not sure what you mean, and that is my fault. {question.again or question.ask} You can press one "
            "of the buttons, say 'skip' to leave it out, or 'stop' to ask something else."
        )


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


def settle(talk: Talk, guide: Guide, pack: Pack) -> None:
    """Fills the answers that other facts already give."""
    talk.facts |= guide.settle(talk.view(pack))


def chosen_for(talk: Talk) -> None:
    """An area was chosen: what left it open is settled, but a border place's name stays, for what is to confirm."""
    unsure = talk.facts.get("unsure")
    for key in ("place", "areas", "unsure", "outside"):
        talk.facts.pop(key, None)
    if unsure:
        talk.facts["place"] = unsure


def forget(talk: Talk, question_id: str) -> None:
    for key in (question_id, *(("place", "areas", "unsure", "outside") if question_id == "area" else ())):
        talk.facts.pop(key, None)


def question_choices(question: Question, pack: Pack, chosen: list[str]) -> list[tuple[str, str]]:
    """The usual answers as buttons."""
    match question.kind:
        case "age":
            return [(f"answer:{question.id}={s.id}", s.short.capitalize()) for s in pack.pathway.stages]
        case "area":
            return [(f"area:{a.id}", a.name) for a in pack.areas.areas]
        case "risk":
            return [(f"risk:{r}", r.capitalize()) for r in ("standard", "medium", "high")] + [
                ("risk:unknown", "Not graded yet")
            ]
        case _:
            all_said = [(f"answer:{question.id}=that-is-all", "That is all")] if chosen else []
            return [
                (f"answer:{question.id}={o.id}", o.label) for o in question.options if o.id not in chosen
            ] + all_said


def _open_question(pack: Pack, talk: Talk) -> Question | None:
    guide = pack.guides.get(talk.flow or "")
    return guide.next_question(talk.view(pack)) if guide else None


def _told_by(question: Question) -> tuple[str, ...]:
    return {"age": ("children",), "area": ("area", "areas", "unsure", "outside"), "risk": ("risk",)}.get(
        question.kind, ()
    )


def _about_a_case(facts: dict[str, Any]) -> bool:
    return any(k in facts for k in ("children", "area", "risk", "flags", "unsure", "areas", "outside", "dash"))


def _is_question(text: str) -> bool:
    return (
        "?" in text
        or re.match(
            r"\s*(?:what|who|where|when|why|how|which|can|could|should|do|does|is|are|am|will|would|must|may)\b",
            text,
            re.I,
        )
        is not None
    )
