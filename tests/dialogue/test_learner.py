"""How people ask for the tour, the quiz, cases and the record; and what of real work sounds a little like it."""

import pytest

from bot.dialogue import learner
from bot.dialogue.acts import Learn
from bot.dialogue.learning import Learning
from bot.dialogue.state import DialogueState, GuideProgress
from knowledge.pack import Pack
from knowledge.progress import Card, Progress
from tests.dialogue.saying import FOUR, danger, said

ASKED = {
    "quiz": """quiz me; a quiz please; can I do a quiz; is there a quiz; let's do a quick quiz; test me on MARAC; test my knowledge; ten questions on chapter 2;
        10 questions; give me 3 quick questions; ask me some questions about the DASH; set me a quiz; quiz; another quiz; can you quiz me on 2.11;
        check what I know; could you ask me a question on section 47; five questions from chapter three""",
    "practice": """practice case; a practice case please; give me a scenario; can I try a practice case; let me practise; I want to practise; practise with me;
        have you got any made-up cases; another case; mock case; I'd like to practise on a case; give me another scenario; practice scenario for housing""",
    "tour": "tour; the tour please; give me the tour; can I have the tour; start the tour; back to the tour; continue my induction; next lesson",
    "summary": "my learning record; summary of my learning; induction summary; record of what I've done",
    "forget": "delete my progress; please erase my learning record; forget my progress",
    "keep": "keep my progress; save my progress; remember where I am",
    "theme": "compare the audits; what do the audits say about control; what did all four briefings find on closing; what do the audits say about marac",
    "session": "plan a supervision session; supervision session on blame; I need a supervision session about control; give me a session guide",
}
REAL_WORK = """what is best practice when a dad turns up; I work in a GP practice; he goes to the pub quiz and drinks; she failed her test at school; I have 3 questions about a referral;
    2 questions about marac please, who goes and do they need consent; they ask me questions about her dad; can I have a record for my manager; give me a summary for my manager;
    how is the case progressing; the school report says she is quiet; I test positive for covid and can't visit; she was tested by the doctor; what did the Durham audit find;
    in practice who do I ring; is it ok to practise safety planning; the baby was tested at hospital; he deleted her records; can I keep my notes; what course should I take;
    the manager wants a report on the child; next; ok; b; yes; my supervisor said to refer; is there a form; is there a record of it""".replace(
    "\n", " "
)


def each(words: str) -> list[str]:
    return [one.strip() for one in words.replace("\n", " ").split(";")]


@pytest.mark.parametrize(("what", "words"), [(what, one) for what, said_ in ASKED.items() for one in each(said_)])
def test_how_it_is_asked_for(pack: Pack, what: str, words: str) -> None:
    act = learner.steered(said(" ".join(words.split())), DialogueState(), pack)
    assert act is not None and act.what == what


@pytest.mark.parametrize("words", each(REAL_WORK))
def test_real_work_is_none_of_it(pack: Pack, words: str) -> None:
    assert (
        learner.steered(
            said(" ".join(words.split()), topics=["audit-durham"] if "Durham" in words else []), DialogueState(), pack
        )
        is None
    )


def test_a_case_that_is_told_beside_it_goes_first(pack: Pack) -> None:
    message = said("quiz me later, she is 4 and lives in Ilkeston", children=[FOUR], area="erewash")
    assert learner.steered(message, DialogueState(), pack) is None


def test_a_long_message_is_no_request(pack: Pack) -> None:
    told = "I saw her today and " + "she told me more about what he does at home " * 3 + "so can I have a quiz"
    assert learner.steered(said(told), DialogueState(), pack) is None


def test_a_summary_for_a_manager_is_of_what_was_done_last(pack: Pack) -> None:
    learnt = Learning(progress=Progress({"q": Card(1.0, 1.0, 0, 0, "right")}))
    message = said("a summary for my manager please")
    assert learner.steered(message, DialogueState(learning=learnt), pack) is not None
    assert learner.steered(message, DialogueState(learning=learnt, guide=GuideProgress("referral")), pack) is None


CODE = "7KQ2-M4XN-0RTW-93HB"


def test_a_code_by_itself_is_that_whatever_it_sounds_like(pack: Pack):
    alone = said("my code is my learning code", danger=danger("emergency"), learner_code=CODE)
    assert learner.answered(alone, DialogueState(), pack) == Learn("join", CODE)
    beside = said("he is here now my learning code", danger=danger("emergency"), learner_code=CODE)
    assert learner.answered(beside, DialogueState(), pack) is None
