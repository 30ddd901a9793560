"""`signpost serve` as it is, but for Microsoft: its keys and its connector are on loopback, at FAKE_MICROSOFT."""

import os
import sys

from bot import quiet, settings
from bot.channels.secret import signing_key
from bot.channels.teams import sdk
from bot.channels.teams.channel import TeamsChannel
from bot.channels.teams.connector import Connector
from bot.channels.teams.identity import Door
from bot.channels.teams.registration import Registration
from bot.database import Database
from bot.serve import serve
from tests.channels.teams.fakes import FakeTokens, Loopback


def on_loopback() -> TeamsChannel:
    registration, fake = Registration.from_settings(), os.environ["FAKE_MICROSOFT"]
    door = Door(registration.app_id, registration.tenant, sdk.Keys(f"{fake}/keys"))
    database = Database(os.environ["SIGNPOST_DATABASE"])
    return TeamsChannel(
        registration, signing_key(settings.VAR), database, door, Connector(FakeTokens(), Loopback(fake))
    )


if __name__ == "__main__":
    TeamsChannel.from_settings = on_loopback  # type: ignore[method-assign]
    quiet.logs()
    with quiet.third_parties():
        serve("127.0.0.1", int(sys.argv[1]))
