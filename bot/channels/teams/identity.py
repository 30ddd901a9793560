"""Who is at the door: a request counts only with a token that Microsoft's bot service signed for this bot.

The SDK checks signature, audience and times. It would let pass a token without an end, one that another of Microsoft's
issuers signed, and one that does not say where it is to be answered.
"""

import logging
from typing import Any

import jwt

from bot.channels.teams import sdk

_log = logging.getLogger(__name__)


class Refused(Exception):
    """A request that is not Teams' (`status` 401 or 403), or that can't be checked now (503)."""

    def __init__(self, status: int):
        super().__init__("This request could not be checked." if status == 503 else "This request is not from Teams.")
        self.status = status


class Door:
    """Checks the tokens that come with requests."""

    def __init__(self, app_id: str, tenant: str, keys: sdk.Keys | None = None):
        self._validator = sdk.validator(app_id, tenant, keys or sdk.Keys())

    async def claims(self, authorization: str | None) -> dict[str, Any]:
        """What the token of an `Authorization` header claims, all checked. Raises Refused."""
        scheme, _, token = (authorization or "").partition(" ")
        try:
            if scheme.lower() != "bearer" or not _says_what_it_must(token):
                raise Refused(401)
            return dict((await self._validator.validate_token(token)).claims)
        except jwt.PyJWKClientConnectionError:
            _log.error("Microsoft's keys could not be fetched, so a message from Teams could not be checked")
            raise Refused(503) from None
        except Refused:
            raise
        except Exception:  # the SDK and PyJWT raise many kinds for a token that they can't read
            raise Refused(401) from None


def _says_what_it_must(token: str) -> bool:
    """Whether a token names its key and its end, comes from the bot service and says where to answer. No key is looked for
    before; that these are the words that were signed is checked after."""
    header = jwt.get_unverified_header(token)
    said = jwt.decode(token, options={"verify_signature": False})
    signed = header.get("alg") == "RS256" and isinstance(header.get("kid"), str)
    return signed and said.get("iss") == sdk.ISSUER and isinstance(said.get("serviceurl"), str) and "exp" in said
