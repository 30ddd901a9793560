"""Asking a guide's open question, with its usual answers as buttons."""

from rasa_sdk.executor import CollectingDispatcher

from actions.base import Heard, TalkAction
from actions.places import place_reply
from actions.replies import Reply
from actions.steps import MAIN_FLOW
from actions.talk import Talk
from actions.wording import case_in_words
from knowledge.guides import Question
from knowledge.pack import Pack


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


def question_choices(question: Question, pack: Pack, chosen: list[str]) -> list[tuple[str, str]]:
    """The usual answers as buttons."""
    match question.kind:
        case "age":
            stages = [s for s in pack.pathway.stages if not question.stages or s.id in question.stages]
            return [(f"answer:{question.id}={s.id}", s.short.capitalize()) for s in stages]
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
