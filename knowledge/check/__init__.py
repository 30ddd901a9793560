"""Is a pack sound? The schemas' problems and everything that its files must agree on, all at once."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from knowledge.check import additions, areas, front_doors, guides, learning, pathway, references
from knowledge.pack import Draft, Problem, read

__all__ = ["check"]

# Each check with the files that it compares. It is left out while one of them can't be read: what it would say
# then is mostly untrue.
_SECTIONS = ("handbook/", "briefings/", "about.md")
_CHECKS: list[tuple[tuple[str, ...], Callable[[Draft], Iterator[Problem]]]] = [
    ((), references.repeated_keys),
    ((), references.stray_questions),
    (("contacts.yml", "pathway.yml", "areas.yml"), pathway.rules),
    (("contacts.yml", "pathway.yml", "areas.yml"), pathway.combinations),
    (("pathway.yml",), pathway.stages),
    (("areas.yml",), areas.places),
    (("areas.yml",), areas.unsure),
    (_SECTIONS, references.sections),
    (_SECTIONS, references.questions),
    (("contacts.yml", "pathway.yml", "pack.yml", *_SECTIONS), references.sources),
    (("services.yml", "areas.yml", *_SECTIONS), references.services),
    (("glossary.yml", *_SECTIONS), references.glossary),
    (("page.yml", "guides/"), references.page),
    (("front_doors.yml", "areas.yml", "contacts.yml"), front_doors.doors),
    (("guides/", *_SECTIONS), guides.references),
    (("guides/", "areas.yml", "pathway.yml"), guides.conditions),
    (("guides/", "services.yml"), guides.directory),
    (("guides/", "contacts.yml", "services.yml", "front_doors.yml", "pack.yml", *_SECTIONS), guides.drift),
    (("quiz/", "practice/"), learning.ids),
    (
        ("quiz/", "lessons.yml", "pathway.yml", "areas.yml", "contacts.yml", "services.yml", *_SECTIONS),
        learning.questions,
    ),
    (("quiz/",), learning.lengths),
    (("quiz/", *_SECTIONS), learning.coverage),
    (("practice/", "lessons.yml", "pathway.yml", "areas.yml", "contacts.yml", *_SECTIONS), learning.cases),
    (("quiz/", "lessons.yml", *_SECTIONS), learning.lessons),
    (("audits.yml", *_SECTIONS), learning.audits),
    (("guides/",), additions.of_guides),
    (("services.yml",), additions.of_services),
    (("glossary.yml",), additions.of_glossary),
    (("languages.yml",), additions.of_languages),
    (("front_doors.yml",), additions.of_front_doors),
    (("languages.yml", *_SECTIONS), references.languages),
    (("areas.yml",), additions.readings),
    (
        ("approvals.yml", "guides/", "services.yml", "glossary.yml", "languages.yml", "front_doors.yml", "areas.yml"),
        additions.register,
    ),
]


def check(folder: Path, today: date | None = None) -> list[Problem]:
    """Every problem of the pack in `folder`, what has to be mended before what awaits the partnership's approval."""
    draft = read(folder)
    problems = list(draft.problems)
    unread = {problem.file for problem in draft.problems}
    if draft.pack.info is not None:
        problems += references.review(draft, today or date.today())
    for files, find in _CHECKS:
        if not any(file.startswith(files) for file in unread):
            problems += find(draft)
    return sorted(dict.fromkeys(problems), key=lambda problem: problem.waits)
