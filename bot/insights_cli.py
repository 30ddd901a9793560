"""`signpost insights`: the figures as a table, JSON or a page; and the kept questions, where a partnership keeps them."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from bot import ask, quiet
from bot.command import Json, err, out, plain_errors

app = typer.Typer(
    help="What was asked and had no answer, where guides are left, and which answers helped: counts alone."
)
_CASES = Path("tests/evaluation/asked.jsonl")
_HIDDEN = "not shown"


@app.callback(invoke_without_command=True)
def insights(
    context: typer.Context,
    as_json: Json = False,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a page with charts.")] = None,
) -> None:
    """What was asked and had no answer, where guides are left, and which answers helped: counts alone."""
    if context.invoked_subcommand:
        return
    with plain_errors(), quiet.third_parties():
        found = figures()
        if as_json:
            print(quiet.as_json(found, 1))
        elif html:
            from bot.insights.page import page

            html.write_text(quiet.printable(page(found, date.today())), encoding="utf-8")
            print(f"The page is in {html}.")
        else:
            _show(found)


def figures() -> dict[str, Any]:
    """All figures, with what several people asked alike where questions are kept."""
    from bot import settings
    from bot.insights import asked, figures

    kept = ask.database()
    found = figures.report(kept, settings.pack())
    if questions := asked.kept(kept):
        found["clusters"] = asked.clusters(questions, settings.encoder())
    return {"clusters": [], **found}


@app.command()
def questions(as_json: Json = False) -> None:
    """Every kept question, those that ask the same together. Only where SIGNPOST_KEEP_QUESTIONS is 1."""
    with plain_errors(), quiet.third_parties():
        from bot import settings
        from bot.insights import asked, keeps_words

        if not keeps_words():
            raise ask.Mistaken(
                "No words are kept: SIGNPOST_KEEP_QUESTIONS is not 1. docs/privacy.md says what it does."
            )
        groups = asked.grouped(asked.kept(ask.database()), settings.encoder())
        if as_json:
            print(quiet.as_json([[vars(one) for one in group] for group in groups], 1))
            return
        for group in groups:
            for one in group:
                print(quiet.printable(f"{one.number:>6}  {one.words}"))
            print()
        if not groups:
            print("No question is kept at present.")


@app.command()
def case(
    number: Annotated[int, typer.Argument(help="The question's number, as 'signpost insights questions' prints it.")],
    message: Annotated[
        bool, typer.Option("--message", help="As a first message, not a question to the handbook.")
    ] = False,
    into: Annotated[Path, typer.Option("--into", metavar="FILE", help="The file of cases to add it to.")] = _CASES,
) -> None:
    """Make an evaluation case of a kept question, its labels to be filled in."""
    with plain_errors(), quiet.third_parties():
        from bot.insights import asked

        line = asked.case(ask.database(), number, message)
        key = "text" if message else "q"
        line[key] = ask.Redact()({"text": line[key]})["text"]  # the mask may have learnt since
        asked.add(line, into)
        print(quiet.as_json(line))
        err.print(
            f"Added to {into}. Read it for anything that identifies somebody: there it stays when the conversation is deleted. Fill in "
            "what is null, then move the line into the set that it belongs to (tests/evaluation/README.md). Nothing is taught on it.",
            markup=False,
        )


def _show(found: dict[str, Any]) -> None:
    if not found["measures"]:
        print("Nothing has been noted yet.")
    for measure in found["measures"]:
        total = f": {measure['total']:,}" if measure["total"] is not None else ""
        out.print(f"\n[bold]{measure['title']}{total}[/bold]", highlight=False)
        if not measure["tables"]:
            print(f"Fewer than {found['least']}: too few to show.")
        for one in measure["tables"]:
            table = Table(one["title"], ("How many"), title_justify="left")
            table.columns[1].justify = "right"
            for row in one["rows"]:
                table.add_row(quiet.printable(row["name"]), _told(row["count"]))
            out.print(table)
    if found["guides"]:
        table = Table(
            "Guide", "Question", "Put", "Went on", "Left", title="Where people leave a guide", title_justify="left"
        )
        for row in found["guides"]:
            table.add_row(row["title"], row["question"], *(_told(row[name]) for name in ("asked", "went_on", "left")))
        out.print(table)
    for cluster in found["clusters"]:
        print(quiet.printable(f"\n{cluster['at_least']} times or more: {' / '.join(cluster['questions'])}"))
    if found["measures"]:
        print(
            f"\nCounts under {found['least']} are {_HIDDEN}, and where one is, so are a larger one beside it and the total."
        )


def _told(count: int | None) -> str:
    return _HIDDEN if count is None else f"{count:,}"
