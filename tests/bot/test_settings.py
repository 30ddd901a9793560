"""Settings: each in one place, and a bad one said in a sentence before anything starts."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from bot import settings
from bot.settings import BadSettings, Settings, current

ROOT = Path(__file__).resolve().parent.parent.parent
SECRETS = {"database", "secret", "events", "redis", "learner_secret", "slack_token", "slack_secret", "teams_secret"}
ID = "00000000-0000-0000-0000-000000000001"

BAD = {
    "SIGNPOST_RETENTION_DAYS": "a month",
    "SIGNPOST_LEARNING_DAYS": "nan",
    "SIGNPOST_ORIGINS": "https://fine.example, https://bad.example/path",
    "SIGNPOST_PROXIES": "10.0.0.7, the proxy",
    "SIGNPOST_ACTIONS": "elsewhere",
    "SIGNPOST_ACTIONS_PORT": "0",
    "SIGNPOST_HEALTH_PORT": "tcp://10.0.0.1:9090",  # as Kubernetes sets it for a Service of that name
    "SIGNPOST_DRAIN_SECONDS": "61",
    "SIGNPOST_EVENTS": "http://rabbitmq.example/",
    "SIGNPOST_REDIS": "localhost:6379",
    "SIGNPOST_LOG_FORMAT": "xml",
    "SIGNPOST_TEAMS_KIND": "anything",
    "SIGNPOST_REST": "perhaps",
    "SIGNPOST_SECRET": "far too short",
    "SIGNPOST_LEARNER_SECRET": "too short as well",
    "SIGNPOST_ADDRESS": "signpost.example",
    "SIGNPOST_DATABASE": "a file of mine, password hunter2",
    "SIGNPOST_SLACK_TOKEN": "xoxp-a-persons-own",
    "SIGNPOST_TEAMS_TENANT": "common",
}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in settings.given():
        monkeypatch.delenv(name)


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(f"SIGNPOST_{name}", value)
    return current()


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_value_is_said_with_its_name_and_the_mend(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, BAD[name])
    with pytest.raises(BadSettings) as refused:
        current()
    [said, *_] = refused.value.problems
    field = name.removeprefix(settings.PREFIX).lower()
    assert said.startswith(name) and said.endswith(f"must be {settings.must_be(field)}.")
    assert (BAD[name] in said) is (field not in SECRETS)


def test_all_bad_ones_are_said_at_once_and_no_secret_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in BAD.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as refused:
        current()
    told = str(refused.value)
    assert all(name in told for name in BAD) and len(refused.value.problems) >= len(BAD)
    assert not any(secret in told for secret in ("far too short", "hunter2", "xoxp"))


@pytest.mark.parametrize(
    ("begun", "missing"),
    [
        ({"SLACK_TOKEN": "xoxb-1"}, "SIGNPOST_SLACK_SECRET"),
        ({"SLACK_SECRET": "s"}, "SIGNPOST_SLACK_TOKEN"),
        ({"TEAMS_APP_ID": ID, "TEAMS_SECRET": "s"}, "SIGNPOST_TEAMS_TENANT"),
        ({"TEAMS_APP_ID": ID, "TEAMS_TENANT": ID}, "SIGNPOST_TEAMS_SECRET"),
        ({"TEAMS_TENANT": ID}, "SIGNPOST_TEAMS_APP_ID"),
    ],
)
def test_a_channel_that_was_begun_is_said_to_be(
    begun: dict[str, str], missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadSettings, match=missing):
        given(monkeypatch, **begun)


def test_they_are_read_as_they_are_now(monkeypatch: pytest.MonkeyPatch) -> None:
    assert current().retention_days == 30 and current().origins == ()
    said = given(monkeypatch, RETENTION_DAYS="7.5", ORIGINS=" https://A.example/ ,https://b.example:8080,")
    assert said.retention_days == 7.5 and said.origins == ("https://a.example", "https://b.example:8080")
    said = given(monkeypatch, PROXIES=" 10.0.0.7 , 172.16.0.0/12,", KEEP_QUESTIONS="1")
    assert [str(network) for network in said.proxies] == ["10.0.0.7/32", "172.16.0.0/12"] and said.keep_questions


def test_what_is_empty_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compose files pass on what nobody set as an empty word."""
    for name in Settings.model_fields:
        monkeypatch.setenv(f"SIGNPOST_{name.upper()}", "")
    assert current() == Settings()
    assert current().retention_days == 30


def test_no_secret_shows() -> None:
    assert {name for name in Settings.model_fields if settings.is_secret(name)} == SECRETS
    made = Settings(database="postgresql://u:hunter2@h/d", secret="s" * 32, teams_secret="hunter2")  # type: ignore[arg-type]
    assert "hunter2" not in f"{made} {made!r}" and "ssss" not in repr(made)


def test_nothing_else_reads_them_from_the_environment() -> None:
    """Nothing but bot/settings.py; `serve` writes two, for Rasa's own file."""
    reads = []
    for folder in ("bot", "actions", "knowledge"):
        for path in (ROOT / folder).rglob("*.py"):
            if path != Path(settings.__file__):
                reads += [f"{path.relative_to(ROOT)}:{line}" for line in _reads(ast.parse(path.read_text("utf-8")))]
    assert reads == []


def test_reading_one_is_seen() -> None:
    for code in (
        'os.environ["SIGNPOST_X"]',
        'os.environ.get("SIGNPOST_X")',
        'os.getenv("SIGNPOST_X", "1")',
        'f(envvar="SIGNPOST_X")',
    ):
        assert _reads(ast.parse(code)) == [1]
    assert _reads(ast.parse('os.environ["SIGNPOST_X"] = "1"; say("SIGNPOST_X is set")')) == []


def _reads(tree: ast.AST) -> list[int]:
    """The lines that look a setting up in the environment."""

    def names_one(node: ast.AST) -> bool:
        return isinstance(node, ast.Constant) and str(node.value).startswith(settings.PREFIX)

    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=called, args=args, keywords=keywords):
                looks_up = any(sign in ast.unparse(called) for sign in ("environ", "getenv"))
                by_typer = any(word.arg == "envvar" and names_one(word.value) for word in keywords)
                if by_typer or (looks_up and any(map(names_one, args))):
                    found.append(node.lineno)
            case ast.Subscript(value=value, slice=key, ctx=ast.Load()) if "environ" in ast.unparse(value):
                if names_one(key):
                    found.append(node.lineno)
    return found


def test_a_bad_setting_does_not_keep_the_module_from_being_imported() -> None:
    """Or no command could say what is wrong."""
    asks = "import sys, bot.settings; print(sorted({'torch', 'numpy', 'rasa', 'sanic'} & set(sys.modules)))"
    env = {"SIGNPOST_RETENTION_DAYS": "a month", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", asks], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"  # and it brings nothing that is slow
