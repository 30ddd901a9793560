"""What deploy/ says, read."""

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILE = DEPLOY / "Dockerfile"
COMPOSE = DEPLOY / "compose.yml"
CHANNELS = DEPLOY / "compose.channels.yml"
NGINX = DEPLOY / "nginx.conf"
KUBERNETES = DEPLOY / "kubernetes"
OVERLAYS = sorted((KUBERNETES / "overlays").iterdir())
WRITTEN = sorted(
    path for path in DEPLOY.rglob("*") if path.is_file() and path.suffix != ".pyc" and "secrets" not in path.parts
)


def dockerfile() -> list[tuple[str, str]]:
    """The instructions of the last stage, each with what it says, in order; ENV's are taken apart."""
    text = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^#.*\n", "", DOCKERFILE.read_text(encoding="utf-8")))
    lines = [line.partition(" ") for line in text.splitlines() if line.strip()]
    last = max(place for place, (word, _, _) in enumerate(lines) if word == "FROM")
    return [(word, said.strip()) for word, _, said in lines[last:]]


def said(instruction: str) -> str:
    """What the last instruction of this kind says."""
    return [words for word, words in dockerfile() if word == instruction][-1]


def environment() -> dict[str, str]:
    """The image's variables."""
    return dict(re.findall(r"(\w+)=(\S+)", " ".join(words for word, words in dockerfile() if word == "ENV")))


def compose() -> dict[str, Any]:
    """compose.yml, with what its anchors stand for."""
    read: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return read


@cache
def rendered(overlay: Path) -> str:
    """An overlay as kustomize makes it. Skips the test where there is no kubectl."""
    if not shutil.which("kubectl"):
        pytest.skip("kubectl, which renders the overlays, is not on this machine")
    done = subprocess.run(["kubectl", "kustomize", overlay], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def resource(overlay: Path, kind: str, name: str = "signpost") -> dict[str, Any]:
    """One rendered resource."""
    found = (
        one for one in yaml.safe_load_all(rendered(overlay)) if one["kind"] == kind and one["metadata"]["name"] == name
    )
    return next(found)


def pod(overlay: Path) -> dict[str, Any]:
    """What an instance is, in an overlay."""
    spec: dict[str, Any] = resource(overlay, "Deployment")["spec"]["template"]["spec"]
    return spec


def container(overlay: Path) -> dict[str, Any]:
    """Signpost's container, in an overlay."""
    (one,) = pod(overlay)["containers"]
    return dict(one)
