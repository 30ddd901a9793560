"""Somebody in Slack and somebody in Teams, who write to a Signpost whose Slack and Microsoft are imitations on loopback."""

import itertools
import sys
from typing import Any

import httpx

from tests.channels.slack.fake import TOKEN, FakeSlack
from tests.channels.slack.sent import SECRET, as_json, headers, message
from tests.channels.teams.fakes import APP, TENANT, Microsoft, activity, token
from tests.faults.running import Fragile

_NUMBERS = itertools.count(1)


class InAllChannels(Fragile):
    """`signpost serve` with every channel open."""

    def command(self) -> list[str]:
        return [sys.executable, "-m", "tests.channels.teams.whole", str(self.port)]


def opened(slack: FakeSlack, microsoft: Microsoft) -> dict[str, str]:
    """The environment of an instance whose channels are open."""
    return {
        "SIGNPOST_SLACK_TOKEN": TOKEN,
        "SIGNPOST_SLACK_SECRET": SECRET,
        "SIGNPOST_SLACK_API": slack.api,
        "SIGNPOST_TEAMS_APP_ID": APP,
        "SIGNPOST_TEAMS_TENANT": TENANT,
        "SIGNPOST_TEAMS_SECRET": "a secret",
        "FAKE_MICROSOFT": microsoft.url,
    }


class InSlack:
    """A thread of somebody's own."""

    name = "slack"

    def __init__(self, slack: FakeSlack):
        self._slack, self._channel = slack, f"D{next(_NUMBERS):04d}"
        self._thread: dict[str, str] = {}

    def say(self, url: str, text: str) -> dict[str, Any]:
        """Gives what was sent, which can be sent again."""
        sent = message(text, channel=self._channel, **self._thread)
        self._thread = self._thread or {"thread_ts": sent["event"]["ts"]}
        self.again(url, sent)
        return sent

    def again(self, url: str, sent: dict[str, Any]) -> None:
        body = as_json(sent)
        told = httpx.post(f"{url}/webhooks/slack/events", content=body, headers=headers(body), timeout=10)
        assert told.status_code == 200

    @property
    def heard(self) -> list[str]:
        return [one["text"] for one in self._slack.of("chat.postMessage") if one["channel"] == self._channel]


class InTeams:
    """A chat of somebody's own; whoever else is in Teams meanwhile has to be quiet."""

    name = "teams"

    def __init__(self, microsoft: Microsoft):
        self._microsoft, self._before, self._number = microsoft, len(microsoft.messages), next(_NUMBERS)

    def say(self, url: str, text: str) -> dict[str, Any]:
        where = {"id": f"a:{self._number}", "conversationType": "personal", "tenantId": TENANT}
        sent = activity(f"{self._microsoft.url}/teams/", text, id=f"{next(_NUMBERS)}", conversation=where)
        self.again(url, sent)
        return sent

    def again(self, url: str, sent: dict[str, Any]) -> None:
        allowed = {"authorization": f"Bearer {token(sent['serviceUrl'])}"}
        told = httpx.post(f"{url}/webhooks/teams/api/messages", json=sent, headers=allowed, timeout=10)
        assert told.status_code in (200, 202)

    @property
    def heard(self) -> list[str]:
        return [one["text"] for one in self._microsoft.messages[self._before :]]
