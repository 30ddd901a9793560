"""Real servers for tests, on loopback and free ports, each with a folder of its own: PostgreSQL and nginx as Debian packs them."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg2
import pytest

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
