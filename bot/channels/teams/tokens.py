"""The tokens with which Signpost answers: asked of Microsoft, kept in memory until they near their end, never written down.

MSAL is used as it is and not through the SDK, which would have it ask from the server's loop and without a time limit.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Protocol

import msal
import requests

from bot.channels.teams import sdk
from bot.channels.teams.registration import Registration

_PATIENCE = 10.0  # seconds for one request
_LOGIN = "https://login.microsoftonline.com"
_MULTI_TENANT = "botframework.com"  # the directory in which a multi-tenant bot gets its tokens


class NoToken(Exception):
    """Microsoft gave no token; the message is its error's code, such as `invalid_client`."""


class Tokens(Protocol):
    async def token(self) -> str:
        """A token that lasts for some minutes at least. Raises NoToken."""


class _Patient(requests.Session):
    """A session whose every request has a time limit: MSAL sets none for a session that it is given."""

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        kwargs["timeout"] = kwargs.get("timeout") or _PATIENCE
        return super().send(request, **kwargs)


class EntraTokens:
    """Tokens for one registration. MSAL keeps them and asks again five minutes before their end, or when Microsoft says."""

    def __init__(self, registration: Registration, http: requests.Session | None = None):
        self._registration = registration
        self._http = http or _Patient()
        self._ask: Any = None  # made with the first token: MSAL asks Microsoft where to ask
        self._thread = ThreadPoolExecutor(1, "teams-tokens")

    async def token(self) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._token)

    def _token(self) -> str:
        try:
            self._ask = self._ask or self._asker()
            given: dict[str, Any] = self._ask() or {}
        except Exception as error:  # its words may hold what was sent
            raise NoToken(type(error).__name__) from None
        if "access_token" not in given:
            raise NoToken(str(given.get("error", "no answer")))
        return str(given["access_token"])

    def _asker(self) -> Any:
        registration = self._registration
        if registration.kind == "managed-identity":
            identity = msal.UserAssignedManagedIdentity(client_id=registration.app_id)
            managed = msal.ManagedIdentityClient(identity, http_client=self._http)
            return partial(managed.acquire_token_for_client, resource=sdk.ISSUER)
        tenant = _MULTI_TENANT if registration.kind == "multi-tenant" else registration.tenant
        app = msal.ConfidentialClientApplication(
            registration.app_id,
            client_credential=registration.secret,
            authority=f"{_LOGIN}/{tenant}",
            http_client=self._http,
        )
        return partial(app.acquire_token_for_client, scopes=[sdk.SCOPE])
