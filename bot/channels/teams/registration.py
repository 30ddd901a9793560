"""The bot's registration with Microsoft: who it is, whose people it answers, and how it proves itself."""

import os
import uuid
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["single-tenant", "managed-identity", "multi-tenant"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Registration:
    """As Azure shows it. `tenant` is the organisation whose people are answered, whatever the kind."""

    app_id: str
    tenant: str
    kind: Kind = "single-tenant"
    secret: str | None = None

    @classmethod
    def from_settings(cls) -> "Registration":
        """What the SIGNPOST_TEAMS_ settings say. Raises ValueError that names the one to mend."""
        kind = os.environ.get("SIGNPOST_TEAMS_KIND", KINDS[0])
        if kind not in KINDS:
            raise ValueError(f"SIGNPOST_TEAMS_KIND is '{kind}'. It must be one of: {', '.join(KINDS)}.")
        secret = os.environ.get("SIGNPOST_TEAMS_SECRET") or None
        if kind != "managed-identity" and not secret:
            raise ValueError(
                "SIGNPOST_TEAMS_APP_ID is set, but SIGNPOST_TEAMS_SECRET is not. It is a client secret of that app, made in "
                "the Entra admin centre; a managed identity needs none (SIGNPOST_TEAMS_KIND=managed-identity)."
            )
        app_id = identifier("SIGNPOST_TEAMS_APP_ID", os.environ.get("SIGNPOST_TEAMS_APP_ID", ""), "application")
        tenant = identifier("SIGNPOST_TEAMS_TENANT", os.environ.get("SIGNPOST_TEAMS_TENANT", ""), "directory (tenant)")
        return cls(app_id, tenant, next(known for known in KINDS if known == kind), secret)


def identifier(setting: str, value: str, what: str) -> str:
    """`value` as Microsoft writes an id. Raises ValueError if it is none."""
    try:
        return str(uuid.UUID(value.strip()))
    except ValueError:
        raise ValueError(
            f"{setting} must be the {what} id from Azure, such as 00000000-0000-0000-0000-000000000000."
        ) from None
