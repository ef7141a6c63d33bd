"""Who may talk to whom in Kubernetes: what the code needs, and nothing else."""

from collections.abc import Iterator
from typing import Any

from tests.deploy.manifests import of_kind, workloads

Pair = tuple[str, str, int]
# From the code: services call PostgreSQL and NATS, and never one another.
NEEDED: set[Pair] = {
    ("gateway", "service", 8000),
    ("prometheus", "service", 8000),
    ("service", "nats", 4222),
    ("service", "postgres", 5432),
    ("prepare", "nats", 4222),
    ("prepare", "postgres", 5432),
    ("backup", "postgres", 5432),
}
AMONG_SERVERS: set[Pair] = {
    ("nats", "nats", 6222),
    ("postgres", "postgres", 5432),
    ("postgres", "postgres", 8000),
}


def part(selector: dict[str, Any]) -> str:
    """The part that a selector names."""
    labels: dict[str, str] = selector["matchLabels"]
    return labels["part"]


def sides(policies: list[dict[str, Any]], way: str, peers: str) -> Iterator[Pair]:
    """(own part, other part, port) of every rule between our own pods."""
    for policy in policies:
        for rule in policy["spec"].get(way, ()):
            for peer in rule.get(peers, ()):
                if peer.keys() == {"podSelector"}:
                    for port in rule["ports"]:
                        yield (
                            part(policy["spec"]["podSelector"]), part(peer["podSelector"]),
                            port["port"],
                        )  # fmt: skip


def open_pairs(*folders: str) -> set[Pair]:
    """What is open on both sides; a side that is open alone fails."""
    policies = of_kind("NetworkPolicy", *folders)
    going = set(sides(policies, "egress", "to"))
    coming = {(other, own, port) for own, other, port in sides(policies, "ingress", "from")}
    assert going == coming
    return going


def test_a_single_cluster_opens_what_the_code_needs() -> None:
    assert open_pairs("base") == NEEDED


def test_several_servers_of_a_kind_find_each_other_besides() -> None:
    assert open_pairs("base", "ha") == NEEDED | AMONG_SERVERS


def test_nothing_is_open_that_no_policy_opens() -> None:
    (closed,) = (
        it for it in of_kind("NetworkPolicy", "base") if it["metadata"]["name"] == "nobody"
    )
    assert closed["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_every_part_that_a_policy_names_runs() -> None:
    named = {name for own, other, _ in NEEDED | AMONG_SERVERS for name in (own, other)}
    assert named == {it.part for it in workloads()}


def test_beyond_the_cluster_and_never_into_a_private_network_four_speak() -> None:
    speaking: set[str] = set()
    for policy in of_kind("NetworkPolicy", "base"):
        for rule in policy["spec"].get("egress", ()):
            for peer in rule["to"]:
                if block := peer.get("ipBlock"):
                    assert {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"} <= set(block["except"])
                    speaking |= named_services(policy["spec"]["podSelector"])
    assert speaking == {"announcer", "registration", "compliance", "video"}


def named_services(selector: dict[str, Any]) -> set[str]:
    if "matchLabels" in selector:
        return {selector["matchLabels"]["service"]}
    (expression,) = selector["matchExpressions"]
    return set(expression["values"])
