"""What `pack check` finds in a quiz, in practice cases and in a tour: one thing wrong at a time."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from knowledge.check import learning
from knowledge.lessons import Lessons
from knowledge.pack import DEFAULT, Draft, read
from knowledge.practice import PracticeCase
from knowledge.quiz import Question
from knowledge.reading import Reader

GOOD = """
- id: first-call
  section: "3.7"
  kind: one
  ask: A child could be hurt within minutes. What comes first?
  choices:
    - {say: Ring 999 yourself, right: true, why: The call comes before any referral (3.7).}
    - {say: Write the referral, why: It comes after the call (3.7).}
    - {say: Ask your manager, why: The call is made by you (3.7).}
    - {say: Ring the school, why: The police come first (3.7).}
"""
CASE = """
- id: friday
  title: Friday afternoon
  roles: []
  story: A notification came in at three.
  facts: {area: erewash, stage: 5-17-years, risk: medium, flags: []}
  sections: ["2.11"]
  turns:
    - ask: What do you do first?
      choices:
        - {id: tell-lead, say: Tell the lead, verdict: right, why: The lead decides., section: "3.5"}
        - {id: ask-child, say: Ask the boy, verdict: never, why: Not about the incident., section: "2.11"}
    - ask: Who is told?
      computed: {by: pathway}
"""


@pytest.fixture(scope="module")
def sound() -> Draft:
    """Our pack, without its quiz, cases and tour."""
    draft = read(DEFAULT)
    return replace(draft, quiz={}, practice={}, pack=replace(draft.pack, quiz={}, practice={}, lessons=None))


Problems = Callable[..., list[str]]


@pytest.fixture
def problems(sound: Draft, tmp_path: Path) -> Problems:
    """The problems of one file, or several, put beside the sound pack."""

    def found(quiz: str = "", practice: str = "", more: str = "", lessons: str = "") -> list[str]:
        for name, text in {
            "quiz/a.yml": quiz,
            "quiz/b.yml": more,
            "practice/a.yml": practice,
            "lessons.yml": lessons,
        }.items():
            if text:
                (tmp_path / name).parent.mkdir(exist_ok=True)
                (tmp_path / name).write_text(dedent(text), encoding="utf-8")
        reader = Reader(tmp_path)
        asked, cases = reader.lists("quiz", Question), reader.lists("practice", PracticeCase)
        tour = reader.model("lessons.yml", Lessons, needed=False)
        assert not reader.problems, reader.problems
        pack = replace(
            sound.pack,
            quiz={q.id: q for one in asked.values() for q in one},
            practice={c.id: c for one in cases.values() for c in one},
            lessons=tour,
        )
        draft = replace(sound, pack=pack, quiz=asked, practice=cases, lines=sound.lines | reader.lines)
        checks = (learning.ids, learning.questions, learning.lengths, learning.cases, learning.lessons)
        return [str(problem) for check in checks for problem in check(draft)]

    return found


def test_a_sound_question_and_a_sound_case_have_no_problem(problems: Problems) -> None:
    assert problems(quiz=GOOD, practice=CASE) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (", right: true", "", "no choice is right"),
        ("Write the referral, why", "Write the referral, right: true, why", "2 choices are marked as right"),
        ("The police come first (3.7).", '" "', "has no explanation"),
        ('"3.7"', '"3.70"', "no section '3.70'"),
        ("Ring the school", "write the referral", "is a choice twice"),
        ("    - {say: Ring the school, why: The police come first (3.7).}\n", "", "has 4 choices; this has 3"),
        ("Ring 999 yourself", "Ring 999 yourself at once and stay on the line until they come", "gives itself away"),
        ("kind: one", "kind: order", "leave 'right' out"),
        ("kind: one", "kind: several", "only 1 choice is right"),
    ],
)
def test_what_is_wrong_with_a_question_is_said_with_its_line(problems: Problems, old: str, new: str, said: str) -> None:
    assert old in GOOD
    found = problems(quiz=GOOD.replace(old, new))
    assert len(found) == 1 and said in found[0] and "quiz/a.yml: line " in found[0]


def test_an_id_in_two_files(problems: Problems) -> None:
    assert any("is in quiz/a.yml already" in one for one in problems(quiz=GOOD, more=GOOD))


@pytest.mark.parametrize(
    ("computed", "said"),
    [
        ("{by: pathway, area: atlantis, stage: pregnant, risk: high}", "'atlantis' is not in the pack"),
        ("{by: pathway, area: erewash, stage: pregnant}", "add what is missing"),
        ("{by: service, id: nobody, field: phone}", "has no service 'nobody'"),
        ("{by: service, id: glow-derby, field: phone}", "'glow-derby' has no phone"),
        ("{by: pathway, area: erewash, stage: pregnancy-loss, risk: high}", "prints no contact"),
    ],
)
def test_a_computed_question_that_the_pack_cannot_answer(problems: Problems, computed: str, said: str) -> None:
    text = f'- {{id: who-hears, section: "2.12", kind: who, ask: Who is told?, computed: {computed}}}'
    assert [said in one for one in problems(quiz=text)] == [True]


def test_a_file_whose_longest_choices_are_right(problems: Problems) -> None:
    eight = "".join(
        GOOD.replace("first-call", f"first-call-{i}").replace("999 yourself", "999 yourself now") for i in range(8)
    )
    assert any("in 8 of 8 questions the longest" in one for one in problems(quiz=eight))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("verdict: right", "verdict: late", "nothing that can be chosen is right"),
        ("area: erewash, ", "", "add what is missing"),
        ("    - ask: Who", "    - when: {chose: nothing}\n      ask: Who", "no turn before it has a choice 'nothing'"),
        ("verdict: never", "verdict: right", "everything that can be chosen is right"),
        ('sections: ["2.11"]', 'sections: ["9.9"]', "no section '9.9'"),
    ],
)
def test_what_is_wrong_with_a_case(problems: Problems, old: str, new: str, said: str) -> None:
    assert old in CASE
    assert any(said in one for one in problems(practice=CASE.replace(old, new)))


TOUR = """
opening: Welcome.
closing: Go on with a course.
closing_section: "4.3"
roles: [{id: school, name: School}]
lengths: [{id: short, name: Ten minutes}]
lessons:
  - {id: one, title: One, say: A., section: "3.7", length: short}
  - {id: two, title: Two, say: B., section: "3.7", length: short}
  - {id: three, title: Three, say: C., section: "3.7", length: short}
"""


def test_a_sound_tour(problems: Problems) -> None:
    assert problems(lessons=TOUR, quiz=GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('say: A., section: "3.7"', 'say: A., section: "3.6"', "no question in quiz/ for the lesson"),
        ("say: A.", "question: nothing, say: A.", "has no question 'nothing'"),
        ("say: A.", "roles: [pilot], say: A.", "no role 'pilot'"),
        ("id: two", "id: one", "stands twice"),
        ("say: A.", f"say: {'long ' * 130}", "keep it to 600"),
        ("length: short}\n  - {id: three", "length: week}\n  - {id: three", "too few lessons"),
    ],
)
def test_what_is_wrong_with_a_tour(problems: Problems, old: str, new: str, said: str) -> None:
    assert old in TOUR
    assert any(said in one for one in problems(lessons=TOUR.replace(old, new), quiz=GOOD))


def test_sections_with_too_few_questions_are_named(sound: Draft) -> None:
    asked = Question.model_validate({"id": "abc", "section": "3.7", "kind": "one", "ask": "?"})
    draft = replace(sound, pack=replace(sound.pack, quiz={"abc": asked}))
    found = [str(problem) for problem in learning.coverage(draft)]
    assert len(found) == len(sound.pack.sections)
    assert any("fewer than 3 questions on section 3.7 (1)" in one for one in found)


def test_themes_of_audits(sound: Draft) -> None:
    assert sound.pack.audits is not None and list(learning.audits(sound)) == []
    theme = sound.pack.audits.themes[0]
    nowhere = theme.found[0].model_copy(update={"briefing": "B-nowhere"})
    wrong = theme.model_copy(update={"section": "9.9", "found": [nowhere], "questions": ["Why?"]})
    audits = sound.pack.audits.model_copy(update={"themes": [wrong, wrong]})
    found = " ".join(map(str, learning.audits(replace(sound, pack=replace(sound.pack, audits=audits)))))
    for said in ("stands twice", "no section '9.9'", "no briefing 'B-nowhere'", "needs 3 findings"):
        assert said in found
