"""Compose, Kubernetes and the image: each part is told what it reads and sees what it may."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.topology import SERVICES
from deploy.secret_files import PARTS, SecretFiles
from tests.deploy.manifests import (
    COMPOSE,
    CONTAINERFILE,
    DEPLOY,
    IMAGE,
    SETTINGS,
    Workload,
    documents,
    told_by_kubernetes,
    workloads,
)

EACH = pytest.mark.parametrize("service", SERVICES)
PLACE = "/run/secrets/minsheng"
# Read by our own commands and by the log of requests, not by a service's settings.
OF_COMMANDS = {"MINSHENG_HOME", "MINSHENG_SECRETS_DIR", "MINSHENG_POSTGRES"}
RUNNING = {name: it for name, it in COMPOSE["services"].items() if "profiles" not in it}
SECRETS_OF = {
    "service": ["NAME"],  # kustomize gives each of the four its own
    "postgres": ["postgres"],
    "nats": ["nats"],
    "prepare": ["prepare"],
    "backup": ["prepare"],
    "restore": ["prepare", "registration", "livestream"],
    "gateway": [],
    "prometheus": [],
}


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "secrets"
    SecretFiles(folder).make()
    return folder


def mounted(part: dict[str, Any]) -> list[str]:
    """The folder of secrets that a part of compose sees."""
    return [
        it["source"].removeprefix("./secrets/")
        for it in part.get("volumes", ())
        if isinstance(it, dict) and it["target"] == PLACE and it["read_only"]
    ]


def told(variables: dict[str, Any]) -> set[str]:
    return {name for name in variables if name.startswith("MINSHENG_")}


def whole(service: str, variables: set[str], secrets: Path) -> set[str]:
    """What a service must be told and is not: by variables, or by files named as these."""
    files = {it.name.upper() for it in (secrets / service).iterdir()}
    return {name for name, needed in SETTINGS[service].items() if needed} - variables - files


@EACH
def test_compose_tells_a_service_all_that_it_needs_and_nothing_it_does_not_read(
    service: str, secrets: Path
) -> None:
    given = told(COMPOSE["services"][service]["environment"])
    assert given <= SETTINGS[service].keys()
    assert whole(service, given | IMAGE.keys(), secrets) == set()
    assert COMPOSE["services"][service]["command"][-1] == f"services.{service}"


@EACH
def test_kubernetes_tells_a_service_all_that_it_needs(service: str, secrets: Path) -> None:
    assert whole(service, told(told_by_kubernetes()) | IMAGE.keys(), secrets) == set()


def test_what_all_are_told_is_read_by_some() -> None:
    read = {name for each in SETTINGS.values() for name in each} | OF_COMMANDS
    assert told(told_by_kubernetes()) | IMAGE.keys() <= read


@EACH
def test_a_file_that_a_service_must_read_is_among_its_secrets(service: str, secrets: Path) -> None:
    for name, needed in SETTINGS[service].items():
        if needed and name.endswith("_FILE"):
            assert (secrets / service / Path(IMAGE[name]).name).exists(), name


def test_what_is_applied_before_all_else_is_the_namespace_alone() -> None:
    file = DEPLOY / "kubernetes" / "base" / "namespace.yaml"
    applied = yaml.safe_load_all(file.read_text(encoding="utf-8"))
    assert [it["kind"] for it in applied] == ["Namespace"]


def test_every_part_sees_its_own_secrets_alone_and_all_are_made() -> None:
    for name, part in RUNNING.items():
        assert mounted(part) == ([name] if name in PARTS else []), name
    assert set(PARTS) <= RUNNING.keys()


def test_kubernetes_gives_each_part_the_secret_of_its_own_name() -> None:
    for it in workloads():
        named = [each["secret"]["secretName"] for each in it.pod["volumes"] if "secret" in each]
        assert named == SECRETS_OF[it.name]
    for service in SERVICES:
        file = DEPLOY / "kubernetes" / "base" / service / "kustomization.yaml"
        patch, *_ = yaml.safe_load(file.read_text(encoding="utf-8"))["patches"]
        given = {it["path"]: it["value"] for it in yaml.safe_load(patch["patch"])}
        assert given["/metadata/name"] == service
        assert given["/spec/template/spec/volumes/0/secret/secretName"] == service
        assert given["/spec/template/spec/containers/0/command/2"] == f"services.{service}"


def test_every_file_of_secrets_that_is_named_is_made(secrets: Path) -> None:
    pages = [(DEPLOY / "compose.yaml").read_text(encoding="utf-8")]
    pages += [str(it) for it in documents("base", "ha")]
    named = set(re.findall(rf"{PLACE}/([\w.]+)", "\n".join(pages)))
    assert named == {"nats.conf", "cluster.conf", "password"}
    assert named <= {it.name for it in secrets.rglob("*")}


@pytest.mark.parametrize("name", RUNNING)
def test_a_part_of_compose_has_no_privilege_and_limits(name: str) -> None:
    part = RUNNING[name]
    assert part["read_only"]
    assert part["cap_drop"] == ["ALL"]
    assert part["security_opt"] == ["no-new-privileges:true"]
    assert "cap_add" not in part
    assert part["mem_limit"]
    assert part["pids_limit"]
    assert part["restart"] in {"unless-stopped", "on-failure"}
    assert part["logging"]["options"]["max-size"]
    assert "healthcheck" in part or name in {"prepare", "prometheus"}


@pytest.mark.parametrize("it", workloads(), ids=lambda it: it.name)
def test_a_pod_is_restricted_and_has_limits(it: Workload) -> None:
    assert it.pod["automountServiceAccountToken"] is False
    assert it.pod["enableServiceLinks"] is False
    assert it.pod["securityContext"]["runAsNonRoot"]
    assert it.pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert it.container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert it.container["resources"].keys() == {"requests", "limits"}
    assert ("readinessProbe" in it.container) == ("ports" in it.container)


def test_a_service_that_is_told_to_end_has_time_to_finish_what_it_took() -> None:
    finishing = 3 + 8 + 5  # services/_web/service.py and _kit/broker.py: HTTP, NATS, the pool
    (service,) = (it for it in workloads() if it.part == "service")
    waiting = int(service.container["lifecycle"]["preStop"]["exec"]["command"][-1])
    assert service.pod["terminationGracePeriodSeconds"] > waiting + finishing
    for name in SERVICES:
        assert int(COMPOSE["services"][name]["stop_grace_period"].removesuffix("s")) > finishing


def test_a_loop_that_stands_still_is_seen_and_gets_no_long_farewell() -> None:
    (service,) = (it for it in workloads() if it.part == "service")
    live = service.container["livenessProbe"]
    assert live["httpGet"]["path"] == "/health/live"
    assert live["terminationGracePeriodSeconds"] <= 5


def test_no_registry_is_named_and_no_image_goes_without_a_version() -> None:
    named = [str(it["image"]) for it in COMPOSE["services"].values()]
    named += [it.container["image"] for it in workloads()]
    named += re.findall(r"^ARG BASE=(.+)$", CONTAINERFILE, re.MULTILINE)
    for image in named:
        name = image.partition(":-")[2].removesuffix("}") or image
        assert "." not in name.partition("/")[0].partition(":")[0], image
        assert name == "minsheng" or ":" in name, image


def test_the_example_explains_every_variable_of_compose() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    explained = re.findall(
        r"^(\w+)=", (DEPLOY / ".env.example").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(re.findall(r"\$\{(\w+)", text)) == set(explained)
