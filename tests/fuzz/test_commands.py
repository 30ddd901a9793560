"""The command's verbs under bad input: a sentence or an answer, in place, and the rest goes on."""

import io
import json
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot import ask as asking
from bot import cli
from bot.channels import gate
from bot.dialogue.buttons import is_payload
from bot.quiet import as_json, one_line, printable
from tests.fuzz import nasty

pytestmark = pytest.mark.slow
FUZZ = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
ANY = st.text(st.characters(), max_size=60)  # surrogates too
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY, inner, max_size=4),
    max_leaves=12,
)
LABELS = {"PERSON", "PHONE", "EMAIL", "POSTCODE", "ADDRESS", "DOB", "NHS_NUMBER", "NINO"}


@pytest.fixture(scope="module", autouse=True)
def verbs():
    """The verbs with their models loaded once for all tests."""
    loaded = {"refer": asking.Refer(), "ask": asking.Ask(), "route": asking.Route(), "redact": asking.Redact()}
    loaded["redact"].mask = gate.shared()._mask
    with pytest.MonkeyPatch.context() as patch:
        for name, verb in loaded.items():
            patch.setattr(asking, name.capitalize(), lambda *_, verb=verb: verb)
        yield loaded


def check_answer(verb: str, answer: dict) -> None:
    if set(answer) == {"error"}:
        assert answer["error"].strip() and len(answer["error"]) < 1_000
        assert not any(sign in answer["error"] for sign in ("Traceback", "line 1 column", "object has no", "NoneType"))
        return
    wanted = {
        "refer": {"contacts", "rules", "notes"},
        "ask": {"status", "hits"},
        "route": {"flow", "confidence", "facts", "voice", "urgency", "questions"},
        "redact": {"text", "spans"},
    }
    assert set(answer) == wanted[verb]


def run_lines(verb: str, lines: list[bytes], monkeypatch) -> list[dict]:
    class Stdin:
        buffer = io.BytesIO(b"\n".join(lines) + b"\n")

    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="strict", write_through=True)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", Stdin)
        patch.setattr(sys, "stdout", out)
        getattr(cli, verb)(jsonl=True)
    return [json.loads(line) for line in out.buffer.getvalue().decode("utf-8").split("\n") if line]


@pytest.mark.parametrize(("verb", "key"), [("refer", "area"), ("ask", "q"), ("route", "text"), ("redact", "text")])
def test_every_bad_line_gets_its_answer_in_place(verb, key, monkeypatch):
    lines = nasty.lines_for(key)
    good = b'{"area": "erewash", "stage": "pregnant", "risk": "high", "q": "what is MARAC", "text": "what is MARAC"}'
    mixed = [one for line in lines for one in (line, good)][: 2 * len(lines)] if verb == "refer" else [*lines, good]
    assert len(lines) >= 300
    answers = run_lines(verb, mixed, monkeypatch)
    assert len(answers) == len([line for line in mixed if line.strip()])
    for answer in answers:
        check_answer(verb, answer)
    assert "error" not in answers[-1]


@pytest.mark.parametrize("verb", ["ask", "route", "redact"])
def test_one_bad_argument(verb):
    some = [s for kind, strings in nasty.kinds().items() for s in strings[: 3 if kind != "long" else 1]]
    for string in [*some, "", " "]:
        for option in ([], ["--json"]):
            told = CliRunner().invoke(cli.app, [verb, *option, "--", string])
            assert told.exit_code in (0, 1, 2) and not told.output.count("Traceback"), (string[:50], told.output[-500:])
            assert told.exception is None or isinstance(told.exception, SystemExit)
            if option and told.exit_code == 0:
                check_answer(verb, json.loads(told.stdout))


def test_one_bad_referral():
    for string in nasty.strings():
        for field in ("--area", "--stage", "--risk", "--flag"):
            given = {"--area": "erewash", "--stage": "pregnant", "--risk": "high", field: string}
            told = CliRunner().invoke(cli.app, ["refer", "--json", *(f"{k}={v}" for k, v in given.items())])
            assert told.exit_code in (0, 1, 2) and "Traceback" not in told.output
            assert told.exception is None or isinstance(told.exception, SystemExit), string[:60]


@FUZZ
@given(st.dictionaries(st.sampled_from(["area", "stage", "risk", "flags", "text", "q", ""]), JSON, max_size=5))
def test_any_object_at_all(verbs, given):
    for name, verb in verbs.items():
        if name == "refer" or not any(isinstance(given.get(k), str) for k in ("text", "q")):
            answer = one_line(verb, json.dumps(given))
            check_answer(name, answer)
            json.loads(as_json(answer).encode("utf-8"))


@FUZZ
@given(ANY)
def test_what_is_masked_is_where_it_says(verbs, text):
    answer = verbs["redact"]({"text": text})
    ends = 0
    for start, end, label in answer["spans"]:
        assert ends <= start < end <= len(text) and label in LABELS
        ends = end


@FUZZ
@given(ANY)
def test_the_gate_never_lets_a_command_or_a_mark_through(text):
    admitted = gate.shared().admit(text)
    if not is_payload(text.strip()):
        assert not admitted.text.startswith("/")
    assert not gate._NOT_TYPED.search(admitted.text)
    admitted.text.encode("utf-8")
    assert printable(text).encode("utf-8") is not None
