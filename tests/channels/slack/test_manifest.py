"""The app's manifest: what the code does in Slack is what the app may do, and no more."""

import copy
import json
import re

import pytest
import yaml
from typer.testing import CliRunner

from bot.channels.slack.app import FILE, App
from bot.channels.slack.events import of_event
from bot.channels.slack.manifest import EVENTS, SCOPES, WITHOUT_SCOPE, manifest, problems
from bot.cli import app as command
from tests.channels.slack.sent import mention, message, opened
from tests.conftest import ROOT

URL = "https://signpost.example"


def called():
    """The methods of Slack's that the code calls."""
    source = (ROOT / "bot/channels/slack/api.py").read_text(encoding="utf-8")
    return set(re.findall(r'"((?:chat|views|assistant\.threads)\.\w+)"', source))


def test_the_scopes_cover_what_the_code_does_and_nothing_else(pack):
    needed = called() | set(EVENTS)
    covered = {one for things in SCOPES.values() for one in things}
    assert len(called()) == 5
    assert needed - WITHOUT_SCOPE == covered
    assert manifest(pack, URL)["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)


def test_each_event_that_is_asked_for_is_one_that_is_taken():
    taken = {"message.im": message("hello"), "app_mention": mention("hello"), "app_home_opened": opened("home")}
    assert set(taken) == set(EVENTS) and all(of_event(envelope) for envelope in taken.values())


def test_slack_finds_signpost(pack):
    settings = manifest(pack, f"{URL}/")["settings"]
    assert settings["event_subscriptions"]["request_url"] == f"{URL}/webhooks/slack/events"
    assert settings["interactivity"]["request_url"] == f"{URL}/webhooks/slack/actions"


@pytest.mark.parametrize(
    "url", ["", "signpost.example", "http://signpost.example", "https://", "https://a.b/c", "https://a.b?c"]
)
def test_an_address_that_slack_can_not_reach_is_refused(pack, url):
    with pytest.raises(ValueError, match="is no address for Slack"):
        manifest(pack, url)


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("display_information", "name"), "x" * 36),
        (("display_information", "description"), "x" * 141),
        (("features", "agent_view", "agent_description"), ""),
        (("features", "agent_view", "suggested_prompts"), [{"title": "a", "message": "b"}] * 5),
        (("oauth_config", "scopes", "bot"), ["channels:history"]),
        (("settings", "event_subscriptions", "request_url"), "http://signpost.example/webhooks/slack/events"),
        (("settings", "event_subscriptions", "bot_events"), ["message.channels"]),
        (("settings", "interactivity", "is_enabled"), "yes"),
        (("settings", "unknown"), True),
    ],
)
def test_what_is_wrong_with_a_manifest_is_found(pack, where, value):
    given = copy.deepcopy(manifest(pack, URL))
    assert problems(given) == []
    within = given
    for key in where[:-1]:
        within = within[key]
    within[where[-1]] = value
    assert problems(given)


def test_the_words_are_checked_as_they_are_read():
    words = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    App.model_validate(words)
    for wrong in ({"short": "x" * 141}, {"prompts": words["prompts"] * 2}, {"unknown": 1}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            App.model_validate({**words, **wrong})


def test_the_command_prints_it():
    told = CliRunner().invoke(command, ["slack-manifest", "--url", URL])
    assert told.exit_code == 0 and json.loads(told.stdout)["features"]["bot_user"]["display_name"] == "Signpost"
    refused = CliRunner().invoke(command, ["slack-manifest", "--url", "http://x"])
    assert refused.exit_code == 1 and "is no address for Slack" in refused.output and "Traceback" not in refused.output
