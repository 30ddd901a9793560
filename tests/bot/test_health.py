"""`/live`, `/ready` and `/metrics`: when a server is ready, and that what is counted says nothing of anybody."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from bot import health, metrics
from bot.health import Check, Health
from tests.conftest import free_port


def asked(checks: dict[str, Check], ask: Callable[[Health, Callable[[str], Awaitable[Any]]], Awaitable[None]]) -> None:
    """Runs `ask` with a health server of these checks, and with how to get a page of it: (status, JSON or text)."""

    async def run() -> None:
        port, one = free_port(), Health(checks)
        await one.start("127.0.0.1", port)

        async def get(path: str) -> tuple[int, Any]:
            async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as told:
                is_json = told.content_type == "application/json"
                return told.status, await (told.json() if is_json else told.text())

        try:
            await ask(one, get)
        finally:
            await one.stop()

    asyncio.run(run())


async def there() -> bool:
    return True


async def gone() -> bool:
    return False


async def breaks() -> bool:
    raise OSError("the password of Zebedee")


def test_what_it_does_without_is_told_and_it_is_ready_all_the_same() -> None:
    async def ask(one: Health, get: Any) -> None:
        one.ready, redis = True, [False]
        one.useful |= {"redis": lambda: redis[0], "rabbitmq": lambda: True}
        assert await get("/ready") == (200, {"ready": True, "missing": [], "without": ["redis"]})
        redis[0] = True
        assert await get("/ready") == (200, {"ready": True, "missing": []})

    asked({"model": there}, ask)


def test_it_is_ready_once_it_has_begun_and_not_while_it_ends() -> None:
    async def ask(one: Health, get: Any) -> None:
        assert await get("/live") == (200, {"live": True})
        assert await get("/ready") == (503, {"ready": False, "missing": ["starting"]})
        one.ready = True
        assert await get("/ready") == (200, {"ready": True, "missing": []})
        one.drain()
        assert await get("/ready") == (503, {"ready": False, "missing": ["draining"]})
        assert "signpost_draining 1.0" in (await get("/metrics"))[1]
        assert await get("/live") == (200, {"live": True})

    asked({"model": there}, ask)
    metrics.draining.set(0)


def test_what_is_missing_is_named_without_its_words() -> None:
    async def ask(one: Health, get: Any) -> None:
        one.ready = True
        assert await get("/ready") == (503, {"ready": False, "missing": ["actions", "database"]})

    asked({"model": there, "actions": gone, "database": breaks}, ask)


def test_what_hangs_is_missing_and_is_not_asked_again_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "ANSWERS_WITHIN", 0.05)
    begun: list[None] = []
    back = asyncio.Event()

    async def hangs() -> bool:
        begun.append(None)
        await back.wait()
        return True

    async def ask(one: Health, get: Any) -> None:
        one.ready = True
        for _ in range(3):
            assert (await get("/ready"))[0] == 503
        assert len(begun) == 1
        back.set()
        assert (await get("/ready"))[0] == 200

    asked({"database": hangs}, ask)


def test_a_turn_and_its_parts_are_measured() -> None:
    before = metrics.registry.get_sample_value("signpost_part_seconds_count", {"part": "mask"}) or 0
    with metrics.turn("web"), metrics.part("mask"):
        assert metrics.registry.get_sample_value("signpost_turns_in_hand", {"channel": "web"}) == 1
    assert metrics.registry.get_sample_value("signpost_turns_in_hand", {"channel": "web"}) == 0
    assert metrics.registry.get_sample_value("signpost_part_seconds_count", {"part": "mask"}) == before + 1


def test_labels_are_a_fixed_few() -> None:
    """No label is made for what could say who, or about whom."""
    names = {label for one in metrics.registry.collect() for sample in one.samples for label in sample.labels}
    assert names <= {"channel", "act", "kind", "where", "part", "le"}
