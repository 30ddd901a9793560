"""`make soak`: people write to two instances for many minutes, over PostgreSQL, nginx, Redis and RabbitMQ, and neither memory nor latency may grow.

It prints a line a minute and writes `soak.csv` and `soak.svg`. Exit status 1: something grew by more than a tenth, or was not
answered. The conversations are those of tests/conversations, in an order of chance that is the same each time.
"""

import argparse
import random
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
import yaml

from bot import publisher
from tests.conftest import ROOT, free_port
from tests.faults.running import Fragile, Practitioner
from tests.servers import Nginx, PostgreSQL, RabbitMQ, Redis
from tests.soak import figures
from tests.soak.figures import Minute

PEOPLE = 6
PAUSE = (1.5, 3.5)  # seconds between an answer and what is written next
WARM = 60.0  # seconds that are not counted: caches fill
KEY = "a key for these tests alone, long enough for them"


class Site:
    """Two instances, what they need, and the proxy before them."""

    def __init__(self, folder: Path, stack: ExitStack):
        postgresql, self.redis = PostgreSQL(), Redis(free_port())
        stack.callback(postgresql.remove)
        stack.callback(self.redis.stop)
        self.rabbitmq = RabbitMQ(free_port())
        stack.callback(self.rabbitmq.remove)
        self.rabbitmq.bind(publisher.EXCHANGE)
        env = {"SIGNPOST_DATABASE": postgresql.new("soak"), "SIGNPOST_SECRET": KEY, "SIGNPOST_REDIS": self.redis.url}
        env |= {"SIGNPOST_EVENTS": self.rabbitmq.url, "SIGNPOST_EVENTS_AT_ONCE": "1"}
        self.instances = [Fragile(_made(folder / name), **env) for name in ("one", "other")]
        for instance in self.instances:
            stack.callback(instance.stop)
        with ThreadPoolExecutor(2) as both:
            list(both.map(Fragile.start, self.instances))
        proxy = Nginx(_made(folder / "proxy"), [instance.port for instance in self.instances])
        stack.callback(proxy.stop)
        self.url = proxy.url

    def memory(self) -> tuple[float, float]:
        """What each instance holds, in MB."""
        one, other = (_resident(instance.process.pid) for instance in self.instances if instance.process)
        return one, other


class People:
    """They write until they are told to stop; `taken` gives how long each answer took since it was asked last, and how many got none."""

    def __init__(self, site: Site, conversations: list[list[tuple[str, str]]]):
        self._site, self._conversations, self._lock = site, conversations, threading.Lock()
        self._spent: list[float] = []
        self._failed = 0
        self._end = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(n,), daemon=True) for n in range(PEOPLE)]

    def taken(self) -> tuple[list[float], int]:
        with self._lock:
            told, self._spent, self._failed = (self._spent, self._failed), [], 0
        return told

    @contextmanager
    def writing(self) -> Iterator[None]:
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._end.set()
            for thread in self._threads:
                thread.join(60)

    def _write(self, number: int) -> None:
        chance = random.Random(number)
        while not self._end.is_set():
            try:
                self._converse(chance)
            except (httpx.HTTPError, AssertionError, KeyError) as error:
                print(f"  no answer: {type(error).__name__}", flush=True)
                with self._lock:
                    self._failed += 1

    def _converse(self, chance: random.Random) -> None:
        someone = Practitioner(self._site)  # type: ignore[arg-type]
        for how, words in chance.choice(self._conversations):
            if self._end.wait(chance.uniform(*PAUSE)):
                return
            pressed = how == "press" and words in someone.offered
            begun = time.perf_counter()
            someone.press(words) if pressed else someone.say(words)
            with self._lock:
                self._spent.append(time.perf_counter() - begun)
        someone.send("/delete")


def conversations() -> list[list[tuple[str, str]]]:
    """What is typed and pressed in each of the project's conversations."""
    found = []
    for file in sorted((ROOT / "tests" / "conversations").glob("*.yml")):
        for one in yaml.safe_load(file.read_text()):
            steps = [(how, str(turn[how])) for turn in one["turns"] for how in ("say", "press") if turn.get(how)]
            found += [steps] if steps else []
    return found


def soak(minutes: int, folder: Path) -> list[Minute]:
    """A row a minute, printed as it is over."""
    counted: list[Minute] = []
    with ExitStack() as stack:
        print(f"Starting two instances; then {WARM:.0f} seconds to warm up and {minutes} minutes ...", flush=True)
        site = Site(folder, stack)
        people = People(site, conversations())
        with people.writing():
            time.sleep(WARM)
            people.taken()
            for minute in range(1, minutes + 1):
                counted.append(_minute(minute, site, people))
                m = counted[-1]
                print(
                    f"minute {minute:>3} of {minutes}: {m.messages:>4} answers, {m.failed} missing, p50 {m.p50:.3f} s, p95 {m.p95:.3f} s, "
                    f"memory {m.one:,.0f} and {m.other:,.0f} MB",
                    flush=True,
                )
    return counted


def _minute(number: int, site: Site, people: People) -> Minute:
    end, most = time.monotonic() + 60, (0.0, 0.0)
    while (left := end - time.monotonic()) > 0:
        one, other = site.memory()
        most = max(most[0], one), max(most[1], other)
        time.sleep(min(1.0, left))
    spent, failed = people.taken()
    site.rabbitmq.take()  # a partner who keeps up
    p50, p95 = figures.percentile(spent, 0.5), figures.percentile(spent, 0.95)
    return Minute(number, len(spent), failed, round(p50, 4), round(p95, 4), round(most[0], 1), round(most[1], 1))


def _resident(process: int) -> float:
    """A process's memory in MB, as Linux counts it."""
    told = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", told)[1]) * 1024 / 1e6  # type: ignore[index]


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def main() -> int:
    asked = argparse.ArgumentParser(prog="make soak", description=__doc__)
    asked.add_argument("--minutes", type=int, default=20)
    asked.add_argument("--into", type=Path, default=ROOT / "build" / "soak", help="where table and chart are written")
    given = asked.parse_args()
    if given.minutes < 3:
        asked.error("A soak has three thirds: give it 3 minutes or more.")
    with tempfile.TemporaryDirectory() as folder:
        try:
            counted = soak(given.minutes, Path(folder))
        except pytest.skip.Exception as why:
            print(why, file=sys.stderr)
            return 2
    given.into.mkdir(parents=True, exist_ok=True)
    figures.write_table(counted, given.into / "soak.csv")
    (given.into / "soak.svg").write_text(figures.chart(counted))
    for name, (first, last) in figures.growth(counted).items():
        print(f"{name:<6} first third {first:>9.3f}   last third {last:>9.3f}   {last / first:.3f} times")
    wrong = figures.wrong(counted)
    print("\n".join(wrong) or f"Nothing grew by more than a tenth. Table and chart are in {given.into}.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
