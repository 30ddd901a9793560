"""Real servers for tests, on loopback and free ports, each with a folder of its own: PostgreSQL, nginx, RabbitMQ and Redis as Debian
packs them."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pika
import psycopg2
import pytest
import redis

from tests.conftest import free_port

_UP_WITHIN = 30  # seconds


class PostgreSQL:
    """A server that may be hurt. It refuses to run as root, so it runs as `postgres` where the tests are root's."""

    def __init__(self) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not found:
            pytest.skip("PostgreSQL is not installed here: apt-get install postgresql")
        self._programs = found[-1].parent
        self._as = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        self._folder = Path(tempfile.mkdtemp(prefix="signpost-postgresql-"))  # not pytest's, which is root's alone
        if self._as:
            shutil.chown(self._folder, "postgres", "postgres")
        self.port, self._process = free_port(), None
        made = ["--auth=trust", "--username=signpost", "--no-sync", "--locale=C.UTF-8", "--encoding=UTF8"]
        subprocess.run(
            [self._programs / "initdb", *made, f"--pgdata={self._folder / 'data'}"],
            check=True, capture_output=True, cwd=self._folder, **self._as,
        )  # fmt: skip
        self.start()

    def start(self) -> None:
        given = ("-h", "127.0.0.1", "-p", str(self.port), "-k", "", "-F", "-D", str(self._folder / "data"))
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", *given], stdout=log, stderr=log, cwd=self._folder, **self._as
            )
        until = time.monotonic() + _UP_WITHIN
        while time.monotonic() < until:
            try:
                return self.ask("select 1") and None
            except psycopg2.OperationalError:
                time.sleep(0.05)
        pytest.fail(f"PostgreSQL did not start:\n{(self._folder / 'log').read_text()[-2000:]}")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends it with its connections; SIGQUIT at once, as a crash does."""
        self._process.send_signal(how)
        self._process.wait(_UP_WITHIN)

    def remove(self) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self._folder)

    def new(self, name: str) -> str:
        """The address of a new and empty database."""
        self.ask(f'drop database if exists "{name}" with (force)')
        self.ask(f'create database "{name}"')
        return self.url(name)

    def url(self, name: str) -> str:
        return f"postgresql://signpost@127.0.0.1:{self.port}/{name}"

    def ask(self, question: str, database: str = "postgres") -> list[tuple]:
        """The rows that answer."""
        connection = self.connect(database)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(question)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def connect(self, database: str) -> Any:
        return psycopg2.connect(host="127.0.0.1", port=self.port, user="signpost", dbname=database)


class Nginx:
    """A proxy that gives each request to the next of the servers in turn; one that does not answer is passed over, and its
    request given to the next: a turn has a mark, so it may be sent again."""

    def __init__(self, folder: Path, ports: list[int]):
        program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
        if program is None:
            pytest.skip("nginx is not installed here: apt-get install nginx-light")
        self.url = f"http://127.0.0.1:{free_port()}"
        servers = "".join(f"server 127.0.0.1:{port} max_fails=1 fail_timeout=2s; " for port in ports)
        kept = "".join(
            f"{kind}_temp_path {folder}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(f"""
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 1;
{"user root;" if os.geteuid() == 0 else ""}
events {{ }}
http {{
  access_log off; {kept}
  upstream signpost {{ {servers} }}
  server {{
    listen {self.url.removeprefix("http://")};
    location / {{
      proxy_pass http://signpost; proxy_http_version 1.1; proxy_connect_timeout 2s; proxy_read_timeout 60s;
      proxy_next_upstream error timeout http_503 non_idempotent;
    }}
  }}
}}
""")
        self._process = subprocess.Popen([program, "-c", folder / "nginx.conf", "-e", folder / "nginx.log"])

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(_UP_WITHIN)


class RabbitMQ:
    """A server that may be hurt, on a port that was chosen before it is started. `take` gives what a consumer's queue holds."""

    QUEUE = "a partner"

    def __init__(self, port: int):
        found = sorted(Path("/usr/lib/rabbitmq/lib").glob("*/sbin/rabbitmq-server"))
        epmd = shutil.which("epmd")
        if not found or epmd is None:
            pytest.skip("RabbitMQ is not installed here: apt-get install rabbitmq-server")
        self._program, self._folder = found[-1], Path(tempfile.mkdtemp(prefix="signpost-rabbitmq-"))
        self.url, names = f"amqp://guest:guest@127.0.0.1:{port}/", str(free_port())
        self._env = {
            "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(self._folder),
            "ERL_EPMD_ADDRESS": "127.0.0.1", "ERL_EPMD_PORT": names,
            "RABBITMQ_NODENAME": "signpost@localhost", "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(port), "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} +S 1:1 +sbwt none",
            "RABBITMQ_MNESIA_BASE": str(self._folder / "data"), "RABBITMQ_LOG_BASE": str(self._folder / "log"),
            **{f"RABBITMQ_{which}_FILE": str(self._folder / which) for which in ("CONFIG", "CONF_ENV", "ENABLED_PLUGINS")},
        }  # fmt: skip
        self._names = subprocess.Popen([epmd, "-address", "127.0.0.1", "-port", names], env=self._env, cwd=self._folder)
        self.start()

    def start(self) -> None:
        with (self._folder / "out").open("ab") as out:  # a session of its own: the script runs Erlang as its child
            self._process = subprocess.Popen(
                [self._program], stdout=out, stderr=out, env=self._env, cwd=self._folder, start_new_session=True
            )
        until = time.monotonic() + 2 * _UP_WITHIN
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with self.channel() as channel:
                    channel.queue_declare(self.QUEUE, durable=True)
                    return
            except (pika.exceptions.AMQPError, OSError):
                time.sleep(0.1)
        pytest.fail(f"RabbitMQ did not start:\n{(self._folder / 'out').read_text()[-2000:]}")

    @contextmanager
    def channel(self) -> Iterator[Any]:
        with pika.BlockingConnection(pika.URLParameters(self.url)) as connection:
            yield connection.channel()

    def bind(self, exchange: str) -> None:
        with self.channel() as channel:
            channel.exchange_declare(exchange, "fanout", durable=True)
            channel.queue_bind(self.QUEUE, exchange)

    def take(self) -> list[tuple[Any, bytes]]:
        """Properties and body of all that waits in the queue, which is empty then."""
        taken = []
        with self.channel() as channel:
            while (got := channel.basic_get(self.QUEUE, auto_ack=True))[0] is not None:
                taken.append((got[1], got[2]))
        return taken

    def kill(self) -> None:
        """At once, as a crash does."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(_UP_WITHIN)

    def remove(self) -> None:
        if self._process.poll() is None:
            self.kill()
        self._names.terminate()
        self._names.wait(_UP_WITHIN)
        shutil.rmtree(self._folder)


class Redis:
    """A server without a file, on a port that was chosen before it is started."""

    def __init__(self, port: int):
        self._program = shutil.which("redis-server")
        if self._program is None:
            pytest.skip("Redis is not installed here: apt-get install redis-server")
        self._port, self.url = port, f"redis://127.0.0.1:{port}/0"
        self.start()

    def start(self) -> None:
        given = ("--port", str(self._port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
        self.process = subprocess.Popen([self._program, *given], stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir())
        until = time.monotonic() + _UP_WITHIN
        while time.monotonic() < until:
            try:
                return self.ask("PING") and None
            except redis.ConnectionError:
                time.sleep(0.05)
        pytest.fail("Redis did not start")

    def ask(self, *command: str) -> Any:
        with redis.from_url(self.url) as asking:
            return asking.execute_command(*command)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(_UP_WITHIN)
