"""Talks with a bot over its REST channel, and how long its turns took."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import aiohttp

from bot.channels.message import FAILURE
from tests.bench.bots import Bot
from tests.bench.said import Conversation

_NAMES = count()
_PATIENCE = aiohttp.ClientTimeout(total=120)


@dataclass
class Talk:
    """One practitioner after another: each says a conversation's words, and then comes the next."""

    bot: Bot
    web: aiohttp.ClientSession
    conversations: Iterator[Conversation]
    _left: Conversation = field(default_factory=list)
    _sender: str = ""

    async def turn(self) -> float:
        """Seconds from the next words to their answer."""
        if not self._left:
            self._left, self._sender = [*next(self.conversations)], f"bench {next(_NAMES)}"
        return await say(self.bot, self.web, self._sender, self._left.pop(0))


async def say(bot: Bot, web: aiohttp.ClientSession, sender: str, words: str) -> float:
    """Seconds to the answer. One that fails, or says that something went wrong, is counted as none."""
    began = time.perf_counter()
    async with web.post(bot.url, json={"sender": sender, "message": words}) as answer:
        messages = await answer.json() if answer.status == 200 else None
    took = time.perf_counter() - began
    bot.turns += 1
    bot.unanswered += messages is None or any(message.get("text") == FAILURE.text for message in messages)
    return took


def session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=_PATIENCE, connector=aiohttp.TCPConnector(limit=0))


@dataclass
class Spent:
    """Seconds of each turn of a talk, by the clock and of the processor."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


async def alternately(*talks: Talk, rounds: int) -> list[Spent]:
    """A turn of each talk in turn: what slows the machine slows all of them."""
    spent = [Spent() for _ in talks]
    for _ in range(rounds):
        for talk, times in zip(talks, spent, strict=True):
            before = talk.bot.processor()
            times.clock.append(await talk.turn())
            times.processor.append(talk.bot.processor() - before)
    return spent


async def crowd(
    bot: Bot, web: aiohttp.ClientSession, conversations: Iterator[Conversation], users: int, turns: int
) -> tuple[float, list[float]]:
    """`users` at once, each with so many turns and no pause between them: turns a second, and each turn's seconds."""

    async def user() -> list[float]:
        talk = Talk(bot, web, conversations)
        return [await talk.turn() for _ in range(turns)]

    began = time.perf_counter()
    spent = [took for times in await asyncio.gather(*(user() for _ in range(users))) for took in times]
    return len(spent) / (time.perf_counter() - began), spent
