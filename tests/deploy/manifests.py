"""The files of a deployment as values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from contracts.topology import SERVICES

DEPLOY = Path(__file__).parents[2] / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
IMAGE = dict(re.findall(r"^\s+(MINSHENG_\w+)=(\S+)", CONTAINERFILE, re.MULTILINE))
"""What the image itself tells whatever runs in it."""


def settings_of(service: str) -> dict[str, bool]:
    """Every variable that a service reads, and whether it must be given."""
    model = import_module(f"services.{service}.settings").Settings
    return {
        f"MINSHENG_{name.upper()}": field.is_required()
        for name, field in model.model_fields.items()
    }


SETTINGS = {service: settings_of(service) for service in SERVICES}


@dataclass(frozen=True)
class Workload:
    """What runs in pods: its name, their template, and what kustomize gives in place of NAME."""

    name: str
    template: dict[str, Any]

    @property
    def part(self) -> str:
        return str(self.template["metadata"]["labels"]["part"])

    @property
    def pod(self) -> dict[str, Any]:
        return dict(self.template["spec"])

    @property
    def container(self) -> dict[str, Any]:
        (only,) = self.pod["containers"]
        return dict(only)


def documents(*folders: str) -> Iterator[dict[str, Any]]:
    """Every resource of folders of Kubernetes, kustomizations too."""
    for folder in folders:
        for file in sorted((DEPLOY / "kubernetes" / folder).rglob("*.yaml")):
            yield from yaml.safe_load_all(file.read_text(encoding="utf-8"))


def of_kind(kind: str, *folders: str) -> list[dict[str, Any]]:
    return [it for it in documents(*folders) if it["kind"] == kind]


def workloads() -> list[Workload]:
    kinds = {"Deployment", "StatefulSet", "Job", "CronJob"}
    return [
        Workload(it["metadata"]["name"], (it["spec"].get("jobTemplate") or it)["spec"]["template"])
        for it in documents(".")
        if it["kind"] in kinds
    ]


def told_by_kubernetes() -> dict[str, str]:
    """The settings that the base gives to every one of our containers."""
    (base,) = (
        it
        for it in of_kind("Kustomization", "base")
        if any(given["name"] == "minsheng" for given in it.get("configMapGenerator", ()))
    )
    (generator,) = base["configMapGenerator"]
    return dict(line.split("=", 1) for line in generator["literals"])
