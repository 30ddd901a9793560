"""The one seam to Microsoft's SDK: the private name that is put to use, and what its defaults leave open.

Its version is pinned; `tests/channels/teams/test_sdk.py` fails when the private name moves.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from jwt import PyJWK, PyJWKClient
from microsoft_agents.hosting.core import AgentAuthConfiguration, JwtTokenValidator, OutboundHostValidator

ISSUER = "https://api.botframework.com"  # who signs what Teams sends to a bot
SCOPE = f"{ISSUER}/.default"  # what an answer's token is for
_PATIENCE = 5.0  # seconds for the key server
_KEYS_LAST = 86_400.0  # seconds; a key that is not known yet is fetched at once
# Where a signed message may ask to be answered. The SDK's own list also has hosts on which anybody may open a site.
_HOSTS = ["smba.trafficmanager.net", "teams.microsoft.com", "botframework.com"]

for _name in ("microsoft_agents", "msal"):
    # They write what somebody typed, ids, and a token's whole request. What goes wrong is told by this channel instead.
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


class Keys:
    """Microsoft's public keys, fetched in a thread of their own: a key server that is down holds up nobody else's work."""

    def __init__(self, address: str | None = None):
        """`address` stands in for Microsoft's, for tests."""
        self._address, self._clients = address, dict[str, PyJWKClient]()
        self._thread = ThreadPoolExecutor(1, "teams-keys")

    async def get_signing_key(self, address: str, header: dict[str, Any]) -> PyJWK:
        """The key that `header` names. Raises PyJWTError if there is none, or no answer."""
        address = self._address or address
        client = self._clients.setdefault(address, PyJWKClient(address, timeout=_PATIENCE, lifespan=_KEYS_LAST))
        return await asyncio.get_running_loop().run_in_executor(self._thread, client.get_signing_key, header["kid"])


def validator(app_id: str, tenant: str, keys: Keys) -> JwtTokenValidator:
    """What checks a token's signature, audience and issuer. It accepts more issuers than `identity.py` then does."""
    configuration = AgentAuthConfiguration(
        client_id=app_id, tenant_id=tenant, connection_name="teams", issuers=[ISSUER], validate_issuer=True
    )
    checks = JwtTokenValidator(configuration)
    checks._jwk_client_manager = keys  # type: ignore[assignment]
    return checks


def hosts() -> OutboundHostValidator:
    """Which addresses may be answered to: Microsoft's, over https, and none in a private network."""
    return OutboundHostValidator(_HOSTS, enabled=True, include_default_microsoft_hosts=False)
