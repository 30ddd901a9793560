"""`signpost patterns`: what the files of `bot/nlu/patterns/` accept, and which of them fit a message."""

from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer(no_args_is_help=True, help="See how people's words are found: patterns of bot/nlu/patterns.")
_out, _err = Console(highlight=False), Console(stderr=True, highlight=False)


@app.command()
def sample(
    name: Annotated[str, typer.Argument(help="A pattern (flags.not-in-school) or a list (mother).")],
    count: Annotated[int, typer.Option(min=1, max=500, help="How many sentences at most.")] = 20,
) -> None:
    """Sentences that a pattern or a list accepts; `…` stands for other words."""
    from bot.nlu.matcher import patterns

    try:
        for said in patterns().samples(name, count):
            _out.print(said, markup=False)
    except KeyError:
        _err.print(
            f"There is no pattern or list '{name}'. A pattern is named with its file, as in flags.not-in-school."
        )
        raise typer.Exit(1) from None


@app.command()
def explain(text: Annotated[str, typer.Argument(help="A message.")]) -> None:
    """Which patterns fit a message, where, and how what they fit is said."""
    from bot.nlu.context import Context
    from bot.nlu.matcher import patterns
    from bot.nlu.normalise import normalise

    message = normalise(text)
    context = Context(message)
    for found in patterns().explain(text):
        said = context.of(found.start, found.end) if found.end else None
        turned = [name for name, value in vars(said).items() if value] if said else []
        shown = [name if vars(said)[name] is True else f"{name}: {vars(said)[name]}" for name in turned]
        _out.print(f"{found.name}: '{found.words}' fits '{found.phrase}'", markup=False)
        if shown:
            _out.print(f"    {', '.join(shown)}", markup=False)
