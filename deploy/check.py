"""Checks what a deployment is made of, without a cluster or a container: `python -m deploy.check`.

Each tool is the field's own, from a wheel that `make deploy-check` installs apart from the product.
What nothing here can check is said at the end, every time.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from contracts.topology import SERVICES
from deploy.local.binaries import caddy, nats_server
from deploy.secret_files import SecretFiles

_HERE = Path(__file__).parent
_BIN = _HERE.parent / "build" / "deploy-venv" / "bin"
_OVERLAYS = ("base", "ha")
_RULES = """
import promql_parser, sys, yaml
for group in yaml.safe_load(open(sys.argv[1], encoding="utf-8"))["groups"]:
    for rule in group["rules"]:
        promql_parser.parse(rule["expr"])
"""
_UNCHECKED = """\
NOT CHECKED HERE, for want of a container engine, a cluster or the tool:
  - no image is built and nothing is started: `make deploy-try` does, with Docker
  - the Cluster of CloudNativePG (ha/postgres.yaml): its schema belongs to its operator
  - what only a cluster refuses: admission, storage classes, whether its network obeys policies
  - compose.yaml is compared with the specification, not read by `docker compose`"""
# The one resource whose schema no release of Kubernetes has.
_FOREIGN = "Couldn't find schema for kind Cluster with api version postgresql.cnpg.io/v1"


class Step(NamedTuple):
    """One check: a command that must succeed without a word that begins ``WARN``."""

    what: str
    command: tuple[str | Path, ...]
    environment: Mapping[str, str] = MappingProxyType({})


def main() -> int:
    """Run every check; 1 if any found something."""
    unchecked, failed = _UNCHECKED, 0
    if not (promtool := shutil.which("promtool")):
        unchecked += (
            "\n  - prometheus.yml, by promtool (Debian: prometheus); expressions are parsed"
        )
    with tempfile.TemporaryDirectory() as folder:
        for step in _steps(Path(folder), promtool):
            found = _found(step)
            failed += bool(found)
            print(f"{'FAILED' if found else 'ok':8}{step.what}")  # noqa: T201
            print(found, end="")  # noqa: T201
    print(unchecked)  # noqa: T201
    return min(failed, 1)


def _steps(folder: Path, promtool: str | None) -> Iterator[Step]:
    yield Step("Containerfile: hadolint", (_BIN / "hadolint", _HERE / "Containerfile"))
    yield Step(
        "compose.yaml: the compose specification's schema",
        (
            _BIN / "check-jsonschema",
            "--builtin-schema",
            "vendor.compose-spec",
            _HERE / "compose.yaml",
        ),
    )
    for overlay in _OVERLAYS:
        rendered, source = folder / f"{overlay}.yaml", _HERE / "kubernetes" / overlay
        yield Step(
            f"kubernetes/{overlay}: kubectl kustomize",
            (_BIN / "kubectl", "kustomize", source, "--output", rendered),
        )
        yield Step(
            f"kubernetes/{overlay}: the strict schemas of Kubernetes",
            (_BIN / "kubernetes-validate", "--strict", "--quiet", rendered),
        )
    restoring = _HERE / "kubernetes" / "restore.yaml"
    yield Step(
        "kubernetes/restore.yaml", (_BIN / "kubernetes-validate", "--strict", "--quiet", restoring)
    )
    SecretFiles(folder / "secrets").make()
    for name in ("nats.conf", "cluster.conf"):
        config = folder / "secrets" / "nats" / name
        yield Step(f"{name}: nats-server -t", (nats_server(), "-t", "-c", config))
    told = {f"MINSHENG_{name.upper()}": f"{name}:8000" for name in SERVICES}
    told |= {"MINSHENG_DOMAIN": "minsheng.example.cn", "MINSHENG_TLS": "internal"}
    for name in ("Caddyfile", "tls.Caddyfile"):
        config = _HERE / "gateway" / name
        command = (caddy(), "validate", "--adapter", "caddyfile", "--config", config)
        yield Step(f"{name}: caddy validate", command, {**told, "XDG_DATA_HOME": str(folder)})
    rules = _HERE / "prometheus" / "rules.yaml"
    yield Step("rules.yaml: every expression parsed", (_BIN / "python", "-c", _RULES, rules))
    if promtool:
        config = rules.with_name("prometheus.yml")
        yield Step("prometheus.yml: promtool", (promtool, "check", "config", config))


def _found(step: Step) -> str:
    """What a tool said against the file; nothing where it is content."""
    done = subprocess.run(  # noqa: S603 - fixed commands of ours, no shell
        [str(part) for part in step.command],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **step.environment},
    )
    said = [it for it in (done.stdout + done.stderr).splitlines() if _FOREIGN not in it]
    doubted = any(line.startswith("WARN") for line in said)
    return "\n".join((*said, "")) if done.returncode or doubted else ""


if __name__ == "__main__":
    sys.exit(main())
