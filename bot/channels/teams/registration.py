"""The bot's registration with Microsoft: who it is, whose people it answers, and how it proves itself."""

from dataclasses import dataclass

from bot import settings
from bot.settings import TeamsKind


@dataclass(frozen=True)
class Registration:
    """As Azure shows it. `tenant` is the organisation whose people are answered, whatever the kind."""

    app_id: str
    tenant: str
    kind: TeamsKind = "single-tenant"
    secret: str | None = None

    @classmethod
    def from_settings(cls) -> "Registration":
        """What the SIGNPOST_TEAMS_ settings say. Raises BadSettings for such as can't be used."""
        said = settings.current()
        secret = said.teams_secret.get_secret_value() if said.teams_secret else None
        return cls(str(said.teams_app_id), str(said.teams_tenant), said.teams_kind, secret)
