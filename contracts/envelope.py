"""CloudEvents 1.0: binary mode in NATS headers on the bus, JSON format one a line in exports."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import from_json

from contracts.canonical import chain_hash
from contracts.values import Instant, timestamp

NO_ACTIVITY = "_"


class Envelope(BaseModel):
    """One recorded event as it travels: who said what about which activity, and when.

    ``time`` is when it happened, ``recordedat`` when the service wrote it down (both UTC);
    ``sequence`` is its gapless position in the service's log, from 1; ``hash`` is hexadecimal.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    type: str
    source: str = Field(pattern=r"^/[a-z]+$")
    subject: str = Field(pattern=r"^[A-Za-z0-9_-]+/[A-Za-z0-9_-]+$")
    time: Instant
    recordedat: Instant
    sequence: int = Field(ge=1)
    epoch: int = Field(ge=1)
    hash: str = Field(pattern=r"^[0-9a-f]{64}$")
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
            time=self.time,
            recordedat=self.recordedat,
            sequence=self.sequence,
            data=self.data,
        )

    def to_message(self) -> tuple[dict[str, str], bytes]:
        """Headers and body of the NATS message."""
        headers = {
            "ce-specversion": self.specversion,
            "ce-id": str(self.id),
            "ce-type": self.type,
            "ce-source": self.source,
            "ce-subject": self.subject,
            "ce-time": timestamp(self.time),
            "ce-recordedat": timestamp(self.recordedat),
            "ce-sequence": str(self.sequence),
            "ce-epoch": str(self.epoch),
            "ce-hash": self.hash,
            "ce-dataschema": self.dataschema,
            "content-type": "application/json",
        }
        if self.simulated:
            headers["ce-simulated"] = "true"
        if self.traceparent is not None:
            headers["traceparent"] = self.traceparent
        body = json.dumps(self.data, ensure_ascii=False, separators=(",", ":"))
        return headers, body.encode()

    @classmethod
    def from_message(cls, headers: Mapping[str, str], body: bytes) -> Self:
        """Read a NATS message; raises ``ValueError`` (pydantic's too) when it is not ours."""
        attributes: dict[str, Any] = {
            name.removeprefix("ce-"): value
            for name, value in headers.items()
            if name.startswith("ce-")
        }
        return cls.model_validate(
            {**attributes, "traceparent": headers.get("traceparent"), "data": from_json(body)}
        )

    def to_json_line(self) -> str:
        """One CloudEvent in JSON, without a line end."""
        event = self.model_dump(mode="json", exclude_none=True)
        return json.dumps(event, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json_line(cls, line: str | bytes) -> Self:
        """Read one line of an export; raises ``ValueError`` when it is not one."""
        return cls.model_validate_json(line)
