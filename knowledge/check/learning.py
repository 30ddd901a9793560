"""The quiz, the practice cases and the tour: whether each question can be answered, and nothing but knowing answers it."""

from collections import Counter
from collections.abc import Iterator

from knowledge.check.references import known_sections, no_section
from knowledge.lessons import LENGTHS
from knowledge.pack import Draft, Problem
from knowledge.posed import CannotBePosed, pose, pose_turn
from knowledge.practice import CaseTurn, PracticeCase
from knowledge.problems import Step
from knowledge.quiz import CHOICES, RIGHT, Choice, Question

FEWEST = 3  # questions of a section
LONGEST_LESSON = 600  # characters: with its question it is still read at once
_FEWEST_LESSONS = 3  # of the shortest tour
_GIVES_AWAY, _BY_LETTERS = 1.5, 20  # how much longer than every other choice the right one may be
_MOST_LONGEST = 0.5  # share of a file's questions whose right choice is the longest
_OF_A_SESSION = 3  # findings and questions of a supervision session
_ENOUGH = 8  # questions from which that share tells something


def ids(draft: Draft) -> Iterator[Problem]:
    """Ids said twice, in any of the files."""
    yield from _twice(draft, {file: [one.id for one in asked] for file, asked in draft.quiz.items()})
    yield from _twice(draft, {file: [one.id for one in cases] for file, cases in draft.practice.items()})


def _twice(draft: Draft, ids_of: dict[str, list[str]]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for file, names in ids_of.items():
        for i, name in enumerate(names):
            if name in seen:
                yield draft.problem(
                    file, (i, "id"), f"the id '{name}' is in {seen[name]} already; give one of them another"
                )
            seen.setdefault(name, file)


def questions(draft: Draft) -> Iterator[Problem]:
    """Each question: its section, its roles, and whether exactly what is right can be chosen."""
    known, roles = known_sections(draft), _roles(draft)
    for file, asked in draft.quiz.items():
        for i, question in enumerate(asked):
            if question.section not in known:
                yield draft.problem(file, (i, "section"), no_section(question.section, known))
            yield from _role_known(draft, file, (i,), question.roles, roles)
            yield from (draft.problem(file, (i, *path), mend) for path, mend in _wrong_with(question, draft))


def _wrong_with(question: Question, draft: Draft) -> Iterator[tuple[tuple[Step, ...], str]]:
    """What is to be mended of a question, and where in it."""
    if bool(question.choices) == bool(question.computed):
        yield (), f"'{question.id}' needs choices or 'computed', one of the two"
        return
    if question.computed:
        if question.kind not in ("one", "who"):
            yield ("kind",), f"what is computed has one right answer; make '{question.id}' of kind one or who"
        try:
            options = pose(question, draft.pack).options
        except CannotBePosed as error:
            yield ("computed",), str(error)
        else:
            if len(options) < CHOICES["one"][0]:
                yield ("computed",), f"the pack has too little like it for wrong choices of '{question.id}'; write them"
        return
    least, most = CHOICES[question.kind]
    if not least <= len(question.choices) <= most:
        yield (
            ("choices",),
            f"a question of kind {question.kind} has {_between(least, most)} choices; this has {len(question.choices)}",
        )
    yield from _right_choices(question)
    for n, choice in enumerate(question.choices):
        if not choice.why.strip():
            yield ("choices", n, "why"), f"the choice '{choice.say}' has no explanation; say why it is right or wrong"
    for words, times in Counter(choice.say.strip().lower() for choice in question.choices).items():
        if times > 1:
            yield ("choices",), f"'{words}' is a choice twice; take one out"


def _right_choices(question: Question) -> Iterator[tuple[tuple[Step, ...], str]]:
    right = [choice for choice in question.choices if choice.right]
    least, most = RIGHT[question.kind]
    if len(right) < least:
        wanted = "no choice is right" if not right else f"only {len(right)} choice is right"
        yield ("choices",), f"{wanted}; mark {_between(least, most)} with 'right: true'"
    elif len(right) > most:
        mend = (
            "leave 'right' out: the choices stand in the right order"
            if question.kind == "order"
            else f"there may be {_between(least, most)}"
        )
        yield ("choices",), f"{len(right)} choices are marked as right; {mend}"
    elif question.kind in ("one", "who", "note") and _stands_out(right[0], question.choices):
        yield ("choices",), "the right choice gives itself away by its length; make it shorter, or the others fuller"


def _stands_out(right: Choice, choices: list[Choice]) -> bool:
    longest = max(len(choice.say) for choice in choices if choice is not right)
    return len(right.say) > _GIVES_AWAY * longest and len(right.say) - longest > _BY_LETTERS


def lengths(draft: Draft) -> Iterator[Problem]:
    """A file whose right choices are mostly the longest: who knows nothing would do well with it."""
    for file, asked in draft.quiz.items():
        written = [q for q in asked if q.kind in ("one", "who", "note") and len(q.choices) > 1]
        longest = [q for q in written if max(q.choices, key=lambda one: len(one.say)).right]
        if len(written) >= _ENOUGH and len(longest) > _MOST_LONGEST * len(written):
            mend = f"in {len(longest)} of {len(written)} questions the longest choice is the right one; make the wrong ones as full"
            yield Problem(file, "", mend)


def coverage(draft: Draft) -> Iterator[Problem]:
    """Sections with too few questions, where the pack has a quiz."""
    if not draft.pack.quiz:
        return
    count = Counter(question.section for question in draft.pack.quiz.values())
    for file, section in draft.sections.items():
        if count[section.id] < FEWEST:
            yield Problem(
                file,
                "",
                f"quiz/ has fewer than {FEWEST} questions on section {section.id} ({count[section.id]}); write more",
            )


def cases(draft: Draft) -> Iterator[Problem]:
    """Each practice case: its facts, sections and roles, and whether each of its turns can be answered and comes."""
    known, roles = known_sections(draft), _roles(draft)
    for file, practised in draft.practice.items():
        for i, case in enumerate(practised):
            yield from _role_known(draft, file, (i,), case.roles, roles)
            for n, section in enumerate(case.sections):
                if section not in known:
                    yield draft.problem(file, (i, "sections", n), no_section(section, known))
            if not case.turns:
                yield draft.problem(file, (i, "turns"), f"the case '{case.id}' has no turn; ask something")
            for at, turn in enumerate(case.turns):
                yield from (
                    draft.problem(file, (i, "turns", at, *path), mend)
                    for path, mend in _wrong_with_turn(case, at, turn, draft, known)
                )


def _wrong_with_turn(
    case: PracticeCase, at: int, turn: CaseTurn, draft: Draft, known: set[str]
) -> Iterator[tuple[tuple[Step, ...], str]]:
    before = {choice.id for earlier in case.turns[:at] for choice in earlier.choices}
    for key, chosen in turn.when.items():
        if key != "chose" or chosen not in before:
            yield ("when",), f"no turn before it has a choice '{chosen}'; correct it, as in {{chose: <id of a choice>}}"
    if bool(turn.choices) == bool(turn.computed):
        yield (), "a turn needs choices or 'computed', one of the two"
        return
    for n, choice in enumerate(turn.choices):
        if choice.section not in known:
            yield ("choices", n, "section"), no_section(choice.section, known)
        if not choice.why.strip():
            yield ("choices", n, "why"), f"the choice '{choice.say}' has no explanation; say why"
    for one, times in Counter(choice.id for choice in turn.choices).items():
        if times > 1:
            yield ("choices",), f"the id '{one}' stands twice in this turn; give one of them another"
    try:
        posed = pose_turn(case, at, draft.pack)
    except CannotBePosed as error:
        yield ("computed",), str(error)
        return
    if not posed.right:
        yield (), "nothing that can be chosen is right; mark one with 'verdict: right'"
    elif len(posed.right) == len(posed.options):
        yield (), "everything that can be chosen is right; add what one should not do"


def lessons(draft: Draft) -> Iterator[Problem]:
    """The tour: sections, questions and roles that it names, lessons too long, and tours that are none."""
    tour, file = draft.pack.lessons, "lessons.yml"
    if tour is None:
        return
    known, roles = known_sections(draft), _roles(draft)
    asked = {question.section for question in draft.pack.quiz.values()}
    if tour.closing_section not in known:
        yield draft.problem(file, ("closing_section",), no_section(tour.closing_section, known))
    for one, times in Counter(lesson.id for lesson in tour.lessons).items():
        if times > 1:
            yield draft.problem(file, ("lessons",), f"the id '{one}' stands twice; give one of them another")
    for i, lesson in enumerate(tour.lessons):
        where = ("lessons", i)
        yield from _role_known(draft, file, where, lesson.roles, roles)
        yield from _role_known(draft, file, where, lesson.short_for, roles, "short_for")
        if lesson.section not in known:
            yield draft.problem(file, (*where, "section"), no_section(lesson.section, known))
        elif draft.pack.quiz and lesson.question is None and lesson.section not in asked:
            mend = f"section {lesson.section} has no question in quiz/ for the lesson to end in; write one, or name another's"
            yield draft.problem(file, (*where, "section"), mend)
        if lesson.question is not None and lesson.question not in draft.pack.quiz:
            yield draft.problem(
                file, (*where, "question"), f"quiz/ has no question '{lesson.question}'; correct the id"
            )
        if len(lesson.say) > LONGEST_LESSON:
            mend = f"the lesson has {len(lesson.say)} characters; keep it to {LONGEST_LESSON}, or make two of it"
            yield draft.problem(file, (*where, "say"), mend)
    for role in tour.roles:
        if len(tour.tour(role.id, LENGTHS[0])) < _FEWEST_LESSONS:
            yield Problem(
                file, "", f"the shortest tour for '{role.id}' has too few lessons; give it {_FEWEST_LESSONS} or more"
            )


def audits(draft: Draft) -> Iterator[Problem]:
    """Themes across the briefings: ids, sections, briefings that are none, and what a session needs."""
    found, file, known = draft.pack.audits, "audits.yml", known_sections(draft)
    if found is None:
        return
    for one, times in Counter(theme.id for theme in found.themes).items():
        if times > 1:
            yield draft.problem(file, ("themes",), f"the id '{one}' stands twice; give one of them another")
    for i, theme in enumerate(found.themes):
        where = ("themes", i)
        if theme.section not in known:
            yield draft.problem(file, (*where, "section"), no_section(theme.section, known))
        for n, finding in enumerate(theme.found):
            section = draft.pack.sections.get(finding.briefing)
            if section is None or section.front.chapter != "briefings":
                mend = f"the pack has no briefing '{finding.briefing}'; correct the id"
                yield draft.problem(file, (*where, "found", n, "briefing"), mend)
        if len(theme.found) < _OF_A_SESSION or len(theme.questions) < _OF_A_SESSION:
            mend = f"a session needs {_OF_A_SESSION} findings and {_OF_A_SESSION} questions; add what is missing"
            yield draft.problem(file, where, mend)


def _roles(draft: Draft) -> set[str] | None:
    """The roles that the tour knows; None where there is no tour to say."""
    return {role.id for role in draft.pack.lessons.roles} if draft.pack.lessons else None


def _role_known(
    draft: Draft, file: str, path: tuple[Step, ...], named: list[str], roles: set[str] | None, key: str = "roles"
) -> Iterator[Problem]:
    for n, role in enumerate(named):
        if roles is not None and role not in roles:
            mend = f"lessons.yml has no role '{role}'; use some of: {', '.join(sorted(roles))}"
            yield draft.problem(file, (*path, key, n), mend)


def _between(least: int, most: int) -> str:
    return str(least) if least == most else f"{least} to {most}"
