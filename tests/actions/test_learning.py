"""The tour, the quiz and practice cases, turn by turn, with meanings made by hand: no model is needed."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from actions import turn as turns
from actions.reply import Composed
from bot.dialogue import learner_code
from bot.dialogue.buttons import is_payload, payload
from bot.dialogue.choosing import LETTERS
from bot.dialogue.state import DialogueState
from bot.learners import Learner
from bot.nlu.controls import control_in
from bot.nlu.meaning import Meaning
from knowledge.learning_record import WHAT_IT_IS
from knowledge.pack import Pack
from knowledge.posed import Posed
from knowledge.practice import PracticeCase
from knowledge.progress import Progress
from knowledge.quiz import Question
from tests.dialogue.saying import FOUR, NO_DANGER, danger, said

MONDAY = datetime(2026, 11, 30, 9)


@dataclass
class Kept:
    """Where progress is kept, in memory."""

    kept: dict[str, Learner] = field(default_factory=dict)
    account: str | None = None

    def find(self, key: str) -> Learner | None:
        return self.kept.get(key)


@dataclass
class Learner_:
    """One conversation of somebody who learns."""

    pack: Pack
    learners: Kept | None = None
    state: DialogueState = field(default_factory=DialogueState)
    now: datetime = MONDAY

    def say(self, words: str, flow: str = "inform", **given: object) -> Composed:
        meaning = said(words, flow, **{"control": control_in(words), **given})  # type: ignore[arg-type]
        return self.take(meaning)

    def press(self, title: str) -> Composed:
        choice = next(c for c, t in reversed(self.state.offers.items()) if t == title)
        return self.take(Meaning(""), choice)

    def take(self, meaning: Meaning, choice: str | None = None) -> Composed:
        self.state, reply, _ = turns.take(meaning, self.state, self.pack, choice, self.now, self.learners)
        return reply

    @property
    def posed(self) -> Posed:
        posed = self.state.learning.posed(self.pack)
        assert posed is not None
        return posed

    def right(self) -> str:
        """The letters that answer what is open."""
        return ", ".join(letter(self.posed, one) for one in self.posed.right)

    def wrong(self) -> str:
        if self.posed.kind == "order":
            return ", ".join(letter(self.posed, one) for one in reversed(self.posed.right))
        return letter(self.posed, next(one.id for one in self.posed.options if not one.right))


def letter(posed: Posed, id: str) -> str:
    return LETTERS[[one.id for one in posed.options].index(id)]


@pytest.fixture
def learner(pack: Pack) -> Learner_:
    return Learner_(pack)


def only(pack: Pack, *questions: dict[str, object]) -> Pack:
    """The pack with these questions alone."""
    asked = [Question.model_validate({"section": "3.7", "ask": "Which?", **one}) for one in questions]
    return replace(pack, quiz={one.id: one for one in asked})


def choices(right: tuple[int, ...], count: int = 4) -> list[dict[str, object]]:
    names = ("Ring 999 yourself", "Write the referral", "Ask your manager", "Wait until Monday", "Read the policy")
    return [{"say": names[i], "right": i in right, "why": f"Reason {i}."} for i in range(count)]


ONE = {"id": "one-of-four", "kind": "one", "choices": choices((0,))}
SEVERAL = {"id": "some-of-five", "kind": "several", "choices": choices((0, 2), 5)}
ORDER = {"id": "in-order", "kind": "order", "choices": choices((), 3)}
TRUE = {"id": "is-it-true", "kind": "true-false", "choices": [{"say": "True", "right": True, "why": "It is."}, {"say": "False", "why": "It is not."}]}  # fmt: skip


# -- the quiz --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["{}", "{}.", "answer {}", "I'd say {}", "is it {}?", "option {}", "({})"])
def test_a_letter_answers(pack: Pack, how: str) -> None:
    learner = Learner_(only(pack, ONE))
    learner.say("quiz me")
    assert learner.say(how.format(learner.right())).text.startswith("Right. Reason 0.")


def test_a_number_a_button_and_a_choices_own_words_answer(pack: Pack) -> None:
    for answer in ("number", "button", "words", "in own words"):
        learner = Learner_(only(pack, ONE))
        learner.say("quiz me")
        place = LETTERS.index(learner.right())
        match answer:
            case "number":
                reply = learner.say(str(place + 1))
            case "button":
                reply = learner.press(f"{learner.right()}. Ring 999 yourself")
            case "words":
                reply = learner.say("ring 999 yourself")
            case _:
                reply = learner.say("well, I would ring 999")
        assert reply.text.startswith("Right."), answer


def test_of_several_all_are_wanted_by_letters_or_one_press_after_the_other(pack: Pack) -> None:
    learner = Learner_(only(pack, SEVERAL))
    learner.say("quiz me")
    assert "Choose all that fit." in learner.say("where were we").text
    first, second = (letter(learner.posed, one) for one in learner.posed.right)
    assert learner.say(f"{first} and {second}").text.startswith("Right.")
    again = Learner_(only(pack, SEVERAL))
    again.say("quiz me")
    titles = [f"{letter(again.posed, one)}. {again.posed.option(one).say}" for one in again.posed.right]  # type: ignore[union-attr]
    assert "so far. Any more?" in again.press(titles[0]).text
    again.press(titles[1])
    assert again.press("That is all").text.startswith("Right.")


def test_half_of_several_is_not_right_and_says_what_was_missed(pack: Pack) -> None:
    learner = Learner_(only(pack, SEVERAL))
    learner.say("quiz me")
    reply = learner.say(letter(learner.posed, learner.posed.right[0]))
    assert reply.text.startswith("Not quite.") and "Reason 2." in reply.text


@pytest.mark.parametrize("how", ["{0}, {1}, {2}", "{0}{1}{2}", "{0} then {1} then {2}", "{0} > {1} > {2}"])
def test_an_order_by_letters(pack: Pack, how: str) -> None:
    learner = Learner_(only(pack, ORDER))
    learner.say("quiz me")
    letters = [letter(learner.posed, one) for one in learner.posed.right]
    assert learner.say(how.format(*letters)).text.startswith("Right.")


def test_an_order_by_pressing_is_whole_when_one_is_left(pack: Pack) -> None:
    learner = Learner_(only(pack, ORDER))
    learner.say("quiz me")
    first, second, _ = (learner.posed.option(one) for one in learner.posed.right)
    assert first and second
    learner.press(f"{letter(learner.posed, first.id)}. {first.say}")
    assert learner.press(f"{letter(learner.posed, second.id)}. {second.say}").text.startswith("Right.")


@pytest.mark.parametrize(
    ("words", "right"), [("true", True), ("t", True), ("yes", True), ("false", False), ("no", False)]
)
def test_true_or_false(pack: Pack, words: str, right: bool) -> None:
    learner = Learner_(only(pack, TRUE))
    learner.say("quiz me")
    assert learner.say(words).text.startswith("Right." if right else "Not quite.")


def test_right_after_a_hint_counts_as_right_with_help(pack: Pack) -> None:
    learner = Learner_(only(pack, ONE))
    learner.say("quiz me")
    hint = learner.say("hint")
    assert "Read Handbook 3.7" in hint.text and "It is not" in hint.text
    assert learner.right() not in hint.text.partition("It is not")[2].partition("\n")[0].split()
    assert "Right, with a hint." in learner.say(learner.right()).text
    assert learner.state.learning.progress.cards["one-of-four"].outcome == "helped"


def test_skip_tells_the_answer_and_stop_the_score(pack: Pack) -> None:
    learner = Learner_(only(pack, ONE, TRUE, SEVERAL))
    learner.say("quiz me")
    learner.say(learner.right())
    assert "Left out. The answer:" in learner.say("skip").text
    assert "You had 1 of 2 questions right" in learner.say("stop").text
    assert learner.state.learning.open is None


def test_a_quiz_on_a_chapter_asks_of_that_chapter(learner: Learner_) -> None:
    reply = learner.say("ten questions on chapter 2")
    assert "A quiz on chapter 2: 10 questions." in reply.text
    for _ in range(10):
        assert learner.posed.section.startswith("2.")
        reply = learner.say(learner.right())
    assert "You had 10 of 10 questions right." in reply.text


def test_a_quiz_on_a_topic_asks_of_its_section(learner: Learner_) -> None:
    learner.say("quiz me on MARAC")
    assert learner.posed.section == "3.3"


def test_an_old_button_answers_no_other_question(pack: Pack) -> None:
    learner = Learner_(only(pack, ONE, TRUE))
    learner.say("quiz me")
    old = f"{learner.wrong()}. {next(o.say for o in learner.posed.options if not o.right)}"
    learner.say(learner.right())
    before = dict(learner.state.learning.progress.cards)
    learner.press(old)
    assert learner.state.learning.progress.cards == before


# -- what else is typed ----------------------------------------------------------------------------------------------


def test_danger_in_the_middle_of_a_quiz_is_caught(learner: Learner_) -> None:
    learner.say("quiz me")
    reply = learner.say("he is at the door with a knife", danger=danger("emergency"))
    assert reply.urgency == "emergency" and "999" in reply.text[:80]
    assert learner.state.alarm == "emergency"
    assert ("learn:again", "Back to the quiz") in reply.choices


def test_danger_in_a_practice_case_is_caught(learner: Learner_) -> None:
    learner.say("a practice case please")
    reply = learner.say("my ex is breaking in right now", danger=danger("emergency"))
    assert reply.urgency == "emergency" and learner.state.alarm == "emergency"


def test_a_letter_is_no_answer_while_the_danger_lasts(learner: Learner_) -> None:
    learner.say("quiz me")
    learner.say("he is at the door with a knife", danger=danger("emergency"))
    learner.say("a")
    assert learner.state.alarm == "emergency" and not learner.state.learning.progress.cards


def test_a_choices_own_words_are_an_answer_whatever_they_speak_of(pack: Pack) -> None:
    knife = {
        **ONE,
        "choices": [{"say": "He is at the door with a knife", "right": True, "why": "So."}, *choices(())[1:]],
    }
    learner = Learner_(only(pack, knife))
    learner.say("quiz me")
    reply = learner.say("he is at the door with a knife", danger=danger("emergency"))
    assert reply.text.startswith("Right.") and learner.state.alarm is None


def test_some_of_a_choices_words_with_danger_are_read_as_danger(pack: Pack) -> None:
    learner = Learner_(only(pack, ONE))
    learner.say("quiz me")
    learner.say("should I ring 999 myself he is here", danger=danger("emergency"))
    assert learner.state.alarm == "emergency"


def test_it_was_only_practice_leads_back_with_999_in_view(learner: Learner_) -> None:
    learner.say("a practice case please")
    learner.say("he has her by the throat, I ring 999", danger=danger("emergency"))
    reply = learner.say("that was my answer to the practice case")
    assert learner.state.alarm is None and "999" in reply.text[:60]
    assert learner.posed.id in reply.text or learner.posed.ask in reply.text
    assert learner.state.denied == []


def test_not_the_practice_case_stays_danger(learner: Learner_) -> None:
    learner.say("a practice case please")
    learner.say("he is breaking in", danger=danger("emergency"))
    learner.say("this is not the practice case, he is really here", danger=danger("emergency"))
    assert learner.state.alarm == "emergency"


def test_a_real_case_in_the_middle_is_worked_on_and_the_quiz_waits(learner: Learner_) -> None:
    learner.say("quiz me")
    asked = learner.state.learning.question
    reply = learner.say("4 year old in Ilkeston, who is told?", "referral", children=[FOUR], area="erewash")  # type: ignore[arg-type]
    assert ("learn:again", "Back to the quiz") in reply.choices
    assert learner.state.answering
    learner.say("a")
    assert not learner.state.learning.progress.cards  # the guide's question is open, not the quiz's
    learner.press("Back to the quiz")
    assert learner.state.learning.question == asked
    assert learner.say(learner.right()).text.startswith("Right.")


def test_help_may_be_a_call_for_help(learner: Learner_) -> None:
    learner.say("quiz me")
    reply = learner.say("help")
    assert reply.text.startswith("If anyone is in danger now, call 999") and learner.state.learning.helped


def test_words_that_say_nothing_are_asked_again_and_nothing_counts(learner: Learner_) -> None:
    learner.say("quiz me")
    assert "I did not follow that." in learner.say("purple elephants on bicycles").text
    assert not learner.state.learning.progress.cards


# -- practice cases --------------------------------------------------------------------------------------------------

CASE = {
    "id": "friday",
    "title": "Friday afternoon",
    "story": "A notification came in at three.",
    "facts": {"area": "erewash", "stage": "5-17-years", "risk": "medium"},
    "sections": ["2.11"],
    "turns": [
        {
            "ask": "What first?",
            "missed": "The lead is told today.",
            "choices": [
                {"id": "lead", "say": "Tell the lead", "verdict": "right", "why": "It is theirs.", "section": "3.5"},
                {"id": "boy", "say": "Ask the boy", "verdict": "never", "why": "Not that.", "section": "2.11"},
            ],
        },
        {
            "ask": "He is upset now. What then?",
            "when": {"chose": "boy"},
            "choices": [
                {"id": "say", "say": "Say what you did", "verdict": "right", "why": "Tell it.", "section": "3.6"},
                {"id": "hide", "say": "Keep quiet", "verdict": "wrong", "why": "No.", "section": "3.6"},
            ],
        },
        {"ask": "Who is told?", "computed": {"by": "pathway"}},
    ],
}


@pytest.fixture
def friday(pack: Pack) -> Learner_:
    return Learner_(replace(pack, practice={"friday": PracticeCase.model_validate(CASE)}))


def test_a_case_moves_on_with_what_one_does(friday: Learner_) -> None:
    assert "A notification came in at three." in friday.say("practice case").text
    reply = friday.say("ask the boy")
    assert "Never: Ask the boy. Not that." in reply.text and "The lead is told today." in reply.text
    assert "He is upset now." in reply.text
    friday.say("say what you did")
    reply = friday.say(friday.right())
    assert "2 of 3 as the handbook has it" in reply.text and "2.11" in reply.text
    done = friday.state.learning.progress.cases["friday"]
    assert (done.day, done.right, done.of) == ("2026-11-30", 2, 3)


def test_who_does_right_skips_what_follows_from_wrong(friday: Learner_) -> None:
    friday.say("practice case")
    reply = friday.say("tell the lead")
    assert "Yes: Tell the lead." in reply.text and "Who is told?" in reply.text
    assert "2 of 2" in friday.say(friday.right()).text


def test_who_is_told_in_a_case_is_scored_by_the_rules(friday: Learner_) -> None:
    friday.say("practice case")
    friday.say("tell the lead")
    assert set(friday.posed.right) == {"derbyshire-social-care", "education-operation-encompass"}
    reply = friday.say(letter(friday.posed, "derbyshire-social-care"))
    assert "Right: The child's school" in reply.text and "1 of 2" in reply.text


def test_the_next_case_is_another_and_for_the_role(learner: Learner_) -> None:
    learner.say("practice case for a midwife")
    seen = set()
    for _ in range(3):
        case = learner.pack.practice[learner.state.learning.case or ""]
        assert case.matters_to("midwifery")
        seen.add(case.id)
        while learner.state.learning.open == "turn":
            learner.say("skip")
        learner.press("Another case")
    assert len(seen) == 3


# -- the tour --------------------------------------------------------------------------------------------------------


def test_the_tour_asks_for_role_and_time_then_teaches_and_asks(learner: Learner_) -> None:
    reply = learner.say("tour please")
    assert len(reply.choices) == 10 and "999" in reply.text
    assert "How much time" in learner.say("I'm in housing").text
    assert "Lesson 1 of 6" in learner.say("ten minutes").text
    assert "1 of 6 lessons done" in learner.say(learner.right()).text
    assert "Lesson 2 of 6" in learner.say("next").text


@pytest.mark.parametrize("length", ["Ten minutes", "An hour", "A week, a little a day"])
@pytest.mark.parametrize("role", ["School or college", "Early years", "Health visiting", "Midwifery", "Other health", "Social care", "Family support", "Police or probation", "Housing", "Volunteer"])  # fmt: skip
def test_every_tour_can_be_gone_through(learner: Learner_, role: str, length: str) -> None:
    learner.say("tour")
    learner.press(role)
    reply = learner.press(length)
    for _ in range(40):
        if learner.state.learning.open == "question":
            assert len(reply.text) < 1_500
            reply = learner.say(learner.right())
        elif learner.state.learning.open == "next":
            reply = learner.say("ok")
        else:
            break
    while learner.state.learning.open in ("question", "next"):
        reply = learner.say(learner.right() if learner.state.learning.open == "question" else "ok")
    assert "That was the tour" in reply.text and "4.3" in reply.text
    within = learner.pack.lessons.tour(learner.state.learning.role, learner.state.learning.length)  # type: ignore[union-attr,arg-type]
    assert set(learner.state.learning.progress.lessons) == {one.id for one in within}


def test_the_tour_goes_on_where_it_was_and_a_longer_one_holds_what_is_done(learner: Learner_) -> None:
    learner.say("tour for a midwife, ten minutes")
    learner.say(learner.right())
    assert "1 of 6" in learner.say("stop").text
    assert "Lesson 2 of 6" in learner.say("tour").text
    for _ in range(20):
        if learner.state.learning.open not in ("question", "next"):
            break
        learner.say(learner.right() if learner.state.learning.open == "question" else "next")
    assert "Lesson 7 of 20" in learner.press("Go on: an hour").text


def test_who_is_none_of_these_gets_what_is_for_all(learner: Learner_) -> None:
    learner.say("tour")
    assert "How much time" in learner.say("none of these").text
    assert "Lesson 1 of 4" in learner.say("quick").text


def test_starting_again_forgets_the_case_and_keeps_what_was_learnt(learner: Learner_) -> None:
    learner.say("quiz me")
    learner.say(learner.right())
    learner.say("start again", "restart", share=0.99)
    assert learner.state.learning.progress.cards and learner.state.learning.open is None


# -- the summary, and what is kept -----------------------------------------------------------------------------------


def test_the_summary_says_what_it_is_and_where_the_courses_are(learner: Learner_) -> None:
    learner.say("tour for a midwife, ten minutes")
    learner.say(learner.wrong())
    learner.say("stop")
    reply = learner.say("summary for my supervisor")
    assert reply.record and WHAT_IT_IS in reply.record and "Courses: Handbook 4.3" in reply.record
    assert "Lessons (1):\n- What comes first (30 November 2026)" in reply.record
    assert "Chapter 3: 0 of 1 right" in reply.record and "To go over: 3.7" in reply.record
    assert "Role: Midwifery" in reply.record
    assert "certificate" not in reply.record.lower() and "qualif" not in reply.record.lower()


def test_nothing_is_kept_without_a_yes(pack: Pack) -> None:
    learner = Learner_(pack, Kept())
    learner.say("tour for a midwife, ten minutes")
    learner.say(learner.right())
    reply = learner.say("stop")
    assert "Shall I keep your place" in reply.text and learner.state.learning.key is None
    assert "ends with this conversation" in learner.say("no").text
    learner.say("quiz me")
    assert "Shall I keep" not in learner.say("stop").text  # asked once
    assert learner.state.learning.key is None


def test_a_summary_in_the_middle_asks_for_nothing_and_leaves_the_question_open(pack: Pack) -> None:
    learner = Learner_(pack, Kept())
    learner.say("quiz me")
    learner.say(learner.right())
    assert "Shall I keep" not in learner.say("my learning record").text
    assert learner.say(learner.right()).text.startswith("Right.")


def test_a_code_brings_it_back_in_another_conversation(pack: Pack) -> None:
    kept = Kept()
    learner = Learner_(pack, kept)
    learner.say("tour for a midwife, ten minutes")
    learner.say(learner.right())
    learner.say("stop")
    reply = learner.say("yes please")
    code = learner_code.find(reply.text)
    assert code is not None and learner.state.learning.key == learner_code.key_of(code)
    assert code not in str(learner.state.as_slot())
    kept.kept[learner.state.learning.key] = Learner(learner.state.learning.progress, "midwifery", "short")
    later = Learner_(pack, kept, now=MONDAY + timedelta(days=3))
    reply = later.say("my learning code", learner_code=learner_code.key_of(code.lower().replace("-", " ")))
    assert "Welcome back. So far: 1 lesson, 1 question and 0 cases." in reply.text
    assert "Lesson 2 of 6" in later.say("tour").text


def test_a_guessed_code_gets_nothing_and_not_many_tries(pack: Pack) -> None:
    learner = Learner_(pack, Kept({learner_code.key_of("7KQ2-M4XN-0RTW-93HB"): Learner(Progress())}))
    for _ in range(5):
        reply = learner.say("my learning code", learner_code=learner_code.key_of(learner_code.new()))
        assert "I find nothing under that code" in reply.text
    reply = learner.say("my learning code", learner_code=learner_code.key_of("7KQ2-M4XN-0RTW-93HB"))
    assert "as many codes as I can try" in reply.text and learner.state.learning.key is None


def test_deleting_is_asked_and_then_done(pack: Pack) -> None:
    learner = Learner_(pack, Kept())
    learner.say("quiz me")
    learner.say(learner.right())
    learner.say("keep my progress")
    key = learner.state.learning.key
    assert key and "Shall I delete" in learner.say("delete my progress").text
    assert learner.state.learning.progress.begun
    learner.say("yes")
    learning = learner.state.learning
    assert not learning.progress.begun and learning.key is None and learning.forgets == key


def test_what_is_kept_of_learning_holds_no_words(pack: Pack) -> None:
    learner = Learner_(pack, Kept())
    learner.say("quiz me on MARAC for little Tommy")
    learner.say("ring 999 for Tommy", danger=NO_DANGER)
    learner.say("stop")
    assert "Tommy" not in str(learner.state.as_slot()) and "tommy" not in str(learner.state.as_slot())


# -- learning from audits --------------------------------------------------------------------------------------------


def test_the_audits_are_compared_each_as_whose_it_is(learner: Learner_) -> None:
    reply = learner.say("what do the audits say about people who cause harm")
    for whose in ("Derby and Derbyshire (local)", "Leicester, Leicestershire and Rutland", "Solihull", "Durham"):
        assert f"- {whose}. " in reply.text
    assert any("3.10" in source for source in reply.sources)


def test_one_briefing_alone_is_left_to_its_guide(learner: Learner_) -> None:
    learner.say("what did the durham audit say about control, all four kids", topics=["audit-durham"])
    assert not any(act.startswith("learn") for act in learner.state.acts)


def test_a_supervision_session_has_three_findings_three_questions_and_one_action(learner: Learner_) -> None:
    assert learner.pack.audits is not None
    for theme in learner.pack.audits.themes:
        learner.say("plan a supervision session")
        reply = learner.press(theme.title[0].upper() + theme.title[1:])
        assert reply.record is not None
        findings, _, rest = reply.record.partition("Findings:\n")[2].partition("Questions:\n")
        questions, _, action = rest.partition("One action to take away: ")
        assert findings.count("- ") == questions.count("\n- ") + questions.startswith("- ") == 3
        assert action.startswith(theme.action) and f"Theme: {theme.title}" in reply.record


def test_a_supervision_session_leaves_the_quiz_open(learner: Learner_) -> None:
    learner.say("quiz me")
    reply = learner.say("supervision session on blame")
    assert ("learn:again", "Back to the quiz") in reply.choices
    assert "Right." in learner.say(learner.right()).text


def test_every_button_is_one_that_a_channel_lets_through(pack: Pack) -> None:
    for question in pack.quiz.values():
        learner = Learner_(replace(pack, quiz={question.id: question}))
        reply = learner.say("quiz me")
        assert all(is_payload(payload(choice)) for choice, _ in reply.choices), question.id
    learner = Learner_(pack)
    for case in pack.practice.values():
        learner.state.learning.close()
        learner.state.learning.doing, learner.state.learning.case = "practice", case.id
        learner.state.learning.open = "turn"
        for at in range(len(case.turns)):
            learner.state.learning.at = at
            assert all(is_payload(payload(choice)) for choice, _ in learner.say("where were we").choices), case.id


def test_only_what_is_about_progress_is_shown_as_a_chart_too(pack: Pack) -> None:
    learner = Learner_(only(pack, ONE))
    assert not learner.say("how am I doing").progress  # there is nothing to draw yet
    assert not learner.say("quiz me").progress
    assert not learner.say(learner.right()).progress
    assert learner.say("how am I doing").progress
    assert learner.say("summary for my supervisor").progress


# -- an account that the place knows ---------------------------------------------------------------------------------

ACCOUNT = "ab" * 32


def kept_of(learner: Learner_) -> Learner:
    learning = learner.state.learning
    return Learner(learning.progress, learning.role, learning.length)


def one_who_agreed(pack: Pack, kept: Kept) -> Learner_:
    learner = Learner_(only(pack, ONE, TRUE), kept)
    learner.say("quiz me")
    learner.say(learner.right())
    learner.say("stop")
    learner.say("yes")
    return learner


def test_who_is_known_by_their_account_needs_no_code(pack: Pack) -> None:
    learner = Learner_(only(pack, ONE), Kept(account=ACCOUNT))
    learner.say("quiz me")
    asked = learner.say(learner.right()).text
    assert "Shall I keep your place" in asked and "account" in asked and "code" not in asked
    assert ACCOUNT not in str(learner.state.as_slot())  # nothing before they agree
    reply = learner.press("Yes, keep it")
    assert "kept from now on" in reply.text and learner_code.find(reply.text) is None
    assert learner.state.learning.key == ACCOUNT


def test_who_comes_back_goes_on_and_is_told_once(pack: Pack) -> None:
    kept = Kept(account=ACCOUNT)
    kept.kept[ACCOUNT] = kept_of(one_who_agreed(pack, kept))
    later = Learner_(only(pack, ONE, TRUE), kept, now=MONDAY + timedelta(days=3))
    reply = later.say("quiz me")
    assert "Welcome back. So far: 0 lessons, 1 question and 0 cases." in reply.text
    assert later.state.learning.question == "is-it-true"  # the other is not due
    assert "Welcome back" not in later.say("how am I doing").text
    assert "Shall I keep" not in later.say("stop").text


def test_somebody_else_begins_anew(pack: Pack) -> None:
    kept = Kept(account=ACCOUNT)
    kept.kept[ACCOUNT] = kept_of(one_who_agreed(pack, kept))
    for account in (None, "cd" * 32):
        other = Learner_(only(pack, ONE), Kept(kept.kept, account))
        assert "Welcome back" not in other.say("how am I doing").text
        assert not other.state.learning.progress.begun


def test_what_was_reached_in_another_conversation_is_gone_on_with(pack: Pack) -> None:
    kept = Kept(account=ACCOUNT)
    first = one_who_agreed(pack, kept)
    kept.kept[ACCOUNT] = kept_of(first)
    second = Learner_(only(pack, ONE, TRUE), kept)
    second.say("quiz me")
    second.say(second.right())
    kept.kept[ACCOUNT] = kept_of(second)
    assert "2 of 2 right" in first.say("how am I doing").text


def test_what_was_deleted_in_another_conversation_is_gone_here_too(pack: Pack) -> None:
    kept = Kept(account=ACCOUNT)
    learner = one_who_agreed(pack, kept)
    kept.kept.clear()
    assert "You have not begun yet" in learner.say("how am I doing").text
    assert learner.state.learning.key is None


def test_a_no_holds_whatever_is_kept_elsewhere(pack: Pack) -> None:
    kept = Kept(account=ACCOUNT)
    learner = Learner_(only(pack, ONE), kept)
    learner.say("quiz me")
    learner.say(learner.right())
    learner.say("no")
    kept.kept[ACCOUNT] = Learner(Progress())
    learner.say("how am I doing")
    assert learner.state.learning.key is None


def test_deleting_reaches_what_other_conversations_kept(pack: Pack) -> None:
    kept = Kept(account=ACCOUNT)
    kept.kept[ACCOUNT] = kept_of(one_who_agreed(pack, kept))
    later = Learner_(only(pack, ONE), kept)
    assert "Shall I delete" in later.say("delete my progress").text
    assert "is deleted" in later.say("yes").text
    learning = later.state.learning
    assert learning.forgets == ACCOUNT and learning.forgot == MONDAY.timestamp() and not learning.progress.begun


def test_a_code_that_is_typed_is_gone_on_with_instead(pack: Pack) -> None:
    key = learner_code.key_of("7KQ2-M4XN-0RTW-93HB")
    learner = Learner_(only(pack, ONE), Kept({key: Learner(Progress(lessons={"a-lesson": "2026-11-29"}))}, ACCOUNT))
    assert "Welcome back" in learner.say("my learning code", learner_code=key).text
    learner.say("how am I doing")
    assert learner.state.learning.key == key
