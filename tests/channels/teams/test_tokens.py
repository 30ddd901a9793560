"""The tokens with which answers are sent, with MSAL itself and an Entra that plays its part."""

import asyncio
import json
import time
from typing import Any, get_args
from urllib.parse import parse_qs

import pytest
import requests

from bot.channels.teams.registration import Registration
from bot.channels.teams.tokens import EntraTokens, NoToken
from bot.settings import TeamsKind
from tests.channels.teams.fakes import APP, TENANT


class Entra(requests.Session):
    """Answers MSAL's requests in their place."""

    def __init__(self, lasts: int = 3_600, refuses: str = "", down: bool = False):
        super().__init__()
        self.lasts, self.refuses, self.down = lasts, refuses, down
        self.asked: list[tuple[str, dict[str, list[str]]]] = []
        self.discovered: list[str] = []

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        if self.down:
            raise requests.ConnectionError("secret")
        url = str(request.url)
        if "openid-configuration" in url:
            self.discovered.append(url)
            base = url.split("/v2.0/", maxsplit=1)[0]
            return _answer(
                request,
                200,
                {
                    "token_endpoint": f"{base}/oauth2/v2.0/token",
                    "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                    "issuer": f"{base}/v2.0",
                },
            )
        if "discovery/instance" in url:
            host = "login.microsoftonline.com"
            return _answer(request, 200, {"metadata": [{"preferred_network": host, "aliases": [host]}]})
        asked = parse_qs(request.body if isinstance(request.body, str) else "") or parse_qs(url.partition("?")[2])
        self.asked.append((url, asked))
        if self.refuses:
            return _answer(request, 401, {"error": self.refuses, "error_description": "secret"})
        given = {"access_token": f"token {len(self.asked)}", "expires_in": self.lasts, "token_type": "Bearer"}
        return _answer(request, 200, {**given, "expires_on": str(int(time.time()) + self.lasts), "resource": "x"})


def _answer(request: requests.PreparedRequest, status: int, body: dict[str, Any]) -> requests.Response:
    told = requests.Response()
    told.status_code, told._content, told.url, told.request = (
        status,
        json.dumps(body).encode(),
        str(request.url),
        request,
    )
    return told


def tokens(kind: str = "single-tenant", **entra: Any) -> tuple[EntraTokens, Entra]:
    fake = Entra(**entra)
    known = next(k for k in get_args(TeamsKind) if k == kind)
    return EntraTokens(Registration(APP, TENANT, known, None if kind == "managed-identity" else "a secret"), fake), fake


@pytest.mark.parametrize(("kind", "directory"), [("single-tenant", TENANT), ("multi-tenant", "botframework.com")])
def test_a_secret_is_exchanged_in_the_right_directory(kind: str, directory: str) -> None:
    asks, entra = tokens(kind)
    assert asyncio.run(asks.token()) == "token 1"
    [(url, said)] = entra.asked
    assert url == f"https://login.microsoftonline.com/{directory}/oauth2/v2.0/token"
    assert said["client_id"] == [APP] and said["client_secret"] == ["a secret"]
    assert said["scope"] == ["https://api.botframework.com/.default"]
    assert said["grant_type"] == ["client_credentials"]


def test_a_managed_identity_needs_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IDENTITY_ENDPOINT", raising=False)
    asks, entra = tokens("managed-identity")
    assert asyncio.run(asks.token()) == "token 1"
    [(url, said)] = entra.asked
    assert url.startswith("http://169.254.169.254/metadata/identity/oauth2/token")
    assert said["client_id"] == [APP] and said["resource"] == ["https://api.botframework.com"]


async def _twice(asks: EntraTokens) -> list[str]:
    return [await asks.token(), await asks.token()]


def test_a_token_is_kept_while_it_lasts() -> None:
    asks, entra = tokens()
    assert asyncio.run(_twice(asks)) == ["token 1", "token 1"]
    assert len(entra.asked) == 1


def test_a_token_is_renewed_before_its_end() -> None:
    asks, _ = tokens(lasts=200)
    assert asyncio.run(_twice(asks)) == ["token 1", "token 2"]


def test_a_refusal_is_told_by_its_code_alone(caplog: pytest.LogCaptureFixture) -> None:
    asks, _ = tokens(refuses="invalid_client")
    with pytest.raises(NoToken) as refused:
        asyncio.run(asks.token())
    assert str(refused.value) == "invalid_client"
    assert "secret" not in caplog.text


def test_an_entra_that_is_away_is_told_by_its_kind_and_asked_again_later() -> None:
    asks, entra = tokens(down=True)
    with pytest.raises(NoToken) as refused:
        asyncio.run(asks.token())
    assert "secret" not in str(refused.value)
    entra.down = False
    assert asyncio.run(asks.token()) == "token 1"


def test_every_request_has_a_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[Any] = []

    def send(self: Any, request: Any, **kwargs: Any) -> None:
        limits.append(kwargs["timeout"])
        raise requests.ConnectionError

    monkeypatch.setattr(requests.Session, "send", send)
    with pytest.raises(NoToken):
        asyncio.run(EntraTokens(Registration(APP, TENANT, "single-tenant", "a secret")).token())
    assert limits and all(limits)


SETTINGS = {"APP_ID": APP, "TENANT": TENANT, "SECRET": "a secret"}


def registration(monkeypatch: pytest.MonkeyPatch, **given: str | None) -> Registration:
    for name in ("APP_ID", "TENANT", "SECRET", "KIND"):
        monkeypatch.delenv(f"SIGNPOST_TEAMS_{name}", raising=False)
    for name, value in {**SETTINGS, **given}.items():
        if value is not None:
            monkeypatch.setenv(f"SIGNPOST_TEAMS_{name}", value)
    return Registration.from_settings()


def test_the_settings_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert registration(monkeypatch) == Registration(APP, TENANT, "single-tenant", "a secret")
    assert registration(monkeypatch, KIND="managed-identity", SECRET=None).kind == "managed-identity"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"TENANT": None}, "SIGNPOST_TEAMS_TENANT"),
        ({"TENANT": "common"}, "SIGNPOST_TEAMS_TENANT"),
        ({"APP_ID": "signpost"}, "SIGNPOST_TEAMS_APP_ID"),
        ({"SECRET": None}, "SIGNPOST_TEAMS_SECRET"),
        ({"KIND": "multi-tenant", "SECRET": ""}, "SIGNPOST_TEAMS_SECRET"),
        ({"KIND": "anything"}, "SIGNPOST_TEAMS_KIND"),
    ],
)
def test_a_setting_that_is_wrong_is_named(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str | None], named: str
) -> None:
    with pytest.raises(ValueError, match=named) as wrong:
        registration(monkeypatch, **given)
    assert "a secret" not in str(wrong.value)
