"""On Kubernetes one process takes pictures in, and all of livestream show them."""

import re
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest
import yaml

from services.livestream.settings import Settings
from tests.deploy.manifests import (
    COMPOSE,
    CONTAINERFILE,
    of_kind,
    told_by_kubernetes,
    workloads,
)

PORTS = range(20000, 20010)
PLACE = Path(COMPOSE["services"]["livestream"]["environment"]["MINSHENG_VIDEO_FOLDER"])


def patches(*folders: str) -> list[tuple[dict[str, str], list[dict[str, Any]]]]:
    """What kustomizations change one by one, with whom it concerns."""
    return [
        (patch["target"], operations)
        for each in of_kind("Kustomization", *folders)
        for patch in each.get("patches", ())
        if isinstance(operations := yaml.safe_load(patch["patch"]), list)
    ]


def concerned(kind: str, path: str, folder: str) -> dict[str, Any]:
    """Who is changed at a path, by name: to what."""
    return {
        name: operation.get("value")
        for target, operations in patches(folder)
        for operation in operations
        if target["kind"] == kind and operation["path"] == path
        for name in target["name"].split("|")
    }


def test_one_process_takes_pictures_in_and_is_never_two() -> None:
    told = concerned("Deployment", "/spec/template/spec/containers/0/env", ".")
    assert list(told) == ["service"]  # that of base/video, which the same patch names so
    (given,) = told.values()
    assert {it["name"]: it["value"] for it in given} == {
        "MINSHENG_VIDEO_FOLDER": str(PLACE),
        "MINSHENG_VIDEO_LISTEN": "0.0.0.0",  # noqa: S104 - a pod's own
    }
    strategy = concerned("Deployment", "/spec/strategy", "base/video")
    assert strategy == {"service": {"type": "Recreate"}}
    (ha,) = of_kind("Kustomization", "ha")
    assert "video" not in {it["name"] for it in ha["replicas"]}
    assert "video" not in concerned("Deployment", "/spec/strategy", "ha")
    assert "MINSHENG_VIDEO_FOLDER" not in told_by_kubernetes()


def test_every_process_of_livestream_sees_the_disk_and_so_do_backup_and_restore() -> None:
    assert told_by_kubernetes()["MINSHENG_RECORDINGS_URL"] == (PLACE / "recordings").as_uri()
    mounts = concerned("Deployment", "/spec/template/spec/containers/0/volumeMounts/-", "base")
    claims = concerned("Deployment", "/spec/template/spec/volumes/-", "base")
    for name in ("livestream", "video"):
        assert mounts[name] == {"name": "video", "mountPath": str(PLACE)}
        assert claims[name]["persistentVolumeClaim"] == {"claimName": "video"}
    for it in workloads():
        if it.name in {"backup", "restore"}:
            assert str(PLACE) in {each["mountPath"] for each in it.container["volumeMounts"]}


def test_a_disk_of_one_node_is_seen_on_that_node_alone() -> None:
    together = concerned("Deployment", "/spec/template/spec/affinity", "base")
    assert together.keys() == {"announcer", "livestream", "video"}
    assert concerned("Deployment", "/spec/template/spec/affinity", "ha").keys() == together.keys()
    shared = concerned("PersistentVolumeClaim", "/spec/accessModes", "ha")
    assert shared == {"files": ["ReadWriteMany"], "video": ["ReadWriteMany"]}


def test_encoders_find_every_port_open_and_no_other() -> None:
    assert Settings.model_fields["video_ports"].default == f"{PORTS[0]}-{PORTS[-1]}"
    (service,) = (
        it for it in of_kind("Service", "base/video") if it["metadata"]["name"] == "video"
    )
    assert [it["port"] for it in service["spec"]["ports"]] == list(PORTS)
    assert {it["protocol"] for it in service["spec"]["ports"]} == {"UDP"}
    assert COMPOSE["services"]["livestream"]["ports"] == ["20000-20009:20000-20009/udp"]
    (policy,) = (it for it in of_kind("NetworkPolicy", "base") if it["metadata"]["name"] == "video")
    (coming,) = policy["spec"]["ingress"]
    assert coming == {"ports": [{"port": PORTS[0], "endPort": PORTS[-1], "protocol": "UDP"}]}
    (going,) = policy["spec"]["egress"]
    assert [it["port"] for it in going["ports"]] == [443, 1935]  # rtmps, rtmp
    typed = {it["metadata"]["name"] for it in of_kind("Service", "base") if it["spec"].get("type")}
    assert typed == {"video"}  # all else comes in by the ingress


def test_prometheus_finds_every_process_of_livestream() -> None:
    (selector,) = concerned("Service", "/spec/selector", "base").values()
    measured = concerned("Deployment", "/spec/template/metadata/labels/measured", "base")
    assert measured == dict.fromkeys(("livestream", "video"), selector["measured"])


def test_the_image_has_the_authorities_where_ffmpeg_looks() -> None:
    ffmpeg = Path(imageio_ffmpeg.get_ffmpeg_exe()).read_bytes()
    if (found := re.search(rb'OPENSSLDIR: "([^"]+)"', ffmpeg)) is None:
        pytest.fail("it has another library for TLS: where does that look?")
    assert f"ls {found[1].decode()}/certs/*.0" in CONTAINERFILE
