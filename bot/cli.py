"""The `signpost` command. Each verb is thin: it reads what was given, calls one plain function, and prints."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

import typer

from bot import ask as asking
from bot import insights_cli, pack_cli, patterns_cli, printing, quiet, settings
from bot.command import Json, Jsonl, err, out, plain_errors

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
app.add_typer(pack_cli.app, name="pack")
app.add_typer(patterns_cli.app, name="patterns")
app.add_typer(insights_cli.app, name="insights")


def respond(
    function: Callable[[dict[str, Any]], dict[str, Any]],
    given: dict[str, Any] | None,
    jsonl: bool,
    as_json: bool,
    show: Callable[[dict], None],
) -> None:
    """Runs a verb once, or over the lines of standard input; a wrong line gets its own error."""
    if jsonl:
        for line in sys.stdin.buffer:  # bytes: a line that is not UTF-8 must not end the rest
            if line.strip():
                print(quiet.as_json(quiet.one_line(function, line)), flush=True)
        return
    if given is None:
        err.print("Say what to look at, or use --jsonl and give it on standard input.")
        raise typer.Exit(2)
    answer = function(given)
    print(quiet.as_json(answer, 1)) if as_json else show(answer)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port to listen on.")] = 5005,
) -> None:
    """Serve the chat page, the widget and the channels on one port."""
    with plain_errors():
        from bot import serve as serving

        with quiet.third_parties():
            serving.serve(host, port)


@app.command()
def train(
    anew: Annotated[
        bool, typer.Option("--anew", help="Teach again what travels with the project, too: that takes long.")
    ] = False,
    fit: Annotated[
        bool, typer.Option("--fit", help="Fit the weights of safety and of advice again, on the development messages.")
    ] = False,
) -> None:
    """Build the index and the model, only what changed."""
    with plain_errors():
        from bot import train as training

        def progress(line: str) -> None:
            err.print(line, markup=False)

        with quiet.third_parties():
            built = training.train(progress, anew)
            if fit:
                from bot import settings
                from bot.dialogue import fitting as advice
                from bot.nlu import fitting, loading

                fitting.fit(loading.shared(), progress)
                advice.fit(loading.shared(), settings.pack(), progress)
                built += ["safety", "advice's weights"]
        print("nothing changed" if not built else f"built: {', '.join(built)}")


@app.command()
def refer(
    area: Annotated[str | None, typer.Option(help="Area id, or a town.")] = None,
    stage: Annotated[str | None, typer.Option(help="Stage id.")] = None,
    risk: Annotated[
        str | None, typer.Option(help="standard, medium or high; not needed with --flag child-harmed.")
    ] = None,
    flag: Annotated[list[str] | None, typer.Option(help="A flag; may be given again.")] = None,
    as_json: Json = False,
    jsonl: Jsonl = False,
) -> None:
    """Who is told about a child, with the rule, the reason and the source."""
    with plain_errors():
        if not jsonl and not (area and stage and (risk or flag)):
            err.print("A referral needs --area, --stage and --risk.")
            raise typer.Exit(2)
        given = {"area": area, "stage": stage, "risk": risk, "flags": flag or []}
        respond(asking.Refer(), given, jsonl, as_json, printing.referral)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    pack: Annotated[Path | None, typer.Option(help="Another pack's folder.")] = None,
    as_json: Json = False,
    jsonl: Jsonl = False,
) -> None:
    """The handbook's answer, or that it has none."""
    with plain_errors(), quiet.third_parties():
        respond(asking.Ask(pack), {"q": question} if question else None, jsonl, as_json, printing.answer)


@app.command()
def route(
    message: Annotated[str | None, typer.Argument(help="The message.")] = None,
    as_json: Json = False,
    jsonl: Jsonl = False,
    because: Annotated[bool, typer.Option("--explain", help="Say which parts spoke for what.")] = False,
) -> None:
    """Which flow a first message starts, and the facts found in it."""
    with plain_errors(), quiet.third_parties():
        verb: asking.Route = asking.Route()
        if because:
            from bot.explain import RouteExplained

            verb = RouteExplained()
        respond(verb, {"text": message} if message is not None else None, jsonl, as_json, printing.route)


@app.command()
def explain(
    message: Annotated[str | None, typer.Argument(help="The message.")] = None,
    as_json: Json = False,
    jsonl: Jsonl = False,
) -> None:
    """What a first message does, act by act, and the parts of its reply."""
    with plain_errors(), quiet.third_parties():
        from bot.explain import Explain

        given = {"text": message} if message is not None else None
        respond(Explain(), given, jsonl, as_json, printing.turn)


@app.command()
def redact(
    text: Annotated[str | None, typer.Argument(help="The text.")] = None, as_json: Json = False, jsonl: Jsonl = False
) -> None:
    """The text as it would be stored."""
    with plain_errors(), quiet.third_parties():
        given = {"text": text} if text is not None else None
        respond(asking.Redact(), given, jsonl, as_json, lambda answer: print(quiet.printable(answer["text"])))


@app.command()
def services(
    area: Annotated[str | None, typer.Option(help="Area id.")] = None,
    need: Annotated[str | None, typer.Option(help="What is needed, such as refuge.")] = None,
    who: Annotated[str | None, typer.Option("--for", help="For whom, such as woman, man, child.")] = None,
    as_json: Json = False,
) -> None:
    """The directory of services."""
    with plain_errors():
        found = asking.directory(area, need, who)
        print(quiet.as_json(found, 1)) if as_json else printing.services(found)


@app.command()
def doctor(
    host: Annotated[str, typer.Option(help="The address at which it is served.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port.")] = 5005,
    as_json: Json = False,
) -> None:
    """What is wrong with this installation, each with the mend, and what is right. Exit status 1 if anything is wrong."""
    with plain_errors(), quiet.third_parties():
        from bot import doctor as examining

        found = examining.examine(host, port)
        if as_json:
            print(quiet.as_json(examining.as_json(found), 1))
        else:
            printing.findings(found)
        raise typer.Exit(0 if all(one.right for one in found) else 1)


@app.command("settings")
def settings_page() -> None:
    """Print docs/settings.md: every setting, what it must be, and what it is if not set."""
    with plain_errors():
        from bot.settings_page import page

        print(page(), end="")


@app.command("slack-manifest")
def slack_manifest(
    url: Annotated[str, typer.Option(help="Where Signpost is, as Slack reaches it.")] = "https://signpost.example",
) -> None:
    """Print the manifest that makes the app in Slack (docs/slack.md)."""
    with plain_errors():
        from bot.channels.slack.manifest import manifest

        print(quiet.as_json(manifest(settings.pack(), url), 2))


@app.command("teams-package")
def teams_package(
    url: Annotated[str, typer.Option(help="Where Teams reaches Signpost: its public https:// address.")],
    app_id: Annotated[
        str | None,
        typer.Option("--id", help="The bot's application id from Azure; SIGNPOST_TEAMS_APP_ID, if not given."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.zip", help="The package to write.")] = Path(
        "signpost-teams.zip"
    ),
    privacy: Annotated[str | None, typer.Option(help="The privacy notice's page, if the pack names none.")] = None,
    terms: Annotated[str | None, typer.Option(help="The terms of use's page, if the pack names none.")] = None,
    developer: Annotated[
        str | None, typer.Option(help="Who offers the app; the pack's publisher if not given.")
    ] = None,
    version: Annotated[str, typer.Option(help="The app's version; each upload needs a higher one.")] = "1.0.0",
) -> None:
    """Make the app package that an administrator uploads to Microsoft Teams."""
    with plain_errors():
        from bot.channels.teams.package import manifest, package

        app_id = app_id or str(settings.current().teams_app_id or "")
        content = package(manifest(settings.pack(), app_id, url, privacy, terms, developer, version))
        out.write_bytes(content)
        print(f"The package is in {out}. docs/teams.md says how it is uploaded.")


@app.command()
def evaluate() -> None:
    """Every quality figure, from the sets in tests/evaluation."""
    with plain_errors(), quiet.third_parties():
        from bot.evaluate import evaluate as run

        run(out)


@app.command()
def learn(
    code: Annotated[str | None, typer.Option(help="Your learning code, to go on or to export.")] = None,
    export: Annotated[
        str | None,
        typer.Option(metavar="json|csv|xapi", help="Print the record kept under --code, for your supervisor."),
    ] = None,
    start: Annotated[
        str, typer.Argument(help="What to begin with: tour, quiz, practice, or in your own words.")
    ] = "tour",
) -> None:
    """The induction aid by typing: the tour, the quiz, practice cases; and your own record."""
    with plain_errors():
        if export is not None and (export not in ("json", "csv", "xapi") or code is None):
            err.print("To export, give --export json, csv or xapi, and --code with your learning code.")
            raise typer.Exit(2)
        from bot import learn as learning

        if export is not None and code is not None:
            print(learning.export(asking.database(), code, export), end="")
            return
        with quiet.third_parties():
            terminal = learning.open_terminal(asking.database(make=True))

        def show(text: str) -> None:
            print(f"\n{quiet.printable(text)}\n", flush=True)

        if code:
            show(terminal.say(code))
        learning.play(terminal, input, show, "a practice case" if start == "practice" else start)


@app.command()
def purge(
    days: Annotated[
        float | None, typer.Option(min=0, help="Older than so many days; SIGNPOST_RETENTION_DAYS, or 30, if not given.")
    ] = None,
) -> None:
    """Delete what is older: conversations that nobody went on with, and what was noted for `insights`."""
    with plain_errors():
        from bot import retention

        print(f"{asking.purge(retention.days() if days is None else days)} conversations deleted")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The new file for the copy.")]) -> None:
    """Copy the database into a file; the server may go on meanwhile."""
    with plain_errors():
        from bot import backup as copying

        copying.backup(settings.database(), file)
        print(f"The copy is in {file}. It holds what the database holds: keep it as safe, and no longer.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A copy that 'signpost backup' made.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to replace what is there.")] = False,
) -> None:
    """Put a copy in the database's place, without what was deleted since and what is too old by now."""
    with plain_errors():
        from bot import backup as copying
        from bot import editions

        if editions.running(settings.VAR):
            raise copying.BackupFailed(
                "The server is running. Stop every instance that uses this database, then restore."
            )
        if not yes:
            typer.confirm(
                "This replaces the database by the copy. What was said since then is lost. Go on?", abort=True
            )
        done = copying.restore(settings.database(), file)
        print(f"Restored: {done.conversations} conversations. Deleted as too old: {done.expired}.")
        if done.deleted_again is None:
            print(
                "What was deleted since the copy was made is not known, so it may be back: conversations that people deleted, and questions "
                "kept of them. If that matters more than keeping the rest, run 'signpost purge --days 0' now. It deletes them all."
            )
        else:
            print(f"Deleted again, as people had deleted them since: {done.deleted_again}.")
        print(
            "Learning progress that somebody deleted since then is back: nothing tells whose. docs/incidents.md says what to do."
        )


if __name__ == "__main__":
    app()
