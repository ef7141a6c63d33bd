"""``streams.toml`` as values: which streams exist, who reads and who reacts."""

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

from contracts.subjects import stream_name, subject_filter

_TOML: dict[str, Any] = tomllib.loads(
    resources.files("contracts").joinpath("streams.toml").read_text(encoding="utf-8")
)

SERVICES: tuple[str, ...] = tuple(_TOML["services"])


@dataclass(frozen=True, slots=True)
class ReactionTopology:
    """A durable consumer: ``reader`` reacts to one event of ``source``."""

    reader: str
    name: str
    source: str
    event: str

    @property
    def durable(self) -> str:
        """The consumer's name on the source's stream."""
        return f"{self.reader}_{self.name}"


REACTIONS = tuple(ReactionTopology(**entry) for entry in _TOML["reactions"])
PROJECTORS: dict[str, tuple[str, ...]] = {
    entry["reader"]: tuple(entry["sources"]) for entry in _TOML["projectors"]
}


EPOCHS = range(1, 10)
"""The epochs that a log can have, each with a stream of its own."""


def stream_config(service: str, epoch: int, replicas: int = 1) -> dict[str, Any]:
    """The settings of one stream, named as in ``nats.js.api.StreamConfig`` (durations in s).

    ``replicas``: on how many servers of a cluster each message is kept.
    """
    settings: dict[str, Any] = dict(_TOML["stream"])
    return {
        "name": stream_name(service, epoch),
        "subjects": [subject_filter(service, epoch)],
        "storage": settings["storage"],
        "retention": settings["retention"],
        "discard": settings["discard"],
        "deny_delete": settings["deny_delete"],
        "deny_purge": settings["deny_purge"],
        "allow_rollup_hdrs": settings["allow_rollup_hdrs"],
        "max_age": settings["max_age_seconds"],
        "max_msgs": settings["max_msgs"],
        "max_bytes": settings["max_bytes"],
        "max_msg_size": settings["max_msg_size"],
        "num_replicas": replicas,
        "duplicate_window": settings["duplicate_window_seconds"],
    }


def reaction_config(reaction: ReactionTopology, epoch: int, after: int = 0) -> dict[str, Any]:
    """The settings of a reaction's consumer, as in ``nats.js.api.ConsumerConfig``.

    ``after``: the position of the stream behind which it begins.
    """
    settings: dict[str, Any] = dict(_TOML["reaction"])
    begins = {"deliver_policy": settings["deliver_policy"]}
    if after:
        begins = {"deliver_policy": "by_start_sequence", "opt_start_seq": after + 1}
    return {
        "durable_name": reaction.durable,
        "filter_subject": subject_filter(reaction.source, epoch, reaction.event),
        "ack_policy": settings["ack_policy"],
        **begins,
        "max_ack_pending": settings["max_ack_pending"],
        "ack_wait": settings["ack_wait_seconds"],
        "max_deliver": settings["max_deliver"],
    }


MAX_MESSAGE_BYTES = int(_TOML["stream"]["max_msg_size"])
