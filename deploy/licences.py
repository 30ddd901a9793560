"""Is every installed package under a licence that may come in? Allowed ones and exceptions stand in deploy/licences.yml."""

import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from deploy import tools

RULES = Path(__file__).with_name("licences.yml")
OWN = "signpost"
_BETWEEN = re.compile(r" AND | OR |; |, ")


def refused(packages: Iterable[Mapping[str, str]], rules: Mapping[str, Any]) -> list[str]:
    """A sentence for each package (`Name`, `License`) that may not come in, and for each exception that is no more needed."""
    allowed, exceptions = set(rules["allowed"]), dict(rules["exceptions"])
    found = {package["Name"]: package["License"] for package in packages if package["Name"] != OWN}
    outside = {name: licence for name, licence in found.items() if not set(_BETWEEN.split(licence)) <= allowed}
    return [
        *(
            f"{name} is under '{licence}', which deploy/licences.yml does not allow. Replace the package, or name it there "
            "with the reason."
            for name, licence in outside.items()
            if name not in exceptions
        ),
        *(
            f"{name} needs no exception in deploy/licences.yml: it is under '{found[name]}'."
            for name in exceptions
            if name in found and name not in outside
        ),
    ]


def rules() -> dict[str, Any]:
    """What deploy/licences.yml says."""
    read: dict[str, Any] = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return read


def installed() -> list[dict[str, str]]:
    """Name, version and licence of every package beside this Python. Raises NotHere."""
    done = tools.run(
        "pip-licenses", "pip-licenses", f"--python={sys.executable}", "--from=mixed", "--with-system", "--format=json"
    )
    if done.returncode:
        raise RuntimeError(f"pip-licenses failed: {done.stderr.strip()[:300]}")
    listed: list[dict[str, str]] = json.loads(done.stdout)
    return listed
