"""What Signpost relies on in Microsoft's SDK: this fails when a new version moves it."""

import inspect
import logging

import pytest
from microsoft_agents.activity import Activity
from microsoft_agents.hosting import core
from microsoft_agents.hosting.core.authorization.jwt.jwt_token_validator import JwtTokenValidator

from bot.channels.teams import sdk
from tests.channels.teams.fakes import APP, TENANT


def test_the_private_name_that_is_put_to_use_is_still_there() -> None:
    """Its validator would fetch keys in the server's own threads, with a patience of thirty seconds each."""
    assert hasattr(JwtTokenValidator, "_jwk_client_manager")
    assert "_jwk_client_manager.get_signing_key(jwks_uri, header)" in inspect.getsource(JwtTokenValidator)


def test_our_keys_are_the_ones_that_it_asks() -> None:
    keys = sdk.Keys()
    assert sdk.validator(APP, TENANT, keys)._jwk_client_manager is keys


def test_the_issuer_is_checked() -> None:
    configuration = sdk.validator(APP, TENANT, sdk.Keys()).configuration
    assert configuration.VALIDATE_ISSUER is True
    assert configuration.ANONYMOUS_ALLOWED is False


@pytest.mark.parametrize(
    "address",
    [
        "https://smba.trafficmanager.net/uk/",
        "https://smba.infra.gcc.teams.microsoft.com/",
        "https://x.botframework.com",
    ],
)
def test_microsofts_addresses_may_be_answered_to(address: str) -> None:
    assert sdk.hosts().is_allowed(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://smba.trafficmanager.net/uk/",
        "https://evil.example/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://user@smba.trafficmanager.net/",
        "https://anybody.blob.core.windows.net/",
        "https://anybody.sharepoint.com/",
        "https://127.0.0.1/",
        "https://169.254.169.254/",
        "nonsense",
        "",
    ],
)
def test_no_other_address_is(address: str) -> None:
    assert not sdk.hosts().is_allowed(address)


def test_its_loggers_say_nothing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(ValueError):
        Activity.model_validate({"type": "message", "text": {"words": "Ann is hurt"}, "conversation": "Ann"})
    logging.getLogger("msal.application").error("Ann")
    logging.getLogger(core.__name__).error("Ann")
    assert "Ann" not in caplog.text
