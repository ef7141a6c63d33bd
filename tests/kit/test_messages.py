"""What is published of a row of the log is what its envelope says, to the byte."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.envelope import Envelope
from contracts.registry import EVENTS, schema_of
from contracts.subjects import NO_ACTIVITY
from services._kit.postgres import PostgresStore
from services._kit.recording import Head, Stored, event_id, head_of
from services._kit.store import Caused

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(1 - 2**53, 2**53 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
TOKENS = st.from_regex(r"[A-Za-z0-9_-]{1,9}", fullmatch=True)
BEGIN = datetime(2000, 2, 28, tzinfo=UTC)
MOMENTS = st.integers(0, 2**52).map(lambda us: BEGIN + timedelta(microseconds=us))
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@st.composite
def envelopes(draw: st.DrawFn) -> Envelope:
    """What the announcer may have said, with whatever the text of a row may hold."""
    programme, activity = draw(TOKENS), draw(st.none() | TOKENS)
    type_ = draw(st.sampled_from(sorted(EVENTS)))
    about: dict[str, Any] = {"programme": programme, "activity": activity}
    return Envelope(
        id=draw(st.uuids()), type=type_, source="/announcer",
        subject=f"{programme}/{activity or NO_ACTIVITY}", time=draw(MOMENTS),
        recordedat=draw(MOMENTS), sequence=1, epoch=1,
        hash=draw(st.binary(min_size=32, max_size=32)).hex(), dataschema=schema_of(type_),
        simulated=draw(st.booleans()), traceparent=draw(st.none() | st.just(TRACE)),
        data=draw(st.dictionaries(TEXTS, VALUES, max_size=4)) | about,
    )  # fmt: skip


@given(envelopes())
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_a_row_is_published_as_its_envelope_is_written(
    postgres_store: PostgresStore, drawn: Envelope
) -> None:
    said = {"simulated": drawn.simulated, "traceparent": drawn.traceparent}
    meta = {name: value for name, value in said.items() if value}
    before = await postgres_store.read(0, 1_000)
    position = len(before) + 1
    said_once = replace(drawn, id=uuid5(drawn.id, str(position)), sequence=position)
    end = head_of(before[-1].envelope) if before else Head()
    stored = Stored(said_once, "stream", position, meta)
    await postgres_store.append(end, Caused(events=[stored]))

    (stored,) = await postgres_store.read(position - 1, 1)
    (message,) = await postgres_store.messages(position - 1, 1)

    assert stored.envelope == said_once
    assert message == stored.envelope.to_message()
    assert message.body == in_one_line(stored.envelope.data)


def in_one_line(data: dict[str, Any]) -> bytes:
    """JSON as it always travelled."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


@given(st.uuids(), st.integers(0, 300))
def test_the_id_of_an_event_is_the_standard_one_of_its_request(request: UUID, index: int) -> None:
    assert event_id(request, index) == uuid5(request, str(index))
