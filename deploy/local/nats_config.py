"""The configuration of nats-server: one account, a user per service, least permissions.

A service publishes its own events and calls the JetStream API for its own streams and for
those it reads. NATS cannot match part of a token, so epochs 1 to 9 and consumer names are
enumerated. The file holds public keys only.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from contracts.subjects import stream_name
from contracts.topology import EPOCHS, PROJECTORS, REACTIONS, SERVICES
from deploy.local.ports import LOOPBACK

DEPLOY_USER = "deploy"
USERS = (*SERVICES, DEPLOY_USER)
_MAX_FILE_STORE = "4GB"
_API = "$JS.API"
# Create, update and look: nobody at all may delete or purge a stream.
_DEPLOYING = (
    "STREAM.CREATE.*",
    "STREAM.UPDATE.*",
    "STREAM.INFO.*",
    "STREAM.LIST",
    "STREAM.NAMES",
    "STREAM.MSG.GET.*",
    "CONSUMER.CREATE.>",
    "CONSUMER.DURABLE.CREATE.>",
    "CONSUMER.INFO.>",
    "CONSUMER.LIST.*",
    "CONSUMER.NAMES.*",
)


def nats_config(
    port: int, store: Path, public_keys: Mapping[str, str], name: str = "minsheng", extra: str = ""
) -> str:
    """The text of nats.conf; `public_keys` maps every one of `USERS` to its nkey.

    `name` is the server's; `extra` is appended as it is.
    """
    users = ",\n".join(_user(name, public_keys[name]) for name in USERS)
    return f"""\
listen: "{LOOPBACK}:{port}"
server_name: "{name}"
max_payload: 1MB
jetstream {{ store_dir: {json.dumps(str(store))}, max_file_store: {_MAX_FILE_STORE} }}
accounts {{
  MINSHENG {{
    jetstream: enabled
    users: [
{users}
    ]
  }}
}}
{extra}
"""


def permitted_subjects(user: str) -> list[str]:
    """Every subject that a user may publish to."""
    if user == DEPLOY_USER:
        return [f"{_API}.{call}" for call in _DEPLOYING]
    return [f"ev.{user}.>", *_own_streams(user), *_read_streams(user)]


def _user(name: str, public_key: str) -> str:
    publish = json.dumps(permitted_subjects(name))
    subscribe = json.dumps([f"_INBOX.{name}.>"])
    permissions = f"{{ publish: {{ allow: {publish} }}, subscribe: {{ allow: {subscribe} }} }}"
    return f'      {{ nkey: "{public_key}", permissions: {permissions} }}'


def _own_streams(service: str) -> Iterable[str]:
    for epoch in EPOCHS:
        stream = stream_name(service, epoch)
        yield f"{_API}.STREAM.INFO.{stream}"
        yield f"{_API}.STREAM.CREATE.{stream}"
        yield f"{_API}.STREAM.MSG.GET.{stream}"


def _read_streams(service: str) -> Iterable[str]:
    for source, consumer in sorted(_consumers(service)):
        for epoch in EPOCHS:
            stream = stream_name(source, epoch)
            yield f"{_API}.STREAM.INFO.{stream}"
            yield f"{_API}.STREAM.MSG.GET.{stream}"
            yield f"{_API}.CONSUMER.CREATE.{stream}.{consumer}"
            yield f"{_API}.CONSUMER.CREATE.{stream}.{consumer}.>"
            yield f"{_API}.CONSUMER.DURABLE.CREATE.{stream}.{consumer}"
            yield f"{_API}.CONSUMER.DELETE.{stream}.{consumer}"
            yield f"{_API}.CONSUMER.INFO.{stream}.{consumer}"
            yield f"{_API}.CONSUMER.MSG.NEXT.{stream}.{consumer}"
            yield f"$JS.ACK.{stream}.{consumer}.>"


def _consumers(service: str) -> set[tuple[str, str]]:
    """(source, consumer name) of all that a service may read with."""
    projector = f"{service}_projector"
    reading = {
        (source, name)
        for source in PROJECTORS.get(service, ())
        for name in (projector, f"{projector}_rebuild")
    }
    reacting = {(each.source, each.durable) for each in REACTIONS if each.reader == service}
    return reading | reacting
