"""`signpost pack`: check a pack, make one, compare two editions, approve additions, and serve an edition without a restart."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot import quiet
from bot.command import Json, err, plain_errors

app = typer.Typer(
    no_args_is_help=True, help="Check, compare, approve and reload a pack, or make one of an official document."
)
Folder = Annotated[Path | None, typer.Argument(metavar="DIR", help="The pack's folder.")]


@app.command()
def check(folder: Folder = None) -> None:
    """Is a pack sound? Every problem, each with file and place."""
    with plain_errors():
        from bot import settings
        from knowledge import review
        from knowledge.check import check as problems_of
        from knowledge.pack import read

        where = folder or settings.PACK
        problems = problems_of(where)
        for problem in problems:
            print(f"{'awaits approval: ' if problem.waits else ''}{problem}")
        info = read(where).pack.info
        if info and (due := review.coming(info, date.today())):
            print(due)
        wrong = sum(not p.waits for p in problems)
        print("The pack is sound." if not wrong else f"{wrong} to mend.")
        raise typer.Exit(1 if wrong else 0)


@app.command()
def ingest(
    file: Annotated[Path, typer.Argument(help="PDF, DOCX or text.")],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="The pack's folder to write.")],
    replace: Annotated[bool, typer.Option(help="Replace the sections that are there.")] = False,
) -> None:
    """Turn an official document into the sections of a pack, word for word."""
    with plain_errors():
        from knowledge.ingest import ingest as take_in

        done = take_in(file, into, progress=lambda line: err.print(line, markup=False), replace=replace)
        for warning in done.warnings:
            err.print(warning, markup=False)
        print(f"{len(done.sections)} sections written to {into}")


@app.command()
def diff(
    before: Annotated[Path, typer.Argument(help="The earlier edition's folder.")],
    after: Annotated[Path, typer.Argument(help="The later edition's folder.")],
    as_json: Json = False,
) -> None:
    """What changed from one edition to another, and which answers that changes, in plain words."""
    with plain_errors():
        from knowledge.editions import words
        from knowledge.pack import load

        one, other = load(before), load(after)
        if as_json:
            print(quiet.as_json(words.as_json(one, other), 1))
            return
        for line in words.lines(one, other):
            print(quiet.printable(line))


@app.command()
def approve(
    what: Annotated[str, typer.Argument(help="What is approved, as 'pack check' names it.")],
    by: Annotated[str, typer.Option("--by", metavar="ROLE", help="Who approved it: a role, never a name.")],
    pack: Annotated[Path | None, typer.Option(help="Another pack's folder.")] = None,
) -> None:
    """Note in the pack's own register that the partnership approved what the print does not say."""
    with plain_errors(), quiet.third_parties():
        from bot import settings
        from bot.editions import approve as note

        done = note(pack or settings.PACK, what, by)
        print(f"{done.what}: approved by {done.by}, {done.day:%-d %B %Y}. It lapses if the wording changes.")


@app.command()
def reload() -> None:
    """Have the running server take up the pack as its files are now, without a restart; refused if it is not sound."""
    with plain_errors():
        from bot import settings
        from bot.editions import ask_to_reload

        print(ask_to_reload(settings.VAR))
