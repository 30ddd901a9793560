"""A whole conversation in Teams, with a real server behind it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.channels.teams.fakes import APP, BOT, TENANT, Microsoft, activity, microsoft, token
from tests.conftest import ROOT, Server, free_port

pytestmark = pytest.mark.slow
CANARY = "Quillibrand"
TEAMS = {"SIGNPOST_TEAMS_APP_ID": APP, "SIGNPOST_TEAMS_TENANT": TENANT, "SIGNPOST_TEAMS_SECRET": "a secret"}


class Whole(Server):
    """A running server whose Microsoft is on loopback."""

    def command(self) -> list[str]:
        return [sys.executable, "-m", "tests.channels.teams.whole", str(self.port)]


@pytest.fixture(scope="module")
def fake() -> Iterator[Microsoft]:
    with microsoft() as running:
        yield running


@pytest.fixture(scope="module")
def whole(fake: Microsoft, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    running = Whole(tmp_path_factory.mktemp("whole"), FAKE_MICROSOFT=fake.url, **TEAMS)
    running.start()
    yield running
    running.stop()


def say(whole: Whole, fake: Microsoft, number: str, text: str | None, **more: Any) -> int:
    address = f"{fake.url}/teams/"
    headers = {"authorization": f"Bearer {token(address)}"}
    told = httpx.post(
        f"{whole.url}/webhooks/teams/api/messages", json=activity(address, text, id=number, **more), headers=headers
    )
    return told.status_code


def heard(fake: Microsoft, more_than: int, seconds: float = 30) -> dict[str, Any]:
    """The last message once there are more than so many."""
    end = time.monotonic() + seconds
    while len(fake.messages) <= more_than:
        assert time.monotonic() < end, "no answer came"
        time.sleep(0.05)
    time.sleep(0.2)
    return fake.messages[-1]


def test_a_case_is_told_and_a_button_pressed(whole: Whole, fake: Microsoft) -> None:
    mention = {"type": "mention", "mentioned": {"id": BOT["id"]}, "text": "<at>Signpost</at>"}
    words = f"<at>Signpost</at>&nbsp;8 month old called {CANARY} in Alfreton, the police graded it"
    assert say(whole, fake, "1", words, entities=[mention]) == 202
    heard(fake, 0)
    card, content = fake.cards[-1]
    buttons = {a["title"]: a["data"] for one in content["body"] if "actions" in one for a in one["actions"]}
    title = next(title for title in buttons if "edium" in title)
    before = len(fake.messages)
    assert say(whole, fake, "2", title, value=buttons[title], replyToId=card) == 202
    answer = heard(fake, before)
    assert "DCHST.StartingPoint@nhs.net" in answer["text"] and "Handbook 2.12" in answer["text"]
    assert answer["entities"][0]["citation"]
    assert len(fake.updated) == 1
    [(changed, now)] = fake.updated
    assert changed == card and f"Chosen: {title}" in json.dumps(now)
    assert not fake.wrong


def test_danger_comes_first(whole: Whole, fake: Microsoft) -> None:
    before = len(fake.messages)
    assert say(whole, fake, "3", "he is outside with a knife") == 202
    assert "999" in heard(fake, before)["text"][:120]


def test_deleting_is_asked_for_in_words(whole: Whole, fake: Microsoft) -> None:
    before = len(fake.messages)
    assert say(whole, fake, "4", "delete my conversation") == 202
    assert "deleted" in heard(fake, before)["text"]


def test_what_was_begun_is_answered_before_the_end_and_no_word_is_on_disk(whole: Whole, fake: Microsoft) -> None:
    before = len(fake.messages)
    assert say(whole, fake, "5", f"what is MARAC? {CANARY}") == 202
    assert whole.process is not None
    whole.process.send_signal(signal.SIGTERM)
    heard(fake, before)
    assert whole.process.wait(40) == 0
    for file in (f for f in whole.folder.rglob("*") if f.is_file()):
        kept = file.read_bytes()
        assert CANARY.encode() not in kept and b"a:1-chat" not in kept and b"29:1-person" not in kept, file.name


def _without(names: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key not in names}


def test_nothing_of_teams_is_imported_where_it_is_not_configured(tmp_path: Path) -> None:
    asks = "import sys, bot.serve as s; s._channels(); print(sorted({'microsoft_agents', 'msal'} & set(sys.modules)))"
    env = {**_without(TEAMS), "SIGNPOST_VAR": str(tmp_path), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run([sys.executable, "-c", asks], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")


def test_half_a_configuration_is_named_before_anything_starts(tmp_path: Path) -> None:
    env = {**_without(TEAMS), "SIGNPOST_TEAMS_APP_ID": APP, "SIGNPOST_VAR": str(tmp_path), "PYTHONWARNINGS": "ignore"}
    asked = [sys.executable, "-m", "bot.cli", "serve", "--port", str(free_port())]
    done = subprocess.run(asked, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "SIGNPOST_TEAMS_SECRET" in done.stderr and "Traceback" not in done.stderr
