"""Every setting: a `SIGNPOST_` variable of the environment, with its type, its default and what it must be.

Nothing else of the project reads them there. `signpost settings` prints docs/settings.md from what stands here. A setting that
is there but empty counts as not set, as compose files and shells leave them.
"""

import ipaddress
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from knowledge import pack as packs

if TYPE_CHECKING:
    from knowledge.encoder import Encoder

PREFIX = "SIGNPOST_"
ROOT = Path(__file__).resolve().parent.parent
IN_PROCESS = "in-process"  # where the actions are, if nothing else is said
SLACK_API = "https://slack.com/api/"
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
TeamsKind = Literal["single-tenant", "managed-identity", "multi-tenant"]


def _setting(default: Any, says: str, must: str, **limits: Any) -> Any:
    """A field: what it is if not set, what it is for, and what it must be, as the sentence ends that refuses it."""
    return Field(default, description=says, json_schema_extra={"must": must}, **limits)


def _listed(given: Any) -> Any:
    return tuple(one.strip() for one in given.split(",") if one.strip()) if isinstance(given, str) else given


def _origin(given: Any) -> str:
    """An origin as browsers name it. What is none (a path, a `*`) is refused: it would open too much."""
    origin = str(given).strip().rstrip("/").lower()
    if not _ORIGIN.fullmatch(origin):
        raise ValueError
    return origin


def _network(given: Any) -> Any:
    return ipaddress.ip_network(given, strict=False)


def _like(pattern: str) -> AfterValidator:
    """Refuses a secret that does not begin like this."""

    def check(secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not re.match(pattern, secret.get_secret_value()):
            raise ValueError
        return secret

    return AfterValidator(check)


Origins = Annotated[tuple[Annotated[str, BeforeValidator(_origin)], ...], NoDecode, BeforeValidator(_listed)]
Networks = Annotated[tuple[Annotated[Network, BeforeValidator(_network)], ...], NoDecode, BeforeValidator(_listed)]
_DAYS: dict[str, Any] = {"ge": 0, "lt": 100_000, "allow_inf_nan": False}
_PORT: dict[str, Any] = {"ge": 1, "le": 65_535}
_URL = r"https?://\S+"
_YES = "1 for yes or 0 for no"
ID = "id from Azure, such as 00000000-0000-0000-0000-000000000000"


class Places(BaseSettings):
    """Where things are. Any words are a path, so reading these can't fail."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    pack: Path = _setting(packs.DEFAULT, "The pack that is served.", "a pack's folder")
    models: Path = _setting(ROOT / "models", "What is built: index and models.", "a folder")
    var: Path = _setting(ROOT / "var", "The database and the signing key, where no other is named.", "a folder")


class Settings(Places):
    """All of them, checked. Read them by `current`."""

    database: Annotated[SecretStr | None, _like(r"[a-z0-9_]+(\+[a-z0-9_]+)?://")] = _setting(
        None,
        "Where conversations are kept, if not in a SQLite file in `SIGNPOST_VAR`: a PostgreSQL server, which several instances share "
        "([one machine or many](running.md)).",
        "a database's address as SQLAlchemy writes it, such as postgresql://user:password@host/signpost",
    )
    secret: SecretStr | None = _setting(
        None,
        "The key that signs sessions. With PostgreSQL it must be set, the same on every instance; else one is made in `SIGNPOST_VAR`.",
        "at least 32 characters made by chance, such as 'openssl rand -base64 48' prints",
        min_length=32,
    )
    events: Annotated[SecretStr | None, _like(r"amqps?://\S+$")] = _setting(
        None,
        "The RabbitMQ server that gets wordless events for partners ([events](events.md)); none are made if not set. The same on every instance.",
        "a RabbitMQ server's address, such as amqps://user:password@host/",
    )
    events_at_once: bool = _setting(
        False,
        "Send events as things happen, not once their day is over: whoever gets them then learns the minute.",
        _YES,
    )
    redis: Annotated[SecretStr | None, _like(r"(rediss?|unix)://\S+$")] = _setting(
        None,
        "The Redis server by which instances count messages a minute together ([one machine or many](running.md)); each counts for itself if not set.",
        "a Redis server's address, such as rediss://:password@host/0",
    )
    learner_secret: SecretStr | None = _setting(
        None,
        "The key that makes names of learners which tell nobody who they are: of an account in Teams or Slack, so that who comes back goes on "
        "([learning](learning.md)), and in exported xAPI statements. Whoever changes it parts learners from what is kept of them.",
        "at least 32 characters made by chance, such as 'openssl rand -base64 48' prints",
        min_length=32,
    )
    address: str | None = _setting(
        None,
        "Where people reach the page: xAPI statements name it as the home of learners and of what they learnt.",
        "an address without a query, such as https://signpost.example",
        pattern=r"^https?://[^\s?#]+$",
    )
    retention_days: float = _setting(
        30,
        "After how many days a conversation that nobody went on with is deleted.",
        "a number of days, such as 30",
        **_DAYS,
    )
    learning_days: float = _setting(
        365,
        "After how many days the progress of a learner who agreed to have it kept is deleted, if nobody went on with it.",
        "a number of days, such as 365",
        **_DAYS,
    )
    keep_questions: bool = _setting(
        False, "Keep the masked words of questions that had no answer ([privacy](privacy.md)).", _YES
    )
    origins: Origins = _setting(
        (),
        "Sites that may embed the widget ([the page and the widget](web.md)).",
        "sites with commas between and no path, such as https://www.school.example",
    )
    proxies: Networks = _setting(
        (),
        "Proxies whose word on who asks is believed.",
        "addresses or networks with commas between, such as 10.0.0.7, 172.16.0.0/12",
    )
    encoder: str | None = _setting(
        None,
        "Another sentence encoder than the packaged one.",
        "a folder or a name that sentence-transformers knows",
    )
    actions: str = _setting(
        IN_PROCESS,
        "Where the actions run: in this process, or on a server elsewhere (`python -m actions.server`).",
        f"{IN_PROCESS}, or an address such as http://actions:5055/webhook",
        pattern=rf"^({IN_PROCESS}|{_URL})$",
    )
    actions_host: str = _setting("127.0.0.1", "Where that server listens: its address.", "an address of this machine")
    actions_port: int = _setting(5055, "Where that server listens: its port.", "a port, 1 to 65535", **_PORT)
    health_port: int | None = _setting(
        None,
        "The port for `/live`, `/ready` and `/metrics` ([care](care.md)); closed if not set. (In Kubernetes a Service named "
        "`signpost-health` sets a variable of this name: `enableServiceLinks: false` stops that.)",
        "a port, 1 to 65535",
        **_PORT,
    )
    health_host: str = _setting(
        "127.0.0.1",
        "The address on which that port listens. In a container 0.0.0.0, with the port kept inside the cluster.",
        "an address of this machine",
    )
    drain_seconds: float = _setting(
        0,
        "For how long after SIGTERM requests are still taken while `/ready` says no, so that a proxy can see it.",
        "a number of seconds, 0 to 60",
        ge=0,
        le=60,
        allow_inf_nan=False,
    )
    log_format: Literal["plain", "json"] = _setting(
        "plain", "How log lines are written on standard error.", "plain or json"
    )
    traces: str | None = _setting(
        None,
        "The collector to which spans are sent, by OTLP over HTTP as JSON ([care](care.md)).",
        "an address, such as http://localhost:4318/v1/traces",
        pattern=rf"^{_URL}$",
    )
    slack_token: Annotated[SecretStr | None, _like(r"\s*xoxb-")] = _setting(
        None,
        "The bot's token of a Slack app ([Slack](slack.md)). With `SIGNPOST_SLACK_SECRET` it opens the channel.",
        "the bot's own token: it begins with xoxb-",
    )
    slack_secret: SecretStr | None = _setting(None, "The signing secret of that app.", "the app's signing secret")
    slack_api: str = _setting(
        SLACK_API,
        "Where Slack's API is, for tests.",
        "an address, such as https://slack.com/api/",
        pattern=rf"^{_URL}$",
    )
    teams_app_id: UUID | None = _setting(
        None, "The bot's application id in Azure: opens [Microsoft Teams](teams.md).", f"the application {ID}"
    )
    teams_tenant: UUID | None = _setting(
        None, "The directory whose people are answered in Teams.", f"the directory (tenant) {ID}"
    )
    teams_secret: SecretStr | None = _setting(
        None, "The bot's client secret; a managed identity needs none.", "a client secret of that app"
    )
    teams_kind: TeamsKind = _setting(
        "single-tenant",
        "The kind of registration in Azure.",
        "one of: single-tenant, managed-identity, multi-tenant",
    )
    rest: bool = _setting(False, "Open a REST channel on loopback, for tests.", _YES)
    debug: bool = _setting(False, "Show where an error came from (a traceback).", _YES)


class BadSettings(ValueError):
    """Settings that can't be used; the message has a sentence for each, with the mend. No secret stands in it."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__("\n".join(problems))


def current() -> Settings:
    """The settings as the environment has them now. Raises BadSettings with all that is wrong with them."""
    return _read(tuple(sorted(given().items())))


def debugging() -> bool:
    """Whether errors are shown with where they came from; not while settings are bad, for they are the error then."""
    return _whatever_else_is_bad("debug") is True


def writes_json() -> bool:
    """Whether log lines are JSON; not while settings are bad."""
    return bool(_whatever_else_is_bad("log_format") == "json")


def _whatever_else_is_bad(field: str) -> Any:
    try:
        return getattr(current(), field)
    except BadSettings:
        return None


def given() -> dict[str, str]:
    """Every variable that is set and not empty, by its name: those that are no setting too."""
    return {name.upper(): value for name, value in os.environ.items() if value and name.upper().startswith(PREFIX)}


@lru_cache(maxsize=4)
def _read(there: tuple[tuple[str, str], ...]) -> Settings:
    problems: list[str] = []
    try:
        made = Settings()
    except ValidationError as error:
        refused = dict.fromkeys(str(one["loc"][0]) for one in error.errors(include_input=False))
        problems = [_refusal(name, dict(there)) for name in refused]
    problems += half_done(dict(there))
    if problems:
        raise BadSettings(problems)
    return made


def _refusal(field: str, there: Mapping[str, str]) -> str:
    name, must = PREFIX + field.upper(), must_be(field)
    if is_secret(field):
        return f"{name} must be {must}."
    return f"{name} is '{there.get(name, '')}'. It must be {must}."


def half_done(there: Mapping[str, str]) -> Iterator[str]:
    """What is missing of a channel that was begun, a sentence each."""
    if ("SIGNPOST_SLACK_TOKEN" in there) != ("SIGNPOST_SLACK_SECRET" in there):
        yield (
            "Slack needs both SIGNPOST_SLACK_TOKEN (the bot's token) and SIGNPOST_SLACK_SECRET (the signing secret). "
            "Set both, or neither to serve without Slack. docs/slack.md says where they are."
        )
    if "SIGNPOST_TEAMS_APP_ID" in there:
        if "SIGNPOST_TEAMS_TENANT" not in there:
            yield f"SIGNPOST_TEAMS_APP_ID is set, but SIGNPOST_TEAMS_TENANT is not. It must be {must_be('teams_tenant')}."
        if "SIGNPOST_TEAMS_SECRET" not in there and there.get("SIGNPOST_TEAMS_KIND") != "managed-identity":
            yield (
                "SIGNPOST_TEAMS_APP_ID is set, but SIGNPOST_TEAMS_SECRET is not. It is a client secret of that app, made in "
                "the Entra admin centre; a managed identity needs none (SIGNPOST_TEAMS_KIND=managed-identity)."
            )
    elif begun := sorted({"SIGNPOST_TEAMS_TENANT", "SIGNPOST_TEAMS_SECRET"} & there.keys()):
        yield f"{begun[0]} is set, but SIGNPOST_TEAMS_APP_ID is not. It must be {must_be('teams_app_id')}."


def must_be(field: str) -> str:
    """What a setting must be."""
    extra = Settings.model_fields[field].json_schema_extra
    return str(extra["must"]) if isinstance(extra, dict) else ""


def is_secret(field: str) -> bool:
    """Whether its value is shown nowhere."""
    return "SecretStr" in str(Settings.model_fields[field].annotation)


_places = Places()
PACK, MODELS, VAR = _places.pack, _places.models, _places.var
INDEX = MODELS / "index"
MASKING = MODELS / "names"
LARGE_ENCODER = MODELS / "encoder"
TAUGHT = ROOT / "bot" / "taught"  # what travels with the project
MODEL = MODELS / "signpost.tar.gz"


def database() -> str:
    """The database's address. It may hold a password."""
    named = current().database
    return named.get_secret_value() if named else f"sqlite:///{VAR / 'conversations.db'}"


def taught(name: str) -> Path:
    """The folder of what was taught under this name (names, classifier, votes): taught on this machine, where that is
    newer, else what travels with the project."""
    here = MODELS / name
    return here if (here / "manifest.json").exists() else TAUGHT / name


@cache
def _served() -> list[packs.Pack]:
    return [packs.load(PACK)]


def pack() -> packs.Pack:
    """The process's one pack. Raises PackError with every problem if it is unsound."""
    return _served()[0]


def serve_edition(edition: packs.Pack) -> None:
    """Puts another edition in the pack's place, for all that asks for it from now on."""
    _served()[0] = edition


def forget_pack() -> None:
    """Has the pack read again when it is next asked for."""
    _served.cache_clear()


def encoder() -> "Encoder":
    """The process's one sentence encoder."""
    from knowledge import encoder

    return encoder.shared(current().encoder)
