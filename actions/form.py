"""The one form of all guides: reads a message as an answer to the open question, and leaves alone what is not."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import handbook
from actions.answers import answer_to, asks_what_it_means, bare_years, says_no, says_that_is_all, says_unknown
from actions.base import SURE, Domain, Heard, TalkAction
from actions.learning import KEPT_HOME, stays_at_home
from actions.passing import asked_in_passing, explained, remark_of
from actions.places import place_reply
from actions.steps import answer_first, child_of_stage, child_of_years, chosen_for, facts_for, forget, put_right, settle
from actions.talk import UNKNOWN, Talk
from actions.wording import case_in_words
from bot.nlu.controls import control_in, corrected, is_question
from knowledge.guides import Guide, Question

_PLACES = {"area", "areas", "unsure", "outside"}  # facts that tell where somebody lives
_SMALL_TALK = ("greet", "help", "thanks", "goodbye", "human")
_QUESTIONS = ("handbook_question", "out_of_scope")
_A_STATEMENT_IS_SHORT = 8  # words
_OFTEN_ENOUGH = 2  # times that a question is asked again
_AN_ANSWER_IS_SHORT = 5  # words; fewer than these are an answer, unless another flow is quite certain


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
        if asks_what_it_means(heard.text) and (said := explained(self.pack, heard)):
            talk.remark = said
            return "answered"
        if is_question(heard.text) and self._asked_in_passing(talk, heard, guide):
            return "answered"
        number = (corrected(heard.text) or "").isdigit()  # 'sorry, 15' may be ticks, and no child's age
        if number and put_right(self.pack, talk, guide, heard.text, heard.facts):
            return "answered"
        if self._answered(talk, heard, question) or put_right(self.pack, talk, guide, heard.text, heard.facts):
            return "answered"
        if self._asked_in_passing(talk, heard, guide):
            return "answered"
        if asks_what_it_means(heard.text) or handbook.asked_for(heard.text, self.pack, talk):
            return None
        if self._is_something_else(talk, heard, question):
            return None
        if talk.tries >= _OFTEN_ENOUGH:  # asked three times, in three ways: nobody is kept in a loop
            self._fill(talk, question, UNKNOWN)
            talk.remark = f"I will leave that open. {talk.remark}".strip()
            return "answered"
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
        else:
            talk.remark = "Noted. Anything else?"
        return "answered"

    def _control(self, control: str, talk: Talk, guide: Guide, question: Question) -> str | None:
        match control:
            case "why" | "sure":
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
        found = facts_for(self.pack.guides[talk.flow or ""], heard.facts)
        if question.kind == "age" and "children" not in found and (years := bare_years(heard.text)) is not None:
            found["children"] = [child_of_years(self.pack, years)]
        asks_something = heard.flow in _QUESTIONS and heard.confidence >= SURE and is_question(heard.text)
        if asks_something and not says_unknown(heard.text) and answer_to(question, heard.text, found) is None:
            if not any(k in found for k in _told_by(question)):
                return False
        changed = talk.learn(found)
        if stays_at_home(talk, found):
            talk.remark = KEPT_HOME
            return True
        if question.id in talk.view(self.pack) and before["facts"] != talk.facts:
            self._note_answer(talk, question)
            return True
        if question.kind == "many" and talk.chosen and (says_that_is_all(heard.text) or says_no(heard.text)):
            self._fill(talk, question, talk.chosen)
            return True
        value = answer_to(question, heard.text, found)
        if value is not None:
            self._fill(talk, question, value)
            return True
        if _PLACES & found.keys() and place_reply(self.pack, talk, question):
            return True
        if not changed and (before["facts"], before["flags"]) == (talk.facts, talk.flags):
            return False
        if self._is_something_else(talk, heard, question):
            return False
        if found.get("topics") and answer_first(self.pack, talk, self.pack.guides[talk.flow or ""]):
            return True
        noted = case_in_words(talk, self.pack)
        talk.remark = f"{'I have put that right' if changed else 'Noted'}: {noted}." if noted else ""
        return True

    def _asked_in_passing(self, talk: Talk, heard: Heard, guide: Guide) -> bool:
        """A question that this guide itself answers is answered before its own question comes again."""
        if aside := asked_in_passing(self.pack, talk, heard):
            talk.remark = remark_of(aside, self.pack, talk)
            return True
        if not heard.facts.get("topics") or not is_question(heard.text):
            return False
        talk.learn({"topics": heard.facts["topics"]}, fresh=True)
        return answer_first(self.pack, talk, guide)

    def _fill(self, talk: Talk, question: Question, value: Any, fact: str | None = None) -> None:
        fact = fact or question.id
        if question.kind == "area" and value == UNKNOWN and talk.tries == 0 and "unsure" not in talk.facts:
            talk.tries, talk.remark = 1, question.unknown or ""
            return
        if question.kind == "age" and fact == question.id and value != UNKNOWN:
            talk.learn({"children": [child_of_stage(value)]})
            value = talk.facts[fact]
        if fact == question.id and question.kind == "many" and talk.chosen:
            value = list(dict.fromkeys([*talk.chosen, *(value if isinstance(value, list) else [])]))
            talk.chosen = []
        talk.facts[fact] = value
        if fact == "area":
            chosen_for(talk)
        if value == UNKNOWN and question.unknown and question.kind != "area":
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
            return heard.confidence >= SURE
        if (
            heard.flow in _QUESTIONS
            and len(heard.text.split()) <= _A_STATEMENT_IS_SHORT
            and not is_question(heard.text)
        ):
            return False  # a remark that was not understood, not a question to the handbook
        short = len(heard.text.split()) < _AN_ANSWER_IS_SHORT and not is_question(heard.text)
        return heard.confidence >= (0.75 if short else SURE) or is_question(heard.text)


def _told_by(question: Question) -> tuple[str, ...]:
    return {"age": ("children",), "area": tuple(_PLACES), "risk": ("risk",)}.get(question.kind, ())
