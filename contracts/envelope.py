"""CloudEvents 1.0: binary mode in NATS headers on the bus, JSON format one a line in exports."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

from pydantic import Field, StringConstraints, TypeAdapter
from pydantic_core import from_json, to_json

from contracts.canonical import canonical_json, chain_hash
from contracts.subjects import NO_ACTIVITY, subject_for
from contracts.values import Instant, Sha256, timestamp


class Message(NamedTuple):
    """An event as it is published; its place in the stream is its place in the log."""

    sequence: int
    subject: str
    headers: dict[str, str]
    body: bytes

    @property
    def identity(self) -> tuple[str, str]:
        """The event's id and its hash, which no other event has."""
        return self.headers["ce-id"], self.headers["ce-hash"]


class Written(NamedTuple):
    """The attributes of an envelope as they stand in a header block: text, and proved to fit."""

    id: str
    type: str
    source: str
    subject: str
    time: str
    recordedat: str
    sequence: str
    epoch: str
    hash: str
    dataschema: str
    simulated: str | None
    traceparent: str | None

    @classmethod
    def of(cls, head: bytes) -> "Written | None":
        """What stands in headers that the relay wrote; None of any others.

        Raises ``ValueError`` for a day or an hour that no calendar has.
        """
        if (found := _WRITTEN(head.decode("latin-1"))) is None:
            return None
        said = found.groups()
        _moment(said[4]), _moment(said[5])
        return tuple.__new__(cls, said)

    @property
    def service(self) -> str:
        """The service that recorded the event."""
        return self.source[1:]

    @property
    def programme(self) -> str:
        """The programme that the event is about."""
        return self.subject.partition("/")[0]

    @property
    def recorded_at(self) -> datetime:
        """When the service wrote it down, in UTC."""
        return datetime.fromisoformat(self.recordedat)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One recorded event as it travels: who said what about which activity, and when.

    Made directly its attributes are not looked at: that is for what was proved before.
    ``time`` is when it happened, ``recordedat`` when the service wrote it down (both UTC);
    ``sequence`` is its gapless position in the service's log, from 1; ``hash`` is hexadecimal.
    """

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    type: str
    source: Annotated[str, StringConstraints(pattern=r"^/[a-z]+$")]
    subject: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+/[A-Za-z0-9_-]+$")]
    time: Instant
    recordedat: Instant
    sequence: Annotated[int, Field(ge=1)]
    epoch: Annotated[int, Field(ge=1)]
    hash: Sha256
    dataschema: str
    simulated: bool = False
    traceparent: str | None = None
    data: dict[str, Any]

    @property
    def service(self) -> str:
        """The service that recorded the event."""
        return self.source.removeprefix("/")

    @property
    def programme(self) -> str:
        """The programme that the event is about."""
        return self.subject.split("/")[0]

    @property
    def activity(self) -> str | None:
        """The activity that the event is about, if it is about one."""
        activity = self.subject.split("/")[1]
        return None if activity == NO_ACTIVITY else activity

    @property
    def occurred_at(self) -> datetime:
        """When it happened, in UTC."""
        return self.time

    @property
    def recorded_at(self) -> datetime:
        """When the service wrote it down, in UTC; never goes back within a log."""
        return self.recordedat

    def expected_hash(self, previous: bytes) -> bytes:
        """The hash that this event must carry if ``previous`` is the hash before it."""
        return chain_hash(
            previous,
            id=str(self.id),
            type=self.type,
            source=self.source,
            subject=self.subject,
            time=timestamp(self.time),
            recordedat=timestamp(self.recordedat),
            sequence=self.sequence,
            data=canonical_json(self.data),
        )

    def written(self) -> Written:
        """Its attributes as text."""
        said = self.to_message().headers
        return Written._make(said.get(f"ce-{name}", said.get(name)) for name in Written._fields)

    def to_message(self) -> Message:
        """How it is published."""
        return message_of(
            id=str(self.id), type=self.type, source=self.source, subject=self.subject,
            time=timestamp(self.time), recordedat=timestamp(self.recordedat),
            sequence=self.sequence, epoch=self.epoch, hash=self.hash, dataschema=self.dataschema,
            simulated=self.simulated, traceparent=self.traceparent, data=self.data,
        )  # fmt: skip

    @classmethod
    def proved(cls, **attributes: Any) -> "Envelope":
        """An envelope whose attributes fit; raises ``ValueError`` (pydantic's) if one does not."""
        return _FORM.validate_python(attributes)

    @classmethod
    def from_wire(cls, wire: bytes) -> "Envelope":
        """``from_message`` of a message as it arrived; several times as fast if it is ours."""
        head, body = parts_of(wire)
        if (written := Written.of(head)) is None:
            return cls.from_message(headers_of(head), body)
        return cls.of(written, body)

    @classmethod
    def of(cls, it: Written, body: bytes) -> "Envelope":
        """An envelope of attributes that are proved; raises ``ValueError`` for no JSON object."""
        if type(data := from_json(body)) is not dict:
            raise ValueError("the data is no object")
        return cls(
            id=UUID(it.id), type=it.type, source=it.source, subject=it.subject,
            time=datetime.fromisoformat(it.time), recordedat=datetime.fromisoformat(it.recordedat),
            sequence=int(it.sequence), epoch=int(it.epoch), hash=it.hash, dataschema=it.dataschema,
            simulated=it.simulated is not None, traceparent=it.traceparent, data=data,
        )  # fmt: skip

    @classmethod
    def from_message(cls, headers: Mapping[str, str], body: bytes) -> "Envelope":
        """Read a NATS message; raises ``ValueError`` (pydantic's too) when it is not ours."""
        attributes: dict[str, Any] = {
            name.removeprefix("ce-"): value
            for name, value in headers.items()
            if name.startswith("ce-")
        }
        given = {"traceparent": headers.get("traceparent"), "data": from_json(body)}
        return _FORM.validate_python(attributes | given)

    def to_json_line(self) -> str:
        """One CloudEvent in JSON, without a line end."""
        return to_json(_FORM.dump_python(self, mode="json", exclude_none=True)).decode()

    @classmethod
    def from_json_line(cls, line: str | bytes) -> "Envelope":
        """Read one line of an export; raises ``ValueError`` when it is not one."""
        return _FORM.validate_json(line)


def message_of(  # noqa: PLR0913 - the attributes of an envelope
    *,
    id: str,  # noqa: A002 - the CloudEvents attribute is called id
    type: str,  # noqa: A002 - the CloudEvents attribute is called type
    source: str,
    subject: str,
    time: str,
    recordedat: str,
    sequence: int,
    epoch: int,
    hash: str,  # noqa: A002 - the attribute is called hash
    dataschema: str,
    simulated: bool,
    traceparent: str | None,
    data: dict[str, Any],
) -> Message:
    """How an event with these attributes is published, whether or not an envelope was made of it.

    Raises ``ValueError`` for a subject token that NATS would not take.
    """
    headers = {
        "ce-specversion": "1.0",
        "ce-id": id,
        "ce-type": type,
        "ce-source": source,
        "ce-subject": subject,
        "ce-time": time,
        "ce-recordedat": recordedat,
        "ce-sequence": str(sequence),
        "ce-epoch": str(epoch),
        "ce-hash": hash,
        "ce-dataschema": dataschema,
        "content-type": "application/json",
    }
    if simulated:
        headers["ce-simulated"] = "true"
    if traceparent is not None:
        headers["traceparent"] = traceparent
    programme, activity = subject.split("/")
    to = subject_for(source.removeprefix("/"), epoch, type.partition(".")[0], programme, activity)
    return Message(sequence, to, headers, to_json(data))


def header_block(headers: Mapping[str, str]) -> bytes:
    """Headers as they travel."""
    lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
    return f"NATS/1.0\r\n{lines}\r\n".encode()


def parts_of(wire: bytes) -> tuple[bytes, bytes]:
    """Headers and body of a message as it travels; between them is an empty line."""
    head, _, body = wire.partition(b"\r\n\r\n")
    return head, body


def headers_of(head: bytes) -> dict[str, str]:
    """The headers in a block, whoever wrote it."""
    _, *lines = head.decode(errors="replace").split("\r\n")
    pairs = [line.partition(":") for line in lines if ":" in line]
    return {name.strip(): value.strip() for name, _, value in pairs}


_FORM = TypeAdapter(Envelope)
_moment = datetime.fromisoformat
_MOMENT = r"((?:19|20|21)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)"
_WRITTEN = re.compile(
    "NATS/1[.]0\r\nce-specversion: 1[.]0\r\n"
    "ce-id: ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\r\n"
    "ce-type: ([A-Za-z0-9.]+)\r\nce-source: (/[a-z]+)\r\n"
    "ce-subject: ([A-Za-z0-9_-]+/[A-Za-z0-9_-]+)\r\n"
    f"ce-time: {_MOMENT}\r\nce-recordedat: {_MOMENT}\r\n"
    "ce-sequence: ([1-9][0-9]{0,17})\r\nce-epoch: ([1-9][0-9]{0,8})\r\n"
    "ce-hash: ([0-9a-f]{64})\r\nce-dataschema: ([!-~]+)\r\ncontent-type: application/json\r\n"
    "(?:ce-simulated: (true)\r\n)?(?:traceparent: ([!-~]+)\r\n)?"
    "Nats-Expected-Last-Sequence: [0-9]+",
    re.ASCII,
).fullmatch
"""What the relay writes, whose attributes fit if they stand so. All else is proved one by one."""
