"""What every verb of the `signpost` command shares: where it prints, its options for JSON, and errors as one plain sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console

from bot import quiet, settings

out, err = Console(), Console(stderr=True, highlight=False)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Jsonl = Annotated[bool, typer.Option("--jsonl", help="Read one JSON object a line, print one a line.")]


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turns what can go wrong into one sentence on standard error and exit status 1."""
    quiet.logs()
    try:
        yield
    except (typer.Exit, KeyboardInterrupt, BrokenPipeError):
        raise
    except Exception as error:
        if settings.debugging():
            raise
        err.print(quiet.printable(quiet.sentence(error)), markup=False)
        raise typer.Exit(1) from None
