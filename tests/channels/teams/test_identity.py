"""Only what Microsoft's bot service signed for this bot comes in."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.channels.teams import sdk
from bot.channels.teams.identity import Door, Refused
from tests.channels.teams.fakes import APP, ELSEWHERE, KEY, OTHER_KEY, TENANT, Microsoft, microsoft, token

URL = "https://smba.trafficmanager.net/uk/"
LATER, EARLIER = int(time.time()) + 1_000, int(time.time()) - 1_000


@pytest.fixture
def fake() -> Iterator[Microsoft]:
    with microsoft() as running:
        yield running


def claims(fake: Microsoft, header: str | None) -> dict[str, Any]:
    return asyncio.run(Door(APP, TENANT, sdk.Keys(f"{fake.url}/keys")).claims(header))


def status(fake: Microsoft, header: str | None) -> int:
    with pytest.raises(Refused) as refused:
        claims(fake, header)
    return refused.value.status


def part(said: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def unsigned() -> str:
    said = {"iss": sdk.ISSUER, "aud": APP, "exp": LATER, "serviceurl": URL}
    return f"{part({'alg': 'none', 'kid': 'k1'})}.{part(said)}."


def signed_with_the_public_key() -> str:
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    said = {"iss": sdk.ISSUER, "aud": APP, "exp": LATER, "serviceurl": URL}
    begun = f"{part({'alg': 'HS256', 'kid': 'k1', 'typ': 'JWT'})}.{part(said)}"
    signature = hmac.new(public, begun.encode(), hashlib.sha256).digest()
    return f"{begun}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def test_a_token_of_the_bot_service_is_good(fake: Microsoft) -> None:
    assert claims(fake, f"Bearer {token(URL)}")["serviceurl"] == URL


def test_a_clock_may_be_a_little_wrong(fake: Microsoft) -> None:
    assert claims(fake, f"Bearer {token(URL, exp=int(time.time()) - 200)}")


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(token(URL, exp=EARLIER), id="expired"),
        pytest.param(token(URL, nbf=LATER), id="not yet valid"),
        pytest.param(token(URL, without=("exp",)), id="without an end"),
        pytest.param(token(URL, exp="soon"), id="an end that is none"),
        pytest.param(token(URL, kid=None), id="without a key's name"),
        pytest.param(token(URL, kid="k2"), id="unknown key"),
        pytest.param(token(URL, key=OTHER_KEY), id="another key"),
        pytest.param(token(URL, aud=ELSEWHERE), id="for another bot"),
        pytest.param(token(URL, aud=[APP]), id="for a list of bots"),
        pytest.param(token(URL, without=("aud",)), id="for nobody"),
        pytest.param(token(URL, iss="https://evil.example/"), id="foreign issuer"),
        pytest.param(token(URL, iss=["https://api.botframework.com"]), id="a list of issuers"),
        pytest.param(
            token(URL, iss=f"https://login.microsoftonline.com/{ELSEWHERE}/v2.0", tid=ELSEWHERE), id="foreign tenant"
        ),
        pytest.param(
            token(URL, iss=f"https://login.microsoftonline.com/{TENANT}/v2.0", tid=TENANT),
            id="an app of the own tenant",
        ),
        pytest.param(
            token(URL, iss="https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"), id="another of Microsoft's"
        ),
        pytest.param(token(URL, without=("serviceurl",)), id="without an address"),
        pytest.param(token(URL, serviceurl=7), id="an address that is none"),
        pytest.param(unsigned(), id="alg none"),
        pytest.param(signed_with_the_public_key(), id="HS256 with the public key"),
        pytest.param("garbage", id="garbage"),
        pytest.param("a.b.c", id="garbage in three parts"),
        pytest.param(
            f"{part({'alg': 'RS256', 'kid': 'k1'})}.{base64.urlsafe_b64encode(b'[' * 5_000).decode()}.x", id="deep"
        ),
        pytest.param("\N{BRIDE WITH VEIL}", id="no ASCII"),
        pytest.param("", id="empty"),
    ],
)
def test_no_other_token_is(fake: Microsoft, bad: str) -> None:
    assert status(fake, f"Bearer {bad}") == 401


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", token(URL), f"Basic {token(URL)}", f"Bearer {token(URL)} more"],
    ids=["none", "empty", "no token", "no scheme", "another scheme", "more"],  # a token's time differs by worker
)
def test_no_other_header_is(fake: Microsoft, header: str | None) -> None:
    assert status(fake, header) == 401


def test_what_says_of_itself_that_it_is_foreign_has_no_key_fetched(fake: Microsoft) -> None:
    status(fake, f"Bearer {token(URL, iss='https://evil.example/')}")
    status(fake, f"Bearer {unsigned()}")
    assert fake.keys_asked == 0


def test_a_key_server_that_is_down_is_told_apart(fake: Microsoft, caplog: pytest.LogCaptureFixture) -> None:
    fake.keys_down = True
    assert status(fake, f"Bearer {token(URL)}") == 503
    assert "keys could not be fetched" in caplog.text


def test_keys_that_are_known_do_without_the_key_server(fake: Microsoft) -> None:
    async def twice() -> None:
        door = Door(APP, TENANT, sdk.Keys(f"{fake.url}/keys"))
        await door.claims(f"Bearer {token(URL)}")
        fake.keys_down = True
        await door.claims(f"Bearer {token(URL)}")

    asyncio.run(twice())
    assert fake.keys_asked == 1


def test_a_flood_of_unknown_keys_is_not_passed_on(fake: Microsoft) -> None:
    async def flood() -> None:
        door = Door(APP, TENANT, sdk.Keys(f"{fake.url}/keys"))
        for number in range(20):
            with pytest.raises(Refused):
                await door.claims(f"Bearer {token(URL, kid=f'unknown-{number}')}")

    asyncio.run(flood())
    assert fake.keys_asked <= 2


def test_a_refusal_says_nothing_of_why(fake: Microsoft) -> None:
    with pytest.raises(Refused) as refused:
        claims(fake, f"Bearer {token(URL, aud=ELSEWHERE)}")
    assert str(refused.value) == "This request is not from Teams."
    assert refused.value.__cause__ is None
