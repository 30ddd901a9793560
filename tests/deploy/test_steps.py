"""The steps of docs/deployment.md, followed word by word as far as they need no Docker."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from tests.deploy import files

STEPS = (files.ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")


def block(with_words: str) -> list[str]:
    """The commands of the first block that has these words."""
    blocks = re.findall(r"(?ms)^ *```\n(.*?)^ *```$", STEPS)
    found = next(one for one in blocks if with_words in one)
    return [line.strip() for line in found.splitlines()]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """What steps 2 and 3 make, with a certificate for a try."""
    if not shutil.which("openssl"):
        pytest.skip("openssl, which makes the secrets, is not on this machine")
    commands = [line for line in block("mkdir -m 700 secrets") if line != "cd deploy"]
    copies = [line for line in commands if line.startswith("cp ")]
    place = commands.index(copies[0])
    commands = [line for line in commands if line not in copies]
    commands[place:place] = block("openssl req")
    done = subprocess.run(
        ["sh", "-e", "-c", "\n".join((*commands, *block("echo TAG=")))],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return tmp_path


def test_the_secrets_are_those_that_compose_asks_for(made: Path) -> None:
    asked = {made / secret["file"] for secret in files.compose()["secrets"].values()}
    assert set((made / "secrets").iterdir()) == asked
    assert {path.stat().st_mode & 0o777 for path in asked} == {0o444}
    assert (made / "secrets").stat().st_mode & 0o777 == 0o700


def test_the_databases_address_is_that_of_composes_database(made: Path) -> None:
    address = make_url((made / "secrets" / "SIGNPOST_DATABASE").read_text())
    database = files.compose()["services"]["database"]["environment"]
    assert address.get_backend_name() == "postgresql" and address.host in files.compose()["services"]
    assert (address.username, address.database) == (database["POSTGRES_USER"], database["POSTGRES_DB"])
    assert address.password == (made / "secrets" / "database-password").read_text().strip()


def test_the_key_is_one_line_and_long_enough(made: Path) -> None:
    (key,) = (made / "secrets" / "SIGNPOST_SECRET").read_text().splitlines()
    assert len(key) >= 32


def test_what_compose_is_told_by_env_is_what_it_asks_for(made: Path) -> None:
    told = dict(line.split("=", 1) for line in (made / ".env").read_text().splitlines())
    assert told.keys() == set(re.findall(r"\$\{(\w+)", files.COMPOSE.read_text(encoding="utf-8")))


def test_what_the_steps_make_is_kept_out_of_git_and_of_the_image() -> None:
    assert {"secrets/", ".env"} <= set((files.DEPLOY / ".gitignore").read_text().splitlines())
    let_in = [line for line in (files.ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!deploy")]
    assert let_in == ["!deploy/entrypoint.sh"]


def test_the_services_that_the_steps_name_are_composes() -> None:
    commands = " ".join(re.findall(r"docker compose [^`\n]+", STEPS))
    named = set(re.findall(r"signpost-\d|proxy|\bdatabase\b", commands))
    assert named == set(files.compose()["services"])


def test_each_file_that_the_steps_name_is_there() -> None:
    named = set(re.findall(r"deploy/(?:kubernetes/)?[\w./]+[\w]", STEPS)) - {
        "deploy/kubernetes/overlays/YOURS",
        "deploy/secrets",
    }
    assert {"deploy/Dockerfile", "deploy/kubernetes/base"} <= named
    assert not [name for name in named if not (files.ROOT / name).exists() and "secrets/" not in name]


@pytest.mark.parametrize("overlay", files.OVERLAYS, ids=lambda path: path.name)
def test_the_secrets_of_the_kubernetes_steps_are_those_that_are_asked_for(overlay: Path) -> None:
    commands = "\n".join(block("kubectl create namespace"))
    (volume,) = [one["secret"] for one in files.pod(overlay)["volumes"] if "secret" in one]
    (tls,) = files.resource(overlay, "Ingress")["spec"]["tls"]
    assert f"create secret generic {volume['secretName']} --from-file=SIGNPOST_DATABASE" in commands
    assert "--from-file=SIGNPOST_SECRET" in commands and "'postgresql://" in commands
    assert f"create secret tls {tls['secretName']} " in commands
    assert f"create namespace {files.resource(overlay, 'Deployment')['metadata']['namespace']}" in commands


@pytest.mark.parametrize("overlay", files.OVERLAYS, ids=lambda path: path.name)
def test_the_labels_of_the_kubernetes_steps_let_in_what_the_policy_lets_in(overlay: Path) -> None:
    told = dict(re.findall(r"kubectl label namespace \S+ (\S+)=(\S+)", STEPS))
    rules = files.resource(overlay, "NetworkPolicy")["spec"]["ingress"]
    asked = [one["namespaceSelector"]["matchLabels"] for rule in rules for one in rule["from"]]
    assert told == {name: value for labels in asked for name, value in labels.items()}


def test_whatever_is_to_be_filled_in_is_marked() -> None:
    for path in files.KUBERNETES.rglob("overlays/*/*.yaml"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.search(r"FILL-IN|\.example\b|192\.0\.2\.", line):
                assert "# yours" in line, f"{path}: {line}"
