"""`signpost doctor`: what is wrong with this installation, each with the mend, and what is right. No secret and nobody's words."""

import difflib
import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen
from zoneinfo import ZoneInfo

from bot import serve, settings
from bot.settings import BadSettings, Settings

FREE = 500_000_000  # bytes that the disks should have left
_SHOWN = 5  # problems of a pack; `signpost pack check` has them all
_ZONE = ZoneInfo("Europe/London")  # the hours of helplines and front doors are those of the country


@dataclass(frozen=True)
class Finding:
    """One thing that is right, or that is wrong: then `mend` says what to do."""

    about: str
    says: str
    mend: str = ""

    @property
    def right(self) -> bool:
        return not self.mend


def examine(host: str, port: int) -> list[Finding]:
    """Everything, in the order in which it is mended. `host` and `port`: where it is, or is to be, served."""
    found: list[Finding] = []
    for about, check in CHECKS.items():
        try:
            found += [Finding(about, *told) for told in check(host, port)]
        except BadSettings:
            continue  # said once, by the settings' own check
        except Exception as error:  # what is broken must not hide the rest
            found.append(
                Finding(about, f"This could not be examined ({type(error).__name__}).", "Mend the rest first.")
            )
    return found


def as_json(found: list[Finding]) -> dict[str, Any]:
    return {
        "wrong": sum(not one.right for one in found),
        "findings": [{**asdict(one), "right": one.right} for one in found],
    }


Told = Iterator[tuple[str] | tuple[str, str]]


def _settings(host: str, port: int) -> Told:
    known = {settings.PREFIX + name.upper() for name in Settings.model_fields}
    there = settings.given()
    for name in sorted(there.keys() - known):
        if near := difflib.get_close_matches(name, known, 1, 0.85):
            yield (
                f"{name} is no setting, so it does nothing.",
                f"Did you mean {near[0]}? docs/settings.md has them all.",
            )
    try:
        settings.current()
    except BadSettings as bad:
        for problem in bad.problems:
            yield problem, "Set it right where the server's environment is made, and start it again."
        return
    names = sorted(there.keys() & known)
    yield (
        f"The settings can be used; set are {', '.join(names)}." if names else "No setting is set, and none need be.",
    )


def _pack(host: str, port: int) -> Told:
    from knowledge import review
    from knowledge.check import check

    problems = check(settings.PACK)
    wrong = [problem for problem in problems if not problem.waits]
    for problem in wrong[:_SHOWN]:
        yield f"The pack is not sound: {problem}.", "Mend that file; 'signpost pack check' says when it is sound."
    if len(wrong) > _SHOWN:
        yield f"The pack has {len(wrong) - _SHOWN} more problems.", "'signpost pack check' lists them."
    if not wrong:
        info, waits = settings.pack().info, sum(problem.waits for problem in problems)
        yield (
            f"The pack is sound: {info.name}, {info.edition}, to be reviewed by {info.review_date:%-d %B %Y}; "
            f"{waits} of its additions await approval.",
        )
        if due := review.coming(info, date.today()):
            yield (due,)


def _models(host: str, port: int) -> Told:
    from bot.train import to_build
    from knowledge.encoder import packaged_model

    if other := settings.current().encoder:
        yield (f"The sentence encoder is another than the packaged one: {other}.",)
    elif not packaged_model().is_dir():
        yield "The packaged sentence encoder is not whole.", "Run 'make install'."
    try:
        serve.need_model(settings.MODEL)
    except serve.CannotServe as why:
        yield str(why).partition(" Run ")[0], "Run 'signpost train'."
        return
    if stale := to_build():
        many = "is" if len(stale) == 1 else "are"
        yield (
            f"Of the models, {', '.join(stale)} {many} missing, damaged, or made of other code or another pack than is here.",
            "Run 'signpost train', and start the server again.",
        )
    else:
        yield ("The models are whole, and made of this code and this pack.",)


def _database(host: str, port: int) -> Told:
    import sqlalchemy as sa

    from bot.database import deliveries, reason

    url = settings.database()
    try:
        shown = sa.engine.make_url(url).render_as_string(hide_password=True)
    except sa.exc.ArgumentError:
        yield "SIGNPOST_DATABASE is no address that SQLAlchemy knows.", f"It must be {settings.must_be('database')}."
        return
    file = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
    if file is not None and not file.exists():
        folder = next(one for one in (file.parent, *file.parent.parents) if one.exists())
        if os.access(folder, os.W_OK):
            yield (f"There is no database yet; the first start makes it ({shown}).",)
        else:
            yield f"There is no database yet, and it can't be made in {folder}.", "Let the server's user write there."
        return
    try:
        engine = sa.create_engine(
            url, future=True, connect_args={"timeout" if url.startswith("sqlite") else "connect_timeout": 3}
        )
        with engine.connect() as db:
            if sa.inspect(db).has_table(deliveries.name):  # what is written is taken back at once
                db.execute(deliveries.insert().values(channel="doctor", id=f"{time.time_ns()}", done=True, time=0.0))
            db.rollback()
        engine.dispose()
    except (sa.exc.SQLAlchemyError, ImportError) as error:
        yield f"The database ({shown}) can't be used: {reason(error)}.", "Start it, or set SIGNPOST_DATABASE right."
        return
    yield (f"The database can be read and written ({shown}).",)


def _secret(host: str, port: int) -> Told:
    if settings.database().startswith("sqlite") or settings.current().secret:
        yield (
            "Sessions are signed with SIGNPOST_SECRET."
            if settings.current().secret
            else "One process needs no SIGNPOST_SECRET.",
        )
    else:
        yield (
            "The database is one that several instances may share, and SIGNPOST_SECRET is not set: each would sign with a key of its "
            "own, and refuse the others' conversations.",
            f"Set it to the same on every instance: {settings.must_be('secret')}.",
        )


def _files(host: str, port: int) -> Told:
    var = settings.VAR
    if not var.exists():
        yield (f"{var} is not there yet; the first start makes it, for the server's user alone.",)
        return
    if not os.access(var, os.W_OK | os.X_OK):
        yield f"{var} can't be written by this user.", f"Run: chown -R {os.getuid()} {var}"
        return
    if (key := var / "secret").exists() and _open_to(key, stat.S_IRWXG | stat.S_IRWXO):
        yield f"The signing key {key} can be read by others.", f"Run: chmod 600 {key}"
    elif _open_to(var, stat.S_IRWXO) and (
        read := [one.name for one in sorted(var.iterdir()) if _open_to(one, stat.S_IRWXO)]
    ):
        yield f"Everybody on this machine can read {', '.join(read)} in {var}.", f"Run: chmod -R o-rwx {var}"
    else:
        yield (f"{var} is closed to others.",)


def _open_to(path: Path, others: int) -> bool:
    return bool(path.stat().st_mode & others)


def _disk(host: str, port: int) -> Told:
    import shutil

    for folder in dict.fromkeys((settings.VAR, settings.MODELS)):
        there = next(one for one in (folder, *folder.parents) if one.exists())
        free = shutil.disk_usage(there).free
        if free < FREE:
            yield (
                f"The disk that holds {folder} has {free // 1_000_000:,} MB free.",
                "Free some: a full disk keeps nothing.",
            )
        else:
            yield (f"The disk that holds {folder} has {free // 1_000_000_000:,} GB free.",)


def _clock(host: str, port: int) -> Told:
    now = datetime.now(UTC)
    code = datetime.fromtimestamp(max(path.stat().st_mtime for path in Path(__file__).parent.glob("*.py")), UTC)
    if now < code - timedelta(days=1):
        yield (
            f"The clock says {now:%-d %B %Y}, before this code was written.",
            "Set it right (timedatectl): what is old is deleted by it.",
        )
        return
    if any(_offset(day) != day.astimezone(_ZONE).utcoffset() for day in _winter_and_summer(now.year)):
        yield (
            f"The clock's zone ({time.tzname[0]}) is not that of the United Kingdom: for half the year it would say the wrong hour, "
            "and so whom to ring.",
            "Set TZ=Europe/London in the server's environment.",
        )
        return
    yield (f"The clock says {datetime.now():%H:%M on %-d %B %Y}.",)


def _winter_and_summer(year: int) -> list[datetime]:
    return [datetime(year, month, 15, 12, tzinfo=UTC) for month in (1, 7)]


def _offset(day: datetime) -> Any:
    return day.astimezone().utcoffset()


def _port(host: str, port: int) -> Told:
    if _is_served(host, port):
        yield (f"Signpost is at work on port {port}.",)
    elif why := _not_free(host, port):
        yield why, f"End what listens there, or choose another: signpost serve --port {port + 1}."
    else:
        yield (f"Port {port} is free.",)
    said = settings.current()
    if said.health_port is None:
        yield ("The port for /live, /ready and /metrics is closed (docs/care.md).",)
    elif not _is_served(said.health_host, said.health_port, "/live", b"live") and (
        why := _not_free(said.health_host, said.health_port)
    ):
        yield why, "End what listens there, or set SIGNPOST_HEALTH_PORT to another."
    else:
        yield (f"/live, /ready and /metrics are for port {said.health_port} on {said.health_host}.",)


def _not_free(host: str, port: int) -> str:
    try:
        serve.need_free(host, port, "")
    except serve.PortInUse:
        return f"Port {port} on {host} can't be used."
    return ""


def _is_served(host: str, port: int, path: str = "/webhooks/web/nothing", sign: bytes = b"call 999") -> bool:
    """Does a Signpost answer there? It says so by `sign`, also to a page that it has not got."""
    near = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)
    try:
        with urlopen(f"http://{near}:{port}{path}", timeout=3) as told:
            return sign in told.read(1_000)
    except HTTPError as refused:
        return sign in refused.read(1_000)
    except (OSError, ValueError, HTTPException):
        return False


def _channels(host: str, port: int) -> Told:
    said = settings.current()
    is_open = {"Slack": bool(said.slack_token), "Teams": bool(said.teams_app_id)}
    for name, yes in is_open.items():
        yield (
            f"{name} is open, and its settings are complete; whether {name} takes them, only a message shows."
            if yes
            else f"{name} is closed.",
        )
    if said.rest:
        yield (
            "The REST channel for tests is open (SIGNPOST_REST).",
            "Close it where practitioners are served: it has no limits.",
        )


def _redis(host: str, port: int) -> Told:
    if (url := settings.current().redis) is None:
        yield ("No Redis is set (SIGNPOST_REDIS); each instance counts messages for itself.",)
        return
    import redis

    try:
        with redis.from_url(url.get_secret_value(), socket_timeout=3, socket_connect_timeout=3) as asked:
            asked.ping()
    except (redis.RedisError, OSError, ValueError) as error:
        yield (
            f"Redis does not answer ({type(error).__name__}), so each instance counts messages for itself.",
            "Start it, set SIGNPOST_REDIS right, or leave that out.",
        )
        return
    yield ("Redis answers: instances count messages together.",)


def _events(host: str, port: int) -> Told:
    from bot import publisher

    said = settings.current()
    if said.events is None:
        yield ("Events for partners are switched off (SIGNPOST_EVENTS).",)
        return
    try:
        publisher.reach(said.events.get_secret_value())
    except publisher.Away as why:
        yield f"Events for partners wait: {why}.", "Start it, set SIGNPOST_EVENTS right, or leave that out."
        return
    when = "as things happen" if said.events_at_once else "once their day is over"
    yield (f"RabbitMQ answers; events for partners are sent {when}.",)


CHECKS: dict[str, Callable[[str, int], Told]] = {
    "settings": _settings,
    "pack": _pack,
    "models": _models,
    "database": _database,
    "secret": _secret,
    "files": _files,
    "disk": _disk,
    "clock": _clock,
    "port": _port,
    "channels": _channels,
    "redis": _redis,
    "events": _events,
}
