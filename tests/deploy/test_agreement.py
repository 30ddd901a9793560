"""What no schema sees: that image, Compose, nginx and Kubernetes speak of the same user, ports, settings and secrets."""

import json
import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import settings
from tests.deploy import files

SIGNPOSTS = ("signpost-1", "signpost-2")
KEYS = {"SIGNPOST_DATABASE", "SIGNPOST_SECRET"}  # without these two, instances are not of one mind
overlays = pytest.mark.parametrize("overlay", files.OVERLAYS, ids=lambda path: path.name)
services = pytest.mark.parametrize("name", sorted(files.compose()["services"]))


def service(name: str) -> dict[str, Any]:
    return dict(files.compose()["services"][name])


def seconds(time: str) -> int:
    return int(time.removesuffix("s"))


# who it runs as, and where it may write


def test_the_image_runs_as_a_user_that_is_not_root() -> None:
    user, group = map(int, files.said("USER").split(":"))
    assert user > 9_999 and group > 9_999
    assert f"--uid {user} --gid {group}" in files.said("RUN")


def test_compose_runs_it_as_the_image_does() -> None:
    assert {service(name)["user"] for name in SIGNPOSTS} == {files.said("USER")}


@overlays
def test_kubernetes_runs_it_as_the_image_does(overlay: Path) -> None:
    context = files.pod(overlay)["securityContext"]
    assert f"{context['runAsUser']}:{context['runAsGroup']}" == files.said("USER")
    assert context["runAsNonRoot"] and context["fsGroup"] == context["runAsGroup"]


@services
def test_a_service_can_write_nowhere_but_where_it_is_let_and_gain_nothing(name: str) -> None:
    said = service(name)
    assert said["read_only"] and said["cap_drop"] == ["ALL"] and said["security_opt"] == ["no-new-privileges:true"]
    assert not said["user"].startswith(("0", "root"))


@overlays
def test_a_container_can_write_nowhere_but_where_it_is_let_and_gain_nothing(overlay: Path) -> None:
    context = files.container(overlay)["securityContext"]
    assert context["readOnlyRootFilesystem"] and not context["allowPrivilegeEscalation"]
    assert context["capabilities"] == {"drop": ["ALL"]}
    assert files.pod(overlay)["automountServiceAccountToken"] is False


@overlays
def test_what_signpost_writes_to_is_there(overlay: Path) -> None:
    places = {files.environment()["HOME"], files.environment()["SIGNPOST_VAR"]}
    assert places <= {mount["mountPath"] for mount in files.container(overlay)["volumeMounts"]}
    for name in SIGNPOSTS:
        assert places == {mount.partition(":")[0] for mount in service(name)["tmpfs"]}


# ports


def web_port() -> int:
    return int(json.loads(files.said("CMD"))[-1])


def test_the_image_shows_the_ports_that_it_serves_on() -> None:
    assert files.said("EXPOSE").split() == [str(web_port()), files.environment()["SIGNPOST_HEALTH_PORT"]]
    assert f":{files.environment()['SIGNPOST_HEALTH_PORT']}/live" in files.said("HEALTHCHECK")


def test_nginx_asks_both_instances_at_that_port() -> None:
    asked = re.findall(r"server ([\d.]+):(\d+)", files.NGINX.read_text(encoding="utf-8"))
    assert asked == [(service(name)["networks"]["inside"]["ipv4_address"], str(web_port())) for name in SIGNPOSTS]


def test_nginx_has_no_sticky_sessions() -> None:
    assert not re.search(r"\b(ip_hash|hash|sticky)\b.*;", files.NGINX.read_text(encoding="utf-8"))


def test_nginx_listens_where_compose_publishes() -> None:
    listens = re.findall(r"listen (\d+)", files.NGINX.read_text(encoding="utf-8"))
    assert [port.partition(":")[2] for port in service("proxy")["ports"]] == listens
    assert "ports" not in service("database") and not any("ports" in service(name) for name in SIGNPOSTS)


@overlays
def test_kubernetes_speaks_of_the_same_ports(overlay: Path) -> None:
    ports = {port["name"]: port["containerPort"] for port in files.container(overlay)["ports"]}
    assert ports == {"web": web_port(), "health": int(files.environment()["SIGNPOST_HEALTH_PORT"])}
    assert [port["targetPort"] for port in files.resource(overlay, "Service")["spec"]["ports"]] == ["web"]


@overlays
def test_probes_ask_on_the_health_port(overlay: Path) -> None:
    asked = {
        probe: files.container(overlay)[f"{probe}Probe"]["httpGet"] for probe in ("startup", "liveness", "readiness")
    }
    assert asked == {
        "startup": {"path": "/live", "port": "health"},
        "liveness": {"path": "/live", "port": "health"},
        "readiness": {"path": "/ready", "port": "health"},
    }


# settings and secrets


def test_each_setting_that_is_named_is_one_that_signpost_reads() -> None:
    named = {
        name
        for path in files.WRITTEN
        for name in re.findall(r"SIGNPOST_[A-Z_]*[A-Z]", path.read_text(encoding="utf-8"))
    }
    assert named >= KEYS
    assert named <= {f"SIGNPOST_{field.upper()}" for field in settings.Settings.model_fields}


def test_both_services_have_the_database_and_the_key_as_files() -> None:
    for name in SIGNPOSTS:
        assert set(service(name)["secrets"]) == KEYS
    assert all(secret.keys() == {"file"} for secret in files.compose()["secrets"].values())


def test_each_secret_that_a_service_asks_for_is_declared() -> None:
    both = [files.compose(), yaml.safe_load(files.CHANNELS.read_text(encoding="utf-8"))]
    declared = {name for read in both for name in read["secrets"]}
    assert {name for read in both for said in read["services"].values() for name in said.get("secrets", [])} == declared


@overlays
def test_secrets_come_by_reference_and_where_the_entrypoint_looks(overlay: Path) -> None:
    kinds = [one["kind"] for one in yaml.safe_load_all(files.rendered(overlay))]
    assert "Secret" not in kinds
    (volume,) = [one for one in files.pod(overlay)["volumes"] if "secret" in one]
    (mount,) = [one for one in files.container(overlay)["volumeMounts"] if one["name"] == volume["name"]]
    entrypoint = (files.DEPLOY / "entrypoint.sh").read_text(encoding="utf-8")
    assert f"{mount['mountPath']}/SIGNPOST_*" in entrypoint and mount["readOnly"]


def test_no_secret_is_in_plain_text() -> None:
    given: list[dict[str, str]] = [files.environment()]
    for path in (files.COMPOSE, files.CHANNELS):
        services = yaml.safe_load(path.read_text(encoding="utf-8"))["services"].values()
        given += [said.get("environment", {}) for said in services]
    for overlay in files.OVERLAYS:
        given += [files.resource(overlay, "ConfigMap", "settings")["data"]]
        assert "env" not in files.container(overlay)
    names = {name for one in given for name in one}
    assert "SIGNPOST_PROXIES" in names
    assert not {name for name in names if re.search("SECRET|TOKEN|PASSWORD|DATABASE|KEY", name)} - {
        "POSTGRES_PASSWORD_FILE"
    }


@pytest.mark.parametrize("path", files.WRITTEN, ids=lambda path: path.name)
def test_no_address_holds_a_password(path: Path) -> None:
    assert not re.search(r"\w+://[^/\s:@]+:[^/\s:@]+@", path.read_text(encoding="utf-8"))


@overlays
def test_several_instances_share_a_database(overlay: Path) -> None:
    assert files.resource(overlay, "Deployment")["spec"]["replicas"] >= 2
    assert files.resource(overlay, "NetworkPolicy", "database")["spec"]["egress"][0]["ports"] == [{"port": 5432}]
    settled = files.resource(overlay, "ConfigMap", "settings")["data"]
    assert "SIGNPOST_DATABASE" not in settled, "it holds a password, so it stands in the Secret"


@overlays
def test_a_services_name_makes_no_settings(overlay: Path) -> None:
    assert files.pod(overlay)["enableServiceLinks"] is False


def test_it_has_the_countrys_hours() -> None:
    """Whom to ring depends on the hour."""
    assert files.environment()["TZ"] == "Europe/London"


# what leaves


@overlays
def test_nothing_leaves_but_what_is_named(overlay: Path) -> None:
    policies = [one for one in yaml.safe_load_all(files.rendered(overlay)) if one["kind"] == "NetworkPolicy"]
    chosen = {"app.kubernetes.io/name": "signpost"}
    assert all(one["spec"]["podSelector"]["matchLabels"] == chosen for one in policies)
    out = {one["metadata"]["name"]: one["spec"]["egress"] for one in policies if "Egress" in one["spec"]["policyTypes"]}
    ports = {name: sorted({port["port"] for rule in rules for port in rule["ports"]}) for name, rules in out.items()}
    assert ports == {"signpost": [53], "database": [5432]} | ({"channels": [443]} if overlay.name == "county" else {})


def test_only_the_proxy_and_the_channels_reach_out_of_compose() -> None:
    networks = files.compose()["networks"]
    assert networks["inside"]["internal"]
    outside = {name for name in files.compose()["services"] if set(service(name)["networks"]) != {"inside"}}
    assert outside == {"proxy"}


def test_signpost_believes_the_proxy_and_nobody_else() -> None:
    (proxy,) = {service(name)["environment"]["SIGNPOST_PROXIES"] for name in SIGNPOSTS}
    assert proxy == service("proxy")["networks"]["inside"]["ipv4_address"]


# time to end, versions


@overlays
def test_there_is_time_for_what_has_begun(overlay: Path) -> None:
    needed = (
        float(files.environment()["SIGNPOST_DRAIN_SECONDS"]) + 20 + 25
    )  # what was acknowledged, and requests in flight
    assert files.pod(overlay)["terminationGracePeriodSeconds"] >= needed
    assert all(seconds(service(name)["stop_grace_period"]) >= needed for name in SIGNPOSTS)


@overlays
def test_the_version_is_the_projects(overlay: Path) -> None:
    version = tomllib.loads((files.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert files.container(overlay)["image"].endswith(f"/signpost:{version}")
    assert f"TAG={version}" in files.COMPOSE.read_text(encoding="utf-8")


def test_the_image_gets_what_it_copies_and_no_more() -> None:
    copied = re.findall(r"(?m)^COPY (?!--from)(?:--\S+ )?(.+) \S+$", files.DOCKERFILE.read_text(encoding="utf-8"))
    let_in = (files.ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in let_in
    assert sorted(name for names in copied for name in names.split()) == sorted(
        line.removeprefix("!") for line in let_in if line.startswith("!")
    )


def test_the_entrypoint_can_be_run() -> None:
    assert os.access(files.DEPLOY / "entrypoint.sh", os.X_OK)
    assert json.loads(files.said("ENTRYPOINT")) == ["/app/deploy/entrypoint.sh"]
