"""docs/speed.md and its picture, made of docs/speed.json. `python -m tests.bench.page` writes both."""

from tests.bench.drawing import drawn
from tests.bench.figures import WRITTEN as FIGURES
from tests.bench.figures import Parts, Run, read

PAGE, PICTURE = FIGURES.with_suffix(".md"), FIGURES.with_name("turn.svg")

_HEAD = """# Speed

`make bench` starts a bot that `rasa init` makes, and Signpost, both as servers on this machine, and measures them in turn, over the
same REST channel: what slows the machine slows both. So the ratio counts, and not the milliseconds. No figure of this page is typed in: `make bench` writes it.

The `rasa init` bot has seven intents, answers with fixed sentences, keeps conversations in memory alone, and runs no action. Signpost masks each message,
reads it with all its heads, weighs danger, searches the handbook, and writes the conversation into a database. The aims are meant to be hard.

"""
_NOT_YET = "Not measured yet.\n"
_FOOT = """
How search and reading grow with the pack and with a message's length is printed by `python -m tests.bench.search_growth` and
`python -m tests.bench.reading_growth`. A server's own measures of turns and their parts are in its metrics ([care](care.md)).
"""


def page(run: Run | None, parts: Parts | None) -> str:
    """The page, in Markdown."""
    return f"{_HEAD}{_table(run) if run else _NOT_YET}\n## Where a turn's time goes\n\n{_picture(parts)}{_FOOT}"


def _table(run: Run) -> str:
    rows = "".join(f"| {' | '.join(one.row)} |\n" for one in run.figures)
    missed = ", ".join(one.what for one in run.figures if not one.reached)
    unanswered = " and ".join(f"{number} of {name}" for name, number in run.unanswered.items())
    return (
        f"| what | Signpost | beside | ratio | aim |\n| --- | --- | --- | --- | --- |\n{rows}\n"
        f"Measured on {run.date}, on {run.cores} cores, which {run.load:g} processes of others wanted when it began. "
        f"Turns without an answer: {unanswered}. {f'Missed: {missed}.' if missed else 'No aim is missed.'}\n\n"
        "Users do not pause between their turns, so 32 or 100 of them stand for many more. `python -m tests.bench --quick` is shorter and changes no page.\n"
    )


def _picture(parts: Parts | None) -> str:
    drawn_on = f"Drawn on {parts.date}." if parts else "Not drawn yet."
    shown = f"![Milliseconds of each part of a guided and of a handbook turn]({PICTURE.name})\n\n" if parts else ""
    return (
        f"{shown}`python -m tests.bench.parts` takes such turns in one process, times their parts and draws them. What a part asks of another is "
        f"counted in the other alone. {drawn_on}\n"
    )


def main() -> None:
    """Writes the page and its picture."""
    run, parts = read()
    PAGE.write_text(page(run, parts), encoding="utf-8")
    if parts:
        PICTURE.write_text(drawn(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
