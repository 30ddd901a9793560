"""The tools of deploy/tools.txt, each in an environment of its own: several want other versions of what Signpost pins."""

import subprocess
import sys
from functools import cache
from pathlib import Path

PINNED = Path(__file__).with_name("tools.txt")
_UV = Path(sys.executable).with_name("uv")


class NotHere(RuntimeError):
    """A tool that can't be had on this machine; the message says why."""


def run(package: str, command: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A command of a pinned package, with what it printed and its exit status. Raises NotHere if it can't be had."""
    return subprocess.run([*_ready(package, command), *arguments], capture_output=True, text=True, check=False)


@cache
def _ready(package: str, command: str) -> tuple[str | Path, ...]:
    """How the tool is started: from what uv has already, else fetched."""
    said = ""
    for kept in (["--offline"], []):
        start: tuple[str | Path, ...] = (_UV, "tool", "run", *kept, "--from", pinned(package), command)
        try:
            tried = subprocess.run([*start, "--version"], capture_output=True, text=True, timeout=180, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotHere(f"{package} can't be had: uv did not run ({type(error).__name__}).") from None
        if tried.returncode == 0:
            return start
        said = " ".join(tried.stderr.split())[:300]
    raise NotHere(f"{package} can't be had: {said}")


def pinned(package: str) -> str:
    """The package with its version, as deploy/tools.txt names it."""
    lines = PINNED.read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith(f"{package}=="))
